import type { IncomingHttpHeaders } from 'node:http';
import type { SharedAttributes } from '@dspy-otel/openinference-instrumentation-dspy';

/** Long enough for any id; whoever calls shall not fill the backend. */
const LONGEST = 256;
const MOST_TAGS = 32;
const LONGEST_METADATA = 4096;

/**
 * What a caller says of its request for its trace: `X-Session-Id`, `X-User-Id`, `X-Tags` (separated by commas) and `X-Metadata` (a JSON object).
 * What is too long is cut; metadata that is no JSON object is left out. `undefined` when it says nothing.
 */
export function headerAttributes(headers: IncomingHttpHeaders): SharedAttributes | undefined {
  const sessionId = text(headers['x-session-id']);
  const userId = text(headers['x-user-id']);
  const tags = tagsIn(text(headers['x-tags'], LONGEST * MOST_TAGS));
  const metadata = objectIn(headers['x-metadata']);
  if (sessionId === undefined && userId === undefined && tags === undefined && metadata === undefined) return undefined;
  return { sessionId, userId, tags, metadata };
}

function text(value: string | readonly string[] | undefined, longest = LONGEST): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined;
}

function tagsIn(list: string | undefined): string[] | undefined {
  const tags = list?.split(',').map((tag) => tag.trim().slice(0, LONGEST)).filter((tag) => tag !== '');
  return tags && tags.length > 0 ? tags.slice(0, MOST_TAGS) : undefined;
}

function objectIn(value: string | readonly string[] | undefined): Record<string, unknown> | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_METADATA) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
