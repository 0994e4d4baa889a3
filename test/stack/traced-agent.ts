// An agent that runs in the test's own process, beside the stack, and is traced by an SDK of its own.
import { ChatAdapter, context as settings, type LMResponse, ReActV2, Tool } from '@dspy-otel/dspy';
import { DSPyInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
import { OTLPExporter } from '@dspy-otel/openinference-instrumentation-dspy/sdk';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ScriptedLM } from '../../packages/openinference-instrumentation-dspy/src/testing/scripted.ts';

/** A model that calls tools by itself. */
class CallingLM extends ScriptedLM {
  override readonly capabilities = { tools: true };
}

const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
const population = new Tool({
  name: 'get_population',
  description: 'Counts people.',
  parameters: { city: 'str' },
  func: () => {
    throw new Error('the population service is down');
  },
});

const CALLS = [
  { name: 'add', args: { x: 2, y: 2 } },
  { name: 'get_population', args: { city: 'Paris' } },
  { name: 'submit', args: { answer: '4' } },
] as const;

/** Runs an agent that calls a tool, one that fails, and answers; sends its trace to the address. @returns the trace's id. */
export async function runTracedAgent(tracesURL: URL, model: string): Promise<string> {
  process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = tracesURL.href;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new TracerProvider({ spanLimits: { attributeCountLimit: 1000 }, spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPExporter({ protocol: 'http/protobuf' }) })] });
  const instrumentation = new DSPyInstrumentation();
  instrumentation.setTracerProvider(provider);
  let turn = 0;
  const lm = new CallingLM((): LMResponse => {
    const call = { id: `call_${turn}`, ...CALLS[turn] } as { id: string; name: string; args: Record<string, unknown> };
    turn++;
    return { outputs: [{ text: '', finishReason: 'tool_calls', toolCalls: [call] }], usage: { promptTokens: 100, completionTokens: 10, totalTokens: 110 }, model, cacheHit: false };
  }, `openai/${model}`);
  const root = provider.getTracer('test').startSpan('agent', undefined, ROOT_CONTEXT);
  try {
    const adapter = new ChatAdapter({ useNativeFunctionCalling: true });
    await context.with(trace.setSpan(ROOT_CONTEXT, root), () => settings({ lm, adapter }, () => new ReActV2('question -> answer', { tools: [add, population] }).call({ question: 'How much is 2 + 2?' })));
  } finally {
    root.end();
    instrumentation.disable();
    await provider.shutdown();
    context.disable();
  }
  return root.spanContext().traceId;
}
