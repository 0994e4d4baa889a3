import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace } from './otlp.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('sessions in the viewer', missing, 'REQUIRE_BROWSER');

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

async function say(trace: number, session: string, question: string, answer: string): Promise<void> {
  await sendTrace(viewer.tracesUrl, trace, [
    { id: 1, name: 'Chat.forward', durationMs: 100, attributes: { 'openinference.span.kind': 'CHAIN', 'session.id': session, 'input.value': JSON.stringify({ question }), 'output.value': JSON.stringify({ answer }) } },
  ], 'e2e', Date.now() - 60_000 + trace * 1_000);
}

describe.each([['light', 1440], ['dark', 360]] as const)('in %s colours, %d pixels wide', (colorScheme, width) => {
  test('sessions are listed, and one opens as the conversation of its traces, first to last', async () => {
    const hostile = '<script>alert(1)</script>\u202Ereversed';
    const long = `${'beyond what the list keeps '.repeat(20)}the end`;
    await say(1, hostile, 'Who are you?', 'A model.');
    await say(2, 'other', 'Something else?', 'No.');
    await say(3, hostile, 'And who made you?', long);
    await using visited = await visit(browser, viewer.base, '/', { colorScheme, viewport: { width, height: 800 } });
    const { page, trouble } = visited;
    await page.getByRole('navigation', { name: 'Traces or sessions' }).getByRole('link', { name: 'Sessions' }).click();
    await page.waitForURL(/\/sessions$/);
    const row = page.getByRole('row').filter({ hasText: 'alert(1)' });
    await row.waitFor();
    expect((await row.getByRole('cell').allInnerTexts()).slice(0, 4)).toEqual(['Who are you?', '2', '0', '200 ms']);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await row.getByRole('link').click();
    await page.waitForURL(/\/sessions\?id=/);
    const turns = page.locator('.turn');
    await turns.nth(1).getByText('the end').waitFor();
    expect(await turns.count()).toBe(2);
    expect(await turns.first().innerText()).toContain('A model.');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/sessions$/);
    expect(trouble).toEqual([]);
  });
});

test('without a session, the page says how traces tell one', async () => {
  await using visited = await visit(browser, viewer.base, '/sessions');
  await visited.page.getByText('No trace tells a session.').waitFor();
  expect(visited.trouble).toEqual([]);
});
