import { ContextAttributes, getAttributesFromContext } from '@arizeai/openinference-core';
import { OpenInferenceSpanKind, SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { Module, Moment, Observer, Operation, OperationResult } from '@dspy-otel/dspy';
import { type Context, context, diag, ROOT_CONTEXT, SpanStatusCode, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import { DSPY_PROGRAM_VERSION } from './attributes/dspy-attributes.ts';
import type { SpanSettings } from './config.ts';
import { OperationContext } from './context.ts';
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

const CONTEXT_KEYS = Object.values(ContextAttributes);

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
    const shared = sharedAttributes(outer, settings);
    const span = tracer.startSpan(shape.name(operation), { attributes: this.#attributesAtStart(operation, shape, settings, shared) }, outer);
    const inner = new OperationContext(outer, span, shape.httpRole?.(operation));
    if (!span.isRecording()) return context.with(inner, next);

    this.#running.set(operation, { span, startedMs: performance.now() });
    const asked = describe(() => shape.before(operation, settings));
    if (asked) span.setAttributes(shared ? withShared(asked, shared) : asked);
    return context.with(inner, () => finish(span, shape, settings, next));
  }

  note(operation: Operation, moment: Moment): void {
    const running = this.#runningAt(operation);
    if (running) addMoment(running.span, moment, performance.now() - running.startedMs, this.#source().settings);
  }

  /** What head samplers may choose by. What the user says of the span wins. */
  #attributesAtStart<O extends Operation>(operation: O, shape: SpanShape<O>, settings: SpanSettings, shared: Attributes | undefined): Attributes {
    const attributes = describe(() => shape.identity?.(operation, settings) ?? {}) ?? {};
    attributes[SemanticConventions.OPENINFERENCE_SPAN_KIND] = shape.kind;
    const program = this.#programBeginningAt(operation);
    if (program) attributes[DSPY_PROGRAM_VERSION] = programVersion(program);
    if (!shared) return attributes;
    if (settings.genAI && shape.kind === OpenInferenceSpanKind.LLM) attributes[genAI.GEN_AI_CONVERSATION_ID] = shared[SemanticConventions.SESSION_ID];
    return Object.assign(attributes, shared);
  }

  /** The program of which this is an uppermost span: its own, or the first below it where the program has none, as a `Predict` in compact detail. */
  #programBeginningAt(operation: Operation): Module | undefined {
    let program: Module | undefined;
    let isCovered = false;
    for (let current: Operation | undefined = operation; current; current = current.parent) {
      if (current !== operation && this.#running.has(current)) isCovered = true;
      if (current.kind === 'module') program = isCovered ? undefined : current.module;
    }
    return program;
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

/** Session, user, metadata, tags and prompt template as `@arizeai/openinference-core` keeps them in the context; `undefined` when there is none of them. */
function sharedAttributes(outer: Context, { content: { text } }: SpanSettings): Attributes | undefined {
  const base = outer instanceof OperationContext ? outer.base : outer;
  if (base === ROOT_CONTEXT || CONTEXT_KEYS.every((key) => base.getValue(key) === undefined)) return undefined;
  return Object.fromEntries(Object.entries(getAttributesFromContext(base)).map(([key, value]) => [key, typeof value === 'string' ? text.shown(value) : value]));
}

/** What the user says of a span wins over what is made of its operation. */
function withShared(attributes: Attributes, shared: Attributes): Attributes {
  for (const key in shared) if (key in attributes) attributes[key] = shared[key];
  return attributes;
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
