/**
 * A piece of an output field, as it was generated.
 *
 * ```ts
 * import { Predict, streamify, StreamListener, StreamResponse } from '@dspy-otel/dspy';
 *
 * const stream = streamify(new Predict('question -> answer'), { streamListeners: [new StreamListener({ signatureFieldName: 'answer' })] });
 * for await (const item of stream({ question: 'Why?' })) {
 *   if (item instanceof StreamResponse) console.log(item.predictName, item.signatureFieldName, item.chunk, item.isLastChunk);
 * }
 * ```
 */
export class StreamResponse {
  /** The predictor's path in the program: `respond.predict`; `self` when the program is a predictor. */
  readonly predictName: string;
  readonly signatureFieldName: string;
  /** May be empty when it is the last. */
  readonly chunk: string;
  readonly isLastChunk: boolean;
  /** Which of the predictor's calls this belongs to, from 0: calls that run at the same time arrive mixed. */
  readonly callIndex: number;

  constructor(values: StreamResponse) {
    this.predictName = values.predictName;
    this.signatureFieldName = values.signatureFieldName;
    this.chunk = values.chunk;
    this.isLastChunk = values.isLastChunk;
    this.callIndex = values.callIndex;
  }
}

/**
 * A piece of a model's answer as it is, markers included: what arrives without listeners.
 *
 * ```ts
 * import { LMChunk, Predict, streamify } from '@dspy-otel/dspy';
 *
 * for await (const item of streamify(new Predict('question -> answer'))({ question: 'Why?' })) {
 *   if (item instanceof LMChunk) process.stderr.write(item.text);
 * }
 * ```
 */
export class LMChunk {
  /** The predictor's path in the program. */
  readonly predictName: string;
  readonly text: string;
  /** Which of the predictor's calls this belongs to, from 0. */
  readonly callIndex: number;

  constructor(values: LMChunk) {
    this.predictName = values.predictName;
    this.text = values.text;
    this.callIndex = values.callIndex;
  }
}

/**
 * What the program is doing, in words for people.
 *
 * ```ts
 * import { ReAct, StatusMessage, streamify, Tool } from '@dspy-otel/dspy';
 *
 * const clock = new Tool({ name: 'clock', description: 'Tells the time.', parameters: {}, func: () => '12:00' });
 * for await (const item of streamify(new ReAct('question -> answer', { tools: [clock] }))({ question: 'How late is it?' })) {
 *   if (item instanceof StatusMessage) console.log(item.message);
 * }
 * ```
 */
export class StatusMessage {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}
