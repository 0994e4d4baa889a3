import type { Failure } from './failure.ts';
import type { JsonObject } from './json.ts';

/** Under which ids logs and traces know a call. */
interface CallIds {
  readonly requestId: string | null;
  readonly traceId: string | null;
}

/** What happens during a call, in the order in which it happens. */
export type CallEvent =
  | { readonly type: 'answered'; readonly ids: CallIds }
  | { readonly type: 'field'; readonly field: string; readonly text: string; readonly predictor: string; readonly call: number }
  | { readonly type: 'status'; readonly message: string }
  | { readonly type: 'result'; readonly output: JsonObject; readonly ms: number }
  | { readonly type: 'failed'; readonly failure: Failure; readonly ms: number }
  | { readonly type: 'cancelled'; readonly ms: number };

/** What a predictor has written of one field so far. */
export interface Piece {
  readonly key: string;
  readonly field: string;
  readonly predictor: string;
  readonly text: string;
}

/** A call as the page shows it. */
export interface Call {
  readonly phase: 'running' | 'done' | 'failed' | 'cancelled';
  readonly ids: CallIds;
  readonly pieces: readonly Piece[];
  /** What the program says of its progress, the newest last. */
  readonly notes: readonly string[];
  readonly output?: JsonObject;
  readonly failure?: Failure;
  /** As this page measured it. */
  readonly ms?: number;
}

export const STARTED: Call = { phase: 'running', ids: { requestId: null, traceId: null }, pieces: [], notes: [] };

/** The call after one more event. */
export function advanced(call: Call, event: CallEvent): Call {
  switch (event.type) {
    case 'answered':
      return { ...call, ids: event.ids };
    case 'field':
      return { ...call, pieces: withText(call.pieces, event) };
    case 'status':
      return { ...call, notes: [...call.notes, event.message] };
    case 'result':
      return { ...call, phase: 'done', output: event.output, ms: event.ms };
    case 'failed':
      return { ...call, phase: 'failed', failure: event.failure, ms: event.ms };
    default:
      return { ...call, phase: 'cancelled', ms: event.ms };
  }
}

function withText(pieces: readonly Piece[], { field, text, predictor, call }: CallEvent & { readonly type: 'field' }): readonly Piece[] {
  const key = `${predictor}/${call}/${field}`;
  const at = pieces.findIndex((piece) => piece.key === key);
  const before = pieces[at];
  if (before === undefined) return [...pieces, { key, field, predictor, text }];
  return pieces.with(at, { ...before, text: before.text + text });
}

/** What was written on the way to an output, and is not part of it. */
export function intermediate({ pieces, output }: Call): readonly Piece[] {
  return output === undefined ? pieces : pieces.filter(({ field, text }) => !Object.hasOwn(output, field) || (typeof output[field] === 'string' && output[field].trim() !== text.trim()));
}
