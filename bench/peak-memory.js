// Run by Bun, whose spawnSync tells what the system counted for the child: peak resident memory of each command on stdin, in bytes, as JSON.
const cases = await globalThis.Bun.stdin.json();
const peaks = cases.map(({ argv, cwd, env }) => {
  const done = globalThis.Bun.spawnSync(argv, { cwd, env, stdio: ["ignore", "ignore", "ignore"] });
  return done.resourceUsage?.maxRSS ?? 0;
});
console.log(JSON.stringify(peaks));
