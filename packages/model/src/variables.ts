import type { Place } from "./place.ts";

/** Environment variables as a process gets them. */
export type Variables = Readonly<Record<string, string>>;

const SECRET =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|(PRIVATE|ACCESS|SECRET|SIGNING|ENCRYPTION)_?KEY|KEY)S?($|_)/i;

/** Whether a variable's name says that its value must not be shown, written to a log of ours, or enter a key. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** What the `.env` files of the workspace's root and of a service give, and what `.env.example` says must be set. */
export interface RuntimeVariables {
  /** `.env` and `.env.local` of the workspace's root. */
  readonly root: Variables;
  /** The same of the service's folder. */
  readonly service: Variables;
  /** What `.env.example` of either requires, and where it says so. The service's word on a variable counts over the root's. */
  readonly required: readonly RequiredVariable[];
}

export interface RequiredVariable {
  readonly name: string;
  readonly place: Place;
}
