import { describe, expect, test } from '@jest/globals';
import { setPromptTemplate } from '@arizeai/openinference-core';
import { Adapter, ChatAdapter, context as settings, History, Image, JSONAdapter, type Module, Predict, type Signature, signature, type Values } from '@dspy-otel/dspy';
import { context } from '@opentelemetry/api';
import type { DSPyInstrumentationConfig } from './config.ts';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';

/** An adapter whose prompts can be taken in at a glance. */
class Plain extends Adapter {
  protected override formatSystem({ instructions, inputFields }: Signature): string {
    return `${instructions} Inputs: ${inputFields.map(({ name, type }) => `${name} (${type.kind})`).join(', ')}`;
  }
  protected override formatUser({ inputFields }: Signature, inputs: Values): string {
    return inputFields.map(({ name }) => `${name} = ${String(inputs[name])}`).join('\n');
  }
  protected override formatAssistant(_signature: Signature, outputs: Values): string {
    return String(outputs['answer']);
  }
  override parse(_signature: Signature, completion: string): Values {
    return { answer: completion };
  }
}

const QA = signature('question, passages: list[str] -> answer', 'Answer.');
const INPUTS = { question: 'Why?', passages: ['a', 'b'] };

async function attributesOf(predict: Module, inputs: object, adapter: Adapter = new Plain(), config: DSPyInstrumentationConfig = {}): Promise<Record<string, unknown>> {
  using recorded = recordSpans(config);
  await settings({ lm: new ScriptedLM(() => textAnswer('a')), adapter }, () => predict.call(inputs)).catch(() => undefined);
  const { attributes } = recorded.spans().find(({ name }) => name === 'ScriptedLM.__call__') ?? { attributes: {} };
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => /prompt_template|prompt\.version/.test(key)));
}

describe('a prompt apart from its data', () => {
  test('has a template, variables and a version', async () => {
    const version = expect.stringMatching(/^[0-9a-f]{12}$/);
    expect(await attributesOf(new Predict(QA, { demos: [{ question: 'Who?', passages: 'p', answer: 'Me.' }] }), INPUTS)).toEqual({
      'llm.prompt_template.template': `system:
Answer. Inputs: question (str), passages (list)

user:
question = Who?
passages = p

assistant:
Me.

user:
question = {question}
passages = {passages}`,
      'llm.prompt_template.variables': '{"question":"Why?","passages":["a","b"]}',
      'llm.prompt_template.version': version,
      'gen_ai.prompt.version': version,
    });
  });

  test('has one version for all data, and another when its instructions, demos or adapter are others', async () => {
    const predict = new Predict(QA);
    const version = async (changed: Module = predict, inputs: object = INPUTS, adapter?: Adapter): Promise<unknown> => (await attributesOf(changed, inputs, adapter))['llm.prompt_template.version'];
    expect(await version(predict, { question: 'Other', passages: [] })).toBe(await version());
    const others = [await version(), await version(new Predict(QA.withInstructions('Answer well.'))), await version(new Predict(QA, { demos: [{ ...INPUTS, answer: 'x' }] })), await version(predict, INPUTS, new JSONAdapter())];
    expect(new Set(others).size).toBe(4);
  });

  test('can be written for every kind of input', async () => {
    const predict = new Predict(signature('image: Image, history: History, n: int, kind: Literal["a", "b"], at: datetime, question -> answer', 'Look.'));
    const inputs = { image: new Image('https://example.org/a.png'), history: new History([{ question: 'Earlier?', answer: 'Yes.' }]), n: 1, kind: 'a', at: new Date(0), question: 'What?' };
    const template = String((await attributesOf(predict, inputs, new ChatAdapter({ useJsonAdapterFallback: false })))['llm.prompt_template.template']);
    for (const name of ['image', 'n', 'kind', 'at', 'question']) expect(template).toContain(`[[ ## ${name} ## ]]\n{${name}}`);
    expect(template).not.toContain('Earlier?');
    expect(template).toMatch(/^system:\n/);
  });

  test('has no template when the adapter cannot write one, and the call is not affected', async () => {
    class Picky extends Plain {
      protected override formatUser(_signature: Signature, { passages }: Values): string {
        return (passages as string[]).map((passage) => passage).join();
      }
    }
    expect(await attributesOf(new Predict(QA), INPUTS, new Picky())).toEqual({ 'llm.prompt_template.variables': JSON.stringify(INPUTS) });
  });

  test.each([{ hidePrompts: true }, { hideInputs: true }, { hideInputText: true }, { hideInputMessages: true }])('is hidden by %j, and keeps its version', async (traceConfig) => {
    expect(Object.keys(await attributesOf(new Predict(QA), INPUTS, new Plain(), { traceConfig }))).toEqual(['llm.prompt_template.version', 'gen_ai.prompt.version']);
  });

  test('is what the user says in the context, if anything', async () => {
    using recorded = recordSpans();
    const template = { template: 'Hi {name}', variables: { name: 'Ada' }, version: 'v1' };
    await context.with(setPromptTemplate(context.active(), template), () => settings({ lm: new ScriptedLM(() => textAnswer('a')), adapter: new Plain() }, () => new Predict(QA).call(INPUTS)));
    expect(recorded.attributes('ScriptedLM.__call__')).toMatchObject({
      'llm.prompt_template.template': 'Hi {name}',
      'llm.prompt_template.variables': '{"name":"Ada"}',
      'llm.prompt_template.version': 'v1',
    });
  });
});
