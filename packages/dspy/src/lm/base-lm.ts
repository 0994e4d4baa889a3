import { observe } from '../observe.ts';
import { currentScope } from '../scope.ts';
import type { LMCapabilities } from './capabilities.ts';
import { withDeadline } from './deadline.ts';
import { LMAbortedError, LMTimeoutError } from './lm-error.ts';
import type { Message } from './message.ts';
import type { LMParams, LMRequest, LMResponse, ToolDefinition } from './request.ts';

/** What a caller asks; `params` win over the model's own. */
export interface LMCall {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[] | undefined;
  readonly params?: LMParams | undefined;
}

/** A language model. One of your own extends this and writes `forward`. */
export abstract class BaseLM {
  /** As the user names it: `openai/gpt-4o-mini`. */
  readonly model: string;
  /** Sent unless a call says otherwise. */
  readonly params: LMParams;
  /** What adapters may ask of the model beside text; nothing unless a subclass says so. */
  readonly capabilities: LMCapabilities = {};

  constructor(model: string, params: LMParams = {}) {
    this.model = model;
    this.params = params;
  }

  /** The part of `model` before the first slash; `openai` when there is none. */
  get provider(): string {
    const slash = this.model.indexOf('/');
    return slash < 0 ? 'openai' : this.model.slice(0, slash);
  }

  /**
   * Asks the model: a question as text, or whole messages. The settings' `signal` and `timeoutMs` end the call early.
   *
   * @throws {LMError} of the kind that says what went wrong.
   */
  call(asked: string | LMCall): Promise<LMResponse> {
    const request = this.#request(asked);
    return observe({ kind: 'lm', name: this.constructor.name, lm: this, request }, () => this.#run(request));
  }

  /** Asks the model. Stops when `signal` fires. */
  protected abstract forward(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse>;

  async #run(request: LMRequest): Promise<LMResponse> {
    const { settings, usage } = currentScope();
    const response = await withDeadline(settings, (signal) => this.forward(request, signal), {
      onTimeout: (timeoutMs) => new LMTimeoutError(`${this.model} did not answer within ${timeoutMs} ms, retries included`, { model: this.model }),
      onAbort: (cause) => new LMAbortedError(`the call of ${this.model} was cancelled`, { model: this.model, cause }),
    });
    if (response.usage) usage?.add(this.model, response.usage);
    return response;
  }

  #request(asked: string | LMCall): LMRequest {
    const { messages, tools, params }: LMCall = typeof asked === 'string' ? { messages: [{ role: 'user', content: asked }] } : asked;
    return { messages, ...(tools && tools.length > 0 && { tools }), params: { ...this.params, ...params } };
  }
}
