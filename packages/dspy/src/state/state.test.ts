import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { collectWarnings } from '../../test-fixtures/warnings.ts';
import {
  BestOfN,
  ChainOfThought,
  CompleteAndGrounded,
  Ensemble,
  Example,
  field,
  History,
  Image,
  LM,
  Module,
  MultiChainComparison,
  Predict,
  type Prediction,
  Refine,
  Retrieve,
  SemanticF1,
  signature,
} from '../index.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dspy-state-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

class Pipeline extends Module {
  readonly search = new Retrieve({ k: 5 });
  readonly answer = new ChainOfThought('context: list[str], question -> answer');
  readonly steps = [new Predict('draft -> text'), new Predict('draft -> text')];

  override forward(): Promise<Prediction<object>> {
    throw new Error('not called');
  }
}

async function json(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(at(name), 'utf8')) as Record<string, unknown>;
}

function failureOf(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
}

describe('save', () => {
  test('writes what Python DSPy reads: the same keys in the same order, by the paths of the predictors', async () => {
    const qa = new Predict(signature({ instructions: 'Be brief.', inputs: { question: field.str({ desc: 'from a visitor' }) }, outputs: { max_words: field.int({ prefix: 'Words:' }) } }), {
      demos: [new Example({ question: 'a', max_words: 1, augmented: true }).withInputs('question'), { question: 'é\u2028😀' }],
    });
    await qa.save(at('qa.json'));
    expect(await readFile(at('qa.json'), 'utf8')).toBe(`{
  "traces": [],
  "train": [],
  "demos": [
    {
      "question": "a",
      "max_words": 1,
      "augmented": true
    },
    {
      "question": "é\u2028😀"
    }
  ],
  "signature": {
    "instructions": "Be brief.",
    "fields": [
      {
        "prefix": "Question:",
        "description": "from a visitor"
      },
      {
        "prefix": "Words:",
        "description": "\${max_words}"
      }
    ]
  },
  "lm": null,
  "metadata": {
    "dependency_versions": {
      "dspy": "3.4.1"
    }
  }
}
`);
    await new Pipeline().save(at('pipeline.json'));
    expect(Object.keys(await json('pipeline.json'))).toEqual(['search', 'answer.predict', 'steps[0]', 'steps[1]', 'metadata']);
    expect(await json('pipeline.json')).toMatchObject({ search: { k: 5 } });
  });

  test('replaces a file whole, and leaves nothing else behind', async () => {
    await writeFile(at('qa.json'), 'old');
    await new Predict('q -> a').save(at('qa.json'));
    expect(await readdir(folder)).toEqual(['qa.json']);
    expect(await json('qa.json')).toHaveProperty('signature');
    await expect(new Predict('q -> a').save(at('nowhere/qa.json'))).rejects.toMatchObject({ code: 'invalid_state', path: at('nowhere/qa.json'), message: expect.stringContaining('ENOENT') });
  });

  test('half a surrogate pair, which Python refuses to read, becomes the replacement character', async () => {
    await new Predict('q -> a', { demos: [{ q: 'x\uD83D', 'k\uDE00': '\\ud83d' }] }).save(at('qa.json'));
    expect(await readFile(at('qa.json'), 'utf8')).not.toMatch(/[^\\]\\ud83d/);
    expect((await json('qa.json'))['demos']).toEqual([{ q: 'x\uFFFD', 'k\uFFFD': '\\ud83d' }]);
  });

  test('demos become plain data; images and conversations have the form that Python gives them', async () => {
    const made = signature({ inputs: { image: Image, history: History, more: field.list(Image), when: field.date(), maybe: field.optional(Image) }, outputs: { a: 'set[int]' } });
    const [image, url] = [new Image('https://a.test/x.png'), 'https://a.test/x.png'];
    const predict = new Predict(made, { demos: [{ image, history: new History([{ q: 1 }]), more: [image], when: new Date(0), maybe: url, a: new Set([1]), big: 7n, map: new Map([['k', 1]]) }] });
    await predict.save(at('x.json'));
    const [demo] = (await json('x.json'))['demos'] as [Record<string, unknown>];
    const saved = `<<CUSTOM-TYPE-START-IDENTIFIER>>[{"type":"image_url","image_url":{"url":"${url}"}}]<<CUSTOM-TYPE-END-IDENTIFIER>>`;
    expect(demo).toEqual({ image: saved, history: { messages: [{ q: 1 }] }, more: [saved], when: '1970-01-01', maybe: saved, a: [1], big: 7, map: { k: 1 } });
  });

  test('what no file can hold is an error that names the field', async () => {
    const endless: Record<string, unknown> = {};
    endless['itself'] = endless;
    await expect(new Predict('q -> a', { demos: [{ q: () => 1 }] }).save(at('x.json'))).rejects.toThrow('field "q" of a demo of Predict("q -> a") cannot be saved: a function is no data');
    await expect(new Predict('q -> a', { demos: [{ q: endless }] }).save(at('x.json'))).rejects.toThrow('contains itself');
    class Awkward extends Pipeline {
      readonly metadata = new Predict('q -> a');
    }
    await expect(new Awkward().save(at('x.json'))).rejects.toThrow('a predictor named "metadata" cannot be saved');
    expect(await readdir(folder)).toEqual([]);
  });
});

