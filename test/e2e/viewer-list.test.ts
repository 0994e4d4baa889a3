import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { pollUntil } from '../support/poll-until.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, type SentSpan } from './otlp.ts';

const missing = whyNoBrowser();
const test = testUnless('how the viewer lists traces', missing, 'REQUIRE_BROWSER');

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

const call = (name: string, rest: Partial<SentSpan> = {}): readonly SentSpan[] => [{ id: 1, name, attributes: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'input.value': `asks ${name}` }, ...rest }];

async function names(page: Page): Promise<readonly string[]> {
  return page.locator('.trace-row .cell-program > a').allInnerTexts();
}

async function shows(page: Page, expected: readonly string[]): Promise<void> {
  await pollUntil(async () => JSON.stringify(await names(page)) === JSON.stringify(expected), { timeoutMs: 15_000, what: `the list to be ${expected.join(', ')}` });
}

describe('a search', () => {
  test('is completed while it is written, and its parts are taken away one by one', async () => {
    await sendTrace(viewer.tracesUrl, 1, call('slow', { durationMs: 5_000 }), 'one', Date.now() - 3_000);
    await sendTrace(viewer.tracesUrl, 2, call('failed', { error: 'broken' }), 'one', Date.now() - 2_000);
    await sendTrace(viewer.tracesUrl, 3, [{ id: 1, name: 'plain' }], 'two', Date.now() - 1_000);
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await shows(page, ['plain', 'failed', 'slow']);
    await page.keyboard.press('/');
    await page.keyboard.type('mod');
    await page.getByRole('option', { name: /^model:/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: /gpt-4o-mini/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' status:error');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=model%3Agpt-4o-mini\+status%3Aerror/);
    await shows(page, ['failed']);
    await page.getByText('1 of 3 traces').waitFor();
    await page.getByRole('button', { name: 'Remove the filter status:error' }).click();
    await shows(page, ['failed', 'slow']);
    await page.reload();
    await shows(page, ['failed', 'slow']);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await shows(page, ['plain', 'failed', 'slow']);
    expect(trouble).toEqual([]);
  });

  test('that cannot be read says where, and the list stays', async () => {
    await sendTrace(viewer.tracesUrl, 1, call('here'));
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await shows(page, ['here']);
    await page.getByRole('combobox', { name: 'Search traces' }).fill('duration>soon');
    await page.keyboard.press('Enter');
    await page.getByText('At character 10: expected a duration').waitFor();
    await shows(page, ['here']);
  });
});

test('a time is chosen by dragging over the histogram', async () => {
  const now = Date.now();
  await sendTrace(viewer.tracesUrl, 1, call('old'), 'one', now - 600_000);
  await sendTrace(viewer.tracesUrl, 2, call('new'), 'one', now);
  await using visited = await visit(browser, viewer.base);
  const { page } = visited;
  await shows(page, ['new', 'old']);
  const box = await page.locator('.list-histogram-drawing').boundingBox();
  if (box === null) throw new Error('there is no histogram');
  await page.mouse.move(box.x + 1, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 3, box.y + 20);
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.up();
  await page.waitForURL(/from=\d+&to=\d+/);
  await shows(page, ['old']);
  await page.getByRole('button', { name: /Remove the filter started/ }).click();
  await shows(page, ['new', 'old']);
});

test('the slowest come first when one asks for that, and a session leads to its traces', async () => {
  await sendTrace(viewer.tracesUrl, 1, call('slow', { durationMs: 5_000, attributes: { 'session.id': 'chat 7' } }), 'one', Date.now() - 3_000);
  await sendTrace(viewer.tracesUrl, 2, call('fast', { durationMs: 5 }));
  await using visited = await visit(browser, viewer.base);
  const { page } = visited;
  await shows(page, ['fast', 'slow']);
  await page.getByRole('button', { name: 'Duration' }).click();
  await page.waitForURL(/sort=duration/);
  await shows(page, ['slow', 'fast']);
  await page.getByRole('link', { name: 'session chat 7' }).click();
  await page.waitForURL(/\/sessions\?id=chat\+7/);
  await page.getByRole('link', { name: 'As a list' }).click();
  await page.waitForURL(/q=session/);
  await shows(page, ['slow']);
});

test('a list of any length is scrolled to its end, page by page', async () => {
  const now = Date.now();
  for (let trace = 1; trace <= 450; trace += 1) await sendTrace(viewer.tracesUrl, trace, [{ id: 1, name: `trace ${trace}` }], 'many', now - trace * 1_000);
  await using visited = await visit(browser, viewer.base);
  const { page, trouble } = visited;
  await page.locator('.trace-row').first().waitFor();
  await pollUntil(async () => {
    await page.locator('.list-scroller').evaluate((list) => { list.scrollTop = list.scrollHeight; });
    return (await names(page)).at(-1) === 'trace 450';
  }, { timeoutMs: 20_000, what: 'the oldest trace to be in sight' });
  expect(await page.locator('.trace-row').count()).toBeLessThan(100);
  expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('451');
  expect(trouble).toEqual([]);
});
