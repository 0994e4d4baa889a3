import { afterEach, describe, expect, test } from '@jest/globals';
import recordings from '../../test-fixtures/callbacks.json' with { type: 'json' };
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { collectWarnings } from '../../test-fixtures/warnings.ts';
import { addObserver, type Callback, ChainOfThought, configure, context, Evaluate, Example, Module, type Passage, Predict, Prediction, Retrieve, Retriever, Tool } from '../index.ts';

class OnePassage extends Retriever {
  protected override async search(): Promise<readonly Passage[]> {
    return [{ text: 'A passage.' }];
  }
}

class MyRAG extends Module {
  readonly retrieve = new Retrieve();
  readonly respond = new ChainOfThought('context: list[str], question -> answer');

  override async forward(inputs: object): Promise<Prediction<object>> {
    const { question } = inputs as { question: string };
    const { passages } = await this.retrieve.call({ query: question });
    return this.respond.call({ context: passages, question });
  }
}

interface Event {
  readonly hook: string;
  readonly callId: string;
  readonly parent: string | null;
  readonly instance: string | null;
}

const HOOKS = ['onModule', 'onLm', 'onAdapterFormat', 'onAdapterParse', 'onTool', 'onEvaluate'] as const;

interface Told {
  readonly callId: string;
  readonly parentCallId?: string;
  readonly instance?: object;
}

/** Writes down events as the recordings have them, with ids in the order of their appearance. */
function record(): { readonly callback: Callback; readonly events: Event[] } {
  const events: Event[] = [];
  const ids = new Map<string, string>();
  const id = (callId: string): string => ids.get(callId) ?? (ids.set(callId, `call-${ids.size + 1}`), `call-${ids.size}`);
  const hooks = HOOKS.flatMap((hook) => ['Start', 'End'].map((end) => `${hook}${end}`)).map((name) => {
    const hook = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const write = ({ callId, parentCallId, instance }: Told): void => {
      events.push({ hook, callId: id(callId), parent: parentCallId === undefined ? null : id(parentCallId), instance: instance?.constructor.name ?? null });
    };
    return [name, write];
  });
  return { callback: Object.fromEntries(hooks) as Callback, events };
}

const lm = (): ScriptedLM => new ScriptedLM([chatAnswer({ reasoning: 'r', answer: 'Paris' })]);
const question = { question: 'What is the capital of France?' };

afterEach(() => configure({ lm: undefined, rm: undefined, callbacks: undefined }));

const asRecorded = (events: readonly Event[]): readonly Event[] => events.map((event) => ({ ...event, instance: event.instance === 'ScriptedLM' ? 'LM' : event.instance }));

describe('events and their parents are those of Python DSPy', () => {
  test('of a Predict', async () => {
    const recorder = record();
    await context({ lm: lm(), callbacks: [recorder.callback] }, () => new Predict('question -> answer').call(question));
    expect(asRecorded(recorder.events)).toEqual(recordings.a_predict);
  });

  test('of a program with a Retrieve and a ChainOfThought', async () => {
    const recorder = record();
    configure({ lm: lm(), rm: new OnePassage(), callbacks: [recorder.callback] });
    await new MyRAG().call(question);
    expect(asRecorded(recorder.events)).toEqual(recordings.d_myrag);
  });

  test('of an Evaluate: everything that it runs is inside', async () => {
    const recorder = record();
    const devset = [new Example({ question: 'a', answer: 'Paris' }).withInputs('question'), new Example({ question: 'b', answer: 'nobody' }).withInputs('question')];
    const evaluate = new Evaluate({ devset, metric: (example, { answer }) => answer === example.answer, numThreads: 1, callbacks: [recorder.callback] });
    await context({ lm: lm() }, () => evaluate.call(new Predict('question -> answer')));
    const [start] = recordings.r_evaluate;
    expect(recorder.events).toEqual([start, { ...recordings.r_evaluate.at(-1), callId: 'call-1' }]);
    await context({ lm: lm(), callbacks: [recorder.callback] }, () => evaluate.call(new Predict('question -> answer')));
    const modules = recorder.events.filter(({ hook }) => hook === 'on_module_start');
    expect(modules).toHaveLength(2);
    expect(new Set(modules.map(({ parent }) => parent)).size).toBe(1);
  });
});

