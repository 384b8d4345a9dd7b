/** Of its slot, by how much a request comes late at most: instances of a cloud are not in step with each other. */
const JITTER = 0.25;

/**
 * When the requests of one cell's two handlers are due. Every handler of a group has a slot of its own in each interval:
 * instances of a cloud do not share two processors with those of others, and what these are in each other's way is no
 * concern here. The two of a cell are half an interval apart, and it is drawn each time which of them comes first: none
 * has always the same one before it.
 *
 * @param cell - its index in the group
 * @param cells - how many the group has
 * @returns in milliseconds since the beginning, of the requests of either handler, 0 or 1, by their index
 */
export function createTurns(
  cell: number,
  cells: number,
  intervalMillis: number,
  random: () => number,
): (handler: number, request: number) => number {
  const swapped: boolean[] = [];
  return (handler, request) => {
    swapped[request] ??= random() < 0.5;
    const half = swapped[request] ? 1 - handler : handler;
    const slot = half * cells + cell + random() * JITTER;
    return (request + slot / (2 * cells)) * intervalMillis;
  };
}
