import type { TaskFileTool } from "@nix-repo/model";
import type { Delegate } from "./delegate.ts";
import { just } from "./just.ts";
import { make } from "./make.ts";
import { task } from "./task.ts";

export const DELEGATES: Readonly<Record<TaskFileTool, Delegate>> = { just, task, make };
