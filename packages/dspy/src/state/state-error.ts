import { DSPyError } from '../errors.ts';

/** What a `StateError` knows beside its message. */
export interface StateErrorDetails {
  /** The file, where there is one. */
  readonly path?: string | undefined;
  /** The predictor, as `namedPredictors` calls it. */
  readonly predictor?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A saved program cannot be written, read, or put into this program. Nothing was changed. `code` is `invalid_state`.
 *
 * ```ts
 * import { Predict, StateError } from '@dspy-otel/dspy';
 *
 * try {
 *   new Predict('question -> answer').loadState({ demos: 'none' });
 * } catch (error) {
 *   if (error instanceof StateError) console.log(error.code, error.message);
 * }
 * ```
 */
export class StateError extends DSPyError {
  readonly code = 'invalid_state';
  readonly path: string | undefined;
  readonly predictor: string | undefined;

  constructor(message: string, details: StateErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.path = details.path;
    this.predictor = details.predictor;
  }
}
