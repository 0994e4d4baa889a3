import type { CallEvent } from '../model/call.ts';
import { withQuery } from '../model/curl.ts';
import { readEvents, type ServerEvent } from '../model/event-stream.ts';
import { failureOf, type Failure } from '../model/failure.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** Where a program is asked. */
export interface Endpoint {
  readonly method: string;
  readonly path: string;
}

const NO_ANSWER: Failure = { status: 0, message: 'The server does not answer. Is it still running?', problems: [] };
const CUT_OFF: Failure = { status: 0, message: 'The connection was lost before the answer was complete.', problems: [] };

/**
 * Runs a program and tells what happens, the end of it included; never throws. Aborting the signal cancels the call, which
 * the server passes on to the model.
 */
export async function* runProgram({ method, path }: Endpoint, inputs: JsonObject, signal: AbortSignal): AsyncGenerator<CallEvent, void, undefined> {
  const start = performance.now();
  const ended = (failure: Failure): CallEvent => ({ ...(signal.aborted ? { type: 'cancelled' } : { type: 'failed', failure }), ms: performance.now() - start });
  let hasBegun = false;
  try {
    const response = await fetch(method === 'GET' ? withQuery(path, inputs) : path, {
      method,
      signal,
      headers: { accept: 'text/event-stream, application/json;q=0.9', 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(inputs) }),
    });
    hasBegun = true;
    yield { type: 'answered', ids: { requestId: response.headers.get('x-request-id'), traceId: response.headers.get('x-trace-id') } };
    if (!response.ok) {
      yield ended(failureOf(response.status, await response.json().catch(() => null)));
      return;
    }
    // A gateway answers at once, in whatever form it likes.
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
      const answer: Json = await response.json();
      yield { type: 'result', output: isObject(answer) ? answer : { answer }, ms: performance.now() - start };
      return;
    }
    for await (const event of readEvents(textOf(response))) {
      const told = eventOf(event, performance.now() - start);
      if (told === undefined) continue;
      yield told;
      if (told.type === 'result' || told.type === 'failed') return;
    }
    yield ended(CUT_OFF);
  } catch {
    yield ended(hasBegun ? CUT_OFF : NO_ANSWER);
  }
}

/** Safari cannot yet walk through a stream with `for await`. */
async function* textOf(response: Response): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) yield read.value;
}

/** The server's events are trusted to have the shape that its version gives them. */
function eventOf({ event, data }: ServerEvent, ms: number): CallEvent | undefined {
  switch (event) {
    case 'field': {
      const piece: { readonly field: string; readonly text: string; readonly predictor: string; readonly call: number } = JSON.parse(data);
      return { type: 'field', field: piece.field, text: piece.text, predictor: piece.predictor, call: piece.call };
    }
    case 'status': {
      const { message }: { readonly message: string } = JSON.parse(data);
      return { type: 'status', message };
    }
    case 'result': {
      const output: JsonObject = JSON.parse(data);
      return { type: 'result', output, ms };
    }
    case 'error': {
      const body: { readonly status: number } = JSON.parse(data);
      return { type: 'failed', failure: failureOf(body.status, body), ms };
    }
    default:
      return undefined;
  }
}
