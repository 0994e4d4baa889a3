import { hash } from 'node:crypto';
import { type Knowledge } from '../answer/conclusion.ts';
import { replyTo } from '../answer/reply.ts';
import { firstTokens, tokensIn } from '../tokens.ts';
import { type ChatMessage, type ChatRequest, textOf } from './chat-request.ts';
import { readConversation } from './conversation.ts';

interface WireToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface Choice {
  readonly index: number;
  readonly content: string | null;
  readonly toolCalls: readonly WireToolCall[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number; readonly audio_tokens: number };
}

/** A whole answer, before it is written as one body or as a stream. */
export interface Completion {
  /** 32 bits that equal requests share. */
  readonly seed: number;
  readonly choices: readonly Choice[];
  readonly usage: Usage;
}

/** What OpenAI counts for the frame of each message, and once for the beginning of the answer. */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_ANSWER = 3;
/** What OpenAI counts for an image in low detail. */
const TOKENS_PER_IMAGE = 85;

/**
 * Answers a request. Equal requests get equal answers; all `n` choices are the same, as at temperature 0.
 *
 * @param fingerprint hexadecimal digits that stand for the request
 */
export function complete(request: ChatRequest, fingerprint: string, knowledge: Knowledge): Completion {
  const { prompt, ...options } = readConversation(request);
  const reply = replyTo(prompt, knowledge, options);

  const whole = reply.text === undefined ? undefined : beforeStop(reply.text, request.stop);
  const limit = request.max_completion_tokens ?? request.max_tokens;
  const text = whole !== undefined && typeof limit === 'number' ? firstTokens(whole, limit) : whole;
  const cut = text !== whole;
  const calls = cut ? [] : reply.toolCalls.map(({ tool, args }, index): WireToolCall => ({
    id: `call_${hash('sha1', `${fingerprint}${index}`).slice(0, 24)}`,
    type: 'function',
    function: { name: tool.name, arguments: JSON.stringify(args) },
  }));
  const finishReason = cut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
  const choices = Array.from({ length: request.n ?? 1 }, (_, index): Choice => ({ index, content: text ?? null, toolCalls: calls, finishReason }));

  const perChoice = tokensIn(text ?? '') + (calls.length > 0 ? tokensIn(JSON.stringify(calls.map((call) => call.function))) : 0);
  return { seed: Number.parseInt(fingerprint.slice(0, 8), 16), choices, usage: usageOf(promptTokens(request), perChoice * choices.length) };
}

function beforeStop(text: string, stop: ChatRequest['stop']): string {
  const ends = [stop ?? []].flat().map((word) => (word === '' ? -1 : text.indexOf(word))).filter((index) => index >= 0);
  return text.slice(0, Math.min(...ends, text.length));
}

function promptTokens({ messages, tools }: ChatRequest): number {
  const ofMessages = messages.reduce((sum, message) => sum + TOKENS_PER_MESSAGE + messageTokens(message), 0);
  return ofMessages + TOKENS_PER_ANSWER + (tools && tools.length > 0 ? tokensIn(JSON.stringify(tools)) : 0);
}

function messageTokens(message: ChatMessage): number {
  const images = Array.isArray(message.content) ? message.content.filter((part) => part.type.startsWith('image')).length : 0;
  const calls = message.tool_calls ? tokensIn(JSON.stringify(message.tool_calls.map((call) => call.function))) : 0;
  return tokensIn(message.role) + tokensIn(textOf(message)) + images * TOKENS_PER_IMAGE + calls;
}

function usageOf(prompt: number, completion: number): Usage {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}
