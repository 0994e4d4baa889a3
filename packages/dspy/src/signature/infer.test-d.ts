import { ChainOfThought, type Inputs, Module, Predict, Prediction, Retrieve, signature } from '../index.ts';

const RAG = signature('question: str -> context: list[str], answer: str');
export class MyRAG extends Module<typeof RAG> {
  override readonly signature = RAG;
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question: str -> answer: str');
  override async forward({ question }: Inputs<typeof RAG>) {
    const { passages } = await this.retrieve.call({ query: question });
    const { answer, reasoning } = await this.respond.call({ context: passages, question });
    reasoning.toUpperCase();
    return new Prediction({ context: passages, answer });
  }
}
const p = await new MyRAG().call({ question: 'x' });
p.answer.toUpperCase();
p.context.map((x) => x.length);
// @ts-expect-error -- no such field
export const nothing = p.nothing;
const q = await new Predict("q, n: Optional[int] -> score: float, label: Literal['a, b', \"c]\", 3], m: dict[str, list[int]] | None, t: tuple[int, str]").call({ q: 'x' });
q.score.toFixed();
const label: 'a, b' | 'c]' | 3 = q.label;
q.t[1].toUpperCase();
q.m?.['x']?.[0]?.toFixed();
export { label };
const m: Module = new MyRAG();
export { m };
