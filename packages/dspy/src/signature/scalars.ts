/** An integer: a whole number, text that writes one (`5`, ` 5 `, `5.0`, `0x10`), or a boolean as Python counts it. */
export function toInt(value: unknown): number | undefined {
  const number = toFloat(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

const NUMBER_TEXT = /^[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NAMED_NUMBERS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/** A number, text that writes one (`nan` and `inf` included), or a boolean as Python counts it. */
export function toFloat(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(/^(["'])(.*)\1$/, '$2').trim();
  if (NUMBER_TEXT.test(text)) return Number(text.replaceAll('_', ''));
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
  const sign = text.startsWith('-') ? -1 : 1;
  const name = text.replace(/^[+-]/, '').toLowerCase();
  return Object.hasOwn(NAMED_NUMBERS, name) ? sign * (NAMED_NUMBERS[name] ?? 0) : undefined;
}

const TRUE = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** A boolean, `0` or `1`, or a word for one in any case: `true`, `yes`, `on`, `t`, `y` and their opposites. */
export function toBool(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim().replace(/^(["'])(.*)\1$/, '$2').toLowerCase();
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A date from ISO 8601 text; without an offset it is UTC, so that the result does not depend on the machine. */
export function readDate(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  const match = ISO_DATE.exec(text);
  const day = match?.[1];
  if (day === undefined || !isDay(day)) return undefined;
  const date = new Date(text === day ? day : text.replace(' ', 'T') + (match?.[2] === undefined ? 'Z' : ''));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** JavaScript takes the 30th of February for the 1st of March. */
function isDay(day: string): boolean {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
