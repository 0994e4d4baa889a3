import type { BaseLM } from '../lm/base-lm.ts';

/** What a state file holds of a program: JSON data by the paths of its predictors. */
export type ProgramState = Readonly<Record<string, unknown>>;

/** How much of a saved state to take over. */
export interface LoadOptions {
  /**
   * Take over API addresses and headers that a saved model names; false unless given, because whoever wrote the file
   * would decide where prompts and the API key go.
   */
  readonly allowUnsafeLmState?: boolean | undefined;
  /**
   * Makes the models that are saved with predictors: from the state as it is in the file, the model to use, or
   * `undefined` for none. Without it they are made with `new LM(…)`.
   */
  readonly makeLm?: ((state: ProgramState) => BaseLM | undefined) | undefined;
  /** Leave predictors as they are that only the program or only the file has; an error unless given. */
  readonly partial?: boolean | undefined;
}

/** Where a state comes from: how errors call it, and how to read it. */
export interface StateSource extends LoadOptions {
  readonly name: string;
  readonly path?: string | undefined;
  /** The predictor, as the program calls it. */
  readonly predictor: string;
  /** Models made so far, by their saved state, so that predictors that shared one share one again. */
  readonly models: Map<string, BaseLM | undefined>;
}

/** The part of a module that a state file holds. */
export interface Parameter {
  /** As Python DSPy writes it. */
  dump(): ProgramState;
  /**
   * Checks a state without changing anything.
   *
   * @returns what puts it in place; that cannot fail.
   * @throws {StateError}
   */
  prepare(state: ProgramState, source: StateSource): () => void;
}
