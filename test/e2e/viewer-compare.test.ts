import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { pollUntil } from '../support/poll-until.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, type SentSpan } from './otlp.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('comparisons in the viewer', missing, 'REQUIRE_BROWSER');

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

const answered = (version: string, question: string, lmMs: number): readonly SentSpan[] => [
  { id: 1, name: 'MyRAG.forward', durationMs: lmMs + 100, attributes: { 'openinference.span.kind': 'CHAIN', 'dspy.program.version': version, 'input.value': `{"question": "${question}"}`, 'output.value': `{"answer": "answered by ${version}"}` } },
  { id: 2, parent: 1, name: 'LM.__call__', startMs: 60, durationMs: lmMs, attributes: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.token_count.prompt': 100, 'llm.token_count.completion': lmMs / 10, 'input.value': question } },
  ...(version === '1' ? [{ id: 3, parent: 1, name: 'old_search', durationMs: 5 }] : []),
];

const HOUR_MS = 3_600_000;

/** Version 2 is twice as slow, and two hours later. */
async function sendVersions(): Promise<void> {
  const now = Date.now();
  for (const [index, question] of ['Who?', 'What?'].entries()) {
    await sendTrace(viewer.tracesUrl, index + 1, answered('1', question, 400), 'e2e', now - 3 * HOUR_MS + index * 1_000);
    await sendTrace(viewer.tracesUrl, index + 11, answered('2', question, 800), 'e2e', now - HOUR_MS + index * 1_000);
  }
}

/** As an input of type `datetime-local` takes it. */
function localTime(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test('performance of two versions stands side by side, with the difference, and can be linked', async () => {
    await sendVersions();
    await using visited = await visit(browser, viewer.base, '/performance', { colorScheme });
    const { page, trouble } = visited;
    await page.getByRole('region', { name: 'Operations' }).getByText('old_search').waitFor();
    await page.getByRole('combobox', { name: 'Compare' }).selectOption('version');
    await page.getByRole('combobox', { name: 'Version A' }).selectOption('1');
    await page.getByRole('combobox', { name: 'Version B' }).selectOption('2');
    await page.waitForURL(/\/performance\?version=2&against_version=1$/);
    const table = page.getByRole('region', { name: 'Operations, compared' });
    const figures = async (name: string): Promise<string> => (await table.getByRole('row').filter({ hasText: name }).innerText()).replaceAll(/\s+/g, ' ');
    const expected = 'LM.__call__LLM 2 2 400 ms 800 ms ×2.0 400 ms 800 ms ×2.0 0 % 0 % 140 180 +29 % – – ';
    await pollUntil(async () => await figures('LM.__call__') === expected, { timeoutMs: 15_000, what: `the row to say ${expected}` });
    expect(await figures('old_search')).toContain('only in A');
    expect(await violations(page)).toEqual([]);

    await page.reload();
    await table.getByText('×2.0').first().waitFor();
    await page.getByRole('button', { name: 'Swap' }).click();
    await table.getByText('−50 %').first().waitFor();
    await table.getByRole('row').filter({ hasText: 'old_search' }).getByRole('link', { name: '2' }).click();
    await page.waitForURL(/\/\?q=version/);
    await page.locator('.trace-row').nth(1).waitFor();
    expect(await page.locator('.trace-row').count()).toBe(2);
    expect(trouble).toEqual([]);
  });
});

test('performance of a time is compared with as long a time before it', async () => {
  await sendVersions();
  const start = BigInt(Date.now() - 1.5 * HOUR_MS) * 1_000_000n;
  await using visited = await visit(browser, viewer.base, `/performance?from=${start}`);
  const { page, trouble } = visited;
  await page.getByRole('region', { name: 'Operations' }).getByText('LM.__call__').waitFor();
  await page.getByRole('combobox', { name: 'Compare' }).selectOption('time');
  await page.waitForURL(/against_from=\d+&against_to=\d+/);
  const table = page.getByRole('region', { name: 'Operations, compared' });
  await table.getByRole('row').filter({ hasText: 'MyRAG.forward' }).getByText('only in B').waitFor();
  // The time before is made longer, so that it reaches the older version.
  await page.getByLabel('A from').fill(localTime(Date.now() - 4 * HOUR_MS));
  await table.getByText('×2.0').first().waitFor();
  expect(await table.getByRole('row').filter({ hasText: 'old_search' }).innerText()).toContain('only in A');
  expect(trouble).toEqual([]);
});

test('two traces are picked in the list by keyboard and mouse, also from two searches, and compared', async () => {
  await sendVersions();
  await using visited = await visit(browser, viewer.base, '/?q=version:1');
  const { page, trouble } = visited;
  await page.locator('.trace-row').nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  const bar = page.getByRole('group', { name: 'Picked for comparison' });
  await bar.getByText('1 trace picked: pick another').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.goto(`${viewer.base}/?q=version:2`);
  await page.locator('.trace-row').nth(1).waitFor();
  await page.getByRole('checkbox', { name: 'Pick MyRAG.forward for comparison' }).first().check();
  await bar.getByText('2 traces picked').waitFor();
  await bar.getByRole('button', { name: 'Compare' }).click();
  await page.waitForURL(/\/compare\?a=0{31}2&b=0{31}c$/);
  await page.locator('.text-diff').first().waitFor();
  await page.goBack();
  await bar.getByRole('button', { name: 'Let go of what was picked' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

describe.each([['light', 1440], ['dark', 360]] as const)('in %s colours, %d pixels wide', (colorScheme, width) => {
  test('two groups stand side by side: per trace, per operation, and what they answered to the same', async () => {
    await sendVersions();
    await using visited = await visit(browser, viewer.base, '/?q=version:1', { colorScheme, viewport: { width, height: 900 } });
    const { page, trouble } = visited;
    await page.getByRole('link', { name: 'Compare …' }).click();
    await page.waitForURL(/\/compare\/groups\?a\.q=version%3A1$/);
    await page.getByRole('combobox', { name: 'Search traces of B' }).fill('version:2');
    await page.keyboard.press('Enter');
    await page.waitForURL(/b\.q=version%3A2$/);
    const totals = page.getByRole('region', { name: 'Per trace' });
    const duration = totals.getByRole('row').filter({ hasText: 'Duration' });
    await pollUntil(async () => (await duration.innerText()).replaceAll(/\s+/g, ' ') === 'Duration 500 ms 900 ms +80 %', { timeoutMs: 15_000, what: 'the durations of both groups' });
    await page.getByRole('region', { name: 'Operations, compared' }).getByRole('row').filter({ hasText: 'old_search' }).getByText('only in A').waitFor();
    const answers = page.getByRole('region', { name: 'Answers' }).getByRole('listitem');
    expect(await answers.count()).toBe(2);
    expect((await answers.filter({ hasText: 'Who?' }).innerText()).replaceAll(/\s+/g, ' ')).toBe('Who? differs Compare A answered by 1 500 ms B answered by 2 900 ms');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await answers.filter({ hasText: 'Who?' }).getByRole('link', { name: 'Compare' }).click();
    await page.waitForURL(/\/compare\?a=0{31}1&b=0{31}b$/);
    expect(trouble).toEqual([]);
  });
});
