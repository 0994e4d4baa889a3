import { jsonrepair } from 'jsonrepair';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON object in an answer: the whole answer, the content of a code block, or what stands between words. Of several
 * objects the last one that has a field counts. What is almost JSON (Python's quotes, a missing end) is repaired.
 *
 * @param names of the fields that are asked for.
 * @returns `undefined` when there is no object.
 */
export function readJsonObject(completion: string, names: readonly string[]): JsonObject | undefined {
  const whole = objectIn(decode(completion, JSON.parse), names);
  if (whole) return whole;
  let other: JsonObject | undefined;
  for (const [read, text] of attempts(completion, names)) {
    const found = objectIn(decode(text, read), names);
    if (!found) continue;
    if (hasField(found, names)) return found;
    other ??= found;
  }
  return other;
}

type Reader = (text: string) => unknown;

const repair: Reader = (text) => JSON.parse(jsonrepair(text));

function* attempts(completion: string, names: readonly string[]): Generator<readonly [Reader, string]> {
  const start = completion.indexOf('{');
  if (start < 0) return;
  const objects = topLevelObjects(completion, start);
  for (const object of objects.toReversed()) yield [JSON.parse, object];
  const end = completion.lastIndexOf('}') + 1;
  if (end > start) yield [repair, completion.slice(start, end)];
  yield [repair, completion.slice(start)];
  for (const object of objects.toReversed().slice(0, MOST_REPAIRS)) yield [repair, object];
  const named = startOfNamed(completion, names);
  if (named > start) yield [repair, completion.slice(named)];
}

/** A text full of broken objects is not tried forever. */
const MOST_REPAIRS = 3;

/** The texts of the objects that are in no other object, as far as strings and braces say it. */
function topLevelObjects(text: string, from: number): string[] {
  const objects: string[] = [];
  let depth = 0;
  let start = from;
  let isInString = false;
  for (let index = from; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (isInString) {
      if (char === '\\') index += 1;
      else if (char === '"') isInString = false;
    } else if (char === '"') {
      // Quotation marks between objects are not JSON's.
      isInString = depth > 0;
    } else if (char === '{') {
      if (depth === 0) start = index;
      depth += 1;
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) objects.push(text.slice(start, index + 1));
    }
  }
  return objects;
}

/** Where an object begins whose first member is one of the fields. */
function startOfNamed(text: string, names: readonly string[]): number {
  for (const { index, 1: name } of text.matchAll(/\{\s*["']?([\p{L}_][\p{L}\p{N}_]*)["']?\s*:/gu)) {
    if (name !== undefined && names.includes(name)) return index;
  }
  return -1;
}

/** The value when it is an object; of a list the last object that has a field. */
function objectIn(value: unknown, names: readonly string[]): JsonObject | undefined {
  if (Array.isArray(value)) {
    const objects = value.filter(isObject);
    return objects.findLast((object) => hasField(object, names)) ?? objects[0];
  }
  return isObject(value) ? value : undefined;
}

function hasField(object: JsonObject, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(object, name));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(text: string, read: Reader): unknown {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
