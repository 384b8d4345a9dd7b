/** An environment without what `npm run` adds to it. */
export function withoutNpmSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
