/**
 * JSON as Python writes it: a space after `,` and `:`, and `NaN` and `Infinity` for the numbers that JSON lacks.
 * Dates become ISO text, sets lists, maps objects, and whatever has `toJSON` what that says.
 *
 * @throws {TypeError} for what has no such form: functions, symbols, values that contain themselves.
 */
export function pythonJson(value: unknown): string {
  return write(value, new Set());
}

function write(value: unknown, inside: Set<object>): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`a ${typeof value} cannot be written as JSON`);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (inside.has(value)) throw new TypeError('a value that contains itself cannot be written as JSON');
  inside.add(value);
  const text = writeObject(value, inside);
  inside.delete(value);
  return text;
}

function writeObject(value: object, inside: Set<object>): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), inside);
  if (Array.isArray(value) || value instanceof Set) return `[${Array.from(value, (element) => write(element, inside)).join(', ')}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const members = entries.filter(([, element]) => element !== undefined);
  return `{${members.map(([key, element]) => `${JSON.stringify(String(key))}: ${write(element, inside)}`).join(', ')}}`;
}
