import { describe, expect, test } from '@jest/globals';
import { type AgentRequest, readAgentRequest, withoutWording, withOurCode } from '../test-fixtures/agent-structure.ts';
import recordings from '../test-fixtures/agents.json' with { type: 'json' };
import { modelAt } from '../test-fixtures/asking.ts';
import { completion, type Reply, startFakeProvider } from '../test-fixtures/fake-provider.ts';
import { OperationTree } from '../test-fixtures/operation-tree.ts';
import { LEFT_OUT } from './adapter/marker.ts';
import { ChatAdapter, context, field, JSONAdapter, MultiChainComparison, Predict, type Prediction, ProgramOfThought, ReAct, ReActV2, signature, Tool } from './index.ts';

interface Recording {
  readonly requests: readonly AgentRequest[];
  readonly replies: readonly ({ readonly status: 200; readonly message: { readonly content: string | null } } | { readonly status: number; readonly body: object })[];
  /** Null when the program failed. */
  readonly prediction: object | null;
  readonly tree: readonly string[];
}

const getWeather = new Tool({ name: 'get_weather', description: 'Tells the weather.', parameters: { city: 'str' }, func: async ({ city }) => `Sunny in ${city}` });
const add = new Tool({ name: 'add', description: 'Adds.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
const getPopulation = new Tool({
  name: 'get_population',
  description: 'Counts people.',
  parameters: { city: field.str(), year: field.int({ default: 2020 }) },
  func: ({ city }) => {
    throw new Error(`population service down for ${city}`);
  },
});

const WEATHER = 'What is the weather in Tokyo?';
const SUM = 'What is 2 + 2?';
const react = (question: string, ...tools: Tool[]): Promise<Prediction<object>> => new ReAct('question -> answer', { tools }).call({ question });
const reactV2 = (adapter: ChatAdapter): Promise<Prediction<object>> => context({ adapter }, () => new ReActV2('question -> answer', { tools: [add, getPopulation] }).call({ question: SUM }));

/** The programs as they were in Python. */
const PROGRAMS: Record<string, () => Promise<Prediction<object>>> = {
  e_react_async: () => react(WEATHER, getWeather, getPopulation),
  e_react_sync_conv: () => react(WEATHER, getWeather, add),
  e_react_json: () => context({ adapter: new JSONAdapter() }, () => react(SUM, add, getPopulation)),
  e_react_ctx: () => react('MOCK_ERROR_CTX', add),
  f_reactv2_native: () => reactV2(new ChatAdapter({ useNativeFunctionCalling: true })),
  f_reactv2_chat: () => reactV2(new ChatAdapter()),
  f_toolcalls_predict: () => context({ adapter: new JSONAdapter() }, () => new Predict(signature('question, tools: list[Tool] -> outputs: ToolCalls', { name: 'ToolSig' })).call({ question: SUM, tools: [add] })),
  g_mcc: () => {
    const completions = ['Paris', 'Lyon', 'Paris'].map((answer, index) => ({ rationale: `recall the map ${index}`, answer }));
    return new MultiChainComparison('question -> answer').call({ question: 'What is the capital of France?', completions });
  },
  i_pot_local: () => new ProgramOfThought('question -> answer').call({ question: 'What is 1 + 1?' }),
  i_pot_local_retry: () => new ProgramOfThought('question -> answer', { maxIters: 2 }).call({ question: 'What is 1 + 1? MOCK_BADCODE_ONCE' }),
};

/** What those fail with that fail. */
const FAILURES: Readonly<Record<string, string>> = { e_react_ctx: 'context_window_exceeded', i_pot_local_retry: 'code_failed' };

describe('agents, and modules that ask several times, do so in the structure that Python DSPy gives them', () => {
  test.each(Object.entries(PROGRAMS))('%s', async (name, run) => {
    const { requests, replies, prediction, tree } = recorded(name);
    await using provider = await startFakeProvider((_request, index) => toReply(replies[index]));
    const operations = new OperationTree();

    const outcome = context({ lm: modelAt(provider), observers: [operations] }, run);

    if (prediction) expect(neutral((await outcome).toJSON())).toEqual(prediction);
    else await expect(outcome).rejects.toMatchObject({ code: FAILURES[name] });
    expect(provider.requests.map(({ body }) => readAgentRequest(body, LEFT_OUT))).toEqual(requests);
    // Python shows nothing of its interpreter.
    expect(operations.lines.filter((line) => !line.includes('JavaScriptSandbox'))).toEqual(tree);
  });
});

function recorded(name: string): Recording {
  const all: object = recordings;
  return Reflect.get(all, name) as Recording;
}

function toReply(reply: Recording['replies'][number] | undefined): Reply {
  if (!reply) throw new Error('asked more often than in Python');
  if (!('message' in reply)) return reply;
  const { content } = reply.message;
  return completion(null, { message: { ...reply.message, content: content && withOurCode(content) } });
}

function neutral(values: object): unknown {
  return JSON.parse(JSON.stringify(values), (_key, value: unknown) => (typeof value === 'string' ? withoutWording(value) : value));
}
