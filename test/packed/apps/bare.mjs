// Nothing else installed.
export function collected() {
  return {};
}
