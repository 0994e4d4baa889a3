import { performance } from 'node:perf_hooks';

import { z } from 'zod';

import type { PromptRunAnswer, PromptRunInput, PromptRunModels } from '../../contract/prompt-run.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';

/** Where `dspy-cli serve` listens, and its key if it wants one. */
export interface DspyServerAddress {
  readonly url: string;
  readonly key: string | undefined;
}

const PATH = '/api/prompt-runs';
const ASK_MODELS_WITHIN_MS = 5_000;

const Models = z.object({ models: z.array(z.object({ name: z.string(), model: z.string() })) });
const Answer = z.object({ text: z.string(), response_model: z.string(), finish_reason: z.string(), cost: z.number().nullable() });

/** The server whose models prompts are sent to: keys of providers stay there. */
export class DspyServer {
  readonly #address: DspyServerAddress | undefined;

  constructor(address: DspyServerAddress | undefined) {
    this.#address = address;
  }

  /** The models that can be asked, or why there are none. */
  async models(signal: AbortSignal): Promise<PromptRunModels> {
    try {
      const response = await this.#fetch({ signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MODELS_WITHIN_MS)]) });
      return { models: Models.parse(await response.json()).models, unavailable: null };
    } catch (error) {
      return { models: [], unavailable: error instanceof RequestRefusedError ? error.message : 'The dspy-server answered something else than models: it and this viewer are of different versions.' };
    }
  }

  /** Sends a prompt. @throws RequestRefusedError what the server says against it */
  async run(input: PromptRunInput, signal: AbortSignal): Promise<PromptRunAnswer> {
    const start = performance.now();
    const response = await this.#fetch({ method: 'POST', body: JSON.stringify(input), signal });
    const { text, response_model: model, finish_reason: reason, cost } = Answer.parse(await response.json());
    return { text, model, finish_reason: reason, cost, duration_ms: performance.now() - start, trace_id: response.headers.get('x-trace-id') };
  }

  async #fetch(init: Omit<RequestInit, 'headers'>): Promise<Response> {
    if (this.#address === undefined) throw new RequestRefusedError(409, 'This viewer knows no dspy-server: set DSPY_SERVER_URL, for example to http://localhost:8000, and start it again.');
    const { url, key } = this.#address;
    let response: Response;
    try {
      response = await fetch(new URL(PATH, url), { ...init, headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) } });
    } catch (cause) {
      throw new RequestRefusedError(409, `The dspy-server at ${new URL(url).origin} does not answer: start it, or correct DSPY_SERVER_URL.`, { cause });
    }
    if (response.ok) return response;
    throw new RequestRefusedError(409, await refusal(response, new URL(url).origin));
  }
}

async function refusal(response: Response, origin: string): Promise<string> {
  if (response.status === 404) return `The dspy-server at ${origin} takes no prompts: set server.prompt_runs to true in its dspy.config.yaml, or DSPY_PROMPT_RUNS=true.`;
  if (response.status === 401) return `The dspy-server at ${origin} wants a key: start the viewer with the same DSPY_API_KEY.`;
  const { detail } = z.object({ detail: z.unknown() }).catch({ detail: undefined }).parse(await response.json().catch(() => undefined));
  return `The dspy-server answered ${response.status}${detail === undefined ? '' : `: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`}`;
}
