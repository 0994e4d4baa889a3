import { ChainOfThought, type Inputs, Module, Prediction, Retrieve, signature } from '@dspy-otel/dspy';

const RAG = signature('question: str -> context: list[str], answer: str');

/** Finds three passages and answers the question from them. */
export class MyRAG extends Module<typeof RAG> {
  override readonly signature = RAG;
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question: str -> answer: str');

  override async forward({ question }: Inputs<typeof RAG>) {
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ context: passages, answer });
  }
}
