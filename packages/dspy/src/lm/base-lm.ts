import type { Callback } from '../callback/callback.ts';
import { observe } from '../observe.ts';
import { currentScope } from '../scope.ts';
import type { LMCapabilities } from './capabilities.ts';
import { checkParams } from './check-params.ts';
import { withDeadline } from './deadline.ts';
import { formatHistory, type TextOutput } from './format-history.ts';
import { type HistoryEntry, historyOf, recordCall } from './history.ts';
import { LMAbortedError, LMTimeoutError } from './lm-error.ts';
import type { Message } from './message.ts';
import type { LMParams, LMRequest, LMResponse, ToolDefinition } from './request.ts';

/** What a caller asks; `params` win over the model's own. */
export interface LMCall {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[] | undefined;
  readonly params?: LMParams | undefined;
}

/**
 * A language model. One of your own extends this and writes `forward`.
 *
 * ```ts
 * import { BaseLM, type LMRequest, type LMResponse } from '@dspy-otel/dspy';
 *
 * class Parrot extends BaseLM {
 *   protected override async forward({ messages }: LMRequest): Promise<LMResponse> {
 *     const text = String(messages.at(-1)?.content);
 *     return { outputs: [{ text, finishReason: 'stop' }], model: this.model, cacheHit: false };
 *   }
 * }
 * const { outputs } = await new Parrot('zoo/parrot').call('hello');
 * console.log(outputs[0]?.text); // hello
 * ```
 */
export abstract class BaseLM {
  /** Hear of the calls of this model only. */
  callbacks?: readonly Callback[];
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

  /** The calls of this model that came through, oldest first; the last `maxHistorySize` of them. */
  get history(): readonly HistoryEntry[] {
    return historyOf(this);
  }

  /** Prints the last `n` calls of this model: what was asked, and what came back. */
  inspectHistory(n = 1, out: TextOutput = process.stdout): void {
    out.write(formatHistory(this.history, n));
  }

  /**
   * The same model with other parameters and a history of its own; this one stays as it is.
   *
   * ```ts
   * import { LM } from '@dspy-otel/dspy';
   *
   * const lm = new LM('openai/gpt-4o-mini', { temperature: 0 });
   * const another = lm.copy({ temperature: 1, rolloutId: 1 });
   * console.log(another.params); // { temperature: 1, rolloutId: 1 }
   * ```
   */
  copy(params: LMParams = {}): BaseLM {
    const ask = (request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> => this.forward(request, signal);
    const { capabilities } = this;
    class CopyOfLM extends BaseLM {
      override readonly capabilities = capabilities;

      protected override forward(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
        return ask(request, signal);
      }
    }
    Object.defineProperty(CopyOfLM, 'name', { value: this.constructor.name });
    return new CopyOfLM(this.model, { ...this.params, ...params });
  }

  /**
   * Asks the model: a question as text, or whole messages. The settings' `signal` and `timeoutMs` end the call early.
   *
   * @throws {LMError} of the kind that says what went wrong.
   * @throws {ConfigurationError} when a parameter has a value that cannot work.
   */
  call(asked: string | LMCall): Promise<LMResponse> {
    const request = this.#request(asked);
    return observe({ kind: 'lm', name: this.constructor.name, lm: this, request }, () => this.#run(request));
  }

  /** Asks the model. Stops when `signal` fires. */
  protected abstract forward(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse>;

  async #run(request: LMRequest): Promise<LMResponse> {
    checkParams(this.model, request.params);
    const { settings, usage } = currentScope();
    const response = await withDeadline(settings, (signal) => this.forward(request, signal), {
      onTimeout: (timeoutMs) => new LMTimeoutError(`${this.model} did not answer within ${timeoutMs} ms, retries included; raise timeoutMs or ask for less`, { model: this.model }),
      onAbort: (cause) => new LMAbortedError(`the call of ${this.model} was cancelled`, { model: this.model, cause }),
    });
    if (response.usage) usage?.add(this.model, response.usage);
    recordCall(this, request, response);
    return response;
  }

  #request(asked: string | LMCall): LMRequest {
    const { messages, tools, params }: LMCall = typeof asked === 'string' ? { messages: [{ role: 'user', content: asked }] } : asked;
    return { messages, ...(tools && tools.length > 0 && { tools }), params: { ...this.params, ...params } };
  }
}
