import type { Signature } from '../signature/signature.ts';

/** The parts of a prompt that depend on the signature only. */
export interface StaticPrompt {
  readonly system: string;
  /** Ends a question. */
  readonly reminder: string;
}

/** Makes the static parts of prompts once per signature; what it holds goes with the signatures. */
export class PromptCache {
  readonly #make: (signature: Signature) => StaticPrompt;
  readonly #prompts = new WeakMap<Signature, StaticPrompt>();

  constructor(make: (signature: Signature) => StaticPrompt) {
    this.#make = make;
  }

  of(signature: Signature): StaticPrompt {
    let prompt = this.#prompts.get(signature);
    if (!prompt) {
      prompt = this.#make(signature);
      this.#prompts.set(signature, prompt);
    }
    return prompt;
  }
}
