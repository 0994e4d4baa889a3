import { z } from 'zod';

import { applyLimits, type SpanLimits } from '../ingest/limits.ts';
import type { Span } from '../ingest/span.ts';
import { Analysis } from './analysis.ts';
import { CommonNames } from './common-names.ts';
import { GroupCommit, StoreOverloadedError, type GroupCommitOptions } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { OtlpExport } from './otlp-export.ts';
import { SpanLog } from './span-log.ts';
import { SPANS, SpanRows } from './span-rows.ts';
import { Retention, type RetentionLimits } from './retention.ts';
import { SessionList } from './sessions.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';
import { readSkeletonSpans, type SkeletonSpan } from './skeleton-span.ts';
import { SpanRow, toStoredSpan, type StoredSpan } from './stored-span.ts';
import { TraceList } from './trace-list.ts';
import { TraceMarks } from './trace-marks.ts';

export interface SpanStoreOptions extends SpanLimits, GroupCommitOptions {
  /** Told when spans that are durable could not be made findable, which is tried again, and when those of an earlier run turn out to be damaged. */
  readonly onFailure: (error: unknown) => void;
}

/** Spans are found at the latest after this time, and at once by who asks. */
const INSERT_INTERVAL_MS = 200;
const SEGMENT_BYTES = 32 * 1024 * 1024;

export interface StoreStats {
  readonly traces: number;
  readonly services: string[];
  readonly spans: number;
}

const TABLES = ['spans', 'pins', 'annotations'];

const Count = z.coerce.number().int();
const StatsRows = z.tuple([z.object({ traces: Count, services: z.array(z.string()), total_spans: Count })]);
const SpanCountRows = z.tuple([z.object({ spans: Count })]);
const CountRows = z.tuple([z.object({ traces: Count })]);

