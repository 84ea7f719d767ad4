export type { StartedUnit, StartOptions, UnitAnswer, UnitClock, UnitEnd, UnitStarter } from "./core/starter.ts";
export { createSupervisor, type Outcome, type ReadyAnswer, type Supervisor, type SupervisorOptions } from "./core/supervisor.ts";
export type { UnitEvent, UnitSink } from "./core/unit-event.ts";
export { type FailedBecause, isAliveState, isAtRest, type UnitState, type UnitView, type WhyUnready } from "./core/unit-state.ts";
export { checkUnits, type UnitProblem } from "./units/check-units.ts";
export { expandReplicas, unitsNamed } from "./units/replicas.ts";
export { type OrderedUnit, startOrder } from "./units/start-order.ts";
export * from "./units/unit-spec.ts";
