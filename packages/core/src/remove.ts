/**
 * Takes an item out of a list of few; does nothing where it is not in it.
 *
 * A list, where a set would look natural: V8's sets and maps leave a used-up table behind that points to the next one.
 * Once one of a long-lived set is old, every table after it lives on until the next full collection, and with each the
 * invocation that ran when it was used up.
 */
export function remove<Item>(list: Item[], item: Item): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
