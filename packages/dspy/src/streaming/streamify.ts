import { AsyncLocalStorage } from 'node:async_hooks';
import type { Module } from '../module/module.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { currentScope, runInScope } from '../scope.ts';
import type { Signature } from '../signature/signature.ts';
import { ItemQueue } from './item-queue.ts';
import { StatusMessageProvider, StatusObserver } from './status-messages.ts';
import { type LMChunk, StatusMessage, type StreamResponse } from './stream-items.ts';
import type { StreamListener } from './stream-listener.ts';
import { StreamSession } from './stream-session.ts';

/** What a streaming program tells of. */
export interface StreamifyOptions {
  /** Which fields to listen to. Without any, what models write arrives as it is, as `LMChunk`. */
  readonly streamListeners?: readonly StreamListener[] | undefined;
  /** Says what the program is doing; about tools only unless given. */
  readonly statusMessageProvider?: StatusMessageProvider | undefined;
  /** Whether the prediction comes last; true unless given. */
  readonly includeFinalPredictionInOutputStream?: boolean | undefined;
}

/** What can be said with one call of a streaming program. */
export interface StreamCallOptions {
  /** Ends the program and its model calls when it fires, beside the settings' own. */
  readonly signal?: AbortSignal | undefined;
}

/** What a streaming program gives, one after the other. */
export type StreamItem<O extends object> = StreamResponse | LMChunk | StatusMessage | Prediction<O>;

/** A program that gives its output while it is generated. It starts when the first item is asked for. */
export type StreamingProgram<S extends Signature> = (inputs: S['~types']['inputs'], options?: StreamCallOptions) => AsyncGenerator<StreamItem<S['~types']['outputs']>, void, undefined>;

/**
 * Makes a program stream: pieces of its fields as they are generated, what it is doing, and its prediction last. What the
 * program throws, the iteration throws. Leaving the loop ends the program and its model calls.
 *
 * Answers from the cache, and of models that do not stream, arrive in one piece.
 *
 * ```ts
 * import { ChainOfThought, Prediction, streamify, StreamListener, StreamResponse } from '@dspy-otel/dspy';
 *
 * const stream = streamify(new ChainOfThought('question -> answer'), {
 *   streamListeners: [new StreamListener({ signatureFieldName: 'reasoning' }), new StreamListener({ signatureFieldName: 'answer' })],
 * });
 * for await (const item of stream({ question: 'What is the capital of France?' })) {
 *   if (item instanceof StreamResponse) console.log(item.signatureFieldName, item.chunk);
 *   if (item instanceof Prediction) console.log(item.toJSON());
 * }
 * ```
 *
 * @throws {ConfigurationError} when a listener's field is nowhere in the program, or in several predictors.
 */
export function streamify<S extends Signature>(
  program: Module<S>,
  { streamListeners = [], statusMessageProvider = new StatusMessageProvider(), includeFinalPredictionInOutputStream = true }: StreamifyOptions = {},
): StreamingProgram<S> {
  checkListeners(program, streamListeners);
  return (inputs, { signal } = {}) => {
    const outer = currentScope();
    const inContext = AsyncLocalStorage.snapshot();
    const cancel = new AbortController();
    const queue = new ItemQueue<StreamItem<S['~types']['outputs']>>();
    const send = (item: StreamItem<S['~types']['outputs']>): void => queue.push(item);
    const run = async (): Promise<void> => {
      const { settings } = outer;
      const signals = [cancel.signal, signal, settings.signal].filter((each) => each !== undefined);
      const observers = [...settings.observers, new StatusObserver(statusMessageProvider, (message) => send(new StatusMessage(message)))];
      const stream = new StreamSession(program, streamListeners, send);
      const scope = { ...outer, stream, settings: { ...settings, observers, signal: AbortSignal.any(signals) } };
      try {
        const prediction = await runInScope(scope, () => program.call(inputs));
        if (includeFinalPredictionInOutputStream) send(prediction);
        queue.close();
      } catch (error) {
        queue.fail(error);
      }
    };
    return consume(queue, () => void inContext(run), cancel);
  };
}

async function* consume<T>(queue: ItemQueue<T>, start: () => void, cancel: AbortController): AsyncGenerator<T, void, undefined> {
  start();
  try {
    yield* queue;
  } finally {
    cancel.abort(new Error('nobody reads the stream any more'));
  }
}

/** Says what is wrong with listeners before anything runs. */
function checkListeners(program: Module, listeners: readonly StreamListener[]): void {
  void new StreamSession(program, listeners, () => undefined);
}
