import { parseValue } from '../src/signature/parse-value.ts';
import { readFieldLists, readNote, readPrompt, withoutTitles } from './prompt-structure.ts';

interface WireMessage {
  readonly role: string;
  readonly content: string | readonly { readonly type: string; readonly text?: string; readonly image_url?: { readonly url: string } }[];
}

/** What a request to a model says, whichever adapter wrote it, without its wording. */
export interface AdapterRequest {
  /** How the model is asked to write: the chat adapter's markers, JSON, XML, or in its own words. */
  readonly form: 'chat' | 'json' | 'xml' | 'words';
  readonly inputs: unknown;
  readonly outputs: unknown;
  readonly shape: unknown;
  /** The instructions by line; null when they are made from the names of the fields, or are the adapter's own. */
  readonly task: readonly string[] | null;
  readonly turns: readonly unknown[];
  /** Everything else in the body. */
  readonly body: unknown;
}

/** A value in a prompt, null where it was left out; lists and objects by what they are. */
type Shown = readonly [name: string, value: unknown];

/** @param leftOut how a prompt marks a missing output of a worked example. */
export function readAdapterRequest({ messages = [], ...rest }: Record<string, unknown>, leftOut: string): AdapterRequest {
  const [system = { role: 'system', content: '' }, ...turns] = (messages as readonly WireMessage[]).map(({ role, content }) => ({ role, content: textOf(content) }));
  const text = system.content;
  const form = formOf(text);
  const [inputs = [], outputs = []] = readFieldLists(text);
  const names = [...inputs, ...outputs].map(({ name }) => name);
  const body = withoutTitles(rest);
  const shared = { form, inputs, outputs, body };
  if (form === 'chat') {
    const { shape, task, turns: read } = readPrompt([system, ...turns], leftOut);
    return { ...shared, shape, task: ownTask(task), turns: read };
  }
  const { shape, end } = form === 'json' ? jsonShape(text) : form === 'xml' ? xmlShape(text) : wordsShape(text);
  const [intro = '', ...task] = text.slice(end).trim().split('\n').map((line) => line.trim());
  const said = form === 'words' ? [(task[0] ?? '').replace(/^.*?: /, ''), ...task.slice(1)] : task;
  if (intro === '') throw new Error('a prompt says something before its instructions');
  return { ...shared, shape, task: ownTask(said), turns: turns.map(({ role, content }) => readTurn(role, content, form, names, leftOut)) };
}

function textOf(content: WireMessage['content']): string {
  return typeof content === 'string' ? content : content.map((part) => part.text ?? `«${part.type} ${part.image_url?.url ?? ''}»`).join('');
}

function formOf(system: string): AdapterRequest['form'] {
  if (system.includes('[[ ## completed ## ]]')) return 'chat';
  if (/^\{$/m.test(system)) return 'json';
  return /^<\w+>$/m.test(system) ? 'xml' : 'words';
}

/** Instructions that were made from the names of the fields, and those of the adapter's own second step, are wording. */
function ownTask(task: readonly string[]): readonly string[] | null {
  return /^(?:Given the fields|From the fields|The input is a text|Somewhere in the text)/.test(task[0] ?? '') ? null : task;
}

function jsonShape(text: string): { shape: unknown; end: number } {
  const block = /^\{\n[^]*?^\}$/m.exec(text);
  const inputs = [...text.matchAll(/^\[\[ ## (\w+) ## \]\]\n\{\w+\}$/gm)].map(([, name]) => name);
  const outputs = Object.entries(JSON.parse(block?.[0] ?? '{}') as Record<string, string>).map(([name, value]) => ({ name, note: readNote(value.replace(/^\{\w+\}/, '')) }));
  return { shape: { inputs, outputs }, end: (block?.index ?? 0) + (block?.[0].length ?? 0) };
}

function xmlShape(text: string): { shape: unknown; end: number } {
  const blocks = [...text.matchAll(/^<(\w+)>(?:\n\{\w+\}(.*)\n|(.*))<\/\1>$/gm)];
  const last = blocks.at(-1);
  return { shape: blocks.map(([, name, note = '', inside]) => ({ name, note: readNote(note), inside: inside ?? null })), end: (last?.index ?? 0) + (last?.[0].length ?? 0) };
}

/** Behind the list of outputs. */
function wordsShape(text: string): { shape: unknown; end: number } {
  const lines = [...text.matchAll(/^(?:\d+\. `\w+` \(.*|Constraints: .*)$/gm)];
  const last = lines.at(-1);
  return { shape: null, end: (last?.index ?? 0) + (last?.[0].length ?? 0) };
}

function readTurn(role: string, content: string, form: AdapterRequest['form'], names: readonly string[], leftOut: string): unknown {
  if (form === 'json' && role === 'assistant') {
    return { role, fields: Object.entries(JSON.parse(content) as object).map(([name, value]): Shown => shown(name, String(value), leftOut)) };
  }
  const starts = form === 'json' ? /^\[\[ ## (\w+) ## \]\]\n/gm : form === 'xml' ? /^<(\w+)>\n/gm : new RegExp(`^(${names.join('|')}): `, 'gm');
  const last = Math.max(content.lastIndexOf('\n\n'), 0);
  const reminderAt = role === 'user' && /`<?\w+>?`/.test(content.slice(last)) ? last : content.length;
  const body = content.slice(0, reminderAt);
  const headers = [...body.matchAll(starts)];
  const fields = headers.map((header, index): Shown => {
    const [whole, name = ''] = header;
    const value = body.slice(header.index + whole.length, headers[index + 1]?.index).trim();
    return shown(name, form === 'xml' ? value.replace(new RegExp(`\\n?</${name}>$`), '') : value, leftOut);
  });
  return { role, intro: (headers[0]?.index ?? 0) > 0, fields, reminder: readReminder(content.slice(reminderAt)) };
}

function shown(name: string, text: string, leftOut: string): Shown {
  if (text.trim() === leftOut.trim()) return [name, null];
  const parsed = /^[[{]/.test(text) ? parseValue({ kind: 'any' }, text) : undefined;
  return [name, parsed?.ok ? parsed.value : text];
}

/** Names with the types that they are to be written as, and what elements are inside. */
function readReminder(text: string): unknown {
  const names = [...text.matchAll(/`<?(\w+)>?`(?: \([^`]*?Python ([^`]*?)\)(?=,|\.|$))?/g)].map(([, name, type = '']) => [name, type]);
  return { names, inside: [...text.matchAll(/<(\w+)>(<.*?)<\/\1>/g)].map(([element]) => element) };
}
