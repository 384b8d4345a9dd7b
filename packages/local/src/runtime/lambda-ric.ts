// Starts version 3 of AWS's own runtime as the managed image does: its main file only exports how to run.
const { LAMBDA_TASK_ROOT: taskRoot, _HANDLER: handler } = process.env;
const [, , main = ""] = process.argv;
const { pathToFileURL } = process.getBuiltinModule("node:url");

interface Runtime {
  run(taskRoot?: string, handler?: string): Promise<void>;
}

(import(pathToFileURL(main).href) as Promise<Runtime>)
  .then(({ run }) => run(taskRoot, handler))
  .catch((error: unknown) => {
    // What ends the start is reported by the runtime as an uncaught error, not as a rejection.
    process.nextTick(() => {
      throw error;
    });
  });
