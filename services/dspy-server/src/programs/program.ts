import type { Signature } from '@dspy-otel/dspy';

/** A program that is served. */
export interface Program {
  /** Name of its class, and of its route. */
  readonly name: string;
  /** Alias of the model it asks, as in `models.registry`. */
  readonly model: string;
  /** Where its class is written, relative to the project. */
  readonly file: string;
  /** What it takes and gives; a program without one takes any object. */
  readonly signature: Signature | undefined;
  /** Runs it once. `signal` cancels its model calls and searches. */
  run(inputs: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown>;
}

/** A module file, or a class in it, that cannot be served. */
export interface ProgramFailure {
  readonly file: string;
  readonly reason: string;
}
