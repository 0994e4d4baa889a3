import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChatAdapter } from '../adapter/chat-adapter.ts';
import type { LMCapabilities } from '../lm/capabilities.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import type { LMOutput, LMRequest, LMResponse } from '../lm/request.ts';
import { context } from '../settings.ts';
import { History } from '../types/history.ts';
import { Tool } from '../types/tool.ts';
import { ReActV2 } from './react-v2.ts';

const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
const broken = new Tool({
  name: 'broken',
  func: () => {
    throw new RangeError('out of order');
  },
});

class ToolCallingLM extends ScriptedLM {
  override readonly capabilities: LMCapabilities = { tools: true };
}

/** Takes two answers of its own at most. */
class ForgetfulLM extends ToolCallingLM {
  protected override async forward(request: LMRequest): Promise<LMResponse> {
    if (request.messages.filter(({ role }) => role === 'assistant').length > 2) throw new ContextWindowExceededError('too long', { model: this.model });
    return super.forward(request);
  }
}

const calling = (...calls: { name: string; args: Record<string, unknown> }[]): Partial<LMOutput> => ({
  text: chatAnswer({ next_thought: 'go on' }),
  finishReason: 'tool_calls',
  toolCalls: calls.map(({ name, args }, index) => ({ id: `call_${index}`, name, args })),
});
const written = (...calls: object[]): string => chatAnswer({ next_thought: 'go on', tool_calls: JSON.stringify({ tool_calls: calls }) });

const native = new ChatAdapter({ useNativeFunctionCalling: true });
const agent = new ReActV2('question -> answer: int', { tools: [add, broken] });

