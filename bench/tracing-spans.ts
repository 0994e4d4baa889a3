// What spans cost without a server: a program whose model and search answer at once.
import { setTimeout as wait } from 'node:timers/promises';
import { BaseLM, ChainOfThought, context as settings, type LMResponse, Module, observe, type Passage, Prediction, Retrieve, Retriever } from '@dspy-otel/dspy';
import { DSPyInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
import { OTLPExporter } from '@dspy-otel/openinference-instrumentation-dspy/sdk';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { cpuMicroseconds, heapBytes, median, rounded } from './measure.ts';

const ANSWER = '[[ ## reasoning ## ]]\nThe context says that Paris is the capital of France.\n\n[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]';
const PASSAGES: Passage[] = ['Paris is the capital and most populous city of France.', 'Berlin is the capital and largest city of Germany.', 'Rome is the capital city of Italy and home of the Colosseum.'].map((text, index) => ({ text, id: String(index), score: 20 - index }));
const SPANS_PER_REQUEST = 5;
const CALLS = 3000;
/** An hour at ten requests a second. */
const HOUR_OF_REQUESTS = 36_000;

class InstantLM extends BaseLM {
  protected override async forward(): Promise<LMResponse> {
    return { outputs: [{ text: ANSWER, finishReason: 'stop' }], usage: { promptTokens: 310, completionTokens: 32, totalTokens: 342 }, model: 'gpt-4o-mini', cacheHit: false };
  }
}

class InstantRetriever extends Retriever {
  protected override async search(): Promise<readonly Passage[]> {
    return PASSAGES;
  }
}

class MyRAG extends Module {
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question -> answer');

  override async forward(): Promise<Prediction<object>> {
    const question = 'What is the capital of France?';
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ context: passages, answer });
  }
}

const nothing = async (): Promise<undefined> => undefined;
const program = new MyRAG();
const ask = (): Promise<unknown> => program.call({});

/** Bytes that calls allocate. Few enough that the collector does not run in between; where it did, the figure is too small, hence the largest. */
async function allocatedBytes(): Promise<number> {
  const calls = 20;
  const rounds: number[] = [];
  for (let round = 0; round < 15; round++) {
    const before = heapBytes();
    for (let call = 0; call < calls; call++) await ask();
    rounds.push((process.memoryUsage().heapUsed - before) / calls);
  }
  return median(rounds.toSorted((a, b) => a - b).slice(-5));
}

/** The heap while spans of an hour are made that nobody takes. */
async function memoryWithDeadEndpoint(): Promise<object> {
  const heapMiB: number[] = [];
  for (let quarter = 0; quarter <= 4; quarter++) {
    if (quarter > 0) {
      for (let call = 0; call < HOUR_OF_REQUESTS / 4; call++) {
        await ask();
        // Timers and the network have their turn, as they do in a server.
        if (call % 50 === 0) await wait(0);
      }
    }
    heapMiB.push(rounded(heapBytes() / 2 ** 20));
  }
  return { spans: HOUR_OF_REQUESTS * SPANS_PER_REQUEST, heapMiBAtEachQuarter: heapMiB };
}

export function spanFigures(): Promise<object> {
  return settings({ lm: new InstantLM('openai/gpt-4o-mini'), rm: new InstantRetriever(), disableHistory: true }, async () => {
    const off = { cpu: await cpuMicroseconds(ask, { calls: CALLS }), bytes: await allocatedBytes() };
    const tool = { kind: 'tool', name: 't', tool: { name: 't', parameters: {} }, args: {} } as const;
    const seam = (await cpuMicroseconds(() => observe({ ...tool }, nothing), { calls: 200_000 })) - (await cpuMicroseconds(nothing, { calls: 200_000 }));

    process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = 'http://127.0.0.1:1/v1/traces';
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const instrumentation = new DSPyInstrumentation();
    const withProcessor = (processor: SpanProcessor): void => instrumentation.setTracerProvider(new TracerProvider({ spanLimits: { attributeCountLimit: 16_384 }, spanProcessors: [processor] }));
    withProcessor({ onStart: () => undefined, onEnd: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined });
    const on = { cpu: await cpuMicroseconds(ask, { calls: CALLS }), bytes: await allocatedBytes() };
    withProcessor(new BatchSpanProcessor({ exporter: new OTLPExporter({ protocol: 'http/protobuf' }), scheduledDelayMillis: 500 }));
    const memory = await memoryWithDeadEndpoint();
    instrumentation.disable();

    return {
      spansPerRequest: SPANS_PER_REQUEST,
      cpuMicrosecondsPerSpan: rounded((on.cpu - off.cpu) / SPANS_PER_REQUEST),
      bytesAllocatedPerSpan: Math.round((on.bytes - off.bytes) / SPANS_PER_REQUEST),
      off: { cpuMicrosecondsPerRequest: off.cpu, ofWhichToAnnounceOperations: rounded(Math.max(0, seam) * 9) },
      unreachableEndpoint: memory,
    };
  });
}
