import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { getJson, postJson } from '../support/http-json.ts';
import { myRagSpanCount } from '../support/my-rag-tree.ts';
import { pollUntil } from '../support/poll-until.ts';
import { startDemoLm, startServer, startViewer, type RunningService, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { listTraces } from '../support/viewer-api.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';

const missing = whyNoBrowser();
const test = testUnless('the viewer’s page in a browser', missing, 'REQUIRE_BROWSER');

jest.setTimeout(60_000);

let browser: Browser;
let demoLm: RunningService;
let viewer: Viewer;
let server: RunningService;

beforeAll(async () => {
  if (missing !== undefined) return;
  [browser, demoLm, viewer] = await Promise.all([launchBrowser(), startDemoLm(), startViewer()]);
  server = await startServer({
    env: {
      OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl, OTEL_BSP_SCHEDULE_DELAY: '100',
      OPENAI_BASE_URL: `${demoLm.base}/v1`, COLBERTV2_URL: `${demoLm.base}/api/search`,
    },
  });
}, 120_000);

afterEach(async () => {
  if (missing === undefined) await postJson(`${viewer.base}/api/reset`, {});
});

afterAll(async () => {
  if (missing !== undefined) return;
  await browser.close();
  await server.stop();
  await Promise.all([viewer[Symbol.asyncDispose](), demoLm.stop()]);
});

/** Asks the program, and waits until the viewer has its whole trace. */
async function ask(question: string): Promise<void> {
  const { status, body } = await postJson(`${server.base}/MyRAG`, { question });
  if (status !== 200) throw new Error(`MyRAG answered ${status}: ${JSON.stringify(body)}`);
  await pollUntil(async () => {
    const { traces } = (await getJson(`${viewer.base}/api/traces`)).body as { traces: { input: string; spans: number }[] };
    return traces.some((trace) => trace.input.includes(question) && trace.spans === myRagSpanCount);
  }, { timeoutMs: 10_000, what: `the whole trace of “${question}”` });
}

const HAMLET = 'Who wrote Hamlet?';
const FRANCE = 'What is the capital of France?';
const EVEREST = 'How tall is Mount Everest?';

/** Which question each row of the list shows, from the top. */
async function questions(page: Page): Promise<readonly (string | undefined)[]> {
  const rows = await page.locator('.trace-row .cell-io').allInnerTexts();
  return rows.map((row) => [HAMLET, FRANCE, EVEREST].find((question) => row.includes(question)));
}

describe('first run', () => {
  test('says what to set, and gives way to the first trace without a reload', async () => {
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await page.getByRole('heading', { name: 'Send traces here' }).waitFor();
    const steps = page.getByRole('region', { name: 'First steps' });
    expect(await steps.innerText()).toContain(`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${viewer.tracesUrl}`);
    expect(await steps.innerText()).toContain('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf');
    await page.evaluate(() => { document.body.dataset['visit'] = 'the same'; });

    await ask(FRANCE);

    const row = page.getByRole('row').filter({ hasText: 'POST /MyRAG' });
    await row.waitFor();
    expect(await row.innerText()).toContain(FRANCE);
    expect(await page.evaluate(() => document.body.dataset['visit'])).toBe('the same');
    expect(trouble).toEqual([]);
  });
});

describe('a trace', () => {
  test('is opened by mouse, and its prompt can be read at once', async () => {
    await ask(HAMLET);
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await page.getByRole('link', { name: 'POST /MyRAG' }).click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}$/);

    const prompt = page.getByRole('region', { name: 'Prompt' });
    const user = prompt.getByRole('article', { name: 'user message' });
    await user.waitFor();
    expect(await user.locator('dt').allInnerTexts()).toEqual(['context', 'question']);
    expect(await user.locator('dd').last().innerText()).toBe(HAMLET);
    expect(await page.getByRole('region', { name: 'Answer' }).locator('dd').last().innerText()).toBe('William Shakespeare');

    await user.getByRole('button', { name: 'Raw' }).click();
    expect(await user.innerText()).toContain('[[ ## question ## ]]\nWho wrote Hamlet?');
    expect(await prompt.getByRole('article', { name: 'system message' }).innerText()).not.toContain('[[ ## completed ## ]]\n');
    await prompt.getByRole('button', { name: 'system', exact: false }).first().click();
    expect(await prompt.getByRole('article', { name: 'system message' }).innerText()).toContain('[[ ## completed ## ]]');
    expect(trouble).toEqual([]);
  });

  test('shows tree, kinds in words and durations on one time axis', async () => {
    await ask(HAMLET);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.getByRole('link', { name: 'POST /MyRAG' }).click();
    const rows = page.getByRole('treegrid').locator('.span-row');
    await rows.nth(6).waitFor();
    const shown = await rows.evaluateAll((elements) => elements.map((row) => [
      row.getAttribute('aria-level'), row.querySelector('.span-words .line')?.textContent, row.querySelector('.span-kind')?.textContent,
    ]));
    expect(shown).toEqual([
      ['1', 'POST /MyRAG', 'Server'],
      ['2', 'MyRAG.forward', 'Chain'],
      ['3', 'Retrieve.forward', 'Retriever'],
      ['4', 'ColBERTv2.__call__', 'Retriever'],
      ['3', 'ChainOfThought.forward', 'Chain'],
      ['4', 'LM.__call__', 'LLM'],
      ['5', 'OpenAI API call', 'Client'],
    ]);
    const bars = await page.locator('.bar').evaluateAll((elements) => elements.map((bar) => bar.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
    const [root, , retrieve, , respond] = bars;
    expect(bars.every((bar) => bar.left >= (root?.left ?? 0) - 1 && bar.right <= (root?.right ?? 0) + 3)).toBe(true);
    // Starts are whole milliseconds and durations are exact, so one span may seem to reach a millisecond into the next.
    const [trace] = await listTraces(viewer);
    const millisecond = ((root?.right ?? 0) - (root?.left ?? 0)) / (trace?.duration_ms ?? 0);
    expect(retrieve?.right).toBeLessThanOrEqual((respond?.left ?? 0) + millisecond + 3);
  });

  test('is opened, walked through and left by keyboard alone', async () => {
    await ask(HAMLET);
    await ask(FRANCE);
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await page.locator('.trace-row').nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/traces\/[0-9a-f]{32}$/);
    const detail = page.locator('.trace-detail');
    await detail.getByRole('heading', { name: 'LM.__call__' }).waitFor();

    for (const [key, heading] of [['ArrowUp', 'ChainOfThought.forward'], ['k', 'ColBERTv2.__call__'], ['ArrowLeft', 'Retrieve.forward'], ['l', 'LM.__call__'], ['Home', 'POST /MyRAG'], ['End', 'OpenAI API call']] as const) {
      await page.keyboard.press(key);
      await detail.getByRole('heading', { name: heading, level: 2 }).waitFor();
    }
    const link = page.url();
    expect(link).toMatch(/\?span=[0-9a-f]{16}$/);

    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.locator('.span-row[aria-expanded="false"]').waitFor();
    expect(await page.locator('.span-row').count()).toBe(1);
    await page.keyboard.press('+');
    await page.locator('.span-row').nth(6).waitFor();

    await page.keyboard.press('Escape');
    await page.waitForURL(`${viewer.base}/`);
    expect(await page.locator('.trace-row[data-active] .cell-io').innerText()).toContain(HAMLET);

    await page.goto(link);
    await detail.getByRole('heading', { name: 'OpenAI API call', level: 2 }).waitFor();
    expect(trouble).toEqual([]);
  });

  test('shows what a retriever found, ranked, with its scores', async () => {
    await ask(FRANCE);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.getByRole('link', { name: 'POST /MyRAG' }).click();
    await page.getByRole('treegrid').getByText('ColBERTv2.__call__').click();
    const documents = page.getByRole('region', { name: 'Documents' }).locator('li');
    await documents.nth(2).waitFor();
    expect(await documents.first().innerText()).toContain('Paris');
    const scores = await documents.locator('.document-score').evaluateAll((elements) => elements.map((element) => Number.parseFloat(element.textContent ?? '')));
    expect(scores).toEqual(scores.toSorted((left, right) => right - left));
    const widths = await documents.locator('.document-bar > span').evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().width));
    expect(widths).toEqual(widths.toSorted((left, right) => right - left));
  });

  test('lets every attribute be found by what is in it', async () => {
    await ask(HAMLET);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.getByRole('link', { name: 'POST /MyRAG' }).click();
    const attributes = page.getByRole('region', { name: 'Attributes' });
    await attributes.getByRole('button', { name: 'Attributes' }).click();
    await attributes.getByRole('searchbox').fill('gpt-4o-mini');
    expect(await attributes.locator('th').allInnerTexts()).toContain('llm.model_name');
    expect(await attributes.locator('th').allInnerTexts()).not.toContain('llm.token_count.total');
  });
});

describe('the list', () => {
  test('does not move under a reader: new traces wait and are counted', async () => {
    await ask(HAMLET);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.locator('.trace-row').first().waitFor();
    await page.keyboard.press('j');
    await ask(FRANCE);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await ask(EVEREST);
    const pill = page.getByRole('button', { name: '2 new' });
    await pill.waitFor();
    expect(await questions(page)).toEqual([HAMLET]);
    await pill.click();
    await page.locator('.trace-row').nth(2).waitFor();
    expect(await questions(page)).toEqual([EVEREST, FRANCE, HAMLET]);
  });

  test('is held still by a pause', async () => {
    await ask(HAMLET);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.locator('.trace-row').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await ask(FRANCE);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await questions(page)).toEqual([HAMLET]);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.trace-row').nth(1).waitFor();
    expect(await questions(page)).toEqual([FRANCE, HAMLET]);
  });
});
