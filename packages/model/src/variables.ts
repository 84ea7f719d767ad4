import type { Place } from "./place.ts";

/** Environment variables as a process gets them. */
export type Variables = Readonly<Record<string, string>>;

/** KEY alone is too common a syllable: it counts as a word of its own, or behind one that says which key. */
const SECRET = /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|(^|_)KEYS?($|_)|(API|AUTH|ACCESS|PRIVATE|SIGNING|ENCRYPTION)KEY/i;

/** Whether a variable's name says that its value must not be shown, written to a log of ours, or enter a key. Remembered: the tasks of a run see the same names. */
export function isSecretName(name: string): boolean {
  const known = asked.get(name);
  if (known !== undefined) return known;
  const isSecret = SECRET.test(name);
  asked.set(name, isSecret);
  return isSecret;
}

const asked = new Map<string, boolean>();

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
