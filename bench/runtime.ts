// What the runtime costs by itself: a model that answers at once stands in for the network.
import { addObserver, BaseLM, ChainOfThought, context, Embeddings, LM, type LMRequest, type LMResponse, Predict } from '@dspy-otel/dspy';
import { cpuMicroseconds, heapBytes, rounded } from './measure.ts';
import { adapterFigures } from './runtime-adapters.ts';

const ANSWER = '[[ ## reasoning ## ]]\nIt is known.\n\n[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]';

class InstantLM extends BaseLM {
  protected override async forward(_request: LMRequest): Promise<LMResponse> {
    return { outputs: [{ text: ANSWER, finishReason: 'stop' }], model: this.model, cacheHit: false };
  }
}

const QUESTION = 'What is the capital of France?';
const lm = new InstantLM('bench/instant');
const predict = new Predict('question -> answer');
const thinking = new ChainOfThought('context: list[str], question -> answer');
const ask = (): Promise<unknown> => predict.call({ question: QUESTION });

async function predictFigures(): Promise<object> {
  const calls = 5_000;
  const lmAlone = await cpuMicroseconds(() => lm.call(QUESTION), { calls });
  const alone = await cpuMicroseconds(ask, { calls });
  const withHistory = await context({ disableHistory: false }, () => cpuMicroseconds(ask, { calls }));
  const chainOfThought = await cpuMicroseconds(() => thinking.call({ context: ['Paris is in France.'], question: QUESTION }), { calls });
  const stop = addObserver({ observe: (_operation, next) => next() });
  const observed = await cpuMicroseconds(ask, { calls });
  stop();
  return { cpuMicroseconds: alone, lmCallAlone: lmAlone, withHistory, withAnObserver: observed, observerRatio: rounded(observed / alone), chainOfThought };
}

/** The same through a provider's client, whose requests are answered in this process, and from the cache. */
async function providerFigures(): Promise<object> {
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4o-mini', choices: [{ index: 0, message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' }], usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } };
  const text = JSON.stringify(body);
  globalThis.fetch = async () => new Response(text, { headers: { 'content-type': 'application/json' } });
  return { asked: await askedOpenAI(false), fromTheCache: await askedOpenAI(true) };
}

function askedOpenAI(cache: boolean): Promise<number> {
  return context({ lm: new LM('openai/gpt-4o-mini', { apiKey: 'sk-none', cache }) }, () => cpuMicroseconds(ask, { calls: 1_000 }));
}

/** Heap that calls leave behind: without a history, where it must not grow, and with one, where each keeps its messages. */
async function memoryFigures(calls = 10_000): Promise<object> {
  await askTimes(calls);
  const without = await growth(calls);
  const kept = await context({ disableHistory: false }, () => growth(calls));
  return { calls, heapBytesLeftPerCall: rounded(without / calls), heapBytesKeptPerCallWithHistory: rounded(kept / calls) };
}

async function growth(calls: number): Promise<number> {
  const before = heapBytes();
  await askTimes(calls);
  return heapBytes() - before;
}

async function askTimes(calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) await ask();
}

function randomVectors(texts: readonly string[]): number[][] {
  return texts.map(() => Array.from({ length: 384 }, () => Math.random() - 0.5));
}

/** An exact search among vectors of 384 numbers. */
async function searchFigures(passages: number): Promise<object> {
  const search = new Embeddings({ corpus: Array.from({ length: passages }, (_, index) => String(index)), embedder: randomVectors, k: 10 });
  await search.build();
  return { passages, dimensions: 384, cpuMicroseconds: await cpuMicroseconds(() => search.call('q'), { calls: 10 }) };
}

const figures = await context({ lm, disableHistory: true }, async () => ({
  // First, while no history is there yet.
  memory: await memoryFigures(),
  predict: await predictFigures(),
  predictThroughOpenAI: { cpuMicroseconds: await providerFigures() },
  adapters: await adapterFigures(),
  search: [await searchFigures(1_000), await searchFigures(20_000)],
}));
console.log(JSON.stringify(figures));