const attempts = { N: 2, rewardFn: () => 1, threshold: 1 };

test.each<[string, Module, string[]]>([
  ['MultiChainComparison', new MultiChainComparison('q -> a'), ['predict']],
  ['BestOfN', new BestOfN(new ChainOfThought('q -> a'), attempts), ['module.predict']],
  ['Refine', new Refine(new ChainOfThought('q -> a'), attempts), ['module.predict']],
  ['SemanticF1', new SemanticF1({ decompositional: true }), ['module.predict']],
  ['CompleteAndGrounded', new CompleteAndGrounded(), ['completeness_module.predict', 'groundedness_module.predict']],
  ['an Ensemble', new Ensemble().compile<Module>([new Predict('q -> a'), new ChainOfThought('q -> a')]), ['programs[0]', 'programs[1].predict']],
])('%s is saved under the names that Python DSPy has for its predictors', (_name, program, paths) => {
  expect(Object.keys(program.dumpState())).toEqual(paths);
});

describe('the model of a predictor', () => {
  const lm = new LM('openai/gpt-4o-mini', {
    apiKey: 'sk-very-secret', apiBase: 'https://user:pass-secret@llm.test/v1?key=query-secret', headers: { authorization: 'header-secret' },
    temperature: 0.3, maxTokens: 100, topP: 0.5, stop: ['a'], numRetries: 1, cache: false, timeoutMs: 1500, rolloutId: 4,
    responseFormat: { type: 'json' }, toolChoice: { tool: 'search' }, extraBody: { user: 'u', api_key: 'body-secret', awsSecretAccessKey: 'aws-secret' },
  });

  test('is saved as Python saves it, without keys, credentials and headers', async () => {
    await new Predict('q -> a', { lm }).save(at('x.json'));
    const text = await readFile(at('x.json'), 'utf8');
    expect(text).not.toMatch(/secret/i);
    expect((await json('x.json'))['lm']).toEqual({
      _dspy_lm_class: 'dspy.clients.lm.LM', model: 'openai/gpt-4o-mini', model_type: 'chat', cache: false, num_retries: 1, temperature: 0.3, max_tokens: 100, top_p: 0.5, stop: ['a'],
      rollout_id: 4, response_format: { type: 'json_object' }, tool_choice: { type: 'function', function: { name: 'search' } }, user: 'u', api_base: 'https://llm.test/v1', timeout: 1.5,
      finetuning_model: null, launch_kwargs: {}, train_kwargs: {},
    });
  });

  test('is made again from what was saved; an address only for files that are trusted', async () => {
    using warnings = collectWarnings();
    const state = new Predict('q -> a', { lm }).dumpState();
    const careful = new Predict('q -> a');
    careful.loadState(state);
    expect(careful.lm).toBeInstanceOf(LM);
    expect(careful.lm).toMatchObject({ model: lm.model, numRetries: 1, cache: false, timeoutMs: 1500, apiBase: undefined });
    const { extraBody: _body, ...params } = lm.params;
    expect(careful.lm?.params).toEqual({ ...params, extraBody: { user: 'u' } });
    expect(warnings.texts).toEqual([expect.stringContaining('api_base of openai/gpt-4o-mini was not taken over')]);
    const trusting = new Predict('q -> a');
    trusting.loadState(state, { allowUnsafeLmState: true });
    expect(trusting.lm).toMatchObject({ apiBase: 'https://llm.test/v1' });
  });

  test('keeps the interface that it is asked through', () => {
    const saved = new Predict('q -> a', { lm: new LM('openai/gpt-4o-mini', { modelType: 'responses' }) }).dumpState();
    expect(saved['lm']).toMatchObject({ model_type: 'responses' });
    const loaded = new Predict('q -> a');
    loaded.loadState(saved);
    expect(loaded.lm).toMatchObject({ modelType: 'responses' });
    const plain = { ...saved, lm: { ...(saved['lm'] as object), model_type: 'text' } };
    expect(() => loaded.loadState(plain)).toThrow('lm of predictor "self" cannot be made: modelType of openai/gpt-4o-mini has to be chat or responses, got "text"');
  });

  test('reads what Python saved, kwargs that it does not know included', () => {
    const state = { _dspy_lm_class: 'dspy.clients.lm.LM', model: 'openai/o3-mini', model_type: 'chat', cache: true, num_retries: 3, temperature: 1, finetuning_model: null, launch_kwargs: {}, train_kwargs: {}, max_completion_tokens: 20_000, logit_bias: { 1: 2 }, extra_body: { foo: 1 }, reasoning_effort: null, stop: 'END' };
    const predict = new Predict('q -> a');
    predict.loadState({ ...predict.dumpState(), lm: state });
    expect(predict.lm?.model).toBe('openai/o3-mini');
    expect(predict.lm?.params).toEqual({ temperature: 1, maxTokens: 20_000, stop: ['END'], extraBody: { logit_bias: { 1: 2 }, foo: 1 } });
  });

  test('stays when it is the one that was saved, so that its key does', () => {
    const predict = new Predict('q -> a', { lm });
    predict.loadState(new Predict('q -> a', { lm }).dumpState());
    expect(predict.lm).toBe(lm);
    predict.loadState(new Predict('q -> a').dumpState());
    expect(predict.lm).toBeUndefined();
  });

  test('of several predictors is one model again', () => {
    const saved = new Pipeline();
    saved.setLm(new LM('openai/gpt-4o-mini'));
    const loaded = new Pipeline();
    loaded.loadState(saved.dumpState());
    const [first, ...others] = loaded.predictors().map((predictor) => predictor.lm);
    expect(first).toBeInstanceOf(LM);
    expect(others.every((other) => other === first)).toBe(true);
  });

  test('of a class of one\'s own is left out with a warning', () => {
    using warnings = collectWarnings();
    expect(new Predict('q -> a', { lm: new ScriptedLM([]) }).dumpState()).toMatchObject({ lm: null });
    expect(warnings.texts).toEqual([expect.stringContaining('scripted/model is a ScriptedLM, which cannot be saved')]);
  });

  test('of a class that only Python has needs makeLm', () => {
    const own = new ScriptedLM([]);
    const predict = new Predict('q -> a');
    const state = { ...predict.dumpState(), lm: { _dspy_lm_class: 'my.module.MyLM', model: 'mine' } };
    expect(() => predict.loadState(state)).toThrow('the state: lm of predictor "self" cannot be made: its class is my.module.MyLM');
    predict.loadState(state, { makeLm: ({ model }) => (model === 'mine' ? own : undefined) });
    expect(predict.lm).toBe(own);
  });
});

