import { z } from 'zod';

import { cutLargeValues, type ValueLimits } from '../ingest/limits.ts';
import type { Span } from '../ingest/span.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { SPANS, SpanRows } from './span-rows.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';
import { SpanRow, TraceRow, toStoredSpan, toTraceHead, type StoredSpan, type TraceHead } from './stored-span.ts';

export interface SpanStoreOptions extends ValueLimits, GroupCommitOptions {}

export interface StoreStats {
  readonly traces: number;
  readonly services: string[];
  readonly spans: number;
}

const Count = z.coerce.number().int();
const StatsRows = z.tuple([z.object({ traces: Count, services: z.array(z.string()), total_spans: Count })]);
const CountRows = z.tuple([z.object({ traces: Count })]);

/** Keeps spans. What `append` has taken, every later read shows. */
export class SpanStore {
  readonly #engine: SqlEngine;
  readonly #limits: ValueLimits;
  readonly #commits: GroupCommit;
  readonly #rows = new SpanRows();
  readonly #queries = {
    list: readQuery('list_traces'),
    trace: readQuery('read_trace'),
    stats: readQuery('stats'),
    count: readQuery('count_traces'),
  };
  #stats: Promise<StoreStats> | undefined;
  #lastReceivedUs = 0n;

  private constructor(engine: SqlEngine, options: SpanStoreOptions) {
    this.#engine = engine;
    this.#limits = options;
    this.#commits = new GroupCommit(async (rows) => {
      await engine.insert(SPANS, rows);
      this.#stats = undefined;
    }, options);
  }

  /** Takes over the engine: closing the store closes it. Throws as `migrate`. */
  static async open(engine: SqlEngine, options: SpanStoreOptions): Promise<SpanStore> {
    await migrate(engine);
    return new SpanStore(engine, options);
  }

  /**
   * Resolves once the spans are committed: they survive the end of this process, however it comes. A span that was
   * already there is replaced. Cuts values that are too large, in place.
   *
   * @throws StoreOverloadedError, SqlError, EngineLostError: then the spans may be sent again.
   */
  async append(spans: readonly Span[]): Promise<void> {
    if (spans.length === 0) return;
    const receivedUs = this.#now();
    await this.#commits.append((writer) => {
      for (const span of spans) this.#rows.write(writer, span, cutLargeValues(span, this.#limits), receivedUs);
    });
  }

  /** The newest traces by start; of all services when none is named. */
  async traces({ service = '', limit }: { service?: string | undefined; limit: number }): Promise<TraceHead[]> {
    const rows = await this.#engine.query(this.#queries.list, { service, limit });
    return z.array(TraceRow).parse(rows).map(toTraceHead);
  }

  /** The spans of a trace in no particular order; none when it is not known. */
  async trace(traceId: string): Promise<StoredSpan[]> {
    const rows = await this.#engine.query(this.#queries.trace, { trace_id: traceId });
    return z.array(SpanRow).parse(rows).map(toStoredSpan);
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
    await this.#engine.query('SELECT 1');
  }

  /** Deletes every span; answers how many traces there were. */
  async reset(): Promise<number> {
    await this.#commits.settled();
    const [{ traces }] = CountRows.parse(await this.#engine.query(this.#queries.count));
    for (const table of ['spans', 'pins', 'annotations']) await this.#engine.command(`TRUNCATE TABLE ${table} SYNC`);
    this.#stats = undefined;
    return traces;
  }

  /** Commits what was appended, then closes the engine. */
  async close(): Promise<void> {
    await this.#commits.settled();
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
