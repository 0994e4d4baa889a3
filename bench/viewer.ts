// What the viewer takes, how fast and with how much memory: LLM-shaped spans over OTLP/HTTP from this process to a viewer in another, both on
// the same cores. Everything acknowledged is counted afterwards. BENCH_VIEWER_SPANS makes the measured part shorter, BENCH_VIEWER_STORED
// says how many spans are stored when memory at rest is measured, BENCH_VIEWER_QUERIED how many when questions are asked.
import { setTimeout as delay } from 'node:timers/promises';

import { rounded } from './measure.ts';
import { IngestLoad } from './viewer/ingest.ts';
import { measureQueries } from './viewer/queries.ts';
import { startViewer } from './viewer/running-viewer.ts';

const WARM_UP = 20_000;
const MEASURED = Number(process.env['BENCH_VIEWER_SPANS'] ?? 300_000);
const STORED = Number(process.env['BENCH_VIEWER_STORED'] ?? 1_000_000);
const QUERIED = Number(process.env['BENCH_VIEWER_QUERIED'] ?? 2_000_000);
const SETTLE_MS = 10_000;

await using viewer = await startViewer();
const load = new IngestLoad(viewer);
await load.run(WARM_UP);
const ingest = await load.run(MEASURED);
if (STORED > load.acknowledged) await load.run(STORED - load.acknowledged);
await delay(SETTLE_MS);
const atRestMiB = await viewer.residentMiB();
const answer = await fetch(`http://127.0.0.1:${viewer.port}/api/stats`);
const { total_spans: stored } = (await answer.json()) as { total_spans: number };
if (stored !== load.acknowledged) throw new Error(`${load.acknowledged} spans were acknowledged, ${stored} are stored`);

if (QUERIED > load.acknowledged) await load.run(QUERIED - load.acknowledged);
await delay(SETTLE_MS);
const startToFirstAnswerMs = rounded(await viewer.restart());
const queries = await measureQueries(viewer);

console.log(JSON.stringify({ ingest, atRest: { spans: stored, residentMiB: atRestMiB }, startToFirstAnswerMs, queries }));
