export function work(): Promise<string>;
export function hash(times: number): string;
