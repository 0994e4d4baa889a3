import { BaseLM } from './base-lm.ts';
import { LMUnexpectedError } from './lm-error.ts';
import type { LMParams, LMRequest, LMResponse } from './request.ts';

export interface LMOptions extends LMParams {
  /** Base URL of the provider's API; for OpenAI `OPENAI_BASE_URL` or its public address unless given. */
  readonly apiBase?: string | undefined;
  /** For OpenAI `OPENAI_API_KEY` unless given. Never part of an error, a log line or a saved program. */
  readonly apiKey?: string | undefined;
  /** Extra HTTP headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Most that one call may take, retries included, in milliseconds. No bound unless given. */
  readonly timeoutMs?: number | undefined;
  /** How many times a failed attempt is repeated. 3 unless given. */
  readonly numRetries?: number | undefined;
  readonly cache?: boolean | undefined;
}

/** `new LM('openai/gpt-4o-mini', { temperature: 0 })` */
export class LM extends BaseLM {
  constructor(model: string, options: LMOptions = {}) {
    const { apiBase: _apiBase, apiKey: _apiKey, headers: _headers, timeoutMs: _timeoutMs, numRetries: _numRetries, cache: _cache, ...params } = options;
    super(model, params);
  }

  protected override async forward(request: LMRequest): Promise<LMResponse> {
    throw new LMUnexpectedError(`not written yet: ${request.messages.length}`, { model: this.model });
  }
}
