/** A generator function (`function*`): a Durable Functions orchestrator, whose caller steps through it itself. */
export function isGeneratorHandler(handler: object): boolean {
  const kind = Object.prototype.toString.call(handler);
  return kind === "[object GeneratorFunction]" || kind === "[object AsyncGeneratorFunction]";
}
