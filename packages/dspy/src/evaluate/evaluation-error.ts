import { DSPyError } from '../errors.ts';
import type { EvaluationResult } from './evaluation-result.ts';

/** What an `EvaluationError` knows beside its message. */
export interface EvaluationErrorDetails {
  /** What failed, example by example. */
  readonly errors?: readonly unknown[] | undefined;
  /** The result, when only writing it down failed. */
  readonly result?: EvaluationResult | undefined;
  readonly cause?: unknown;
}

/** An evaluation or optimization could not be finished. `code` is `evaluation_failed`. */
export class EvaluationError extends DSPyError {
  readonly code = 'evaluation_failed';
  readonly errors: readonly unknown[];
  readonly result: EvaluationResult | undefined;

  constructor(message: string, { errors = [], result, cause }: EvaluationErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.errors = errors;
    this.result = result;
  }
}
