import { z } from 'zod';

import { NO_SPAN } from './stored-span.ts';
import type { SqlEngine } from './sql-engine.ts';

/** What somebody says about a trace or one of its spans. */
export interface Annotation {
  /** `null` for the whole trace. */
  readonly spanId: string | null;
  /** What it is about: `correctness`, `note`. The same name said again replaces what was said. */
  readonly name: string;
  readonly score: number | null;
  readonly label: string;
  readonly note: string;
}

export interface StoredAnnotation extends Annotation {
  /** Milliseconds since 1970. */
  readonly createdMs: number;
}

const PINNED = 'SELECT trace_id FROM pins FINAL WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)';
const PIN = 'INSERT INTO pins (trace_id) SELECT unhex({trace_id:String})';
const UNPIN = 'DELETE FROM pins WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)';
const READ = `SELECT lower(hex(span_id)) AS span, name, score, label, note, toString(toUnixTimestamp64Milli(created)) AS created
FROM annotations FINAL WHERE trace_id = toFixedString(unhex({trace_id:String}), 16) ORDER BY span_id, name`;
const ANNOTATE = `INSERT INTO annotations (trace_id, span_id, name, score, label, note)
SELECT unhex({trace_id:String}), unhex({span_id:String}), {name:String}, toFloat64OrNull({score:String}), {label:String}, {note:String}`;
const FORGET = 'DELETE FROM annotations WHERE trace_id = toFixedString(unhex({trace_id:String}), 16) AND span_id = toFixedString(unhex({span_id:String}), 8) AND name = {name:String}';

const Row = z.object({ span: z.string(), name: z.string(), score: z.number().nullable(), label: z.string(), note: z.string(), created: z.string().transform(Number) });

/** What people and scripts say about traces, kept beside them. */
export class TraceMarks {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  async isPinned(traceId: string): Promise<boolean> {
    return (await this.#engine.query(PINNED, { trace_id: traceId })).length > 0;
  }

  async setPinned(traceId: string, pinned: boolean): Promise<void> {
    await this.#engine.query(pinned ? PIN : UNPIN, { trace_id: traceId });
  }

  async annotations(traceId: string): Promise<StoredAnnotation[]> {
    const rows = z.array(Row).parse(await this.#engine.query(READ, { trace_id: traceId }));
    return rows.map(({ span, name, score, label, note, created }) => ({ spanId: span === NO_SPAN ? null : span, name, score, label, note, createdMs: created }));
  }

  async annotate(traceId: string, { spanId, name, score, label, note }: Annotation): Promise<void> {
    // An empty text is no number: that is how NULL gets through as a parameter.
    const values = { span_id: spanId ?? NO_SPAN, name, score: score === null ? '' : String(score), label, note };
    await this.#engine.query(ANNOTATE, { trace_id: traceId, ...values });
  }

  async forgetAnnotation(traceId: string, spanId: string | null, name: string): Promise<void> {
    await this.#engine.query(FORGET, { trace_id: traceId, span_id: spanId ?? NO_SPAN, name });
  }
}
