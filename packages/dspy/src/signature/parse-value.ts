import type { InputIssue } from '../errors.ts';
import { coerce, type Issues } from './coerce.ts';
import type { FieldType } from './field-type.ts';
import { readLooseJson } from './loose-json.ts';
import { decodeJson } from './strict-json.ts';

/** Outcome of reading a value: the value, or everything that is wrong with it. */
export type ParsedValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly issues: readonly InputIssue[] };

/**
 * Reads a value as a model writes it: text, JSON, almost-JSON or a Python literal, where needed inside a code fence
 * or after a few words; or a value that was JSON already.
 *
 * ```ts
 * import { parseType, parseValue } from '@dspy-otel/dspy';
 *
 * console.log(parseValue(parseType('list[int]'), 'Here it is: [1, 2]')); // { ok: true, value: [ 1, 2 ] }
 * console.log(parseValue(parseType('int'), 'many').ok); // false
 * ```
 */
export function parseValue(type: FieldType, written: unknown): ParsedValue {
  let first: readonly InputIssue[] | undefined;
  for (const candidate of candidates(type, written)) {
    const issues: Issues = { found: [] };
    const value = coerce(type, candidate, [], issues);
    if (issues.found.length === 0) return { ok: true, value };
    first ??= issues.found;
  }
  return { ok: false, issues: first ?? [] };
}

/** Reads a value that was JSON already: what has the type is that, also where as text it would be something else. */
export function parseJsonValue(type: FieldType, written: unknown): ParsedValue {
  const shape = type.kind === 'checked' ? type.base : type;
  if (typeof written !== 'string' || isText(shape)) return parseValue(type, written);
  const issues: Issues = { found: [] };
  const value = coerce(type, written, [], issues);
  return issues.found.length === 0 && value === written ? { ok: true, value } : parseValue(type, written);
}

function* candidates(type: FieldType, written: unknown): Generator {
  const shape = type.kind === 'checked' ? type.base : type;
  if (typeof written !== 'string') {
    yield written;
    if (shape.kind === 'str' && written !== null && written !== undefined) yield JSON.stringify(written);
    return;
  }
  if (isText(shape)) {
    if (shape.kind === 'union' && NOTHING.test(written)) yield null;
    const quoted = shape.kind === 'union' ? unquotedNothing(written) : undefined;
    if (quoted !== undefined) yield quoted;
    yield written;
    return;
  }
  if (shape.kind === 'literal' || shape.kind === 'enum') yield written;
  yield* decoded(shape, written);
  yield written;
}

const NOTHING = /^\s*(?:none|null)\s*$/i;

/** Text that would be taken for nothing stands in quotes where nothing is a value, too; so does text in such quotes. */
function unquotedNothing(written: string): string | undefined {
  const text = written.trim();
  if (!text.startsWith('"') || !text.endsWith('"')) return undefined;
  const inner = decodeJson(text)?.value;
  return typeof inner === 'string' && (NOTHING.test(inner) || unquotedNothing(inner) !== undefined) ? inner : undefined;
}

/** Text is taken as it is; everything else is read as a literal first. */
function isText(type: FieldType): boolean {
  if (type.kind === 'custom') return type.type.isText === true;
  if (type.kind !== 'union') return type.kind === 'str' || type.kind === 'bytes';
  return type.members.every((member) => member.kind === 'str' || member.kind === 'none');
}

function* decoded(type: FieldType, written: string): Generator {
  const text = withoutFence(written).trim();
  if (text === '') return;
  if (/^(?:none|null)$/i.test(text)) yield null;
  if (/^(?:true|false)$/i.test(text)) yield text.toLowerCase() === 'true';
  const json = decodeJson(text);
  if (json) yield json.value;
  if (wants(type, 'list', 'set', 'tuple')) yield* bareItems(type, text);
  const start = text.search(/[[{]/);
  if (start === 0 || (start > 0 && !wants(type, 'any', 'str'))) yield* repaired(text.slice(start));
}

/** Items without JSON's brackets: `1, 2`, a Python tuple `(1, 'a')`, a Python set `{'a'}`. */
function* bareItems(type: FieldType, text: string): Generator {
  if (/^\([\s\S]*\)$/.test(text) || (wants(type, 'set') && /^\{[\s\S]*\}$/.test(text))) yield* repaired(`[${text.slice(1, -1)}]`);
  const list = decodeJson(`[${text}]`);
  if (Array.isArray(list?.value) && list.value.length > 1) yield list.value;
}

function wants(type: FieldType, ...kinds: readonly FieldType['kind'][]): boolean {
  return kinds.includes(type.kind) || (type.kind === 'union' && type.members.some((member) => wants(member, ...kinds)));
}

function* repaired(text: string): Generator {
  const read = decodeLoosely(text);
  if (read) yield read.value;
}

function decodeLoosely(text: string): { readonly value: unknown } | undefined {
  try {
    return readLooseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The content of a Markdown code fence, when the text is one. */
function withoutFence(text: string): string {
  return /^\s*```[a-zA-Z]*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
}
