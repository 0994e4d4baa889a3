import type { SpanDetail, SpanEvent } from '../../../contract/trace.ts';
import { text } from './attributes.ts';

interface Cause {
  readonly type: string;
  readonly message: string;
  /** Empty when none was recorded. */
  readonly stack: string;
}

export interface Exception extends Cause {
  readonly time: string | null;
  /** What caused it, the nearest first. */
  readonly causes: readonly Cause[];
}

/** What went wrong: the recorded exceptions, else the status message of a span in error, if it has one. */
export function readExceptions(span: Pick<SpanDetail, 'events' | 'status'>): readonly Exception[] {
  const recorded = span.events.filter(isException).map((event) => {
    const [stack = '', ...causes] = (text(event.attrs, 'exception.stacktrace') ?? '').split(CAUSED_BY);
    return {
      type: text(event.attrs, 'exception.type') ?? 'Exception',
      message: text(event.attrs, 'exception.message') ?? '',
      stack: stack.trimEnd(), causes: causes.map(readCause), time: event.time,
    };
  });
  if (recorded.length > 0 || span.status.code !== 'error' || span.status.message === '') return recorded;
  return [{ type: 'Error', message: span.status.message, stack: '', time: null, causes: [] }];
}

export function isException(event: SpanEvent): boolean {
  return event.name === 'exception';
}

/** As Java, OpenTelemetry's JavaScript and this project's instrumentation write it. */
const CAUSED_BY = /^\s*Caused by: /m;

function readCause(stack: string): Cause {
  const [, type = 'Error', message = ''] = /^([\w.$]+)(?:: (.*))?/.exec(stack) ?? [];
  return { type, message: message === '' && !/^[\w.$]+(?::|\s|$)/.test(stack) ? stack.split('\n', 1)[0] ?? '' : message, stack: stack.trimEnd() };
}
