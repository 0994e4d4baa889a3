import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, spanId, traceId, type SentSpan } from './otlp.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('flame graphs in the viewer', missing, 'REQUIRE_BROWSER');

jest.setTimeout(60_000);

let browser: Browser;
let viewer: Viewer;

beforeAll(async () => {
  if (missing === undefined) [browser, viewer] = await Promise.all([launchBrowser(), startViewer()]);
}, 120_000);

afterEach(async () => {
  if (missing === undefined) await postJson(`${viewer.base}/api/reset`, {});
});

afterAll(async () => {
  if (missing !== undefined) return;
  await browser.close();
  await viewer[Symbol.asyncDispose]();
});

const kind = (name: string) => ({ 'openinference.span.kind': name });

/** A loop: the second call of the model is the longest. */
const agent: readonly SentSpan[] = [
  { id: 1, name: 'ReAct.forward', durationMs: 1_000, attributes: kind('AGENT') },
  { id: 2, parent: 1, name: 'LM.__call__', durationMs: 200, attributes: kind('LLM') },
  { id: 3, parent: 1, name: 'search', startMs: 200, durationMs: 100, attributes: kind('TOOL'), error: 'broken' },
  { id: 4, parent: 1, name: 'LM.__call__', startMs: 300, durationMs: 500, attributes: kind('LLM') },
];

describe.each([['light', 1440], ['dark', 360]] as const)('in %s colours, %d pixels wide', (colorScheme, width) => {
  test('a trace is a flame graph, in which the same calls are one, without a barrier that axe finds', async () => {
    await sendTrace(viewer.tracesUrl, 1, agent);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}?as=flame`, { colorScheme, viewport: { width, height: 800 } });
    const { page, trouble } = visited;
    const tree = page.getByRole('tree', { name: 'Flame graph of the trace' });
    await tree.getByRole('treeitem', { name: 'LM.__call__ 700 ms, LLM, 2 spans, 700 ms itself, 70 % of all' }).waitFor();
    expect(await tree.getByRole('treeitem').count()).toBe(3);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(trouble).toEqual([]);
  });
});

test('by keyboard: into the flame graph, to a frame, its longest span beside it, zoomed and back', async () => {
  await sendTrace(viewer.tracesUrl, 1, agent);
  await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}?span=${spanId(1)}`);
  const { page, trouble } = visited;
  await page.locator('.span-row').nth(3).waitFor();
  await page.keyboard.press('f');
  const active = page.getByRole('treeitem', { selected: true });
  await active.and(page.getByLabel(/^ReAct\.forward/)).waitFor();
  await page.keyboard.press('ArrowDown');
  await active.and(page.getByLabel(/^LM/)).waitFor();
  await page.getByRole('region', { name: 'Span LM.__call__' }).getByText(spanId(4)).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/frame=[0-9a-f]{8}/);
  await page.getByRole('treeitem', { name: /^search/ }).waitFor({ state: 'detached' });
  await page.reload();
  await active.and(page.getByLabel(/^LM/)).waitFor();
  expect(await page.getByRole('treeitem').count()).toBe(2);
  await page.keyboard.press('Escape');
  await page.getByRole('treeitem', { name: /^search/ }).waitFor();
  await page.keyboard.press('ArrowRight');
  await active.and(page.getByLabel(/^search/)).waitFor();
  await page.keyboard.press('f');
  await page.locator(`#span-${spanId(3)}[aria-selected="true"]`).waitFor();
  expect(trouble).toEqual([]);
});

test('many traces are one flame graph, whose frames lead to the traces behind them', async () => {
  await sendTrace(viewer.tracesUrl, 1, agent);
  await sendTrace(viewer.tracesUrl, 2, agent);
  await sendTrace(viewer.tracesUrl, 3, [{ id: 30, name: 'other' }]);
  await using visited = await visit(browser, viewer.base, '/performance');
  const { page, trouble } = visited;
  const panel = page.getByRole('region', { name: 'Flame graph' });
  await panel.getByText('3 traces').waitFor();
  await panel.getByRole('treeitem', { name: /^LM.__call__ 1\.40 s, LLM, 4 spans/ }).click();
  await page.waitForURL(/\/performance\?frame=[0-9a-f]{8}/);
  await panel.getByRole('treeitem', { name: /^other/ }).waitFor({ state: 'detached' });
  expect(await violations(page)).toEqual([]);
  await panel.getByRole('link', { name: 'Traces with LM.__call__' }).click();
  await page.locator('.trace-row').nth(1).waitFor();
  expect(await page.locator('.trace-row').count()).toBe(2);
  await page.goBack();
  await panel.getByRole('treeitem', { name: /^search/ }).waitFor({ state: 'detached' });
  await panel.getByRole('treeitem', { name: /^LM/ }).waitFor();
  await panel.getByRole('link', { name: 'Longest of these spans' }).click();
  await page.getByRole('region', { name: 'Span LM.__call__' }).waitFor();
  expect(trouble).toEqual([]);
});
