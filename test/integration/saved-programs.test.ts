import { beforeAll, expect, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ChainOfThought, field, Image, LM, Module, Predict, type Prediction, ReAct, ReActV2, Retrieve, signature, Tool } from '../../packages/dspy/src/index.ts';
import { pythonEnv } from '../support/python-env.ts';
import { testUnless } from '../support/skip.ts';
import { tempDir } from '../support/temp-dir.ts';

jest.setTimeout(60_000);

const folder = join(import.meta.dirname, 'python');
const { python, why } = await pythonEnv(join(folder, 'requirements.txt'));
const test = testUnless('programs saved here and in Python DSPy', why, 'REQUIRE_PYTHON');

const LOOK = signature({
  instructions: 'Look closely.',
  inputs: { image: Image, question: field.str({ desc: 'about the image' }) },
  outputs: { tags: field.list('str') },
});

abstract class Composed extends Module {
  override forward(): Promise<Prediction<object>> {
    throw new Error('these programs are saved and loaded, and not called');
  }
}

class Pipeline extends Composed {
  readonly answer = new ChainOfThought('context: list[str], question -> answer, score: float');
  readonly look = new Predict(LOOK);
  readonly steps = [new Predict('draft -> text'), new Predict('draft -> text')];
}

class WithRetrieve extends Composed {
  readonly retrieve = new Retrieve({ k: 7 });
  readonly answer = new Predict('question -> answer');
}

const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });

class Agents extends Composed {
  readonly react = new ReAct('question, history: History, hint -> answer: int', { tools: [add] });
  readonly native = new ReActV2('question, hint -> answer: int', { tools: [add] });
}

const instructionsOf = (program: Module): object => Object.fromEntries(program.namedPredictors().map(([path, predictor]) => [path, predictor.signature.instructions]));

interface SeenPredictor {
  readonly instructions: string;
  readonly fields: readonly (readonly [name: string, prefix: string, description: string])[];
  readonly demos: readonly unknown[];
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly lm: Record<string, unknown> | null;
}

const ANSWERED = { context: ['one', 'two'], question: 'Who \u2028 is "it"?', reasoning: 'r 😀', answer: 'it', score: 1.5, augmented: true };

let inPython: { readonly seen: Readonly<Record<string, SeenPredictor>>; readonly k: number; readonly agents: object };
let fromPython: string;
let saved: Pipeline;
let loaded: Pipeline;
let agents: Agents;

beforeAll(async () => {
  if (python === undefined) return;
  await using files = await tempDir();
  saved = new Pipeline();
  const { predict } = saved.answer;
  predict.signature = predict.signature.withInstructions('Answer like TypeScript.\nIn two lines.').updateField('question', { description: 'what is asked', prefix: 'Q:' });
  predict.demos = [ANSWERED, { question: 'no context', answer: 'none' }];
  predict.lm = new LM('openai/gpt-4o', { apiKey: 'sk-of-typescript', temperature: 0.5, maxTokens: 99, topP: 0.9, stop: ['END'], numRetries: 1, timeoutMs: 2500, extraBody: { user: 'u' } });
  saved.look.demos = [{ image: new Image('https://example.org/cat.png'), question: 'What is it?', tags: ['cat'] }];
  await saved.save(join(files.path, 'from-typescript.json'));
  await new WithRetrieve().save(join(files.path, 'retrieve.json'));
  await new Agents().save(join(files.path, 'agents.json'));
  const { stdout } = await promisify(execFile)(python, [join(folder, 'saved_programs.py'), files.path], { env: { ...process.env, DSPY_CACHEDIR: files.path } });
  inPython = JSON.parse(stdout) as typeof inPython;
  fromPython = await readFile(join(files.path, 'from-python.json'), 'utf8');
  loaded = await new Pipeline().load(join(files.path, 'from-python.json'));
  agents = await new Agents().load(join(files.path, 'agents-from-python.json'));
}, 120_000);

test('what is saved here loads in Python: instructions, fields, demos and model', () => {
  expect(Object.keys(inPython.seen)).toEqual(['answer.predict', 'look', 'steps[0]', 'steps[1]']);
  const answer = inPython.seen['answer.predict'];
  expect(answer?.instructions).toBe('Answer like TypeScript.\nIn two lines.');
  expect(answer?.fields).toEqual([
    ['context', 'Context:', '${context}'],
    ['question', 'Q:', 'what is asked'],
    ['reasoning', 'Reasoning:', '${reasoning}'],
    ['answer', 'Answer:', '${answer}'],
    ['score', 'Score:', '${score}'],
  ]);
  expect(answer?.demos).toEqual([ANSWERED, { question: 'no context', answer: 'none' }]);
  expect(answer?.lm).toMatchObject({ model: 'openai/gpt-4o', temperature: 0.5, max_tokens: 99, top_p: 0.9, stop: ['END'], num_retries: 1, timeout: 2.5, user: 'u' });
  expect(inPython.seen['steps[1]']?.instructions).toBe(saved.steps[1]?.signature.instructions);
});

test('Python shows the demos to the model', () => {
  const roles = inPython.seen['answer.predict']?.messages.map(({ role }) => role);
  expect(roles).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
  expect(inPython.seen['answer.predict']?.messages[4]?.content).toContain('[[ ## reasoning ## ]]\nr 😀\n\n[[ ## answer ## ]]\nit\n\n[[ ## score ## ]]\n1.5');
  expect(inPython.seen['look']?.messages[1]?.content).toContainEqual({ type: 'image_url', image_url: { url: 'https://example.org/cat.png' } });
});

test('a program with a Retrieve, which Python cannot save, loads there', () => {
  expect(inPython.k).toBe(7);
});

test('agents load in both directions, with the same predictors and fields', () => {
  expect(inPython.agents).toEqual(instructionsOf(new Agents()));
  expect(instructionsOf(agents)).toEqual({ 'react.react': 'react.react of Python', 'react.extract.predict': 'react.extract.predict of Python', 'native.react': 'native.react of Python' });
  for (const [index, { signature: { fields } }] of agents.predictors().entries()) expect(fields.map(({ name, prefix }) => [name, prefix])).toEqual(new Agents().predictors()[index]?.signature.fields.map(({ name, prefix }) => [name, prefix]));
});

test('what Python saved again loads here, changes included', () => {
  const { predict } = loaded.answer;
  expect(predict.signature.instructions).toBe('Answer like Python.');
  expect(predict.signature.fields.map(({ prefix, description }) => [prefix, description])).toEqual([
    ['Context:', ''],
    ['Q:', 'what is asked'],
    ['Reasoning:', ''],
    ['Answer:', ''],
    ['Score:', 'how sure'],
  ]);
  expect(predict.demos).toEqual([...saved.answer.predict.demos, { context: ['p'], question: 'from Python?', answer: 'yes', score: 0.5, augmented: true }]);
  expect(predict.lm).toMatchObject({ model: 'openai/gpt-4o-mini', numRetries: 2, cache: false, params: { temperature: 0.25, maxTokens: 77, extraBody: { logit_bias: { 1: 2 } } } });
  const image: unknown = Reflect.get(loaded.look.demos[0] ?? {}, 'image');
  expect(Image.signatureType.parse(image).url).toBe('https://example.org/python.png');
});

test('what is saved here again is what Python saved', () => {
  const { metadata: _metadata, ...state } = JSON.parse(fromPython) as Record<string, unknown>;
  expect(loaded.dumpState()).toEqual(state);
});
