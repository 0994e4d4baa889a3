import type { Predict } from '../module/predict.ts';

/** Which field a `StreamListener` listens to. */
export interface StreamListenerOptions {
  /** The output field to listen to. */
  readonly signatureFieldName: string;
  /** The predictor that has the field; needed when several of the program's predictors have one of that name. */
  readonly predict?: Predict | undefined;
  /** The predictor's path instead: `respond.predict`. */
  readonly predictName?: string | undefined;
  /** Listen to every call of the predictor, as in a loop; only to the first unless given. */
  readonly allowReuse?: boolean | undefined;
}

/**
 * Listens to one output field of a program's predictors while it is generated. Values that are no texts arrive as the
 * model writes them.
 *
 * ```ts
 * import { ChainOfThought, streamify, StreamListener, StreamResponse } from '@dspy-otel/dspy';
 *
 * const program = new ChainOfThought('question -> answer');
 * const stream = streamify(program, { streamListeners: [new StreamListener({ signatureFieldName: 'answer' })] });
 * for await (const item of stream({ question: 'What is the capital of France?' })) {
 *   if (item instanceof StreamResponse) process.stdout.write(item.chunk);
 * }
 * ```
 */
export class StreamListener {
  readonly signatureFieldName: string;
  readonly predict: Predict | undefined;
  readonly predictName: string | undefined;
  readonly allowReuse: boolean;

  constructor({ signatureFieldName, predict, predictName, allowReuse = false }: StreamListenerOptions) {
    this.signatureFieldName = signatureFieldName;
    this.predict = predict;
    this.predictName = predictName;
    this.allowReuse = allowReuse;
  }
}
