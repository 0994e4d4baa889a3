import { DSPyError } from '@dspy-otel/dspy';
import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@opentelemetry/semantic-conventions';
import { REDACTED } from './content-policy.ts';
import type { SpanSettings } from './config.ts';
import { toJSON } from './json.ts';

const EXCEPTION_EVENT = 'exception';

/** Marks the span as failed: status, `error.type` and an `exception` event with the chain of causes. */
export function setSpanError(span: Span, thrown: unknown, settings: SpanSettings): void {
  const error = thrown instanceof Error ? thrown : new NonError(thrown);
  const shown = settings.content.errorText;
  span.setAttribute(ATTR_ERROR_TYPE, error instanceof DSPyError ? error.code : error.name);
  span.addEvent(EXCEPTION_EVENT, exceptionAttributes(error, shown));
  span.setStatus({ code: SpanStatusCode.ERROR, message: shown ? `${error.name}: ${error.message}` : error.name });
}

function exceptionAttributes(error: Error, shown: boolean): Attributes {
  if (!shown) return { [ATTR_EXCEPTION_TYPE]: error.name, [ATTR_EXCEPTION_MESSAGE]: REDACTED };
  return { [ATTR_EXCEPTION_TYPE]: error.name, [ATTR_EXCEPTION_MESSAGE]: error.message, [ATTR_EXCEPTION_STACKTRACE]: stackOf(error) };
}

/** The stack and, below it, the stacks of its causes, as Node prints them. */
function stackOf(error: Error): string {
  const stacks: string[] = [];
  const seen = new Set<unknown>();
  for (let current: unknown = error; current !== undefined && !seen.has(current); current = current instanceof Error ? current.cause : undefined) {
    seen.add(current);
    stacks.push(current instanceof Error ? (current.stack ?? `${current.name}: ${current.message}`) : describe(current));
  }
  return stacks.join('\nCaused by: ');
}

function describe(thrown: unknown): string {
  if (thrown === undefined) return 'undefined';
  return typeof thrown === 'string' ? thrown : toJSON(thrown);
}

/** Stands for something thrown that is not an Error. */
class NonError extends Error {
  constructor(thrown: unknown) {
    super(describe(thrown));
    this.name = thrown === null ? 'null' : typeof thrown;
    this.stack = `thrown: ${this.message}`;
  }
}
