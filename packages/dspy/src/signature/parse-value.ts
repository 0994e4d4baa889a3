import { jsonrepair } from 'jsonrepair';
import type { InputIssue } from '../errors.ts';
import { coerce, type Issues } from './coerce.ts';
import type { FieldType } from './field-type.ts';

/** Outcome of reading a value: the value, or everything that is wrong with it. */
export type ParsedValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly issues: readonly InputIssue[] };

/**
 * Reads a value as a model writes it: text, JSON, almost-JSON or a Python literal, where needed inside a code fence
 * or after a few words; or a value that was JSON already.
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
  const inner = decode(text, JSON.parse)?.value;
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
  const json = decode(text, JSON.parse);
  if (json) yield json.value;
  if (wants(type, 'list', 'set', 'tuple')) yield* bareItems(type, text);
  const start = text.search(/[[{]/);
  if (start === 0 || (start > 0 && !wants(type, 'any', 'str'))) yield* repaired(text.slice(start));
}

/** Items without JSON's brackets: `1, 2`, a Python tuple `(1, 'a')`, a Python set `{'a'}`. */
function* bareItems(type: FieldType, text: string): Generator {
  if (/^\([\s\S]*\)$/.test(text) || (wants(type, 'set') && /^\{[\s\S]*\}$/.test(text))) yield* repaired(`[${text.slice(1, -1)}]`);
  const list = decode(`[${text}]`, JSON.parse);
  if (Array.isArray(list?.value) && list.value.length > 1) yield list.value;
}

function wants(type: FieldType, ...kinds: readonly FieldType['kind'][]): boolean {
  return kinds.includes(type.kind) || (type.kind === 'union' && type.members.some((member) => wants(member, ...kinds)));
}

function* repaired(text: string): Generator {
  const value = decode(text, (broken) => JSON.parse(jsonrepair(broken)));
  if (value) yield value.value;
}

function decode(text: string, read: (text: string) => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: read(text) };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The content of a Markdown code fence, when the text is one. */
function withoutFence(text: string): string {
  return /^\s*```[a-zA-Z]*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
}
