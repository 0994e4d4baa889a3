import { AdapterParseError, type InputIssue } from '../errors.ts';
import type { Values } from '../prediction/prediction.ts';
import { type Field, mayBeLeftOut } from '../signature/field.ts';
import { parseValue } from '../signature/parse-value.ts';
import type { Signature } from '../signature/signature.ts';
import { typeName } from '../signature/type-name.ts';

const SHOWN_CHARACTERS = 2000;

/**
 * Output values from what an answer has under each field's name. A field that the answer lacks has its default, is
 * null where its type allows that, or is left out where it is optional.
 *
 * @throws {AdapterParseError} that shows the answer, and names the fields that are missing or the value that is wrong.
 */
export function parseFields(adapter: string, signature: Signature, completion: string, written: ReadonlyMap<string, unknown>): Values {
  const missing = signature.outputFields.filter((field) => !written.has(field.name) && !mayBeLeftOut(field));
  if (missing.length > 0) throw missingError(adapter, signature, completion, missing, written);
  const present = signature.outputFields.filter((field) => written.has(field.name) || 'default' in field || !field.optional);
  return Object.fromEntries(present.map((field) => [field.name, readField(adapter, signature, completion, field, written)]));
}

function readField(adapter: string, signature: Signature, completion: string, field: Field, written: ReadonlyMap<string, unknown>): unknown {
  if (!written.has(field.name)) return 'default' in field ? field.default : null;
  const parsed = parseValue(field.type, written.get(field.name));
  if (parsed.ok) return parsed.value;
  throw new AdapterParseError(
    `${adapter} cannot read field "${field.name}" (${typeName(field.type)}) of the model's answer: ${issuesText(parsed.issues)}.\n${shown(completion)}`,
    { adapter, signature: signature.name, completion, field: field.name },
  );
}

/** The answer has nothing of the shape that was asked for. */
export function unreadableError(adapter: string, signature: Signature, completion: string, expected: string): AdapterParseError {
  const missing = signature.outputFields.map((field) => field.name);
  const names = missing.map((name) => `"${name}"`).join(', ');
  return new AdapterParseError(`${adapter} cannot find ${expected} with ${names} in the model's answer.\n${shown(completion)}`, { adapter, signature: signature.name, completion, missing });
}

function missingError(adapter: string, signature: Signature, completion: string, missing: readonly Field[], written: ReadonlyMap<string, unknown>): AdapterParseError {
  const names = missing.map((field) => field.name);
  const found = signature.outputFields.filter((field) => written.has(field.name)).map((field) => field.name);
  return new AdapterParseError(
    `${adapter} cannot find ${names.map((name) => `"${name}"`).join(', ')} in the model's answer (found: ${found.join(', ') || 'no field'}).\n${shown(completion)}`,
    { adapter, signature: signature.name, completion, missing: names },
  );
}

function issuesText(issues: readonly InputIssue[]): string {
  return issues.map((issue) => (issue.path.length > 0 ? `at ${issue.path.join('.')}: ${issue.message}` : issue.message)).join('; ');
}

function shown(completion: string): string {
  if (completion.trim() === '') return 'The answer is empty.';
  const rest = completion.length - SHOWN_CHARACTERS;
  return `The answer: ${rest > 0 ? `${completion.slice(0, SHOWN_CHARACTERS)}… (${rest} more characters)` : completion}`;
}
