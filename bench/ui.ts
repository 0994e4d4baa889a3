// What the viewer's page costs, in Chromium without a graphics card. Needs the build, as `make setup` leaves it.
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Browser, Page } from 'playwright-core';

import { launchBrowser, visit } from '../test/e2e/browser.ts';
import { sendTrace, spanId, traceId, type SentSpan } from '../test/e2e/otlp.ts';
import { postJson } from '../test/support/http-json.ts';
import { root, startViewer, type Viewer } from '../test/support/services.ts';
import { median, rounded } from './measure.ts';

const LISTED = 10_000;
const DEEP = 20_000;
/** An hour of 20 traces a second, in requests of this many traces. */
const HOUR = 72_000;
const BATCH = 400;
const KINDS = ['CHAIN', 'LLM', 'TOOL', 'RETRIEVER', 'CHAIN'];

await using viewer = await startViewer();
const browser = await launchBrowser();
try {
  await sendMany(viewer, LISTED, 0);
  await sendLarge(viewer);
  const firstView = await openings(browser, '/', '.trace-row', 5);
  const listFps = await scrolled(browser, '/', '.list-scroller', '.trace-row');
  const large = `/traces/${traceId(1)}`;
  const traceOpen = await openings(browser, large, '.span-row', 5);
  const traceFps = await scrolled(browser, large, '.span-tree', '.span-row');
  const latencies = await newTraces(browser, 11);
  const memory = await memoryOverAnHour(browser);
  console.log(JSON.stringify({
    // Above the number of cores, other work took a part of each figure.
    loadAverage: rounded(loadavg()[0] ?? 0),
    firstView: { ms: rounded(median(firstView)), javascriptGzippedKB: await javascriptKB(browser) },
    list: { traces: LISTED, scrollFramesPerSecond: rounded(listFps) },
    trace: { spans: DEEP, openMs: rounded(median(traceOpen)), scrollFramesPerSecond: rounded(traceFps) },
    newTrace: { visibleAfterMs: rounded(median(latencies)) },
    memory,
  }));
} finally {
  await browser.close();
}

/** Traces of one span, as many to a request as exporters send. */
async function sendMany({ tracesUrl }: Viewer, count: number, offset: number): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  for (let at = 0; at < count; at += BATCH) {
    const spans = Array.from({ length: Math.min(BATCH, count - at) }, (_, index) => {
      const number = offset + at + index + 2;
      const start = now - BigInt(count - at - index) * 50_000_000n;
      return {
        traceId: traceId(number), spanId: spanId(number), name: 'MyRAG.forward', kind: 1, startTimeUnixNano: String(start), endTimeUnixNano: String(start + 40_000_000n), status: { code: 1 },
        attributes: [
          { key: 'openinference.span.kind', value: { stringValue: 'CHAIN' } }, { key: 'input.value', value: { stringValue: `{"question": "What is number ${number}?"}` } },
          { key: 'output.value', value: { stringValue: `{"answer": "It is ${number}, as far as one knows."}` } },
        ],
      };
    });
    const answer = await postJson(tracesUrl, { resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] }, scopeSpans: [{ scope: { name: 'bench' }, spans }] }] });
    if (answer.status !== 200) throw new Error(`the viewer refused spans: ${answer.status}`);
  }
}

async function sendLarge({ tracesUrl }: Viewer): Promise<void> {
  const startedAt = Date.now() - 60_000;
  const spans = Array.from({ length: DEEP }, (_, index): SentSpan => ({
    id: index + 1, ...(index > 0 && { parent: Math.ceil(index / 4) }), name: `step ${index + 1}`, startMs: index / 10, durationMs: 20 + (index % 7) * 10,
    attributes: { 'openinference.span.kind': KINDS[index % KINDS.length] ?? 'CHAIN', 'input.value': `{"question": "What is step ${index + 1}?"}` },
  }));
  for (let at = 0; at < DEEP; at += 5_000) await sendTrace(tracesUrl, 1, spans.slice(at, at + 5_000), 'bench', startedAt);
}

/** Milliseconds from asking for a page that no cache holds until the first row is drawn. */
async function openings(inBrowser: Browser, path: string, row: string, times: number): Promise<readonly number[]> {
  const figures: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await using visited = await visit(inBrowser, viewer.base, path);
    await visited.page.locator(row).first().waitFor();
    figures.push(await visited.page.evaluate((selector) => new Promise<number>((resolve) => {
      // What was drawn before this frame is on the screen after it.
      if (document.querySelector(selector) !== null) requestAnimationFrame(() => { resolve(performance.now()); });
    }), row));
  }
  return figures;
}

/** Frames a second while a table is scrolled by half a screen a frame, for three seconds. */
async function scrolled(inBrowser: Browser, path: string, scroller: string, row: string): Promise<number> {
  await using visited = await visit(inBrowser, viewer.base, path);
  await visited.page.locator(row).first().waitFor();
  await sleep(1_000);
  return await visited.page.evaluate((selector) => new Promise<number>((resolve) => {
    const element = document.querySelector(selector);
    const started = performance.now();
    let frames = 0;
    let step = 240;
    const frame = (now: number): void => {
      frames += 1;
      if (element === null || now - started >= 3_000) {
        resolve((frames * 1_000) / (now - started));
        return;
      }
      const before = element.scrollTop;
      element.scrollTop += step;
      if (element.scrollTop === before) step = -step;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }), scroller);
}

/** Milliseconds from sending a trace until its row is in the list. */
async function newTraces(inBrowser: Browser, times: number): Promise<readonly number[]> {
  await using visited = await visit(inBrowser, viewer.base);
  const { page } = visited;
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('.trace-row').first().waitFor();
  const figures: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const name = `arrival ${time}`;
    const started = performance.now();
    const shown = page.locator('.trace-row').getByText(name, { exact: true }).waitFor();
    await sendTrace(viewer.tracesUrl, 900_000_000 + time, [{ id: 1, name }]);
    await shown;
    figures.push(performance.now() - started);
    await sleep(300);
  }
  return figures;
}

/** The page's heap, collected, before and after an hour's traces have slid into its list. */
async function memoryOverAnHour(inBrowser: Browser): Promise<{ traces: number; beforeMB: number; afterMB: number }> {
  await using visited = await visit(inBrowser, viewer.base);
  const { page } = visited;
  await page.locator('.trace-row').first().waitFor();
  await sendMany(viewer, HOUR / 20, 1_000_000);
  const before = await heapMB(page);
  await sendMany(viewer, HOUR, 2_000_000);
  await sleep(1_000);
  return { traces: HOUR, beforeMB: rounded(before), afterMB: rounded(await heapMB(page)) };
}

async function heapMB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}

/** The scripts that the first view asks for, as the build compressed them. */
async function javascriptKB(inBrowser: Browser): Promise<number> {
  await using visited = await visit(inBrowser, viewer.base, '/nowhere');
  const { page } = visited;
  const scripts = new Set<string>();
  page.on('request', (request) => { if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname); });
  await page.goto(viewer.base);
  await page.locator('.trace-row').first().waitFor();
  let bytes = 0;
  for (const script of scripts) bytes += (await readFile(join(root, 'services/trace-viewer/dist/ui', `${script}.gz`))).byteLength;
  return rounded(bytes / 1_000);
}
