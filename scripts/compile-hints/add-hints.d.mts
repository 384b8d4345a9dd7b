export function addCompileHints(text: string, called: ReadonlySet<string>): string;
