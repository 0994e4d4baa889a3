import { BaseLM, type LMRequest, type LMResponse, type Passage, Retriever } from '@dspy-otel/dspy';

/** A model that answers what a test says. */
export class ScriptedLM extends BaseLM {
  readonly #answer: (request: LMRequest) => Promise<LMResponse> | LMResponse;

  constructor(answer: (request: LMRequest) => Promise<LMResponse> | LMResponse, model = 'openai/gpt-4o-mini', params = {}) {
    super(model, params);
    this.#answer = answer;
  }

  protected override async forward(request: LMRequest): Promise<LMResponse> {
    return this.#answer(request);
  }
}

/** A search of one's own that finds what a test says. */
export class ScriptedRetriever extends Retriever {
  readonly #find: (query: string, k: number) => Promise<readonly Passage[]> | readonly Passage[];

  constructor(find: (query: string, k: number) => Promise<readonly Passage[]> | readonly Passage[]) {
    super();
    this.#find = find;
  }

  protected override async search(query: string, k: number): Promise<readonly Passage[]> {
    return this.#find(query, k);
  }
}

/** An answer with this text and nothing else. */
export function textAnswer(text: string): LMResponse {
  return { outputs: [{ text, finishReason: 'stop' }], model: 'gpt-4o-mini-2024-07-18', cacheHit: false };
}
