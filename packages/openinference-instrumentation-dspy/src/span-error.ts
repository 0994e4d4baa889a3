import { DSPyError } from '@dspy-otel/dspy';
import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@opentelemetry/semantic-conventions';
import type { SpanSettings } from './config.ts';
import { toJSON } from './json.ts';
import { REDACTED } from './redacted.ts';

const EXCEPTION_EVENT = 'exception';

/** Marks the span as failed: status, `error.type` and an `exception` event with the chain of causes. */
export function setSpanError(span: Span, thrown: unknown, settings: SpanSettings): void {
  const error = asError(thrown);
  const { errorText, text } = settings.content;
  span.setAttribute(ATTR_ERROR_TYPE, errorType(error));
  span.addEvent(EXCEPTION_EVENT, exceptionAttributes(error, settings));
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorText ? text.shown(`${error.name}: ${error.message}`) : error.name });
}

/** `error.type`: the stable code of a DSPy error, else its name. */
export function errorType(thrown: unknown): string {
  return thrown instanceof DSPyError ? thrown.code : asError(thrown).name;
}

/** `exception.*` of anything that was thrown. */
export function exceptionAttributes(thrown: unknown, { content: { errorText, text } }: SpanSettings): Attributes {
  const error = asError(thrown);
  if (!errorText) return { [ATTR_EXCEPTION_TYPE]: error.name, [ATTR_EXCEPTION_MESSAGE]: REDACTED };
  return { [ATTR_EXCEPTION_TYPE]: error.name, [ATTR_EXCEPTION_MESSAGE]: text.shown(error.message), [ATTR_EXCEPTION_STACKTRACE]: text.shown(stackOf(error)) };
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

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new NonError(thrown);
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
