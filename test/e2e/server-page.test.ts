import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';

import { getJson, postJson } from '../support/http-json.ts';
import { startDemoLm, startServer, startViewer, type RunningService, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import type { TempDir } from '../support/temp-dir.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { serverProject } from './server-project.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('the server’s page in a browser', missing, 'REQUIRE_BROWSER');

jest.setTimeout(90_000);

let browser: Browser;
let demoLm: RunningService;
let slowLm: RunningService;
let viewer: Viewer;
let project: TempDir;
let server: RunningService;
/** Its model takes a minute. */
let slow: RunningService;

beforeAll(async () => {
  if (missing !== undefined) return;
  [browser, demoLm, slowLm, viewer, project] = await Promise.all([launchBrowser(), startDemoLm({ delayMs: 1_000 }), startDemoLm({ delayMs: 60_000 }), startViewer(), serverProject()]);
  const serve = (lm: RunningService, flags: readonly string[]): Promise<RunningService> => startServer({
    project: project.path,
    flags: ['--no-save-openapi', '--no-reload', ...flags],
    env: {
      OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl, OTEL_BSP_SCHEDULE_DELAY: '100', DSPY_VIEWER_URL: viewer.base,
      OPENAI_BASE_URL: `${lm.base}/v1`, COLBERTV2_URL: `${demoLm.base}/api/search`, DSPY_API_KEY: 'key-of-this-test',
    },
  });
  [server, slow] = await Promise.all([serve(demoLm, []), serve(slowLm, ['--no-logs', '--auth'])]);
}, 120_000);

afterAll(async () => {
  if (missing !== undefined) return;
  await browser.close();
  await Promise.all([server.stop(), slow.stop()]);
  await Promise.all([viewer[Symbol.asyncDispose](), demoLm.stop(), slowLm.stop(), project[Symbol.asyncDispose]()]);
});

const HAMLET = 'Who wrote Hamlet?';

const answerOf = (page: Page): Locator => page.getByRole('region', { name: 'Answer' });
const callsOf = (page: Page): Locator => page.getByRole('region', { name: 'Recent calls' });
const figuresOf = async (page: Page): Promise<string> => (await page.locator('.figures').innerText()).replaceAll(/\s+/g, ' ');

/** What the answer said while the call ran, from the first word on. */
async function watchAnswer(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      if (document.querySelector('[data-phase="running"]') === null) return;
      const text = [...document.querySelectorAll('.answer .values > div')].map((field) => field.textContent).join('|');
      if (text !== '' && seen.at(-1) !== text) seen.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate('window.seen');
}

describe('a program', () => {
  test('is run by mouse: fields grow, the trace can be followed, the call and its figures are shown', async () => {
    await using visited = await visit(browser, server.base, '/#/MyRAG');
    const { page, trouble } = visited;
    await page.getByRole('heading', { name: 'MyRAG', level: 1 }).waitFor();
    const seen = await watchAnswer(page);
    await page.getByLabel('question').fill(HAMLET);
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = answerOf(page);
    await answer.getByText('Done').waitFor();

    expect(await answer.locator('.answer > .values > div > dt').allInnerTexts()).toEqual(['context', 'answer']);
    expect(await answer.locator('.answer > .values > div > dd').last().innerText()).toBe('William Shakespeare');
    const states = await seen();
    expect(states.length).toBeGreaterThan(2);
    expect(states[0]).toMatch(/^reasoning/);
    for (const [index, state] of states.entries()) expect(state.startsWith(states[index - 1] ?? '')).toBe(true);
    await answer.getByText('On the way: reasoning').click();
    expect(await answer.locator('.on-the-way dd').innerText()).toContain('Hamlet');

    await answer.getByText(/^\d+ tokens$/).waitFor();
    const call = callsOf(page).getByRole('listitem').first();
    expect((await call.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/^OK \d\d:\d\d:\d\d Who wrote Hamlet\? [\d.]+ m?s \d+ tok \$0\.\d+ Trace$/);
    await page.locator('.figures > div').filter({ hasText: /^Tokens[1-9]/ }).waitFor();
    expect(await figuresOf(page)).toMatch(/^Calls [1-9]\d* Errors \d+ p50 [\d.]+ m?s p95 [\d.]+ m?s p99 [\d.]+ m?s Tokens \d+ Cost \$0\.\d+$/);

    const link = answer.getByRole('link', { name: /^Trace / });
    expect(await link.getAttribute('href')).toMatch(new RegExp(`^${viewer.base}/traces/[0-9a-f]{32}$`));
    const [trace] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await trace.getByRole('treegrid').getByText('POST /MyRAG').waitFor();
    expect(trouble.filter((line) => !line.includes(viewer.base))).toEqual([]);
  });

  test('is run, cancelled and run again by keyboard alone', async () => {
    await using visited = await visit(browser, slow.base, '/#/Untyped');
    const { page, trouble } = visited;
    await page.locator('#token:focus').waitFor();
    await page.keyboard.type('key-of-this-test');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${slow.base}/#/Untyped`);
    await page.getByRole('heading', { name: 'Untyped', level: 1 }).waitFor();
    const link = page.getByRole('link', { name: 'MyRAG' });
    await link.waitFor();
    while (!(await link.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'MyRAG', level: 1 }).waitFor();
    const question = page.getByLabel('question');
    while (!(await question.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
    await page.keyboard.type(HAMLET);
    await page.keyboard.press('Control+Enter');
    await answerOf(page).getByText('Running').waitFor();
    await page.keyboard.press('Escape');
    await answerOf(page).getByText('Cancelled').waitFor();
    const call = callsOf(page).getByRole('listitem').first();
    await call.getByText('499').waitFor();

    // Focus is where it was, so that one can go on.
    await page.keyboard.press('Control+Enter');
    await answerOf(page).getByText('Running').waitFor();
    await page.keyboard.press('Escape');
    await answerOf(page).getByText('Cancelled').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${slow.base}/login`);
    expect(trouble).toEqual([]);
  });

  test('is asked again with the inputs of a former call, and with those of a link', async () => {
    await postJson(`${server.base}/Ticket`, { report: 'Broken', urgency: 3, channel: 'chat', returning: true, tags: ['a', 'b'], plan: { seats: 4 } });
    await using visited = await visit(browser, server.base, '/#/Ticket');
    const { page, trouble } = visited;
    await callsOf(page).getByRole('button', { name: /Broken/ }).first().click();
    await page.getByRole('button', { name: 'Use these inputs' }).click();
    const shown = async (): Promise<readonly unknown[]> => [
      await page.getByLabel('report').inputValue(), await page.getByLabel('urgency').inputValue(), await page.getByLabel('chat').isChecked(), await page.getByLabel('returning').isChecked(),
      await page.getByLabel('tags, item 2').inputValue(), JSON.parse(await page.getByLabel('plan').inputValue()),
    ];
    expect(await shown()).toEqual(['Broken', '3', true, true, 'b', { seats: 4 }]);
    await page.reload();
    await page.getByLabel('report').waitFor();
    expect(await shown()).toEqual(['Broken', '3', true, true, 'b', { seats: 4 }]);

    await page.goto(`${server.base}/#/MyRAG?${new URLSearchParams({ inputs: JSON.stringify({ question: HAMLET }) })}`);
    await page.getByLabel('question').waitFor();
    expect(await page.getByLabel('question').inputValue()).toBe(HAMLET);
    expect(page.url()).toBe(`${server.base}/#/MyRAG`);
    expect(trouble).toEqual([]);
  });
});

describe('the inputs', () => {
  test('of every kind are sent as what they are', async () => {
    await using visited = await visit(browser, server.base, '/#/Ticket');
    const { page, trouble } = visited;
    await page.getByLabel('report').fill('Two\nlines');
    await page.getByLabel('urgency').fill('2');
    await page.getByLabel('mail').check();
    await page.getByLabel('returning').check();
    await page.getByLabel('tags, item 1').fill('one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('!');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose file for photo' }).click()]);
    const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    await chooser.setFiles({ name: 'pixel.png', mimeType: 'image/png', buffer: pixel });
    await page.getByRole('img', { name: 'What is sent as photo' }).waitFor();
    await page.getByLabel('plan').fill('{ "seats": 4 }');
    await page.keyboard.press('Control+Enter');
    await answerOf(page).getByText('Done').waitFor();
    expect(JSON.parse(await answerOf(page).locator('dd').innerText())).toEqual({
      report: 'Two\nlines', urgency: 2, weight: 0.5, channel: 'mail', returning: true, tags: ['one', 'two!'], photo: `data:image/png;base64,${pixel.toString('base64')}`, plan: { seats: 4 },
    });
    expect(trouble).toEqual([]);
  });

  test('take an image that is dropped or pasted, and refuse what is none', async () => {
    await using visited = await visit(browser, server.base, '/#/Ticket');
    const { page, trouble } = visited;
    const give = async (event: 'drop' | 'paste', name: string, type: string): Promise<void> => page.getByLabel('photo, address').evaluate((target, [kind, fileName, mime]) => {
      const files = new DataTransfer();
      files.items.add(new File(['image'], fileName, { type: mime }));
      target.dispatchEvent(kind === 'drop' ? new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }) : new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: files }));
    }, [event, name, type] as const);
    await give('drop', 'notes.txt', 'text/plain');
    await page.getByText('notes.txt is not an image file').waitFor();
    for (const event of ['drop', 'paste'] as const) {
      await give(event, 'photo.tiff', 'image/tiff');
      await page.getByText('image/tiff · 1 kB').waitFor();
      await page.getByRole('button', { name: 'Remove file of photo' }).click();
    }
    expect(await page.getByLabel('photo, address').inputValue()).toBe('');
    expect(trouble).toEqual([]);
  });

  test('that are not valid are marked, said by the server or by the page, and the first of them has the focus', async () => {
    await using visited = await visit(browser, server.base, '/#/Ticket');
    const { page, trouble } = visited;
    await page.getByLabel('urgency').fill('9');
    await page.getByRole('button', { name: 'Send' }).click();
    await answerOf(page).getByText('Failed').waitFor();
    const problemOf = async (label: string): Promise<string> => page.locator('.field').filter({ has: page.getByLabel(label, { exact: true }) }).locator('.problem').innerText();
    expect([await problemOf('urgency'), await problemOf('channel')]).toEqual(['Must be at most 5', 'Field required']);
    expect(await page.getByLabel('urgency').evaluate((element) => [element === document.activeElement, element.getAttribute('aria-invalid')])).toEqual([true, 'true']);

    await page.getByLabel('plan').fill('{ "seats": }');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/This is not JSON yet/).waitFor();
    expect(await page.getByLabel('plan').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(trouble).toEqual([expect.stringContaining('422')]);
  });

  test('of a program that says nothing of them are one JSON object', async () => {
    await using visited = await visit(browser, server.base, '/#/Untyped');
    const { page } = visited;
    await page.getByLabel('inputs', { exact: true }).fill('{ "any": [1] }');
    await page.keyboard.press('Control+Enter');
    await answerOf(page).getByText('Done').waitFor();
    expect(await answerOf(page).locator('dt').innerText()).toBe('any');
  });
});

