import { hash } from 'node:crypto';

import { readObjectEntries } from '../../contract/object-entries.ts';
import { NO_MESSAGES, promptAndAnswer } from './sources/prompt-and-answer.ts';
import { ToldFacts } from './sources/told-facts.ts';
import type { Span } from './span.ts';

/** What the list and the totals need to know of a span, read from its attributes. `null` is "not told". */
export interface SpanFacts {
  /** OpenInference's word (`LLM`, `TOOL`, …) whatever the source calls it, else the OpenTelemetry kind in lower case. */
  readonly kind: string;
  readonly model: string;
  readonly provider: string;
  /** All input, what was read from and written to a cache included. */
  readonly promptTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  /** All output, reasoning included. */
  readonly completionTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
  /** US dollars. */
  readonly cost: number | null;
  /** True when the tokens and cost are those of this call alone, so that a trace may add them up. */
  readonly ownUsage: boolean;
  readonly sessionId: string;
  readonly userId: string;
  readonly tags: readonly string[];
  readonly programVersion: string;
  readonly cacheHit: boolean;
  readonly finishReason: string;
  readonly toolName: string;
  /** The span announces itself while it runs: whatever its end says, it has not ended. */
  readonly live: boolean;
  /** A hash of the prompt's template, else of its system message; 0 without either. */
  readonly promptKey: bigint;
  readonly input: string;
  readonly output: string;
}

const PREVIEW_LENGTH = 200;

/** A preview is made of this much of a text, which may be of many megabytes. */
const PREVIEW_SOURCE_LENGTH = 256 * 1024;

/** Reads what a span tells, whichever of the sources in `sources/` it comes from. */
export function readFacts(span: Span): SpanFacts {
  const told = new ToldFacts(span);
  const messages = told.kind === 'LLM' && (told.text('input') === '' || told.text('template') === '') ? promptAndAnswer(span) : NO_MESSAGES;
  if (told.empty && messages === NO_MESSAGES) return { ...NOTHING, kind: span.kind };
  const promptTokens = told.count('promptTokens');
  const completionTokens = told.count('completionTokens');
  return {
    kind: told.kind,
    model: told.text('model'),
    provider: told.text('provider'),
    promptTokens,
    cacheReadTokens: told.count('cacheReadTokens'),
    cacheWriteTokens: told.count('cacheWriteTokens'),
    completionTokens,
    reasoningTokens: told.count('reasoningTokens'),
    totalTokens: told.count('totalTokens') ?? sum(promptTokens, completionTokens),
    cost: told.amount('cost') ?? sum(told.amount('inputCost'), told.amount('outputCost')),
    ownUsage: told.ownUsage,
    sessionId: told.text('sessionId'),
    userId: told.text('userId'),
    tags: told.list('tags'),
    programVersion: told.text('programVersion'),
    cacheHit: told.flag('cacheHit'),
    finishReason: told.list('finishReason')[0] ?? messages.finishReason,
    toolName: told.text('toolName'),
    live: told.flag('live'),
    promptKey: promptKey(told.text('template') || messages.system),
    input: preview(told.text('input') || messages.input),
    output: preview(told.text('output') || messages.output),
  };
}

const NOTHING: SpanFacts = {
  kind: '', model: '', provider: '', promptTokens: null, cacheReadTokens: null, cacheWriteTokens: null, completionTokens: null, reasoningTokens: null,
  totalTokens: null, cost: null, ownUsage: false, sessionId: '', userId: '', tags: [], programVersion: '', cacheHit: false, finishReason: '', toolName: '', live: false,
  promptKey: 0n, input: '', output: '',
};

function promptKey(template: string): bigint {
  return template === '' ? 0n : BigInt(`0x${hash('sha1', template).slice(0, 16)}`);
}

/** The beginning of a text on one line. Of a JSON object that does not fit, its texts and numbers come before its lists and objects. */
export function preview(text: string): string {
  const source = text.length > PREVIEW_SOURCE_LENGTH ? text.slice(0, PREVIEW_SOURCE_LENGTH) : text;
  const line = onOneLine(source, PREVIEW_LENGTH);
  if (line.length <= PREVIEW_LENGTH && source.length === text.length) return line.toWellFormed();
  const plain = JSON_START.test(source) ? onOneLine(plainFirst(source), PREVIEW_LENGTH) : line;
  // Cutting may leave half of a surrogate pair.
  return `${plain.slice(0, PREVIEW_LENGTH - 1)}…`.toWellFormed();
}

const SPACE = /\s/;
const JSON_START = /^\s*[[{]/;

/** Whether there is nothing but single spaces between words. */
function isOneLine(text: string): boolean {
  let afterSpace = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const space = isSpace(code);
    if (space && (afterSpace || code !== 32)) return false;
    afterSpace = space;
  }
  return !afterSpace;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && SPACE.test(String.fromCharCode(code)));
}

/** The words of a text with one space between them, until they are longer than `enough`. Looks at no more of the text than that takes. */
function onOneLine(text: string, enough: number): string {
  const head = text.slice(0, enough + 1);
  if (isOneLine(head)) return head;
  let line = '';
  for (let at = 0; at < text.length && line.length <= enough;) {
    const start = at;
    while (at < text.length && at - start <= enough && !isSpace(text.charCodeAt(at))) at += 1;
    if (at > start) line += `${line === '' ? '' : ' '}${text.slice(start, at)}`;
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  }
  return line;
}

function plainFirst(text: string): string {
  const object = readObjectEntries(text);
  if (object === null || object.entries.length === 0) return text;
  const { opening, entries, rest } = object;
  const ordered = [...entries.filter(({ plain }) => plain), ...entries.filter(({ plain }) => !plain)];
  return opening + ordered.map(({ key, value }) => `${key}:${value}`).join(',') + rest;
}

function sum(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}
