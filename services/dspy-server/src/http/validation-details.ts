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
  const input = valueAt(body, issue.path);
  return { ...complaint(issue, typeof input === 'string'), loc, input: shownInput(input) };
}

/** Python's words for a value of the wrong type; the runtime's own for one that breaks a rule. */
function complaint({ expected, message }: InputIssue, isText: boolean): Omit<ValidationDetail, 'loc' | 'input'> {
  const kind = message.startsWith('expected ') ? /^\w+/.exec(expected)?.[0] : undefined;
  switch (kind) {
    case 'str':
      return { type: 'string_type', msg: 'Input should be a valid string' };
    case 'int':
      return { type: isText ? 'int_parsing' : 'int_type', msg: `Input should be a valid integer${isText ? ', unable to parse string as an integer' : ''}` };
    case 'float':
      return { type: isText ? 'float_parsing' : 'float_type', msg: `Input should be a valid number${isText ? ', unable to parse string as a number' : ''}` };
    case 'bool':
      return { type: isText ? 'bool_parsing' : 'bool_type', msg: `Input should be a valid boolean${isText ? ', unable to interpret input' : ''}` };
    case 'list':
      return { type: 'list_type', msg: 'Input should be a valid list' };
    case 'dict':
      return { type: 'dict_type', msg: 'Input should be a valid dictionary' };
    case 'Literal':
      return literalError(expected);
    default:
      return { type: 'value_error', msg: message };
  }
}

function literalError(expected: string): Omit<ValidationDetail, 'loc' | 'input'> {
  const choices = expected.slice('Literal['.length, -1).replace(/, (?=[^,]*$)/, ' or ');
  return { type: 'literal_error', msg: `Input should be ${choices}`, ctx: { expected: choices } };
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
