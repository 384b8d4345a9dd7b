export function markStart(folder: string): Promise<void>;
