import { BaseLM } from '../src/lm/base-lm.ts';
import type { LMRequest, LMResponse } from '../src/lm/request.ts';
import { ChainOfThought } from '../src/module/chain-of-thought.ts';
import { Module } from '../src/module/module.ts';
import { Predict } from '../src/module/predict.ts';
import { Example } from '../src/prediction/example.ts';
import { Prediction } from '../src/prediction/prediction.ts';
import { signature } from '../src/signature/signature.ts';
import { chatAnswer } from './scripted-lm.ts';

const QA = signature('question -> answer');

/** A program that drafts and answers. */
export class TwoSteps extends Module<typeof QA> {
  override readonly signature = QA;
  readonly draft = new Predict('question -> draft');
  readonly final = new ChainOfThought('question, draft -> answer');

  override async forward({ question }: { question: string }): Promise<Prediction<{ answer: string }>> {
    const { draft } = await this.draft.call({ question });
    const { answer } = await this.final.call({ question, draft });
    return new Prediction({ answer });
  }
}

/** Knows the answers to some questions, and keeps what it was asked. */
export class KnowingLM extends BaseLM {
  readonly requests: LMRequest[] = [];
  readonly #answers: Readonly<Record<string, Readonly<Record<string, string>>>>;

  constructor(answers: Readonly<Record<string, Readonly<Record<string, string>>>>, model = 'knowing/model') {
    super(model);
    this.#answers = answers;
  }

  protected override async forward(request: LMRequest): Promise<LMResponse> {
    this.requests.push(request);
    const asked = JSON.stringify(request.messages.at(-1)?.content);
    const question = Object.keys(this.#answers).find((text) => asked.includes(text));
    if (question === undefined) throw new Error(`nothing is known about this: ${asked}`);
    return { outputs: [{ text: chatAnswer(this.#answers[question] ?? {}), finishReason: 'stop' }], model: this.model, cacheHit: false };
  }
}

/** Example `n` has the right answer to question `n`. */
export function questionsAndAnswers(questions: readonly string[]): Example<{ question: string; answer: string }>[] {
  return questions.map((question) => new Example({ question, answer: `answer to ${question}` }).withInputs('question'));
}
