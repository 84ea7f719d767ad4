/** Environment variables as a process gets them. */
export type Variables = Readonly<Record<string, string>>;

const SECRET =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|(PRIVATE|ACCESS|SECRET|SIGNING|ENCRYPTION)_?KEY|KEY)S?($|_)/i;

/** Whether a variable's name says that its value must not be shown, written to a log of ours, or enter a key. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}
