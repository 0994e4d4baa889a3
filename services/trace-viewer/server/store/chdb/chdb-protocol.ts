import type { SqlParams } from '../sql-engine.ts';

/** What the viewer asks of the process that holds chDB. Answers carry the request's number. */
export type ChdbRequest =
  | { readonly id: number; readonly kind: 'query'; readonly sql: string; readonly params: SqlParams }
  | { readonly id: number; readonly kind: 'write'; readonly sql: string }
  | { readonly id: number; readonly kind: 'close' };

export type ChdbReply =
  /** `rows` is text in the format JSONEachRow, empty for a statement that answers nothing. */
  | { readonly id: number; readonly kind: 'done'; readonly rows: Uint8Array }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string; readonly clickhouseCode: number | undefined };

/** Sent once, before any answer. */
export type ChdbGreeting =
  | { readonly kind: 'ready' }
  | { readonly kind: 'cannot-open'; readonly reason: 'no-library' | 'open-failed'; readonly message: string };
