import { NotConfiguredError } from '../errors.ts';
import { Prediction } from '../prediction/prediction.ts';
import type { Passage } from '../retriever/retriever.ts';
import { currentSettings } from '../settings.ts';
import type { Signature } from '../signature/signature.ts';
import type { Parameter } from '../state/parameter.ts';
import { retrieveParameter } from '../state/retrieve-state.ts';
import { Module } from './module.ts';

/** What a `Retrieve` is called with. */
export interface RetrieveInputs {
  query: string;
  /** Instead of the module's own `k`. */
  k?: number | undefined;
}

/** What a `Retrieve` gives. */
export interface RetrieveOutputs {
  /** The texts, best first. */
  passages: string[];
  /** The same hits with ids, scores and metadata. */
  hits: readonly Passage[];
}

/**
 * Asks the retriever in the settings.
 *
 * ```ts
 * import { ColBERTv2, context, Retrieve } from '@dspy-otel/dspy';
 *
 * const rm = new ColBERTv2({ url: 'http://localhost:8893/api/search' });
 * const retrieve = new Retrieve({ k: 2 });
 * const search = (query: string) => context({ rm }, () => retrieve.call({ query }));
 * console.log(typeof search, retrieve.k); // function 2
 * ```
 */
export class Retrieve extends Module<Signature<RetrieveInputs, RetrieveOutputs>> {
  /** How many passages at most. */
  k: number;

  constructor({ k = 3 }: { k?: number | undefined } = {}) {
    super();
    this.k = k;
  }

  override get parameter(): Parameter {
    return retrieveParameter(this);
  }

  /** @throws {NotConfiguredError} when no retriever is set. */
  override async forward({ query, k = this.k }: RetrieveInputs): Promise<Prediction<RetrieveOutputs>> {
    const { rm } = currentSettings();
    if (!rm) throw new NotConfiguredError('Retrieve needs a retriever: configure({ rm: new ColBERTv2({ url }) })');
    const hits = await rm.call(query, k);
    return new Prediction({ passages: hits.map((hit) => hit.text), hits });
  }
}
