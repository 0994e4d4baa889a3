import { hash } from 'node:crypto';

import { readObjectEntries } from '../../contract/object-entries.ts';
import type { AttributeValue, Span } from './span.ts';

/** What the list and the totals need to know of a span, read from its attributes. `null` is "not told". */
export interface SpanFacts {
  /** `openinference.span.kind` in upper case, else the OpenTelemetry kind in lower case. */
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
  /** A hash of the prompt's template, else of its system message; 0 without either. */
  readonly promptKey: bigint;
  readonly input: string;
  readonly output: string;
}

const PREVIEW_LENGTH = 200;

/** A preview is made of this much of a text, which may be of many megabytes. */
const PREVIEW_SOURCE_LENGTH = 256 * 1024;

/** Kinds that call a model themselves. An agent or a chain that reports usage repeats that of the calls below it. */
const CALLING_KINDS = new Set(['LLM', 'EMBEDDING', 'RERANKER']);
const CALLING_OPERATIONS = new Set(['', 'chat', 'text_completion', 'generate_content', 'embeddings']);

const NAMES = new Set([
  'openinference.span.kind', 'llm.model_name', 'embedding.model_name', 'reranker.model_name', 'gen_ai.response.model', 'gen_ai.request.model',
  'llm.provider', 'gen_ai.provider.name', 'gen_ai.system', 'gen_ai.operation.name', 'llm.token_count.prompt', 'llm.token_count.completion',
  'llm.token_count.total', 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'gen_ai.usage.prompt_tokens',
  'gen_ai.usage.completion_tokens', 'gen_ai.usage.total_tokens', 'llm.cost.total', 'llm.cost.prompt', 'llm.cost.completion', 'gen_ai.usage.cost', 'input.value',
  'output.value', 'llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_write',
  'llm.token_count.completion_details.reasoning', 'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.reasoning.output_tokens', 'session.id', 'gen_ai.conversation.id', 'user.id', 'tag.tags', 'dspy.program.version', 'dspy.cache_hit',
  'llm.finish_reason', 'gen_ai.response.finish_reasons', 'tool.name', 'gen_ai.tool.name', 'llm.prompt_template.template',
  'llm.input_messages.0.message.role', 'llm.input_messages.0.message.content', 'gen_ai.system_instructions',
]);

/** Reads OpenInference's attributes first, then those of OpenTelemetry's GenAI conventions. */
export function readFacts(span: Span): SpanFacts {
  const known = new Map<string, AttributeValue>();
  for (const { key, value } of span.attributes) if (NAMES.has(key)) known.set(key, value);
  if (known.size === 0) return { ...NOTHING, kind: span.kind };

  const text = (...names: string[]): string => first(names, (name) => asText(known.get(name))) ?? '';
  const number = (...names: string[]): number | null => first(names, (name) => asNumber(known.get(name))) ?? null;
  const named = text('openinference.span.kind').toUpperCase();
  const promptTokens = number('llm.token_count.prompt', 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens');
  const completionTokens = number('llm.token_count.completion', 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens');
  return {
    kind: named === '' ? span.kind : named,
    model: text('llm.model_name', 'embedding.model_name', 'reranker.model_name', 'gen_ai.response.model', 'gen_ai.request.model'),
    provider: text('llm.provider', 'gen_ai.provider.name', 'gen_ai.system'),
    promptTokens,
    cacheReadTokens: number('llm.token_count.prompt_details.cache_read', 'gen_ai.usage.cache_read.input_tokens'),
    cacheWriteTokens: number('llm.token_count.prompt_details.cache_write', 'gen_ai.usage.cache_creation.input_tokens'),
    completionTokens,
    reasoningTokens: number('llm.token_count.completion_details.reasoning', 'gen_ai.usage.reasoning.output_tokens'),
    totalTokens: number('llm.token_count.total', 'gen_ai.usage.total_tokens') ?? sum(promptTokens, completionTokens),
    cost: number('llm.cost.total', 'gen_ai.usage.cost') ?? sum(number('llm.cost.prompt'), number('llm.cost.completion')),
    ownUsage: named === '' ? CALLING_OPERATIONS.has(text('gen_ai.operation.name')) : CALLING_KINDS.has(named),
    sessionId: text('session.id', 'gen_ai.conversation.id'),
    userId: text('user.id'),
    tags: asTexts(known.get('tag.tags')),
    programVersion: text('dspy.program.version'),
    cacheHit: known.get('dspy.cache_hit') === true,
    finishReason: text('llm.finish_reason') || (asTexts(known.get('gen_ai.response.finish_reasons'))[0] ?? ''),
    toolName: text('tool.name', 'gen_ai.tool.name'),
    promptKey: promptKey(text('llm.prompt_template.template') || systemMessage(text)),
    input: preview(text('input.value')),
    output: preview(text('output.value')),
  };
}

const NOTHING: SpanFacts = {
  kind: '', model: '', provider: '', promptTokens: null, cacheReadTokens: null, cacheWriteTokens: null, completionTokens: null, reasoningTokens: null,
  totalTokens: null, cost: null, ownUsage: false, sessionId: '', userId: '', tags: [], programVersion: '', cacheHit: false, finishReason: '', toolName: '',
  promptKey: 0n, input: '', output: '',
};

function systemMessage(text: (...names: string[]) => string): string {
  const role = text('llm.input_messages.0.message.role');
  return role === 'system' || role === 'developer' ? text('llm.input_messages.0.message.content') : text('gen_ai.system_instructions');
}

function promptKey(template: string): bigint {
  return template === '' ? 0n : BigInt(`0x${hash('sha1', template).slice(0, 16)}`);
}

/** The beginning of a text on one line. Of a JSON object that does not fit, its texts and numbers come before its lists and objects. */
export function preview(text: string): string {
  const fits = text.length <= PREVIEW_LENGTH * 4 ? onOneLine(text) : undefined;
  if (fits !== undefined && fits.length <= PREVIEW_LENGTH) return fits.toWellFormed();
  const line = onOneLine(plainFirst(text.slice(0, PREVIEW_SOURCE_LENGTH)).slice(0, PREVIEW_LENGTH * 4));
  // Cutting may leave half of a surrogate pair.
  return `${line.slice(0, PREVIEW_LENGTH - 1)}…`.toWellFormed();
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function plainFirst(text: string): string {
  const object = readObjectEntries(text);
  if (object === null || object.entries.length === 0) return text;
  const { opening, entries, rest } = object;
  const ordered = [...entries.filter(({ plain }) => plain), ...entries.filter(({ plain }) => !plain)];
  return opening + ordered.map(({ key, value }) => `${key}:${value}`).join(',') + rest;
}

function first<Value>(names: readonly string[], read: (name: string) => Value | undefined): Value | undefined {
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function asText(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

function asTexts(value: AttributeValue | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => asText(item) ?? []) : [];
}

function asNumber(value: AttributeValue | undefined): number | undefined {
  if (typeof value !== 'bigint' && typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (value === '') return undefined;
  const number = Number(value);
  return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

function sum(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}
