// Run by Bun, whose `resourceUsage` tells what the system counted for a child. On stdin a command, as JSON; on stdout the most memory that it and all that it
// started had resident at a time, in bytes, or 0 where nobody could tell. Where there is /proc, the tree is looked at again and again while it runs: of each process that is alive its
// peak so far (VmHWM). A process that comes and goes between two looks is not seen; the largest one of all is, since the system counted it.
import { readdirSync, readFileSync } from "node:fs";

const { argv, cwd, env } = await globalThis.Bun.stdin.json();
const child = globalThis.Bun.spawn(argv, { cwd, env, stdio: ["ignore", "ignore", "ignore"] });
let largest = 0;
let ended = false;
const ends = child.exited.then(() => {
  ended = true;
});
while (!ended) {
  largest = Math.max(largest, treeMemory(child.pid));
  await globalThis.Bun.sleep(1);
}
await ends;
// Between fork and exec the child had our memory, and the system counts that as well: what is not above it says nothing of the command.
const counted = child.resourceUsage()?.maxRSS ?? 0;
console.log(counted > process.resourceUsage().maxRSS * 1024 ? Math.max(largest, counted) : largest);

/** Bytes: the sum over a process and all below it; 0 where the system does not tell. */
function treeMemory(root) {
  const children = childrenByParent();
  let sum = 0;
  const look = (pid, parentCommand) => {
    const command = read(pid, "cmdline");
    // Between fork and exec it is its parent still, and so is its memory.
    if (command !== parentCommand) sum += Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(pid, "status"))?.[1] ?? 0) * 1024;
    for (const below of children.get(pid) ?? []) look(below, command);
  };
  look(root, undefined);
  return sum;
}

function childrenByParent() {
  const children = new Map();
  for (const name of processes()) {
    const stat = read(name, "stat");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

function processes() {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty where the process has ended. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
