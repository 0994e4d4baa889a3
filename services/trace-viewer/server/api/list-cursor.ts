import { z } from 'zod';

import { TraceId } from '../../contract/scalars.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';
import type { ListPlace, Sort } from '../store/trace-list.ts';

const Written = z.tuple([z.string(), z.string().regex(/^(\d{1,20}|\d+(\.\d+)?(e[+-]?\d+)?)$/), TraceId]);

/** A place in the list as text that nobody needs to understand. */
export function writeCursor(sort: Sort, { position, id }: ListPlace): string {
  return Buffer.from(JSON.stringify([sort, position, id])).toString('base64url');
}

/** @throws RequestRefusedError 400 for a text that `writeCursor` did not write for this order */
export function readCursor(cursor: string, sort: Sort): ListPlace {
  const [writtenFor, position, id] = parse(cursor);
  if (writtenFor !== sort || (sort !== 'cost' && BigInt(position) >= 2n ** 64n)) throw invalid();
  return { position, id };
}

function parse(cursor: string): z.infer<typeof Written> {
  try {
    const written = Written.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (written[0] !== 'cost') BigInt(written[1]);
    return written;
  } catch (cause) {
    throw invalid(cause);
  }
}

function invalid(cause?: unknown): RequestRefusedError {
  return new RequestRefusedError(400, 'The query is not valid: cursor: expected the next_cursor of an answer with the same sort.', { cause });
}
