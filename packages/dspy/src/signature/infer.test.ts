import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChainOfThought, field, type Inputs, Module, type Outputs, Predict, Prediction, type PredictionMembers, Retrieve, type Signature, signature } from '../index.ts';

interface Box<T> {
  readonly set: (value: T) => void;
  readonly get: () => T;
}

/** Compiles only when both types are the same. */
function same<A, B>(..._proof: [Box<A>, Box<B>] extends [Box<B>, Box<A>] ? [] : ['the types differ', A, B]): void {}

const lm = new ScriptedLM([chatAnswer({ answer: 'a', score: '1', label: 'x' })]);

test('the string form gives types to inputs and outputs', () => {
  same<Inputs<'question -> answer'>, { question: string }>();
  same<Outputs<'q -> a: int, b: float, c: bool, d: str'>, { a: number; b: number; c: boolean; d: string }>();
  same<Outputs<'q -> a: list[str], b: dict[str, list[int]], c: list, d: dict'>, { a: string[]; b: Record<string, number[]>; c: unknown[]; d: Record<string, unknown> }>();
  same<Outputs<'q -> a: Optional[int], b: str | None, c: Union[int, list[str]]'>, { a: number | null; b: string | null; c: number | string[] }>();
  same<Outputs<`q -> a: Literal['x, y', "z]", 3, True, None]`>, { a: 'x, y' | 'z]' | 3 | true | null }>();
  same<Outputs<`q -> a: Literal['x=1', ':y', "|"] = 'x=1', b: int = 3`>, { a: 'x=1' | ':y' | '|'; b: number }>();
  same<Outputs<'q -> a: tuple[int, str], b: tuple[int, ...], c: set[str], d: date, e: Any'>, { a: [number, string]; b: number[]; c: string[]; d: Date; e: unknown }>();
  same<Outputs<'  q,\n  r: int ->\n  a : list[ dict[str, float] ]  '>, { a: Record<string, number>[] }>();
  same<Outputs<'q -> a: typing.List[str], b: Dict[str, int]'>, { a: string[]; b: Record<string, number> }>();
  expect(signature('  q,\n  r: int ->\n  a : list[ dict[str, float] ]  ').toString()).toBe('q, r -> a');
});

test('inputs that may be null may be left out', () => {
  same<Inputs<'q, hint: str | None, n: Optional[int] -> a'>, { q: string; hint?: string | null | undefined; n?: number | null | undefined }>();
  expect(signature('q, hint: str | None -> a').parseInputs({ q: 'x' })).toEqual({ q: 'x' });
});

test('a string that is not known at compile time gives records', () => {
  same<Inputs<string>, Record<string, unknown>>();
  same<Outputs<string>, Record<string, unknown>>();
});

const ORDER = signature({
  inputs: { dish: field.str(), count: field.int({ default: 1 }), note: field.optional('str'), tags: 'list[str]', at: z.date().optional() },
  outputs: { price: field.float(), label: field.literal(['x', 'y']), guest: z.object({ name: z.string() }), parts: field.list(field.object('Part', { id: 'int' })) },
});

test('the object form does, too', () => {
  same<Inputs<typeof ORDER>, { dish: string; tags: string[]; count?: number | undefined; note?: string | null | undefined; at?: Date | undefined }>();
  same<Outputs<typeof ORDER>, { price: number; label: 'x' | 'y'; guest: { name: string }; parts: { id: number }[] }>();
  expect(ORDER.parseInputs({ dish: 'soup', tags: [] })).toEqual({ dish: 'soup', tags: [], count: 1 });
});

test('calls are checked, and predictions have the outputs as properties', async () => {
  const qa = new Predict('question, n: int -> answer, score: float', { lm });
  const prediction = await qa.call({ question: 'q', n: 1 });
  const { answer, score } = prediction;
  same<typeof answer, string>();
  same<typeof score, number>();
  expect([answer.toUpperCase(), score.toFixed(1)]).toEqual(['A', '1.0']);
  // @ts-expect-error -- the signature has no such output
  expect(prediction.nothing).toBeUndefined();
  // @ts-expect-error -- n is missing
  await qa.call({ question: 'q' });
  // @ts-expect-error -- n is a number
  await qa.call({ question: 'q', n: 'one' });
});

test('a chain of thought adds reasoning', () => {
  const cot = new ChainOfThought('question -> label: Literal["x", "y"]');
  same<Awaited<ReturnType<typeof cot.call>>['label'], 'x' | 'y'>();
  same<Awaited<ReturnType<typeof cot.call>>['reasoning'], string>();
  expect(cot.signature.outputFields.map((output) => output.name)).toEqual(['reasoning', 'label']);
});

const RAG = signature('question: str -> context: list[str], answer: str');

class MyRAG extends Module<typeof RAG> {
  override readonly signature = RAG;
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question: str -> answer: str');

  override async forward({ question }: Inputs<typeof RAG>) {
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ context: passages, answer });
  }
}

class Wrong extends Module<typeof RAG> {
  // @ts-expect-error -- answer is missing
  override async forward({ question }: Inputs<typeof RAG>) {
    return new Prediction({ context: [question] });
  }
}

test('a module is typed by its signature, and any module is a Module', () => {
  const modules: Module[] = [new MyRAG(), new Wrong(), new Predict('q -> a'), new ChainOfThought(RAG), new Retrieve()];
  const anySignature: Signature = RAG;
  same<Parameters<MyRAG['call']>[0], { question: string }>();
  expect(modules.map((module) => module.constructor.name)).toEqual(['MyRAG', 'Wrong', 'Predict', 'ChainOfThought', 'Retrieve']);
  expect(anySignature.name).toBe('StringSignature');
});

test('changed signatures have the types of their fields', () => {
  const changed = RAG.prepend('output', 'reasoning', field.str()).append('input', 'k', 'int').delete('context');
  same<Inputs<typeof changed>['k'], number>();
  same<Outputs<typeof changed>['reasoning'], string>();
  // @ts-expect-error -- context was taken away
  type Gone = Outputs<typeof changed>['context'];
  same<Gone, unknown>();
  expect(String(changed)).toBe('question, k -> reasoning, answer');
});

test('fields named like members of a prediction are reached with get', () => {
  const prediction = new Prediction({ usage: 'how to', answer: 1 });
  same<(typeof prediction)['usage'], PredictionMembers<object>['usage']>();
  const usage = prediction.get('usage');
  same<typeof usage, string>();
  expect(usage).toBe('how to');
});
