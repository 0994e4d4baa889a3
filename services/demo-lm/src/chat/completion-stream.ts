import { type Pace, waitUntil } from '../latency.ts';
import { tokenPieces } from '../tokens.ts';
import type { Choice, Completion } from './completion.ts';

export interface StreamOptions {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly includeUsage: boolean;
  readonly pace: Pace;
  /** Ends the stream when the client has gone. */
  readonly signal: AbortSignal;
}

/** Writes a completion as server-sent events, a token each, at the pace of a model. */
export async function* streamCompletion(completion: Completion, options: StreamOptions): AsyncGenerator<string> {
  const { id, model, created, includeUsage, pace, signal } = options;
  const frame = { id, object: 'chat.completion.chunk', created, model, system_fingerprint: 'fp_demo' };
  const event = (data: object) => `data: ${JSON.stringify({ ...frame, ...data })}\n\n`;
  const chunk = (index: number, delta: object, finishReason: Choice['finishReason'] | null = null) =>
    event({ choices: [{ index, delta, logprobs: null, finish_reason: finishReason }], ...(includeUsage && { usage: null }) });

  const start = performance.now();
  let tokens = 0;
  await waitUntil(start, pace.firstTokenMs, signal);
  for (const { index, content, toolCalls, finishReason } of completion.choices) {
    yield chunk(index, { role: 'assistant', content: content === null ? null : '', refusal: null });
    for (const piece of content === null ? [] : tokenPieces(content)) {
      tokens += 1;
      await waitUntil(start, pace.firstTokenMs + tokens * pace.perTokenMs, signal);
      if (signal.aborted) return;
      yield chunk(index, { content: piece });
    }
    for (const [place, call] of toolCalls.entries()) {
      yield chunk(index, { tool_calls: [{ index: place, ...call, function: { name: call.function.name, arguments: '' } }] });
      for (const piece of tokenPieces(call.function.arguments)) {
        tokens += 1;
        await waitUntil(start, pace.firstTokenMs + tokens * pace.perTokenMs, signal);
        yield chunk(index, { tool_calls: [{ index: place, function: { arguments: piece } }] });
      }
    }
    yield chunk(index, {}, finishReason);
  }
  if (includeUsage) yield event({ choices: [], usage: completion.usage });
  yield 'data: [DONE]\n\n';
}
