import { getAttributesFromContext } from '@arizeai/openinference-core';
import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { Observer, Operation, OperationResult } from '@dspy-otel/dspy';
import { context, diag, SpanStatusCode, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import type { SpanSettings } from './config.ts';
import { withHttpRole } from './context.ts';
import { setSpanError } from './span-error.ts';
import { spanOfOperation, type SpanShape } from './span-of-operation.ts';

/** What the observer needs from its instrumentation; read per operation, since both can change while it runs. */
export interface SpanSource {
  readonly tracer: Tracer;
  readonly settings: SpanSettings;
}

/** Runs each operation inside a span that is current for everything below it. */
export class SpanObserver implements Observer {
  readonly #source: () => SpanSource;

  constructor(source: () => SpanSource) {
    this.#source = source;
  }

  observe<O extends Operation>(operation: O, next: () => Promise<OperationResult<O>>): Promise<OperationResult<O>> {
    const { tracer, settings } = this.#source();
    const shape = spanOfOperation(operation, settings.detail);
    if (!shape) return next();

    const outer = context.active();
    const span = tracer.startSpan(shape.name(operation), undefined, outer);
    const inner = withHttpRole(trace.setSpan(outer, span), shape.httpRole?.(operation));
    if (!span.isRecording()) return context.with(inner, next);

    span.setAttribute(SemanticConventions.OPENINFERENCE_SPAN_KIND, shape.kind);
    describe(span, () => getAttributesFromContext(outer));
    describe(span, () => shape.before(operation, settings));
    return context.with(inner, () => finish(span, shape, settings, next));
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
    describe(span, () => shape.after(result, settings));
    span.setStatus({ code: SpanStatusCode.OK });
    return result;
  } catch (error) {
    setSpanError(span, error, settings);
    throw error;
  } finally {
    span.end();
  }
}

/** A value that cannot be described costs its attributes, not the span, and never the operation. */
function describe(span: Span, attributes: () => Attributes): void {
  try {
    span.setAttributes(attributes());
  } catch (error) {
    diag.error('attributes of a DSPy span could not be made', error);
  }
}
