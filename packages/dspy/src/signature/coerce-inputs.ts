import type { InputIssue } from '../errors.ts';
import { coerce, type Issues } from './coerce.ts';
import { type Field, mayBeLeftOut } from './field.ts';
import { typeName } from './type-name.ts';

/** Input values by field name, and everything that is wrong with them. */
export function coerceInputs(fields: readonly Field[], record: unknown): { readonly values: object; readonly issues: readonly InputIssue[] } {
  const issues: Issues = { found: [] };
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { values: {}, issues: [{ path: [], expected: 'object', message: `expected an object with the inputs ${fields.map((field) => field.name).join(', ')}` }] };
  }
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    const given: unknown = Object.hasOwn(record, field.name) ? Reflect.get(record, field.name) : undefined;
    if (given !== undefined) entries.push([field.name, coerceInput(field, given, issues)]);
    else if ('default' in field) entries.push([field.name, field.default]);
    else if (!mayBeLeftOut(field)) {
      issues.found.push({ path: [field.name], expected: typeName(field.type), message: `field required (${typeName(field.type)})` });
    }
  }
  return { values: Object.fromEntries(entries), issues: issues.found };
}

function coerceInput(field: Field, given: unknown, issues: Issues): unknown {
  const before = issues.found.length;
  const value = coerce(field.type, given, [field.name], issues);
  if (issues.found.length > before) return value;
  for (const message of violations(field, value)) issues.found.push({ path: [field.name], expected: typeName(field.type), message });
  return value;
}

function* violations({ constraints: bounds }: Field, value: unknown): Generator<string> {
  if (typeof value === 'number') {
    if (bounds.gt !== undefined && !(value > bounds.gt)) yield `must be more than ${bounds.gt}`;
    if (bounds.ge !== undefined && !(value >= bounds.ge)) yield `must be at least ${bounds.ge}`;
    if (bounds.lt !== undefined && !(value < bounds.lt)) yield `must be less than ${bounds.lt}`;
    if (bounds.le !== undefined && !(value <= bounds.le)) yield `must be at most ${bounds.le}`;
    if (bounds.multipleOf !== undefined && !isMultiple(value, bounds.multipleOf)) yield `must be a multiple of ${bounds.multipleOf}`;
  }
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  if (length === undefined) return;
  if (bounds.minLength !== undefined && length < bounds.minLength) yield `must be at least ${bounds.minLength} long`;
  if (bounds.maxLength !== undefined && length > bounds.maxLength) yield `must be at most ${bounds.maxLength} long`;
}

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}
