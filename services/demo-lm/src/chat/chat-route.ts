import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { ApiError } from '../api-error.ts';
import type { Knowledge } from '../answer/conclusion.ts';
import { Memory } from '../memory.ts';
import { paceOf, waitUntil } from '../latency.ts';
import { readChatRequest } from './chat-request.ts';
import { complete, type Completion } from './completion.ts';
import { streamCompletion } from './completion-stream.ts';

export interface ChatDeps {
  readonly knowledge: Knowledge;
  readonly delayMs: number;
}

const NEVER = new AbortController().signal;

/** Aborts when the client goes before it has the whole answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** `POST /v1/chat/completions` */
export function chatRoute({ knowledge, delayMs }: ChatDeps): (ctx: Context) => Promise<void> {
  // The same request always has the same answer, and benchmarks send the same ones again and again.
  const completions = new Memory<Completion>(1_000);
  let answered = 0;
  return async (ctx) => {
    const start = performance.now();
    const request = readChatRequest(ctx.request.body);
    const choice = request.tool_choice;
    if (typeof choice === 'object' && choice !== null && !request.tools?.some((tool) => tool.function.name === choice.function.name)) {
      throw new ApiError(`Invalid 'tool_choice': no tool is named '${choice.function.name}'.`, { status: 400, code: 'invalid_value', param: 'tool_choice' });
    }
    const fingerprint = hash('sha1', ctx.request.rawBody);
    const completion = completions.of(fingerprint, () => complete(request, fingerprint, knowledge));
    const pace = paceOf(delayMs, completion.seed);
    answered += 1;
    const id = `chatcmpl-${completion.seed.toString(16).padStart(8, '0')}${answered.toString(16).padStart(8, '0')}`;
    const created = Math.floor(Date.now() / 1000);
    const signal = delayMs > 0 || request.stream === true ? goneSignal(ctx.res) : NEVER;

    if (request.stream === true) {
      ctx.type = 'text/event-stream; charset=utf-8';
      ctx.set('cache-control', 'no-cache');
      const includeUsage = request.stream_options?.include_usage === true;
      ctx.body = Readable.from(streamCompletion(completion, { id, model: request.model, created, includeUsage, pace, signal }));
      return;
    }
    await waitUntil(start, pace.firstTokenMs + pace.perTokenMs * completion.usage.completion_tokens, signal);
    ctx.body = {
      id,
      object: 'chat.completion',
      created,
      model: request.model,
      choices: completion.choices.map(({ index, content, toolCalls, finishReason }) => ({
        index,
        message: { role: 'assistant', content, refusal: null, ...(toolCalls.length > 0 && { tool_calls: toolCalls }) },
        logprobs: null,
        finish_reason: finishReason,
      })),
      usage: completion.usage,
      system_fingerprint: 'fp_demo',
    };
  };
}
