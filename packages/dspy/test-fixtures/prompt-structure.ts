/** A prompt without its wording: what a conformance test compares. */
export interface PromptStructure {
  readonly inputs: readonly FieldLine[];
  readonly outputs: readonly FieldLine[];
  /** The shape of an exchange: one block per field, in order. */
  readonly shape: readonly ShapeBlock[];
  /** The instructions, one entry per line. */
  readonly task: readonly string[];
  readonly turns: readonly Turn[];
}

interface FieldLine {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** Numbers of the constraints, in ascending order. */
  readonly bounds: readonly number[];
}

interface ShapeBlock {
  readonly name: string;
  readonly placeholder: string;
  readonly note: 'none' | 'words' | { readonly choices: readonly string[] } | { readonly schema: unknown };
}

interface Turn {
  readonly role: string;
  /** Whether the turn says something before its first field. */
  readonly intro: boolean;
  /** Values by field; null where the turn says that a value was left out. */
  readonly fields: readonly (readonly [string, string | null])[];
  /** Fields to answer with and the types that are named with them, when the turn ends in a reminder. */
  readonly reminder: readonly (readonly [string, string])[];
}

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** @param leftOut how the prompt marks a missing output of a worked example. */
export function readPrompt([system, ...turns]: readonly ChatMessage[], leftOut: string): PromptStructure {
  const text = system?.content ?? '';
  const [inputs = [], outputs = []] = readFieldLists(text);
  const shape = [...text.matchAll(/^\[\[ ## (\w+) ## \]\]\n(\{\w+\})(.*)$/gm)].map(([, name = '', placeholder = '', note = '']) => ({ name, placeholder, note: readNote(note) }));
  const end = text.indexOf('[[ ## completed ## ]]');
  const task = text.slice(end).split('\n').slice(2).map((line) => line.trim());
  return { inputs, outputs, shape, task, turns: turns.map((turn) => readTurn(turn, leftOut)) };
}

export function readFieldLists(text: string): FieldLine[][] {
  const lists: FieldLine[][] = [];
  for (const line of text.split('\n')) {
    const [, number, name = '', type = '', description = ''] = /^(\d+)\. `(\w+)` \((.*?)\):(.*)$/.exec(line) ?? [];
    if (number === '1') lists.push([]);
    if (number !== undefined) lists.at(-1)?.push({ name, type, description: description.trim(), bounds: [] });
    else if (line.startsWith('Constraints:')) {
      const field = lists.at(-1)?.pop();
      const bounds = [...line.matchAll(/-?\d+(?:\.\d+)?/g)].map(([bound]) => Number(bound)).toSorted((a, b) => a - b);
      if (field) lists.at(-1)?.push({ ...field, bounds });
    }
  }
  return lists;
}

export function readNote(text: string): ShapeBlock['note'] {
  if (text.trim() === '') return 'none';
  const choices = /one of[^:{]*: (.*)$/.exec(text)?.[1];
  if (choices !== undefined) return { choices: choices.split('; ') };
  const start = text.indexOf('{');
  return start < 0 ? 'words' : { schema: withoutTitles(JSON.parse(text.slice(start))) };
}

/** Schemas compare by what they accept: titles go, references and lists of types are replaced by what they mean. */
export function withoutTitles(schema: unknown, definitions?: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutTitles(item, definitions));
  if (typeof schema !== 'object' || schema === null) return schema;
  const known: unknown = definitions ?? Reflect.get(schema, '$defs');
  const reference: unknown = Reflect.get(schema, '$ref');
  if (typeof reference === 'string' && typeof known === 'object' && known !== null) {
    return withoutTitles(Reflect.get(known, reference.replace('#/$defs/', '')), known);
  }
  const kept = Object.entries(schema).filter(([key, value]) => key !== '$defs' && !(key === 'title' && typeof value === 'string'));
  return Object.fromEntries(kept.map(([key, value]) => (key === 'type' && Array.isArray(value) ? ['anyOf', value.map((type: unknown) => ({ type }))] : [key, withoutTitles(value, known)])));
}

/** A field that a reminder names: `answer` or `[[ ## answer ## ]]`, in backquotes. */
const NAMED = '`(?:\\[\\[ ## )?(\\w+)(?: ## \\]\\])?`';

function readTurn({ role, content }: ChatMessage, leftOut: string): Turn {
  const last = Math.max(content.lastIndexOf('\n\n'), 0);
  const reminderAt = role === 'user' && new RegExp(NAMED).test(content.slice(last)) ? last : content.length;
  const body = content.slice(0, reminderAt);
  const headers = [...body.matchAll(/^\[\[ ## (\w+) ## \]\]\n?/gm)];
  const fields = headers.map((header, index): [string, string | null] => {
    const value = body.slice(header.index + header[0].length, headers[index + 1]?.index ?? body.length).trim();
    return [header[1] ?? '', value === leftOut.trim() ? null : value];
  });
  return { role, intro: (headers[0]?.index ?? 0) > 0, fields, reminder: readReminder(content.slice(reminderAt)) };
}

function readReminder(text: string): [string, string][] {
  const names = [...text.matchAll(new RegExp(NAMED, 'g'))];
  return names.map((name, index) => {
    const hint = text.slice(name.index + name[0].length, names[index + 1]?.index);
    return [name[1] ?? '', /Python (.*)\)/.exec(hint)?.[1] ?? ''];
  });
}
