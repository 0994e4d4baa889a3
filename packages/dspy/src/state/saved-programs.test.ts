import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChatMessage, readPrompt } from '../../test-fixtures/prompt-structure.ts';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { LEFT_OUT } from '../adapter/marker.ts';
import { ChainOfThought, context, Module, Predict, Prediction, Retrieve, signature } from '../index.ts';

const SAVED = join(import.meta.dirname, '../../test-fixtures/saved');

const TYPED = signature({
  inputs: { text: 'str', context: 'list[str]', options: 'dict[str, Any]', max_items: 'int', hint: 'str | None' },
  outputs: {
    title: 'str', count: 'int', score: 'float', is_valid: 'bool', tags: 'list[str]', label: 'str', mood: 'str',
    address: 'dict', addresses: 'list[dict]', note: 'str | None', num_or_str: 'int | str',
  },
});

class MyRAG extends Module {
  readonly retrieve = new Retrieve({ k: 1 });
  // The name that it has in the saved program.
  readonly generate_answer = new ChainOfThought('context, question -> answer');

  override async forward(inputs: object): Promise<Prediction<object>> {
    const { question } = inputs as { question: string };
    return this.generate_answer.call({ context: 'Passages.', question });
  }
}

const PROGRAMS: Record<string, () => Module> = {
  'a_predict.json': () => new Predict('question -> answer'),
  'b_typed.json': () => new Predict(TYPED),
  'c_cot.json': () => new ChainOfThought('question -> answer'),
  'd_myrag.generate_answer.json': () => new ChainOfThought('context, question -> answer'),
  'd_myrag.with_patched_retrieve.json': () => new MyRAG(),
  'l_demos.json': () => new ChainOfThought('question -> answer'),
};

const INPUTS = { question: 'What now?', context: 'Passages.', text: 'x', options: {}, max_items: 1 };

const TYPED_ANSWER = {
  reasoning: 'r', answer: 'a', title: 't', count: '1', score: '0.5', is_valid: 'True', tags: '[]', label: 'l', mood: 'm', address: '{}', addresses: '[]', note: 'n', num_or_str: '1',
};

async function savedState(name: string): Promise<Record<string, unknown>> {
  const { metadata: _metadata, ...state } = JSON.parse(await readFile(join(SAVED, name), 'utf8')) as Record<string, unknown>;
  return state;
}

async function promptOf(program: Module): Promise<ReturnType<typeof readPrompt>> {
  const lm = new ScriptedLM([chatAnswer(TYPED_ANSWER)]);
  await context({ lm }, () => program.call(INPUTS));
  return readPrompt(lm.requests[0]?.messages as readonly ChatMessage[], LEFT_OUT);
}

test('there is a program for every file that Python saved', () => {
  expect(Object.keys(PROGRAMS)).toEqual(readdirSync(SAVED).toSorted());
});

describe.each(Object.entries(PROGRAMS))('%s, as Python saved it', (name, make) => {
  test('loads, and gives the same state again', async () => {
    const program = await make().load(join(SAVED, name));
    expect(program.dumpState()).toEqual(await savedState(name));
  });

  test('predicts with its instructions and descriptions', async () => {
    const program = await make().load(join(SAVED, name));
    const prompt = await promptOf(program);
    const [predictor] = program.predictors();
    expect(prompt.task.join('\n')).toBe(predictor?.signature.instructions);
    expect(prompt.task).not.toEqual((await promptOf(make())).task);
    expect([...prompt.inputs, ...prompt.outputs].map((field) => field.description)).toEqual(predictor?.signature.fields.map((field) => field.description));
  });
});

test('demos of a file are in the prompt: incomplete ones first, those without an output not at all', async () => {
  const { turns } = await promptOf(await new ChainOfThought('question -> answer').load(join(SAVED, 'l_demos.json')));
  expect(turns.map(({ role, fields }) => [role].concat(fields.filter(([name]) => name !== 'completed').map(([, value]) => value ?? 'LEFT OUT')))).toEqual([
    ['user', 'Who wrote Hamlet?'],
    ['assistant', 'LEFT OUT', 'William Shakespeare'],
    ['user', 'What is the capital of Spain?'],
    ['assistant', "Spain's capital is Madrid.", 'Madrid'],
    ['user', 'What is 2 + 2?'],
    ['assistant', '2 plus 2 is 4.', '4'],
    ['user', 'What now?'],
  ]);
});

test('field descriptions of a file are in the prompt, and field names that stand for none are not', async () => {
  const { inputs, outputs } = await promptOf(await new Predict(TYPED).load(join(SAVED, 'b_typed.json')));
  expect(inputs.map((field) => field.description)).toEqual(['The raw text to analyse', 'Supporting passages', '', 'Upper bound', 'Optional hint']);
  expect(outputs.slice(0, 3).map((field) => field.description)).toEqual(['A short title', 'Number of items', '']);
});

test('how many passages a Retrieve gives is part of a saved program', async () => {
  const program = await new MyRAG().load(join(SAVED, 'd_myrag.with_patched_retrieve.json'));
  expect(program.retrieve.k).toBe(3);
});
