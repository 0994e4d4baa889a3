import type { Control, FormField } from './fields.ts';
import { isRecord, type Json, type JsonObject } from './json.ts';

/** What stands in a control: a text, or rows of a list. Nothing typed is ever lost, also when it is no value yet. */
export type Draft = string | readonly Draft[];

/** By field name. */
export type Drafts = Readonly<Record<string, Draft>>;

/** Something that keeps a value from being sent, and where. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

export function isEmpty(draft: Draft): boolean {
  return typeof draft === 'string' ? draft.trim() === '' : draft.every(isEmpty);
}

/**
 * The request body that a form stands for. What is left empty is left out, unless it has to be there and may be empty; a
 * number that is none is sent as it is, for the same reason.
 */
export function bodyOf(fields: readonly FormField[], drafts: Drafts): { readonly body: JsonObject; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = fields.flatMap(({ name, control, required }): [string, Json][] => {
    const draft = drafts[name] ?? '';
    if (!isEmpty(draft)) return [[name, valueOf(control, draft, name, problems)]];
    // A text may be empty, and only a text shows that it is.
    if (required && control.kind === 'text') return [[name, typeof draft === 'string' ? draft : '']];
    if (required && control.kind === 'list') return [[name, []]];
    return required && control.kind === 'boolean' ? [[name, false]] : [];
  });
  return { body: Object.fromEntries(entries), problems };
}

function valueOf(control: Control, draft: Draft, name: string, problems: Problem[]): Json {
  if (typeof draft !== 'string') {
    const item: Control = control.kind === 'list' ? control.item : { kind: 'text' };
    return draft.filter((row) => !isEmpty(row)).map((row) => valueOf(item, row, name, problems));
  }
  const text = draft.trim();
  switch (control.kind) {
    case 'number':
      return NUMBER.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true';
    case 'media':
      return text;
    case 'choice':
    case 'json':
      return parsed(text, name, problems);
    default:
      return draft;
  }
}

function parsed(text: string, name: string, problems: Problem[]): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (error) {
    problems.push({ path: [name], message: `This is not JSON yet: ${placeOf(error, text)}` });
    return null;
  }
}

/** Browsers say where in characters; people count lines. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message.replace(/^JSON\.parse: /, '').replace(/ in JSON at position.*$|, ".*" is not valid JSON$/s, '') : String(error);
  const position = error instanceof Error ? Number(/position (\d+)/.exec(error.message)?.[1] ?? Number.NaN) : Number.NaN;
  if (Number.isNaN(position)) return message;
  const before = text.slice(0, position).split('\n');
  return `${message}, line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What stands in the controls for these values; the rest is empty. */
export function draftsOf(fields: readonly FormField[], values: JsonObject): Drafts {
  return Object.fromEntries(fields.map(({ name, control }) => [name, draftOf(control, Object.hasOwn(values, name) ? values[name] : undefined)]));
}

function draftOf(control: Control, value: Json | undefined): Draft {
  if (control.kind === 'list') return Array.isArray(value) ? value.map((item: Json) => draftOf(control.item, item)) : [];
  if (value === undefined || value === null) return '';
  if (control.kind === 'choice') return JSON.stringify(value);
  if (control.kind === 'json') return JSON.stringify(value, null, 2);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What this browser remembers of a form, as far as it still fits the fields; `undefined` when it is nothing of the kind. */
export function rememberedDrafts(fields: readonly FormField[], remembered: unknown): Drafts | undefined {
  if (!isRecord(remembered)) return undefined;
  return Object.fromEntries(fields.map(({ name, control }) => [name, fitting(control, Object.hasOwn(remembered, name) ? remembered[name] : undefined)]));
}

function fitting(control: Control, draft: unknown): Draft {
  if (control.kind === 'list') return Array.isArray(draft) ? draft.filter((row) => typeof row === 'string') : [];
  return typeof draft === 'string' ? draft : '';
}
