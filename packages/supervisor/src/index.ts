export type { StartedUnit, StartOptions, UnitAnswer, UnitClock, UnitEnd, UnitStarter } from "./core/starter.ts";
export { createSupervisor, type Outcome, type ReadyAnswer, type Supervisor, type SupervisorOptions } from "./core/supervisor.ts";
export { createProcessStarter, type ProcessStarterOptions } from "./processes/process-starter.ts";
export { UNIT_MARK } from "./processes/unit-mark.ts";
export { endOrphans, findOrphans, recordUnits, type StartedProcess, type UnitRecord } from "./processes/unit-record.ts";
export { checkUnits, type UnitProblem } from "./units/check-units.ts";
export { expandReplicas, unitsNamed } from "./units/replicas.ts";
export { type OrderedUnit, startOrder } from "./units/start-order.ts";
export * from "./units/unit-spec.ts";
