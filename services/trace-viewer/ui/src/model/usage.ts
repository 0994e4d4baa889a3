import type { SpanDetail } from '../../../contract/trace.ts';
import { busyTime } from '../../../contract/tree/self-time.ts';
import { number } from './attributes.ts';
import { isModelCall } from './kinds.ts';
import { timesOf, type TreeRow } from './tree.ts';
import type { TimeRange } from './timeline.ts';

/** Tokens by kind. A part is inside its whole: cached tokens are prompt tokens, reasoning is completion. */
export interface Tokens {
  readonly prompt: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly completion: number | null;
  readonly reasoning: number | null;
  readonly total: number | null;
}

// OpenInference's name, then those of OpenTelemetry's GenAI conventions, the newest first, and of SDKs that write in their place.
const CACHE_READ = [
  'llm.token_count.prompt_details.cache_read', 'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens', 'gen_ai.usage.input_tokens.cached',
] as const;
const CACHE_WRITE = [
  'llm.token_count.prompt_details.cache_write', 'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens', 'gen_ai.usage.input_tokens.cache_write',
] as const;
const REASONING = ['llm.token_count.completion_details.reasoning', 'gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.output_tokens.reasoning'] as const;

/** The tokens that a span tells of; `null` when it tells of none. */
export function readTokens(span: Pick<SpanDetail, 'usage' | 'attrs'>): Tokens | null {
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = span.usage;
  if (prompt === null && completion === null && total === null) return null;
  const of = (...keys: readonly string[]): number | null => {
    for (const key of keys) {
      const value = number(span.attrs, key);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    prompt, completion, total: total ?? (prompt !== null && completion !== null ? prompt + completion : null),
    cacheRead: of(...CACHE_READ),
    cacheWrite: of(...CACHE_WRITE),
    reasoning: of(...REASONING),
  };
}

/** Time during which at least one language model call ran, as a fraction of the trace; `null` without such a call. */
export function modelShare(rows: readonly TreeRow[], { fromMs, toMs }: TimeRange): number | null {
  const calls = rows.filter(({ span }) => isModelCall(span));
  if (calls.length === 0 || toMs <= fromMs) return null;
  return Math.min(1, busyTime(calls.map(timesOf), fromMs, toMs) / (toMs - fromMs));
}

/** Model calls whose price nobody told, those that a cache answered apart: with one of them a sum of prices is only a lower bound. */
export function unpricedCalls(rows: readonly TreeRow[]): number {
  return rows.filter(({ span }) => isModelCall(span) && span.usage.cost === null && !span.cache_hit).length;
}
