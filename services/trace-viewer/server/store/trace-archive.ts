import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

import { z } from 'zod';

import { MalformedOtlpError } from '../ingest/malformed-otlp-error.ts';
import { readOtlpJson } from '../ingest/otlp-json.ts';
import { OtlpExport } from './otlp-export.ts';
import type { SpanStore } from './span-store.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';

/** Traces of one line: enough that a question costs little, few enough that large ones fit into memory. */
const TRACES_A_LINE = 20;
const IDS_AT_ONCE = 100_000;
const FIRST = '0'.repeat(32);

const Ids = z.array(z.object({ id: z.string() }));

export interface ArchiveCount {
  readonly traces: number;
  readonly spans: number;
}

/** Writes every trace as OTLP/JSON, some traces a line, in the order of their ids: the same traces give the same bytes. */
export async function exportArchive(engine: SqlEngine, out: Writable): Promise<ArchiveCount> {
  const otlp = new OtlpExport(engine);
  const sql = readQuery('trace_ids');
  let traces = 0;
  let spans = 0;
  for (let after = FIRST; ;) {
    const ids = Ids.parse(await engine.query(sql, { after, limit: IDS_AT_ONCE })).map(({ id }) => id);
    for (let first = 0; first < ids.length; first += TRACES_A_LINE) {
      const line = await otlp.read(ids.slice(first, first + TRACES_A_LINE));
      spans += countSpans(line);
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    }
    traces += ids.length;
    const last = ids.at(-1);
    if (last === undefined) return { traces, spans };
    after = last;
  }
}

/**
 * Takes what `exportArchive` wrote, and any other file with an OTLP/JSON export on each line. What is there already is there once.
 *
 * @throws MalformedOtlpError naming the line; the lines before it are stored.
 */
export async function importArchive(store: SpanStore, input: Readable): Promise<ArchiveCount> {
  const seen = new Set<string>();
  let spans = 0;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const batch = readLine(line, number);
    await store.append(batch.spans);
    for (const { traceId } of batch.spans) seen.add(traceId);
    spans += batch.spans.length;
  }
  await store.settled();
  return { traces: seen.size, spans };
}

function readLine(line: string, number: number): ReturnType<typeof readOtlpJson> {
  try {
    return readOtlpJson(Buffer.from(line));
  } catch (error) {
    throw error instanceof MalformedOtlpError ? new MalformedOtlpError(`line ${number}, ${error.where}`, error.problem, { cause: error }) : error;
  }
}

function countSpans({ resourceSpans }: Awaited<ReturnType<OtlpExport['read']>>): number {
  const Shape = z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(z.unknown()) })) }));
  return Shape.parse(resourceSpans).reduce((sum, { scopeSpans }) => sum + scopeSpans.reduce((own, { spans }) => own + spans.length, 0), 0);
}