describe('hostile content', () => {
  test('is shown as text', async () => {
    await using visited = await visit(browser, server.base, '/#/Hostile');
    const { page, trouble } = visited;
    const ask = async (kind: string, phase: string): Promise<void> => {
      await page.getByLabel('kind').fill(kind);
      await page.keyboard.press('Control+Enter');
      await answerOf(page).getByText(phase).waitFor();
    };
    await ask('<b>markup</b>', 'Done');
    expect(await answerOf(page).locator('dd').innerText()).toContain('<script>document.title="taken"</script>');
    await callsOf(page).getByRole('button', { name: /<b>markup<\/b>/ }).click();
    await ask('long', 'Done');
    await answerOf(page).getByRole('button', { name: 'Show all 1,000,000 characters' }).waitFor();
    expect((await answerOf(page).innerText()).length).toBeLessThan(10_000);
    await ask('fail', 'Failed');
    expect(await answerOf(page).innerText()).toContain('<img src=x onerror=');
    expect(await page.locator('main img, main script, main b:not(.number)').count()).toBe(0);
    expect(await page.title()).toBe('Hostile · my-rag');
    expect(trouble).toEqual([]);
  });
});

test('the page takes less than 100 kB, and its looks at figures leave no traces', async () => {
  await using visited = await visit(browser, server.base);
  const { page } = visited;
  await page.getByRole('heading', { level: 1 }).waitFor();
  const bytes: number = await page.evaluate("performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)");
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(100_000);
  await page.waitForResponse(/\/api\/metrics$/);
  const { traces } = (await getJson(`${viewer.base}/api/traces?limit=200`)).body as { traces: { name: string }[] };
  expect(traces.map(({ name }) => name).filter((name) => name.startsWith('GET'))).toEqual([]);
});

