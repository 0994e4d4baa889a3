import { AdapterParseError, type InputIssue } from '../errors.ts';
import type { Values } from '../prediction/prediction.ts';
import { type Field, mayBeLeftOut } from '../signature/field.ts';
import { allowsNone, type FieldType } from '../signature/field-type.ts';
import { type ParsedValue, parseValue } from '../signature/parse-value.ts';
import { pythonJson } from '../signature/python-json.ts';
import type { Signature } from '../signature/signature.ts';
import { typeName } from '../signature/type-name.ts';

const SHOWN_CHARACTERS = 1000;

/** An answer, taken apart. */
export interface ReadAnswer {
  /** Class name of the adapter. */
  readonly adapter: string;
  readonly signature: Signature;
  /** The whole answer. */
  readonly completion: string;
  /** What it has under each field's name. */
  readonly written: ReadonlyMap<string, unknown>;
  /** How values are read; as text unless given. */
  readonly read?: ((type: FieldType, written: unknown) => ParsedValue) | undefined;
}

/**
 * Output values from what an answer has under each field's name. A field that the answer lacks has its default, is
 * null where its type allows that, or is left out where it is optional.
 *
 * @throws {AdapterParseError} that shows the answer, and names the fields that are missing or the value that is wrong.
 */
export function parseFields(answer: ReadAnswer): Values {
  const { signature } = answer;
  const given = new Map([...answer.written].filter(([name, value]) => !isLeftOut(signature, name, value)));
  const missing = signature.outputFields.filter((field) => !given.has(field.name) && !mayBeLeftOut(field));
  if (missing.length > 0) throw missingError(answer, missing);
  const present = signature.outputFields.filter((field) => given.has(field.name) || 'default' in field || !field.optional);
  return Object.fromEntries(present.map((field) => [field.name, readField(answer, field, given)]));
}

/** Strict schemas have no fields that may be left out: a model writes null for those. */
function isLeftOut(signature: Signature, name: string, value: unknown): boolean {
  const field = value === null ? signature.field(name) : undefined;
  return field !== undefined && mayBeLeftOut(field) && !allowsNone(field.type);
}

function readField({ adapter, signature, completion, read = parseValue }: ReadAnswer, field: Field, given: ReadonlyMap<string, unknown>): unknown {
  if (!given.has(field.name)) return 'default' in field ? field.default : null;
  const written = given.get(field.name);
  const parsed = read(field.type, written);
  if (parsed.ok) return parsed.value;
  const expected = typeName(field.type);
  const text = typeof written === 'string' ? written : pythonJson(written);
  throw new AdapterParseError(
    `${adapter} cannot read field "${field.name}" (${expected}) of the model's answer: ${issuesText(parsed.issues)}.\n${shown('The field', text)}${text === completion ? '' : `\n${shown('The answer', completion)}`}`,
    { adapter, signature: signature.name, completion, field: field.name, expected, written: text },
  );
}

/** The answer has nothing of the shape that was asked for. */
export function unreadableError(adapter: string, signature: Signature, completion: string, expected: string): AdapterParseError {
  const missing = signature.outputFields.map((field) => field.name);
  const names = missing.map((name) => `"${name}"`).join(', ');
  return new AdapterParseError(`${adapter} cannot find ${expected} with ${names} in the model's answer.\n${shown('The answer', completion)}`, { adapter, signature: signature.name, completion, missing });
}

function missingError({ adapter, signature, completion, written }: ReadAnswer, missing: readonly Field[]): AdapterParseError {
  const names = missing.map((field) => field.name);
  const found = signature.outputFields.filter((field) => written.has(field.name)).map((field) => field.name);
  return new AdapterParseError(
    `${adapter} cannot find ${names.map((name) => `"${name}"`).join(', ')} in the model's answer (found: ${found.join(', ') || 'no field'}).\n${shown('The answer', completion)}`,
    { adapter, signature: signature.name, completion, missing: names },
  );
}

function issuesText(issues: readonly InputIssue[]): string {
  return issues.map((issue) => (issue.path.length > 0 ? `at ${issue.path.join('.')}: ${issue.message}` : issue.message)).join('; ');
}

/** Text with its beginning and its end when it is long: an answer that was cut off or goes on and on is known by its end. */
function shown(what: string, text: string): string {
  if (text.trim() === '') return `${what} is empty.`;
  if (text.length <= SHOWN_CHARACTERS) return `${what}: ${text}`;
  const end = SHOWN_CHARACTERS / 4;
  const left = text.length - SHOWN_CHARACTERS;
  return `${what}: ${text.slice(0, SHOWN_CHARACTERS - end)}… (${left} more characters) …${text.slice(-end)}`.toWellFormed();
}