const good = (): Record<string, unknown> => structuredClone(new Pipeline().dumpState()) as Record<string, unknown>;

describe('load', () => {
  test('gives the program, with traces and train of Python\'s', async () => {
    const qa = new Predict('q -> a');
    await writeFile(at('x.json'), JSON.stringify({ ...qa.dumpState(), traces: [1], train: [{ q: 'x' }] }));
    expect(await qa.load(at('x.json'))).toBe(qa);
    expect(qa.dumpState()).toMatchObject({ traces: [1], train: [{ q: 'x' }] });
  });

  test('a signature that is as it was stays the same object', () => {
    const qa = new Predict('q -> a');
    const before = qa.signature;
    qa.loadState(qa.dumpState());
    expect(qa.signature).toBe(before);
  });

  test.each<[string, string | undefined, string]>([
    ['missing.json', undefined, 'ENOENT'],
    ['broken.json', '{"demos": [', 'is not JSON'],
    ['list.json', '[]', 'has to be an object as program.save writes it, found []'],
    ['program.pkl', 'x', 'a pickle is Python code; save it there with program.save("program.json")'],
    ['program.txt', '{}', 'its name has to end with .json'],
  ])('%s is an error that says so', async (name, text, message) => {
    if (text !== undefined) await writeFile(at(name), text);
    await expect(new Pipeline().load(at(name))).rejects.toMatchObject({ code: 'invalid_state', path: at(name), message: expect.stringContaining(message) });
    await expect(new Pipeline().load(at(name))).rejects.toThrow(at(name));
  });

  test.each<[string, (state: Record<string, unknown>) => unknown, string, string | undefined]>([
    ['a predictor missing', ({ 'steps[1]': _last, ...rest }) => rest, 'does not have "steps[1]" (the program has "search", "answer.predict", "steps[0]", "steps[1]")', 'steps[1]'],
    ['a predictor too many', (state) => ({ ...state, 'steps[2]': {} }), 'has "steps[2]", which the program does not', 'steps[2]'],
    ['a single predictor', () => new Predict('q -> a').dumpState(), 'holds the state of a single predictor', undefined],
    ['no object', (state) => ({ ...state, 'steps[1]': 1 }), '"steps[1]" has to be the state of a predictor, found 1', 'steps[1]'],
    ['no demos', (state) => ({ ...state, 'steps[1]': { ...(state['steps[1]'] as object), demos: undefined } }), 'demos of predictor "steps[1]" has to be a list, found nothing', 'steps[1]'],
    ['a demo that is text', (state) => ({ ...state, 'steps[1]': { ...(state['steps[1]'] as object), demos: [{}, 'x'] } }), 'demos[1] of predictor "steps[1]" has to be an object, found "x"', 'steps[1]'],
    ['another signature', (state) => ({ ...state, 'steps[1]': new Predict('a, b -> c').dumpState() }), "signature.fields of predictor \"steps[1]\" has 3 fields, the program's signature has 2 (draft, text)", 'steps[1]'],
    ['a prefix that is a number', (state) => ({ ...state, 'steps[1]': { ...(state['steps[1]'] as object), signature: { instructions: '', fields: [{ prefix: 1, description: '' }, {}] } } }), 'signature.fields[0].prefix of predictor "steps[1]" has to be text, found 1', 'steps[1]'],
    ['a model without a name', (state) => ({ ...state, 'steps[1]': { ...(state['steps[1]'] as object), lm: {} } }), 'lm.model of predictor "steps[1]" has to be text', 'steps[1]'],
    ['a model that cannot be', (state) => ({ ...state, 'steps[1]': { ...(state['steps[1]'] as object), lm: { model: 'openai/' } } }), 'lm of predictor "steps[1]" cannot be made', 'steps[1]'],
    ['a search for nothing', (state) => ({ ...state, search: { k: 0 } }), 'k of predictor "search" has to be a whole number from 1, found 0', 'search'],
    ['a signature of DSPy 2.5', (state) => ({ ...state, 'steps[1]': { ...(state['steps[1]'] as object), extended_signature: {} } }), 'is how DSPy up to 2.5 saved programs', 'steps[1]'],
  ])('a state with %s changes nothing at all', (_name, change, message, predictor) => {
    const program = new Pipeline();
    const before = JSON.stringify(program.dumpState());
    const changed = { ...good(), search: { k: 9 }, 'steps[0]': { ...(good()['steps[0]'] as object), demos: [{ draft: 'x' }] } };
    const state = change(changed);
    expect(failureOf(() => program.loadState(state))).toMatchObject({ code: 'invalid_state', predictor, message: expect.stringContaining(message) });
    expect(() => program.loadState(state)).toThrow('nothing was loaded');
    expect(JSON.stringify(program.dumpState())).toBe(before);
  });

  test('partial: true takes over what both have', () => {
    const program = new Pipeline();
    program.loadState({ search: { k: 9 }, other: {} }, { partial: true });
    expect(program.search.k).toBe(9);
  });

  test('a state of a composed program does not go into a predictor', () => {
    expect(() => new Predict('q -> a').loadState(good())).toThrow('does not hold the state of a single predictor (traces, train, demos, signature, lm) but "search", "answer.predict"');
  });
});
