import type { Problem } from './drafts.ts';
import type { FormField } from './fields.ts';
import { isRecord } from './json.ts';

/** What the server says of a call that failed. */
export interface Failure {
  /** 0 when there was no answer. */
  readonly status: number;
  /** For people; empty when everything is said at the fields. */
  readonly message: string;
  /** What is wrong with the inputs. */
  readonly problems: readonly Problem[];
}

/** The failure that an error body stands for. Its `detail` is a text, or a list of what is wrong with the inputs. */
export function failureOf(status: number, body: unknown): Failure {
  const detail = isRecord(body) ? body['detail'] : undefined;
  if (!Array.isArray(detail)) return { status, message: typeof detail === 'string' ? detail : `The server answered ${status}`, problems: [] };
  const problems = detail.map(problemOf);
  return { status, message: '', problems };
}

function problemOf(detail: unknown): Problem {
  if (!isRecord(detail)) return { path: [], message: String(detail) };
  const { loc, msg, ctx } = detail;
  const path = Array.isArray(loc) ? loc.filter((part): part is string | number => typeof part === 'string' || typeof part === 'number').slice(1) : [];
  const reason = isRecord(ctx) && typeof ctx['error'] === 'string' ? `: ${ctx['error']}` : '';
  const message = typeof msg === 'string' ? msg : 'not valid';
  return { path, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${reason}` };
}

/** What is wrong, sorted to where it is shown: by field name or, within a list, by `name.row`; the rest beside the form. */
export interface ShownProblems {
  readonly at: ReadonlyMap<string, string>;
  readonly elsewhere: readonly string[];
}

export function shownProblems(problems: readonly Problem[], fields: readonly FormField[]): ShownProblems {
  const at = new Map<string, string>();
  const elsewhere: string[] = [];
  for (const { path, message } of problems) {
    const [name, row, ...inside] = path;
    const field = fields.find((each) => each.name === name);
    if (field === undefined) {
      elsewhere.push(path.length === 0 ? message : `${path.join('.')}: ${message}`);
      continue;
    }
    const isRow = field.control.kind === 'list' && typeof row === 'number';
    const key = isRow ? `${field.name}.${row}` : field.name;
    const rest = isRow ? inside : path.slice(1);
    const text = rest.length === 0 ? message : `${rest.join('.')}: ${message}`;
    at.set(key, at.has(key) ? `${at.get(key)}. ${text}` : text);
  }
  return { at, elsewhere };
}
