import { Readable } from 'node:stream';

import { z } from 'zod';

import { Imported } from '../../../contract/imported.ts';
import { TraceFilter } from '../../../contract/trace-filter.ts';
import { BodyParts, MAX_BODY_PARTS } from '../../ingest/body-parts.ts';
import { readOtlpJson } from '../../ingest/otlp-json.ts';
import { readBody } from '../../ingest/request-body.ts';
import { RequestRefusedError } from '../../ingest/request-refused-error.ts';
import type { SpanStore } from '../../store/span-store.ts';
import type { ListPlace } from '../../store/trace-list.ts';
import { readInput, type Endpoint } from '../endpoint.ts';
import { readFilter, type FilteredTime } from '../trace-query.ts';
import { TraceParams } from './trace-routes.ts';

const LINES = 'application/x-ndjson';
const TRACES_PER_LINE = 20;

export const OTLP_ROUTES: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/api/traces/{id}/otlp',
    about: 'A trace as it was sent, as OTLP/JSON.',
    params: TraceParams,
    answer: { media: 'application/json' },
    serve: async (ctx, { store }) => {
      const { id } = readInput(ctx, TraceParams, undefined).params;
      const traces = await store.otlp.read([id]);
      if (traces.resourceSpans.length === 0) throw new RequestRefusedError(404, `There is no trace ${id}.`);
      ctx.body = traces;
    },
  },
  {
    method: 'GET',
    path: '/api/export',
    about: 'The traces of a filter as they were sent, newest first: lines of OTLP/JSON.',
    query: TraceFilter,
    answer: { media: LINES },
    serve: async (ctx, { store, onUnexpected }) => {
      const filter = readFilter(readInput(ctx, undefined, TraceFilter).query);
      // The first line decides about the status: what fails later can only break off.
      const lines = exportLines(store, filter);
      const first = await lines.next();
      ctx.set('Content-Type', LINES);
      ctx.set('Content-Disposition', 'attachment; filename="traces.otlp.jsonl"');
      ctx.body = Readable.from(first.done === true ? [] : following(first.value, lines)).on('error', onUnexpected);
    },
  },
  {
    method: 'POST',
    path: '/api/import',
    about: 'Takes lines of OTLP/JSON, as the export writes them; with Content-Encoding gzip, deflate or zstd too. All of them or none.',
    answer: { schema: Imported },
    serve: async (ctx, { intake, limits, budget }) => {
      using charge = budget.open();
      const lines = splitLines(await readBody(ctx.req, limits, charge));
      // An export of many traces has more parts than what a program sends at a time.
      const parts = new BodyParts(4 * MAX_BODY_PARTS);
      const batches = lines.map(({ number, bytes }) => {
        try {
          return readOtlpJson(bytes, parts);
        } catch (cause) {
          throw new RequestRefusedError(400, `Line ${number} is not OTLP/JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        }
      });
      const spans = batches.flatMap((batch) => batch.spans);
      const rejected = batches.reduce((sum, batch) => sum + batch.rejected, 0);
      await intake.take({ spans, rejected });
      ctx.body = { spans: spans.length, rejected } satisfies z.infer<typeof Imported>;
    },
  },
];

async function* exportLines(store: SpanStore, { query, from, until }: FilteredTime): AsyncGenerator<string, void, undefined> {
  let after: ListPlace | undefined;
  do {
    const page = await store.list.page({ query, from, until, sort: 'start', limit: TRACES_PER_LINE, after });
    if (page.traces.length > 0) yield `${JSON.stringify(await store.otlp.read(page.traces.map(({ id }) => id)))}\n`;
    after = page.next;
  } while (after !== undefined);
}

async function* following(first: string, rest: AsyncGenerator<string, void, undefined>): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* rest;
}

const LINE_BREAK = 0x0a;

/** Lines that are not blank, numbered from 1. */
function splitLines(body: Buffer): { number: number; bytes: Buffer }[] {
  const lines: { number: number; bytes: Buffer }[] = [];
  for (let start = 0, number = 1; start < body.length; number += 1) {
    const found = body.indexOf(LINE_BREAK, start);
    const end = found === -1 ? body.length : found;
    const bytes = body.subarray(start, end);
    if (bytes.some((byte) => byte > 0x20)) lines.push({ number, bytes });
    start = end + 1;
  }
  return lines;
}