describe.each([['light', 1440], ['dark', 1440], ['light', 360]] as const)('in %s colours, %d pixels wide', (colorScheme, width) => {
  test('form, answer, error and call have no barrier that axe finds, and nothing is wider than the window', async () => {
    await using visited = await visit(browser, server.base, '/#/Ticket', { colorScheme, viewport: { width, height: 800 } });
    const { page } = visited;
    const check = async (what: string): Promise<void> => {
      expect([what, await violations(page)]).toEqual([what, []]);
      expect([what, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([what, width]);
    };
    await page.getByLabel('report').waitFor();
    await check('form');
    await page.getByRole('button', { name: 'Send' }).click();
    await answerOf(page).getByText('Failed').waitFor();
    await check('error');
    await page.goto(`${server.base}/#/MyRAG`);
    await page.getByLabel('question').fill(HAMLET);
    await page.getByText('The same with curl').click();
    await page.keyboard.press('Control+Enter');
    await answerOf(page).getByText('Running').waitFor();
    await check('running');
    await answerOf(page).getByText('Done').waitFor();
    await callsOf(page).getByRole('button', { name: /Hamlet/ }).first().click();
    await check('answer');
  });

  test('the login has none either', async () => {
    await using visited = await visit(browser, slow.base, '/login?error=x', { colorScheme, viewport: { width, height: 800 } });
    expect(await violations(visited.page)).toEqual([]);
  });
});