describe('ReActV2', () => {
  test('gives the model tools of its own, and shows it its calls and what they came back with', async () => {
    const lm = new ToolCallingLM([calling({ name: 'add', args: { x: 1, y: 2 } }, { name: 'broken', args: {} }), calling({ name: 'submit', args: { answer: '3' } })]);
    const prediction = await context({ lm, adapter: native }, () => agent.call({ question: 'How much is 1 plus 2?' }));
    expect([prediction.answer, prediction.termination_reason]).toEqual([3, 'submit']);
    expect(lm.requests[0]?.tools?.map(({ name }) => name)).toEqual(['add', 'broken', 'submit']);
    expect(lm.requests[1]?.messages.slice(1)).toMatchObject([
      { role: 'user', content: expect.stringContaining('How much is 1 plus 2?') },
      { role: 'assistant', toolCalls: [{ name: 'add', args: { x: 1, y: 2 } }, { name: 'broken' }] },
      { role: 'tool', toolCallId: 'call_0', content: '3' },
      { role: 'tool', toolCallId: 'call_1', content: 'broken failed: RangeError: out of order' },
      { role: 'user', content: expect.not.stringContaining('How much') },
    ]);
    expect(prediction.history.messages).toMatchObject([{ question: 'How much is 1 plus 2?', next_thought: 'go on' }, { next_thought: 'go on', answer: 3 }]);
  });

  test('works in writing with a model that has no tools of its own', async () => {
    const lm = new ScriptedLM([written({ name: 'add', args: { x: 1, y: 2 } }), written({ name: 'submit', args: { answer: 3 } })]);
    const { answer } = await context({ lm, adapter: native }, () => agent.call({ question: 'q' }));
    expect(answer).toBe(3);
    expect(lm.requests[0]?.tools).toBeUndefined();
    expect(lm.requests[1]?.messages.at(-2)?.content).toContain('"value": 3, "is_error": false');
  });

  test('tells the model what is wrong with what it submits', async () => {
    const lm = new ToolCallingLM([calling({ name: 'submit', args: { answer: 'three' } }), calling({ name: 'submit', args: { answer: 3 } })]);
    const { answer } = await context({ lm, adapter: native }, () => agent.call({ question: 'q' }));
    expect(answer).toBe(3);
    expect(lm.requests[1]?.messages.at(-2)).toMatchObject({ role: 'tool', content: expect.stringContaining('cannot read field "answer" (int)') });
  });

  test('at its last step leaves the model nothing but to submit', async () => {
    const lm = new ToolCallingLM([calling({ name: 'add', args: { x: 1, y: 2 } }), calling({ name: 'submit', args: { answer: 3 } })]);
    const prediction = await context({ lm, adapter: native }, () => agent.call({ question: 'q' }, { maxIters: 1 }));
    expect(prediction).toMatchObject({ answer: 3, termination_reason: 'forced_submit' });
    expect(lm.requests[1]).toMatchObject({ tools: [{ name: 'submit' }], params: { toolChoice: { tool: 'submit' } } });
  });

  test('leaves a model that calls nothing only to submit', async () => {
    const lm = new ToolCallingLM([chatAnswer({ next_thought: 'I know it' }), calling({ name: 'add', args: { x: 1, y: 2 } }, { name: 'submit', args: { answer: 3 } })]);
    const { answer, termination_reason: reason, history } = await context({ lm, adapter: native }, () => agent.call({ question: 'q' }));
    expect([answer, reason, history.messages.length]).toEqual([3, 'forced_submit', 1]);
    expect(lm.requests[1]).toMatchObject({ tools: [{ name: 'submit' }], params: { toolChoice: { tool: 'submit' } } });
  });

  test('leaves a model that cannot be read only to submit', async () => {
    const lm = new ScriptedLM(['[[ ## tool_calls ## ]]\nno JSON', written({ name: 'submit', args: { answer: 3 } })]);
    const adapter = new ChatAdapter({ useJsonAdapterFallback: false });
    expect(await context({ lm, adapter }, () => agent.call({ question: 'q' }))).toMatchObject({ answer: 3, termination_reason: 'forced_submit' });
  });

  test('fails when the model does not even then submit', async () => {
    const lm = new ToolCallingLM([chatAnswer({ next_thought: 'no idea' })]);
    await expect(context({ lm, adapter: native }, () => agent.call({ question: 'q' }))).rejects.toMatchObject({
      code: 'adapter_parse_error',
      completion: 'no idea',
      missing: ['answer'],
      message: expect.stringContaining('the model called nothing'),
    });
    expect(lm.requests).toHaveLength(2);
  });

  test('fails with what is wrong with what the model submits when it has no steps left', async () => {
    const lm = new ToolCallingLM([calling({ name: 'submit', args: { answer: 'three' } })]);
    await expect(context({ lm, adapter: native }, () => agent.call({ question: 'q' }, { maxIters: 1 }))).rejects.toThrow('cannot read field "answer" (int)');
  });

  test('forgets earlier conversations, then its oldest steps, and never the question, when the model cannot take them all', async () => {
    const turns = (lm: ForgetfulLM): unknown[] => lm.requests.map(({ messages }) => [messages.filter(({ role }) => role === 'assistant').length, JSON.stringify(messages).includes('How much?')]);
    const steps = [1, 2, 3].map((x) => calling({ name: 'add', args: { x, y: x } }));
    const lm = new ForgetfulLM([...steps, calling({ name: 'submit', args: { answer: 3 } })]);
    const history = new History([{ question: 'Who?', next_thought: 'Ada' }]);
    const prediction = await context({ lm, adapter: native }, () => agent.call({ question: 'How much?', history }));
    expect(turns(lm)).toEqual([[1, true], [2, true], [2, true], [2, true]]);
    expect(prediction.history.messages).toHaveLength(3);
    expect(prediction.history.messages[0]).toMatchObject({ question: 'How much?' });
  });

  test('goes on with an earlier conversation', async () => {
    const lm = new ToolCallingLM([calling({ name: 'submit', args: { answer: 4 } })]);
    const { history } = await context({ lm, adapter: native }, () => agent.call({ question: 'one' }));
    await context({ lm, adapter: native }, () => agent.call({ question: 'two', history }));
    expect(lm.requests[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'user']);
    expect(lm.requests[1]?.messages[1]?.content).toContain('one');
    expect(history.messages).toHaveLength(1);
  });

  test('of a model that thinks shows what it thought, and lets it think except where it has no choice', async () => {
    class ThinkingLM extends ScriptedLM {
      override readonly capabilities: LMCapabilities = { tools: true, reasoning: true };
    }
    const lm = new ThinkingLM([
      { ...calling({ name: 'add', args: { x: 1, y: 2 } }), text: '', reasoning: 'it is a sum' },
      { ...calling({ name: 'submit', args: { answer: 3 } }), text: '' },
    ]);
    const { history } = await context({ lm, adapter: native }, () => agent.call({ question: 'q' }, { maxIters: 1 }));
    expect(history.messages[0]).toMatchObject({ next_thought: 'it is a sum' });
    expect(lm.requests.map(({ params }) => params.reasoningEffort)).toEqual(['low', undefined]);
  });

  test('refuses signatures with fields that it has itself', () => {
    expect(() => new ReActV2('question -> history', { tools: [] })).toThrow('answers with a field "history" of its own');
    expect(() => new ReActV2('tools -> answer', { tools: [] })).toThrow('tools');
  });
});
