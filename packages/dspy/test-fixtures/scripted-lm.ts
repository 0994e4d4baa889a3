import { BaseLM } from '../src/lm/base-lm.ts';
import type { LMOutput, LMRequest, LMResponse } from '../src/lm/request.ts';

/** A model without a network: answers in turn with the given texts, the last one again and again, and keeps what it was asked. */
export class ScriptedLM extends BaseLM {
  readonly requests: LMRequest[] = [];
  readonly #answers: readonly (string | Partial<LMOutput>)[];

  constructor(answers: readonly (string | Partial<LMOutput>)[], model = 'scripted/model') {
    super(model);
    this.#answers = answers;
  }

  protected override async forward(request: LMRequest): Promise<LMResponse> {
    const answer = this.#answers[Math.min(this.requests.length, this.#answers.length - 1)] ?? '';
    this.requests.push(request);
    const output: LMOutput = { text: '', finishReason: 'stop', ...(typeof answer === 'string' ? { text: answer } : answer) };
    return {
      outputs: Array.from({ length: request.params.n ?? 1 }, () => output),
      usage: { promptTokens: 10, completionTokens: 2, totalTokens: 12 },
      model: this.model,
      cacheHit: false,
    };
  }
}

/** Text as the chat adapter expects it. */
export function chatAnswer(fields: Readonly<Record<string, string>>): string {
  return [...Object.entries(fields).map(([name, value]) => `[[ ## ${name} ## ]]\n${value}`), '[[ ## completed ## ]]'].join('\n\n');
}
