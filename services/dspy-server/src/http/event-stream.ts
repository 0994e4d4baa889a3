import { PassThrough, pipeline, Readable } from 'node:stream';
import { StatusMessage, StreamResponse } from '@dspy-otel/dspy';
import type { Context } from 'koa';
import type { RunEvent } from '../load/program-runner.ts';
import { errorBody, errorResponse } from './error-response.ts';

/** Proxies close connections on which nothing happens. */
const PING_MS = 15_000;

/** Whether the caller would rather have events than one JSON object. */
export function wantsEvents(ctx: Context): boolean {
  return ctx.get('accept').includes('text/event-stream') && ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream';
}

/**
 * Answers what a program gives as server-sent events: `field` for pieces of fields, `status`, then `result` or `error`,
 * which is the last.
 *
 * @param onError told of an error that ends the stream.
 */
export function answerEvents(ctx: Context, events: AsyncIterable<RunEvent>, ids: { readonly requestId: string; readonly traceId: string | undefined }, onError: (error: unknown, status: number) => void): void {
  const out = new PassThrough();
  const ping = setInterval(() => out.write(': still working\n\n'), PING_MS).unref();
  pipeline(Readable.from(texts(events, ids, onError)), out, () => clearInterval(ping));
  ctx.set({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  ctx.type = 'text/event-stream';
  ctx.body = out;
}

async function* texts(events: AsyncIterable<RunEvent>, ids: { readonly requestId: string; readonly traceId: string | undefined }, onError: (error: unknown, status: number) => void): AsyncGenerator<string, void, undefined> {
  // Something at once, so that the caller sees the headers before the model has said a word.
  yield ': the program runs\n\n';
  try {
    for await (const event of events) yield textOf(event);
  } catch (error) {
    const { status, body } = errorResponse(error);
    onError(error, status);
    yield `event: error\ndata: ${JSON.stringify({ status, ...errorBody(body.detail, ids) })}\n\n`;
  }
}

function textOf(event: RunEvent): string {
  if (event instanceof StreamResponse) {
    const { signatureFieldName: field, predictName: predictor, callIndex: call, chunk: text, isLastChunk: last } = event;
    return `event: field\ndata: ${JSON.stringify({ field, text, last, predictor, call })}\n\n`;
  }
  if (event instanceof StatusMessage) return `event: status\ndata: ${JSON.stringify({ message: event.message })}\n\n`;
  return `event: result\ndata: ${'output' in event ? event.output : '{}'}\n\n`;
}
