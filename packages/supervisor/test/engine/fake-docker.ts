/**
 * A stand-in for docker, only to inject faults that a real engine cannot be brought to: it hangs, dies, and says what nobody understands.
 * Everything else about containers is tested on a real engine (containers.test.ts).
 */
export function fakeDocker(cases: Readonly<Record<string, string>>): { readonly content: string; readonly mode: number } {
  const answers = { ...SOUND, ...cases };
  const lines = Object.entries(answers).map(([words, script]) => `*" ${words} "*) ${script} ;;`);
  // The last that is given counts, so the cases of a test come first.
  return {
    content: `#!/bin/sh\n# A stand-in for docker that injects a fault.\ncase " $* " in\n${lines.reverse().join("\n")}\nesac\n`,
    mode: 0o755,
  };
}

const SOUND = {
  "compose version": "echo Docker Compose version v2.30.0",
  "version --format": `echo '{"Version":"28.0.0","Components":[{"Name":"Engine"}]}'`,
  "ps --all": "",
  up: "",
};
