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
 * @param signal fires when the call is cancelled. @param onError told of an error that ends the stream.
 */
export function answerEvents(ctx: Context, events: AsyncIterable<RunEvent>, signal: AbortSignal, onError: (error: unknown, status: number) => void): void {
  const out = new PassThrough();
  const ping = setInterval(() => out.write(': still working\n\n'), PING_MS).unref();
  pipeline(Readable.from(texts(events, ctx.state.ids, onError, () => out.destroyed)), out, () => clearInterval(ping));
  // Whoever does not read what is there would not read either why it ended.
  signal.addEventListener('abort', () => out.writableNeedDrain && ctx.res.destroy(), { once: true });
  ctx.set({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  ctx.type = 'text/event-stream';
  ctx.body = out;
}

type IDs = Context['state']['ids'];

async function* texts(events: AsyncIterable<RunEvent>, ids: IDs, onError: (error: unknown, status: number) => void, isGone: () => boolean): AsyncGenerator<string, void, undefined> {
  // Something at once, so that the caller sees the headers before the model has said a word.
  yield ': the program runs\n\n';
  try {
    for await (const event of events) yield textOf(event);
  } catch (error) {
    if (isGone()) return;
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
