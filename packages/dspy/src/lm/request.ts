import type { JSONSchema } from '../signature/json-schema.ts';
import type { Message, ToolCall } from './message.ts';

/** A tool as a model sees it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  readonly parameters: JSONSchema;
}

/** Whether a model may, must or must not call tools, or which one it must. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string };

/** What shape a provider is asked to hold an answer to. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json'; readonly schema?: JSONSchema | undefined; readonly name?: string | undefined };

/**
 * What can be set per model, per predictor and per call; the later wins, field by field.
 * Only what is set goes over the wire.
 */
export interface LMParams {
  readonly temperature?: number | undefined;
  /** Upper bound of generated tokens. */
  readonly maxTokens?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  /** How many answers to ask for: that many requests. At least 1. */
  readonly n?: number | undefined;
  readonly reasoningEffort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | undefined;
  readonly responseFormat?: ResponseFormat | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  readonly parallelToolCalls?: boolean | undefined;
  /** Makes otherwise equal calls distinct for the cache; never sent. */
  readonly rolloutId?: number | undefined;
  /** Whether a cache may answer; never sent. */
  readonly cache?: boolean | undefined;
  /** Anything else the provider understands, merged into the body as it is. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** What one LM call sends, with every default already merged in. */
export interface LMRequest {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[] | undefined;
  readonly params: LMParams;
}

/** Why an answer ended where it does. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'error' | 'other';

/** One answer. */
export interface LMOutput {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** The model's thinking, where the provider shows it. */
  readonly reasoning?: string | undefined;
}

/** Tokens, as the provider counted them, summed over the answers of one call. */
export interface LMUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** Prompt tokens read from the provider's cache; part of `promptTokens`. */
  readonly cacheReadTokens?: number | undefined;
  /** Prompt tokens written to the provider's cache; part of `promptTokens`. */
  readonly cacheWriteTokens?: number | undefined;
  /** Tokens spent thinking; part of `completionTokens`. */
  readonly reasoningTokens?: number | undefined;
}

/** What a call cost by kind of token, in US dollars. */
export interface LMCostParts {
  /** All prompt tokens, cached ones at the price of such. */
  readonly prompt: number;
  readonly completion: number;
  /** Tokens read from the provider's cache; part of `prompt`. Absent when the provider did not say how many. */
  readonly cacheRead?: number | undefined;
  /** Tokens written to the provider's cache; part of `prompt`, likewise. */
  readonly cacheWrite?: number | undefined;
}

/** What one LM call came back with. */
export interface LMResponse {
  /** At least one; `n` of them when `n` was asked for. */
  readonly outputs: readonly LMOutput[];
  /** Absent when the provider did not say, and for cache hits. */
  readonly usage?: LMUsage | undefined;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** US dollars. Absent when the price is not known; never a guess of zero. */
  readonly cost?: number | undefined;
  /** What `cost` is the sum of; absent where that is, and where a model of one's own tells only the sum. */
  readonly costParts?: LMCostParts | undefined;
  readonly cacheHit: boolean;
  /** The provider's id of the (last) response. */
  readonly id?: string | undefined;
  /** How many attempts failed before this one came through. */
  readonly retries?: number | undefined;
}
