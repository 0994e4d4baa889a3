import { context, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider, type TracerProviderOptions } from '@opentelemetry/sdk-trace';
import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { DSPyInstrumentationConfig } from '../config.ts';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { createFetchInstrumentation } from '../http-spans.ts';
import { DSPyInstrumentation } from '../instrumentation.ts';

/** A span and the spans below it, as tests compare them. */
export interface SpanNode {
  readonly name: string;
  /** OpenInference kind, or absent. */
  readonly kind: string | undefined;
  readonly children: readonly SpanNode[];
}

/** The real SDK with the instrumentation switched on, and everything that it recorded. */
export interface SpanRecording extends Disposable {
  readonly instrumentation: DSPyInstrumentation;
  readonly provider: TracerProvider;
  spans(): readonly ReadableSpan[];
  /** The only span of this name. */
  span(name: string): ReadableSpan;
  attributes(name: string): Attributes;
  /** Resolves once the spans that have ended satisfy `enough`. */
  until(enough: (spans: readonly ReadableSpan[]) => boolean): Promise<void>;
  /** One tree per trace, in the order in which they began. */
  trees(): readonly SpanNode[];
}

export function recordSpans(config: DSPyInstrumentationConfig = {}, options: TracerProviderOptions = {}): SpanRecording {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanLimits: { attributeCountLimit: 10_000 }, ...options, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const contextManager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contextManager);
  const instrumentation = new DSPyInstrumentation(config);
  const http = createFetchInstrumentation();
  for (const each of [instrumentation, http]) each.setTracerProvider(provider);

  const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
  const span = (name: string): ReadableSpan => {
    const [found, ...others] = spans().filter((candidate) => candidate.name === name);
    if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} spans are called ${name}; there are ${spans().map((each) => each.name).join(', ')}`);
    return found;
  };
  return {
    instrumentation,
    provider,
    spans,
    span,
    attributes: (name) => span(name).attributes,
    until: async (enough) => void (await pollUntil(() => enough(spans()), { timeoutMs: 20_000, what: 'spans to end' })),
    trees: () => treesOf(spans()),
    [Symbol.dispose]() {
      instrumentation.disable();
      http.disable();
      context.disable();
      trace.disable();
    },
  };
}

/** A tree as indented lines, for messages and comparison at a glance. */
export function drawn(node: SpanNode, depth = 0): string {
  const line = `${'  '.repeat(depth)}${node.name}${node.kind ? ` (${node.kind})` : ''}`;
  return [line, ...node.children.map((child) => drawn(child, depth + 1))].join('\n');
}

/** All spans as Python's recordings are written down, one line each: `!` marks what failed. */
export function linesOf(recorded: SpanRecording): string[] {
  return drawTrees(recorded.spans());
}

function drawTrees(spans: readonly ReadableSpan[]): string[] {
  const inOrder = byStart(spans);
  const draw = (span: ReadableSpan, indent: string): string[] => {
    const failed = span.status.code === SpanStatusCode.ERROR ? ' !' : '';
    const below = inOrder.filter((other) => other.parentSpanContext?.spanId === span.spanContext().spanId);
    return [`${indent}${span.name}${kindOf(span) === undefined ? '' : ` (${kindOf(span)})`}${failed}`, ...below.flatMap((child) => draw(child, `${indent}  `))];
  };
  return inOrder.filter((span) => span.parentSpanContext === undefined).flatMap((root) => draw(root, ''));
}

function treesOf(spans: readonly ReadableSpan[]): readonly SpanNode[] {
  const inOrder = byStart(spans);
  const nodeOf = (span: ReadableSpan): SpanNode => ({
    name: span.name,
    kind: kindOf(span),
    children: inOrder.filter((other) => other.parentSpanContext?.spanId === span.spanContext().spanId).map(nodeOf),
  });
  return inOrder.filter((span) => span.parentSpanContext === undefined).map(nodeOf);
}

function byStart(spans: readonly ReadableSpan[]): ReadableSpan[] {
  return spans.toSorted((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1]);
}

function kindOf({ attributes }: ReadableSpan): string | undefined {
  return attributes[SemanticConventions.OPENINFERENCE_SPAN_KIND] as string | undefined;
}
