import type { AdapterParseOperation, Moment } from '@dspy-otel/dspy';
import { DSPyError } from '@dspy-otel/dspy';
import type { Attributes, Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import {
  DSPY_ADAPTER,
  DSPY_LM_TIME_TO_FIRST_TOKEN_MS,
  DSPY_RETRY_ATTEMPT,
  DSPY_RETRY_WAIT_MS,
  FIRST_TOKEN_EVENT,
  PARSE_FAILURE_EVENT,
  RETRY_EVENT,
} from './attributes/dspy-attributes.ts';
import type { SpanSettings } from './config.ts';
import * as genAI from './gen-ai-conventions.ts';
import { exceptionAttributes } from './span-error.ts';

/** An answer that could not be read. It may be asked for again, so that no span at all fails. */
export function addParseFailure(span: Span, { name }: AdapterParseOperation, error: unknown, settings: SpanSettings): void {
  span.addEvent(PARSE_FAILURE_EVENT, { [DSPY_ADAPTER]: name, ...failureAttributes(error, settings) });
}

/** What happens in the middle of a call. `sinceStartMs` is the time since the call began. */
export function addMoment(span: Span, moment: Moment, sinceStartMs: number, settings: SpanSettings): void {
  switch (moment.kind) {
    case 'retry':
      span.addEvent(RETRY_EVENT, { [DSPY_RETRY_ATTEMPT]: moment.attempt, [DSPY_RETRY_WAIT_MS]: moment.waitMs, ...failureAttributes(moment.error, settings) });
      break;
    case 'first-token':
      span.addEvent(FIRST_TOKEN_EVENT);
      span.setAttribute(DSPY_LM_TIME_TO_FIRST_TOKEN_MS, sinceStartMs);
      if (settings.genAI) span.setAttributes({ [genAI.GEN_AI_REQUEST_STREAM]: true, [genAI.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: sinceStartMs / 1000 });
      break;
  }
}

/** Without the stack: the error that ends a call has one, and these are told for what they say. */
function failureAttributes(error: unknown, settings: SpanSettings): Attributes {
  const { 'exception.stacktrace': _stack, ...attributes } = exceptionAttributes(error, settings);
  return error instanceof DSPyError ? { [ATTR_ERROR_TYPE]: error.code, ...attributes } : attributes;
}
