import { dotnet } from "./dotnet.ts";
import { flutter } from "./flutter.ts";
import { go } from "./go.ts";
import { node } from "./node.ts";
import { python } from "./python.ts";
import { rust } from "./rust.ts";
import type { Stack } from "./stack.ts";
import type { StackName } from "./stack-names.ts";

export const STACKS: Readonly<Record<StackName, Stack>> = { node, go, rust, dotnet, python, flutter };