test('hooks are given what is called, with what, and what came of it', async () => {
  const told: Record<string, unknown> = {};
  const model = lm();
  const predict = new Predict('question -> answer', { temperature: 0.5, demos: [{ question: 'd', answer: 'e' }] });
  const callback: Callback = {
    onModuleStart: ({ instance, inputs }) => Object.assign(told, { module: instance, inputs }),
    onModuleEnd: ({ outputs, exception }) => Object.assign(told, { prediction: outputs?.toJSON(), exception }),
    onLmStart: ({ instance, inputs }) => Object.assign(told, { lm: instance, params: inputs.params, messages: inputs.messages.length }),
    onLmEnd: ({ outputs }) => Object.assign(told, { usage: outputs?.usage?.totalTokens }),
    onAdapterFormatStart: ({ inputs }) => Object.assign(told, { demos: inputs.demos, signature: String(inputs.signature), formatted: inputs.inputs }),
    onAdapterFormatEnd: ({ outputs }) => Object.assign(told, { roles: outputs?.map(({ role }) => role) }),
    onAdapterParseStart: ({ inputs }) => Object.assign(told, { completion: inputs.completion }),
    onAdapterParseEnd: ({ outputs }) => Object.assign(told, { values: outputs }),
  };
  await context({ lm: model, callbacks: [callback] }, () => predict.call(question));
  expect(told).toEqual({
    module: predict, inputs: question, prediction: { answer: 'Paris' }, exception: undefined, lm: model, params: { temperature: 0.5 }, messages: 4, usage: 12,
    demos: [{ question: 'd', answer: 'e' }], signature: 'question -> answer', formatted: question, roles: ['system', 'user', 'assistant', 'user'],
    completion: chatAnswer({ reasoning: 'r', answer: 'Paris' }), values: { answer: 'Paris' },
  });
});

test('the end of a call that failed has the exception', async () => {
  const failure = new Error('no such city');
  const ends: unknown[] = [];
  const tool = new Tool({ name: 'find', parameters: { city: 'str' }, func: () => Promise.reject(failure) });
  const callback: Callback = { onToolStart: ({ instance, inputs }) => void ends.push(instance.name, inputs), onToolEnd: ({ outputs, exception }) => void ends.push(outputs, exception) };
  await expect(context({ callbacks: [callback] }, () => tool.call({ city: 'x' }))).rejects.toBe(failure);
  expect(ends).toEqual(['find', { city: 'x' }, undefined, failure]);
});

test('callbacks of a module or a model hear of its calls only, after those of the settings', async () => {
  const heard: string[] = [];
  const named = (name: string): Callback => ({ onModuleStart: ({ instance }) => void heard.push(`${name} ${instance.constructor.name}`), onLmStart: () => void heard.push(`${name} lm`) });
  const cot = new ChainOfThought('question -> answer', { lm: lm() });
  cot.callbacks = [named('cot')];
  if (cot.predict.lm) cot.predict.lm.callbacks = [named('model')];
  await cot.call(question);
  expect(heard).toEqual(['cot ChainOfThought', 'model lm']);
  heard.length = 0;
  await context({ callbacks: [named('all')] }, () => cot.call(question));
  expect(heard).toEqual(['all ChainOfThought', 'cot ChainOfThought', 'all Predict', 'all lm', 'model lm']);
});

test('parents are calls that callbacks heard of, though observers see more', async () => {
  const parents: (string | undefined)[] = [];
  const ids: string[] = [];
  const remove = addObserver({ observe: (_operation, next) => next() });
  const predict = new Predict('question -> answer', { lm: lm() });
  predict.callbacks = [{ onModuleStart: ({ callId }) => void ids.push(callId) }];
  if (predict.lm) predict.lm.callbacks = [{ onLmStart: ({ parentCallId }) => void parents.push(parentCallId) }];
  await predict.call(question);
  remove();
  expect(parents).toEqual(ids);
});

test('a callback that throws or rejects changes nothing, and is warned about once', async () => {
  using warnings = collectWarnings();
  const throwing: Callback = {
    onModuleStart: () => {
      throw new Error('from the start');
    },
    onLmEnd: () => Promise.reject(new Error('later')) as unknown as void,
  };
  const ends: string[] = [];
  const sound: Callback = { onModuleEnd: () => void ends.push('end') };
  const run = (): Promise<{ answer: string }> => context({ lm: lm(), callbacks: [throwing, sound] }, () => new Predict('question -> answer').call(question));
  expect(await run()).toMatchObject({ answer: 'Paris' });
  expect(await run()).toMatchObject({ answer: 'Paris' });
  expect(ends).toEqual(['end', 'end']);
  expect(warnings.texts).toEqual([expect.stringContaining('a callback failed')]);
});

test('programs at the same time keep their parents apart', async () => {
  const parents = new Map<string, string | undefined>();
  const roots = new Map<string, string>();
  const callback: Callback = {
    onModuleStart: ({ callId, parentCallId, inputs }) => void (parentCallId === undefined ? roots.set(String(inputs['question']), callId) : parents.set(String(inputs['question']), parentCallId)),
  };
  const cot = new ChainOfThought('question -> answer');
  await context({ lm: lm(), callbacks: [callback] }, () => Promise.all(Array.from({ length: 100 }, (_, index) => cot.call({ question: String(index) }))));
  expect(parents).toEqual(roots);
  expect(parents.size).toBe(100);
});
