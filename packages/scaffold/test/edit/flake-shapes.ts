export const flakes: Record<string, { text: string }> = {};
