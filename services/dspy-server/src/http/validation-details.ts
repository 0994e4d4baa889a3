import type { InputError, InputIssue } from '@dspy-otel/dspy';
import type { ValidationDetail } from './http-error.ts';
import type { JSONObject } from './read-body.ts';
import { shownInput } from './shown-input.ts';

/** The runtime's complaints about inputs, as Python's server words them: one entry per problem, `loc` names the field. */
export function validationDetails(error: InputError, body: JSONObject): ValidationDetail[] {
  return error.issues.map((issue) => detailOf(issue, body));
}

function detailOf(issue: InputIssue, body: JSONObject): ValidationDetail {
  const loc = ['body', ...issue.path];
  const holder = valueAt(body, issue.path.slice(0, -1));
  const key = issue.path.at(-1);
  if (key !== undefined && !(isObject(holder) && Object.hasOwn(holder, key))) {
    return { type: 'missing', loc, msg: 'Field required', input: shownInput(holder) };
  }
  const { type, msg } = complaint(issue);
  return { type, loc, msg, input: shownInput(valueAt(body, issue.path)) };
}

function complaint({ expected, message }: InputIssue): { type: string; msg: string } {
  const kind = /^\w+/.exec(expected)?.[0] ?? '';
  switch (kind) {
    case 'str':
      return { type: 'string_type', msg: 'Input should be a valid string' };
    case 'int':
      return { type: 'int_type', msg: 'Input should be a valid integer' };
    case 'float':
      return { type: 'float_type', msg: 'Input should be a valid number' };
    case 'bool':
      return { type: 'bool_type', msg: 'Input should be a valid boolean' };
    case 'list':
      return { type: 'list_type', msg: 'Input should be a valid list' };
    case 'dict':
      return { type: 'dict_type', msg: 'Input should be a valid dictionary' };
    case 'Literal':
      return { type: 'literal_error', msg: `Input should be ${/^Literal\[(.*)\]$/s.exec(expected)?.[1] ?? expected}` };
    default:
      return { type: 'value_error', msg: message };
  }
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
