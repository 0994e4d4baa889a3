import { ContextAttributes, getAttributesFromContext } from '@arizeai/openinference-core';
import { OpenInferenceSpanKind, SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { Moment, Observer, Operation, OperationResult } from '@dspy-otel/dspy';
import { type Context, context, diag, SpanStatusCode, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import { DSPY_PROGRAM_VERSION } from './attributes/dspy-attributes.ts';
import type { SpanSettings } from './config.ts';
import { withHttpRole } from './context.ts';
import * as genAI from './gen-ai-conventions.ts';
import type { GenAIMetrics } from './gen-ai-metrics.ts';
import { programVersion } from './program-version.ts';
import { setSpanError } from './span-error.ts';
import { addMoment, addParseFailure } from './span-events.ts';
import { spanOfOperation, type SpanShape } from './span-of-operation.ts';

/** What the observer needs from its instrumentation; read per operation, since both can change while it runs. */
export interface SpanSource {
  readonly tracer: Tracer;
  readonly settings: SpanSettings;
  /** Absent when nobody takes metrics. */
  readonly metrics: GenAIMetrics | undefined;
}

/** The span of an operation that is running. */
interface Running {
  readonly span: Span;
  readonly startedMs: number;
}

/** Runs each operation inside a span that is current for everything below it. */
export class SpanObserver implements Observer {
  readonly #source: () => SpanSource;
  readonly #running = new WeakMap<Operation, Running>();

  constructor(source: () => SpanSource) {
    this.#source = source;
  }

  observe<O extends Operation>(operation: O, run: () => Promise<OperationResult<O>>): Promise<OperationResult<O>> {
    const { tracer, settings, metrics } = this.#source();
    const next = metrics?.measured(operation, run) ?? run;
    const shape = spanOfOperation(operation, settings.detail);
    if (!shape) return operation.kind === 'adapter.parse' ? this.#watchParsing(operation, settings, next) : next();

    const outer = context.active();
    const span = tracer.startSpan(shape.name(operation), undefined, outer);
    const inner = withHttpRole(trace.setSpan(outer, span), shape.httpRole?.(operation));
    if (!span.isRecording()) return context.with(inner, next);

    this.#running.set(operation, { span, startedMs: performance.now() });
    span.setAttributes(attributesAtStart(operation, shape, settings, outer));
    return context.with(inner, () => finish(span, shape, settings, next));
  }

  note(operation: Operation, moment: Moment): void {
    const running = this.#runningAt(operation);
    if (running) addMoment(running.span, moment, performance.now() - running.startedMs, this.#source().settings);
  }

  /** Reading an answer has no span, but that it failed is to be seen on the one around it. */
  async #watchParsing<R>(operation: Extract<Operation, { kind: 'adapter.parse' }>, settings: SpanSettings, next: () => Promise<R>): Promise<R> {
    try {
      return await next();
    } catch (error) {
      const running = this.#runningAt(operation);
      if (running) addParseFailure(running.span, operation, error, settings);
      throw error;
    }
  }

  /** The span of the operation, or of the nearest one around it that has one. */
  #runningAt(operation: Operation): Running | undefined {
    for (let current: Operation | undefined = operation; current; current = current.parent) {
      const running = this.#running.get(current);
      if (running) return running;
    }
    return undefined;
  }
}

async function finish<O extends Operation>(
  span: Span,
  shape: SpanShape<O>,
  settings: SpanSettings,
  next: () => Promise<OperationResult<O>>,
): Promise<OperationResult<O>> {
  try {
    const result = await next();
    const attributes = describe(() => shape.after(result, settings));
    if (attributes) span.setAttributes(attributes);
    span.setStatus({ code: SpanStatusCode.OK });
    return result;
  } catch (error) {
    setSpanError(span, error, settings);
    throw error;
  } finally {
    span.end();
  }
}

function isOutermost({ parent }: Operation): boolean {
  for (let above = parent; above; above = above.parent) if (above.kind === 'module') return false;
  return true;
}

/** What is known when an operation starts. */
function attributesAtStart<O extends Operation>(operation: O, shape: SpanShape<O>, settings: SpanSettings, outer: Context): Attributes {
  const attributes = describe(() => shape.before(operation, settings)) ?? {};
  attributes[SemanticConventions.OPENINFERENCE_SPAN_KIND] = shape.kind;
  if (operation.kind === 'module' && isOutermost(operation)) attributes[DSPY_PROGRAM_VERSION] = programVersion(operation.module);
  addContext(attributes, outer, shape.kind, settings);
  return attributes;
}

const CONTEXT_KEYS = Object.values(ContextAttributes);

/** Session, user, metadata, tags and prompt template as `@arizeai/openinference-core` keeps them in the context. What the user says there wins. */
function addContext(attributes: Attributes, outer: Context, kind: OpenInferenceSpanKind, { genAI: hasGenAI, content: { text } }: SpanSettings): void {
  if (CONTEXT_KEYS.every((key) => outer.getValue(key) === undefined)) return;
  for (const [key, value] of Object.entries(getAttributesFromContext(outer))) attributes[key] = typeof value === 'string' ? text.shown(value) : value;
  if (hasGenAI && kind === OpenInferenceSpanKind.LLM) attributes[genAI.GEN_AI_CONVERSATION_ID] = attributes[SemanticConventions.SESSION_ID];
}

/** A value that cannot be described costs its attributes, not the span, and never the operation. */
function describe(attributes: () => Attributes): Attributes | undefined {
  try {
    return attributes();
  } catch (error) {
    diag.error('attributes of a DSPy span could not be made', error);
    return undefined;
  }
}
