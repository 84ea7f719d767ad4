// Opens the workspace of the folder that it is given, in a process of its own, and prints what came of it as JSON.
import { openWorkspace } from "../src/index.ts";

const [cwd = ""] = process.argv.slice(2);
const result = await openWorkspace({ cwd, version: "0.1.0", env: {} });
process.stdout.write(
  JSON.stringify(result.ok ? { services: result.value.serviceNames, folders: [...result.value.folders.values()] } : result.error),
);
