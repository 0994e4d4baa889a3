import { isRecord } from '../is-record.ts';
import { readLooseJson } from '../signature/loose-json.ts';
import { decodeJson } from '../signature/strict-json.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON object in an answer: the whole answer, the content of a code block, or what stands between words. Of several
 * objects the last one that has a field counts. What is almost JSON (Python's quotes, a missing end) is read, too.
 *
 * @param names of the fields that are asked for.
 * @returns `undefined` when there is no object.
 */
export function readJsonObject(completion: string, names: readonly string[]): JsonObject | undefined {
  const whole = objectIn(decodeJson(completion)?.value, names);
  if (whole) return whole;
  let found: JsonObject | undefined;
  for (const object of objectsIn(completion)) {
    if (!found || hasField(object, names) || !hasField(found, names)) found = object;
  }
  if (found && hasField(found, names)) return found;
  // A brace among the words may have taken in everything behind it.
  const start = startOfNamed(completion, names);
  return (start < 0 ? undefined : objectAt(completion, start)?.object) ?? found;
}

/** The objects that are in no other object, in order. */
function* objectsIn(text: string): Generator<JsonObject> {
  for (let start = text.indexOf('{'); start >= 0; ) {
    const read = objectAt(text, start);
    if (!read) return;
    if (read.object) yield read.object;
    start = text.indexOf('{', read.end);
  }
}

function objectAt(text: string, start: number): { readonly object: JsonObject | undefined; readonly end: number } | undefined {
  try {
    const { value, end } = readLooseJson(text, start);
    return { object: isRecord(value) ? value : undefined, end };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
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
    const objects = value.filter(isRecord);
    return objects.findLast((object) => hasField(object, names)) ?? objects[0];
  }
  return isRecord(value) ? value : undefined;
}

function hasField(object: JsonObject, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(object, name));
}
