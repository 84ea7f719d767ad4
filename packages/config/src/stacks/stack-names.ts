/** The presets that come with us. Their code is loaded when a service of theirs is asked for. */
export const STACK_NAMES = ["node", "go", "rust", "dotnet", "python", "flutter"] as const;

export type StackName = (typeof STACK_NAMES)[number];
