import { observe } from '../observe.ts';
import type { LMParams, LMRequest, LMResponse } from './request.ts';

/** A language model. One of your own extends this and writes `forward`. */
export abstract class BaseLM {
  /** As the user names it: `openai/gpt-4o-mini`. */
  readonly model: string;
  /** What is sent unless a call says otherwise. */
  readonly params: LMParams;

  constructor(model: string, params: LMParams = {}) {
    this.model = model;
    this.params = params;
  }

  /** Part of `model` before the first slash: `openai`. */
  get provider(): string {
    const slash = this.model.indexOf('/');
    return slash < 0 ? 'openai' : this.model.slice(0, slash);
  }

  /** Asks the model. @throws {LMError} */
  call(request: LMRequest): Promise<LMResponse> {
    const merged: LMRequest = { ...request, params: { ...this.params, ...request.params } };
    return observe({ kind: 'lm', name: this.constructor.name, lm: this, request: merged }, () => this.forward(merged));
  }

  protected abstract forward(request: LMRequest): Promise<LMResponse>;
}
