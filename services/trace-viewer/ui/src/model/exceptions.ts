import type { SpanEvent, SpanNode } from '../../../contract/trace.ts';
import { text } from './attributes.ts';

export interface Exception {
  readonly type: string;
  readonly message: string;
  /** Empty when none was recorded. */
  readonly stack: string;
  readonly time: string | null;
}

/** What went wrong: the recorded exceptions, else the status message of a span in error, if it has one. */
export function readExceptions(span: SpanNode): readonly Exception[] {
  const recorded = span.events.filter(isException).map((event) => ({
    type: text(event.attrs, 'exception.type') ?? 'Exception',
    message: text(event.attrs, 'exception.message') ?? '',
    stack: text(event.attrs, 'exception.stacktrace') ?? '',
    time: event.time,
  }));
  if (recorded.length > 0 || span.status.code !== 'error' || span.status.message === '') return recorded;
  return [{ type: 'Error', message: span.status.message, stack: '', time: null }];
}

export function isException(event: SpanEvent): boolean {
  return event.name === 'exception';
}
