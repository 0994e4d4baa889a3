import type { z } from 'zod';
import { keysAllowedAt } from './config-schema.ts';
import { nearest } from './nearest.ts';

const SECRET_KEY = /key|header|secret|token|password/i;

/** What was expected where, in the words of the person who writes the file. */
export function expectation(issue: z.core.$ZodIssue, root: unknown): { readonly path: readonly PropertyKey[]; readonly text: string } {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const allowed = keysAllowedAt(issue.path);
    const meant = nearest(key, allowed);
    return { path: [...issue.path, key], text: `${meant === undefined ? '' : `did you mean ${meant}? `}expected one of the keys ${allowed.join(', ')}` };
  }
  const value = valueAt(root, issue.path);
  const expected = lowerFirst(expectedOf(issue));
  return { path: issue.path, text: value === undefined ? `${expected}, and it is missing` : `${expected}, got ${shown(value, issue.path)}` };
}

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${article(issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_big':
      return `expected at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  switch (type) {
    case 'record':
    case 'object':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'int':
      return 'a whole number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${type}`;
  }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}

function shown(value: unknown, path: readonly PropertyKey[]): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a mapping';
  if (path.some((key) => SECRET_KEY.test(String(key)))) return `${typeof value === 'string' ? 'text' : `a ${typeof value}`} (not shown)`;
  return JSON.stringify(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
