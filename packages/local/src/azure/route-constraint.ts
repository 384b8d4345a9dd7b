/** What ASP.NET's inline constraints allow, made from their argument. */
const CONSTRAINTS: Readonly<Record<string, (argument: string) => (value: string) => boolean>> = {
  int: () => (value) => /^[+-]?\d+$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31,
  long: () => (value) => /^[+-]?\d{1,19}$/.test(value),
  bool: () => (value) => /^(?:true|false)$/i.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  guid: () => (value) => /^\{?[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}\}?$/i.test(value),
  decimal: () => (value) => /^[+-]?\d*\.?\d+$/.test(value),
  double: () => (value) => /^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i.test(value),
  float: () => (value) => /^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i.test(value),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  length: (argument) => {
    const [least = 0, most = least] = argument.split(",").map(Number);
    return (value) => value.length >= least && value.length <= most;
  },
  minlength: (argument) => (value) => value.length >= Number(argument),
  maxlength: (argument) => (value) => value.length <= Number(argument),
  min: (argument) => (value) => /^[+-]?\d+$/.test(value) && Number(value) >= Number(argument),
  max: (argument) => (value) => /^[+-]?\d+$/.test(value) && Number(value) <= Number(argument),
  range: (argument) => {
    const [least = 0, most = least] = argument.split(",").map(Number);
    return (value) => /^[+-]?\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
  },
  regex: (argument) => {
    const pattern = new RegExp(argument.replaceAll("{{", "{").replaceAll("}}", "}"), "i");
    return (value) => pattern.test(value);
  },
  required: () => (value) => value !== "",
};

/**
 * Makes a constraint of a route parameter, such as `int` or `length(2,5)`.
 *
 * @throws Error where there is none of that name.
 */
export function createConstraint(kind: string, argument: string): (value: string) => boolean {
  const make = CONSTRAINTS[kind.toLowerCase()];
  if (make === undefined) throw new Error(`The route constraint '${kind}' is not known`);
  return make(argument);
}
