import { describe, expect, test } from '@jest/globals';
import { type AdapterRequest, readAdapterRequest } from '../test-fixtures/adapter-prompt.ts';
import recordings from '../test-fixtures/adapters.json' with { type: 'json' };
import { modelAt } from '../test-fixtures/asking.ts';
import { EXTRACT, EXTRACT_INPUTS } from '../test-fixtures/extract-info.ts';
import { completion, startFakeProvider } from '../test-fixtures/fake-provider.ts';
import { LEFT_OUT } from './adapter/marker.ts';
import { type Adapter, BestOfN, ChainOfThought, ChatAdapter, context, currentSettings, History, Image, JSONAdapter, LM, Predict, type Prediction, signature, TwoStepAdapter, XMLAdapter } from './index.ts';

interface Recording {
  readonly requests: readonly AdapterRequest[];
  readonly answers: readonly string[];
  /** Null when the program failed. */
  readonly prediction: Record<string, unknown> | null;
}

type Program = () => Promise<Prediction<object>>;

const QUESTION = 'What is the capital of France?';
const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const QA = signature('question -> answer');
const DEMOS = [
  { question: 'What is the capital of Spain?', reasoning: "Spain's capital is Madrid.", answer: 'Madrid' },
  { question: 'Who wrote Hamlet?', answer: 'William Shakespeare' },
  { question: 'What is 2 + 2?', reasoning: '2 plus 2 is 4.', answer: '4' },
  { reasoning: 'no input', answer: 'nothing' },
  { question: 'no output' },
];

const withAdapter = (adapter: () => Adapter, run: Program): Program => async () => context({ adapter: adapter() }, run);
const json = (): Adapter => new JSONAdapter();
const xml = (): Adapter => new XMLAdapter();
/** The second step is for the same model. */
const twoStep = (): Adapter => new TwoStepAdapter(currentSettings().lm as LM);

const ask = (question: string): Program => () => new Predict(QA).call({ question });
const simple = ask(QUESTION);
const typed: Program = () => new Predict(EXTRACT).call(EXTRACT_INPUTS);
const fewShot: Program = () => new ChainOfThought(signature('question -> answer', 'Answer in one word.'), { demos: DEMOS }).call({ question: QUESTION });

/** The programs as they were in Python. */
const PROGRAMS: Record<keyof typeof recordings, Program> = {
  k_simple_json: withAdapter(json, simple),
  k_simple_xml: withAdapter(xml, simple),
  k_simple_twostep: withAdapter(twoStep, simple),
  k_typed_json: withAdapter(json, typed),
  k_typed_xml: withAdapter(xml, typed),
  k_typed_twostep: withAdapter(twoStep, typed),
  l_demos_json: withAdapter(json, fewShot),
  l_demos_twostep: withAdapter(twoStep, fewShot),
  m_history_json: withAdapter(json, () => {
    const history = new History([
      { question: 'Who wrote Hamlet?', answer: 'William Shakespeare' },
      { question: 'When?', answer: 'Around 1600' },
    ]);
    return new Predict(signature('history: History, question -> answer', 'Chat with the user.')).call({ history, question: QUESTION });
  }),
  n_image_data: () => new Predict(signature('image: Image, question -> answer', 'Describe the image.')).call({ image: new Image(PIXEL), question: QUESTION }),
  n_image_url: () => new Predict('images: list[Image] -> answer').call({ images: [new Image('http://127.0.0.1/a.png'), new Image(PIXEL)] }),
  b_typed_chat_nohint: () => new Predict(EXTRACT).call({ ...EXTRACT_INPUTS, hint: null }),
  b_inline_types: () =>
    new Predict('text, items: list[str] -> sentiment: Literal["pos", "neg"], score: float, tags: list[str], ok: bool, n: int, extra: Optional[str]').call({ text: 'hello', items: ['a', 'b'] }),
  h_bestofn: () =>
    new BestOfN(new ChainOfThought(QA), { N: 3, rewardFn: (_inputs, { answer }) => Number(answer === 'attempt 3'), threshold: 1 }).call({ question: `${QUESTION} MOCK_VARY` }),
  a_reasoning_model: async () => {
    const cot = new ChainOfThought(QA);
    const model = currentSettings().lm as LM;
    const { apiBase } = model;
    await cot.call({ question: QUESTION }, { lm: new LM('openai/gpt-5-mini', { apiBase, apiKey: 'sk-none' }) });
    return cot.call({ question: QUESTION }, { lm: new LM('openai/gpt-5-mini', { apiBase, apiKey: 'sk-none', temperature: 1, maxTokens: 16_000 }) });
  },
  o_badtype: () => new Predict('question -> n: int').call({ question: `${QUESTION} MOCK_BADTYPE` }),
  o_empty: ask(`${QUESTION} MOCK_EMPTY`),
  o_missing_field: () => new Predict('question -> answer, extra').call({ question: `${QUESTION} MOCK_MISSING_FIELD` }),
  o_malformed_always: ask(`${QUESTION} MOCK_MALFORMED_ALWAYS`),
  o_malformed_fallback: ask(`${QUESTION} MOCK_MALFORMED_CHAT`),
  o_malformed_json: withAdapter(json, ask(`${QUESTION} MOCK_MALFORMED_ALWAYS`)),
  o_malformed_nofallback: withAdapter(() => new ChatAdapter({ useJsonAdapterFallback: false }), ask(`${QUESTION} MOCK_MALFORMED_CHAT`)),
  o_malformed_xml: withAdapter(xml, ask(`${QUESTION} MOCK_MALFORMED_ALWAYS`)),
};

describe('every adapter asks and reads in the structure that Python DSPy gives it', () => {
  test.each(Object.entries(PROGRAMS))('%s', async (name, run) => {
    const { requests, answers, prediction } = recorded(name);
    await using provider = await startFakeProvider((_request, index) => completion(answers[index] ?? ''));

    const outcome = context({ lm: modelAt(provider, { cache: false }) }, run);

    if (prediction) expect((await outcome).toJSON()).toEqual(plain(prediction));
    else await expect(outcome).rejects.toMatchObject({ code: 'adapter_parse_error', completion: answers.at(-1) });
    expect(provider.requests.map(({ body }) => readAdapterRequest(body, LEFT_OUT))).toEqual(requests);
  });
});

function recorded(name: string): Recording {
  const all: object = recordings;
  return Reflect.get(all, name) as Recording;
}

/** Python writes an enum member with its class; ours is its value. */
function plain(prediction: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(prediction).map(([name, value]) => [name, typeof value === 'object' && value !== null && '__enum__' in value ? Reflect.get(value, 'value') : value]));
}
