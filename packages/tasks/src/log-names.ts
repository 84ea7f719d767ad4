import { type TaskId, WORKSPACE_SERVICE } from "@nix-repo/model";

/** File names for the logs of tasks: `web-test.log`. Unique also where the file system does not tell case. */
export function createLogNames(): (task: TaskId) => string {
  const taken = new Set<string>();
  return (task) => {
    const base = PLAIN.test(task) ? task.replace(":", "-") : baseOf(task);
    let name = base;
    for (let count = 2; taken.has(folded(name)); count += 1) name = `${base}-${count}`;
    taken.add(folded(name));
    return `${name}.log`;
  };
}

/** Nothing in it has to be made readable or shorter: the usual case, and the quick one. */
const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,40}:[A-Za-z0-9._-]{1,18}$/;

function baseOf(task: TaskId): string {
  const readable = task.replace(WORKSPACE_SERVICE, "workspace").replace(/[^\p{L}\p{N}._-]+/gu, "-");
  return [...readable.replace(/^\.+/, "")].slice(0, LONGEST).join("") || "task";
}

/** In characters; of four bytes each they still leave room in the 255 bytes that file systems allow. */
const LONGEST = 60;

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
