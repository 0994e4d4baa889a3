// What the runtime costs by itself: a model that answers at once stands in for the network.
import { addObserver, BaseLM, ChatAdapter, context, type LMRequest, type LMResponse, Predict, signature } from '@dspy-otel/dspy';
import { cpuMicroseconds, heapBytes, rounded } from './measure.ts';

class InstantLM extends BaseLM {
  readonly #text: string;

  constructor(text: string) {
    super('bench/instant');
    this.#text = text;
  }

  protected override async forward(_request: LMRequest): Promise<LMResponse> {
    return { outputs: [{ text: this.#text, finishReason: 'stop' }], model: this.model, cacheHit: false };
  }
}

const FIELDS = ['title', 'summary', 'answer', 'author', 'place', 'reason', 'source', 'note', 'topic', 'remark'];
const tenFields = signature(`question -> ${FIELDS.join(', ')}`);
const typed = signature('question -> names: list[str], counts: dict[str, int], score: float, kind: Literal["a", "b"], ok: bool');

function answer(fields: Readonly<Record<string, string>>): string {
  return [...Object.entries(fields).map(([name, value]) => `[[ ## ${name} ## ]]\n${value}`), '[[ ## completed ## ]]'].join('\n\n');
}

function tenFieldAnswer(bytes: number): string {
  const sentence = 'The museum opens at nine {weekdays} and shows "old" maps. ';
  const value = sentence.repeat(Math.ceil(bytes / FIELDS.length / sentence.length));
  return answer(Object.fromEntries(FIELDS.map((name) => [name, value])));
}

const predict = new Predict('question -> answer');
const lm = new InstantLM(answer({ answer: 'Paris' }));
const ask = () => predict.call({ question: 'What is the capital of France?' });

const adapter = new ChatAdapter();
const inputs = { question: 'What is the capital of France?' };
const small = tenFieldAnswer(500);
const large = tenFieldAnswer(100_000);
const typedAnswer = answer({ names: '["a", "b", "c"]', counts: '{"x": 1, "y": 2}', score: '0.5', kind: 'a', ok: 'True' });

/** Heap that 10,000 calls leave behind, per call. */
async function bytesLeftPerCall(calls = 10_000): Promise<number> {
  for (let call = 0; call < 2_000; call++) await ask();
  const before = heapBytes();
  for (let call = 0; call < calls; call++) await ask();
  return Math.round((heapBytes() - before) / calls);
}

function perSecond(fields: number, microseconds: number): number {
  return Math.round((fields / microseconds) * 1e6);
}

const figures = await context({ lm, adapter }, async () => {
  const lmOnly = await cpuMicroseconds(() => lm.call('What is the capital of France?'), { calls: 5_000 });
  const predictCall = await cpuMicroseconds(ask, { calls: 5_000 });
  const stop = addObserver({ observe: (_operation, next) => next() });
  const observed = await cpuMicroseconds(ask, { calls: 5_000 });
  stop();
  const format = await cpuMicroseconds(() => adapter.format(tenFields, [], inputs), { calls: 5_000 });
  const parseSmall = await cpuMicroseconds(() => adapter.parse(tenFields, small), { calls: 2_000 });
  const parseLarge = await cpuMicroseconds(() => adapter.parse(tenFields, large), { calls: 200 });
  const parseTyped = await cpuMicroseconds(() => adapter.parse(typed, typedAnswer), { calls: 2_000 });
  return {
    predict: { cpuMicroseconds: predictCall, lmCallAlone: lmOnly, withAnObserver: observed, observerRatio: rounded(observed / predictCall) },
    format: { cpuMicroseconds: format, fieldsPerSecond: perSecond(FIELDS.length + 1, format) },
    parse: {
      tenFields: { bytes: small.length, cpuMicroseconds: parseSmall, fieldsPerSecond: perSecond(FIELDS.length, parseSmall) },
      tenFieldsOf100kB: { bytes: large.length, cpuMicroseconds: parseLarge, fieldsPerSecond: perSecond(FIELDS.length, parseLarge) },
      fiveTypedFields: { cpuMicroseconds: parseTyped, fieldsPerSecond: perSecond(5, parseTyped) },
    },
    memory: { heapBytesLeftPerCall: await bytesLeftPerCall(), calls: 10_000 },
  };
});
console.log(JSON.stringify(figures));
