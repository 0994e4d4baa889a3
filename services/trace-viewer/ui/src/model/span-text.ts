import type { SpanDetail } from '../../../contract/trace.ts';
import { readExceptions } from './exceptions.ts';
import { kindOf } from './kinds.ts';
import { copyableText, readConversation } from './messages.ts';
import { readPayload } from './payload.ts';
import { formatDuration } from './time.ts';

/** A span as text to paste elsewhere: what it is, what went wrong, what went in and what came out. */
export function spanText(span: SpanDetail): string {
  const facts = [kindOf(span.kind).label, span.model, formatDuration(span.duration_ms), span.service].filter((fact) => fact !== null && fact !== '');
  const { input, output } = readConversation(span.attrs, span.events);
  const sides = [['Input', readPayload(span.attrs, 'input')], ['Output', readPayload(span.attrs, 'output')]] as const;
  const content = input.length + output.length > 0
    ? [...input, ...output].map((message) => `## ${message.role === '' ? 'message' : message.role}\n\n${copyableText(message)}`)
    : sides.flatMap(([title, payload]) => (payload === null ? [] : [`## ${title}\n\n${payload.raw}`]));
  const errors = readExceptions(span).map(({ type, message, stack }) => `## ${type}\n\n${[message, stack].filter((part) => part !== '').join('\n\n')}`);
  return [`# ${span.name} (${facts.join(', ')})`, ...errors, ...content].join('\n\n');
}