/** Keeps spans. What `append` has taken, every later read shows. */
export class SpanStore {
  readonly list: TraceList;
  readonly sessions: SessionList;
  readonly marks: TraceMarks;
  readonly names: CommonNames;
  readonly analysis: Analysis;
  readonly otlp: OtlpExport;
  readonly #engine: SqlEngine;
  readonly #options: SpanStoreOptions;
  readonly #log: SpanLog;
  readonly #commits: GroupCommit;
  readonly #retention: Retention;
  readonly #rows = new SpanRows();
  readonly #queries = {
    trace: readQuery('read_trace'),
    skeleton: readQuery('read_skeleton'),
    span: readQuery('read_span'),
    stats: readQuery('stats'),
    count: readQuery('count_traces'),
    spanCount: readQuery('count_spans'),
  };
  #stats: Promise<StoreStats> | undefined;
  #lastReceivedUs = 0n;

  private constructor(engine: SqlEngine, log: SpanLog, options: SpanStoreOptions) {
    this.#engine = log.readEngine;
    this.list = new TraceList(this.#engine, engine);
    this.sessions = new SessionList(this.#engine);
    this.marks = new TraceMarks(engine);
    this.names = new CommonNames(this.#engine);
    this.#options = options;
    this.analysis = new Analysis(this.#engine, engine);
    this.otlp = new OtlpExport(this.#engine);
    this.#log = log;
    this.#retention = new Retention(engine);
    this.#commits = new GroupCommit(async (rows) => {
      await log.write(rows);
      this.#stats = undefined;
    }, options);
  }

  /** Takes over the engine: closing the store closes it. Throws as `migrate`. */
  static async open(engine: SqlEngine, options: SpanStoreOptions): Promise<SpanStore> {
    await migrate(engine);
    const log = await SpanLog.open(engine, SPANS, { folder: engine.spoolFolder, intervalMs: INSERT_INTERVAL_MS, segmentBytes: SEGMENT_BYTES, onFailure: options.onFailure });
    return new SpanStore(engine, log, options);
  }

  /**
   * Resolves once the spans are committed: they survive the end of this process, however it comes. A span that was
   * already there is replaced. Cuts what is larger than the limits, in place.
   *
   * @returns of how many spans something was cut
   * @throws StoreOverloadedError, StoreUnavailableError: then the spans may be sent again.
   */
  async append(spans: readonly Span[]): Promise<number> {
    if (spans.length === 0) return 0;
    if (this.#log.backlogBytes > this.#options.maxPendingBytes) throw new StoreOverloadedError(this.#log.backlogBytes);
    const receivedUs = this.#now();
    let truncated = 0;
    await this.#commits.append((writer) => {
      for (const span of spans) {
        const cut = applyLimits(span, this.#options);
        if (cut.length > 0) truncated += 1;
        this.#rows.write(writer, span, cut, receivedUs);
      }
    });
    return truncated;
  }

  /** Resolves once everything appended before is in the table, for who asks the engine itself. */
  async settled(): Promise<void> {
    await this.#commits.settled();
    await this.#log.flush();
  }

  /** The spans of a trace in no particular order; none when it is not known. */
  async trace(traceId: string): Promise<StoredSpan[]> {
    const rows = await this.#engine.query(this.#queries.trace, { trace_id: traceId });
    return z.array(SpanRow).parse(rows).map(toStoredSpan);
  }

  /** As `trace`, without what the spans carry. */
  async skeleton(traceId: string): Promise<SkeletonSpan[]> {
    const rows = await this.#engine.query(this.#queries.skeleton, { trace_id: traceId });
    return readSkeletonSpans(rows);
  }

  /** How many spans a trace has; 0 when it is not known. */
  async countSpans(traceId: string): Promise<number> {
    const [{ spans }] = SpanCountRows.parse(await this.#engine.query(this.#queries.spanCount, { trace_id: traceId }));
    return spans;
  }

  async span(traceId: string, spanId: string): Promise<StoredSpan | undefined> {
    const rows = await this.#engine.query(this.#queries.span, { trace_id: traceId, span_id: spanId });
    return z.array(SpanRow).parse(rows).map(toStoredSpan)[0];
  }

  /** Counted once between two commits. */
  stats(): Promise<StoreStats> {
    const stats = this.#stats ?? this.#countStats();
    this.#stats = stats;
    // A failure is told to who asked, not to the next one.
    stats.catch(() => {
      if (this.#stats === stats) this.#stats = undefined;
    });
    return stats;
  }

  /** Resolves when the engine answers. */
  async ping(): Promise<void> {
    await this.#log.engine.query('SELECT 1');
  }

  /** Deletes a trace with all that was said about it. Resolves once no read shows anything of it. */
  async deleteTrace(traceId: string): Promise<void> {
    await this.settled();
    for (const table of TABLES) await this.#engine.query(`DELETE FROM ${table} WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)`, { trace_id: traceId });
    this.#stats = undefined;
  }

  /** Deletes whole traces by age and size, never a pinned one; answers how many. */
  async expire(limits: RetentionLimits): Promise<number> {
    await this.settled();
    const deleted = await this.#retention.enforce(limits);
    this.#stats = undefined;
    return deleted;
  }

  /** Deletes every span; answers how many traces there were. */
  async reset(): Promise<number> {
    await this.settled();
    const [{ traces }] = CountRows.parse(await this.#engine.query(this.#queries.count));
    for (const table of TABLES) await this.#engine.command(`TRUNCATE TABLE ${table} SYNC`);
    this.#stats = undefined;
    return traces;
  }

  /** Commits what was appended, then closes the engine. */
  async close(): Promise<void> {
    await this.#commits.settled();
    await this.#log.close();
    await this.#engine.close();
  }

  /** Microseconds since 1970, each time later than the time before: of two forms of a span, the last one counts. */
  #now(): bigint {
    const now = BigInt(Date.now()) * 1_000n;
    this.#lastReceivedUs = now > this.#lastReceivedUs ? now : this.#lastReceivedUs + 1n;
    return this.#lastReceivedUs;
  }

  async #countStats(): Promise<StoreStats> {
    const [{ traces, services, total_spans: spans }] = StatsRows.parse(await this.#engine.query(this.#queries.stats));
    return { traces, services, spans };
  }
}
