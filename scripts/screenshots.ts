// Takes the pictures in docs/images of the running viewer and of the server's page: `npm run screenshots`, after `npm run build`. Everything in
// them is real: demo-lm answers, dspy-server runs the program, and its spans arrive over OTLP.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { launchBrowser, visit } from '../test/e2e/browser.ts';
import { getJson, postJson } from '../test/support/http-json.ts';
import { pollUntil } from '../test/support/poll-until.ts';
import { root, startDemoLm, startServer, startViewer, type Viewer } from '../test/support/services.ts';

const QUESTIONS = [
  'Who wrote Hamlet?', 'How tall is Mount Everest?', 'What is the capital of Portugal?', 'Who painted the Mona Lisa?', 'Which river flows through London?',
  'Who wrote Frankenstein?', 'What is the capital of Australia?', 'Which city was divided by a wall from 1961 to 1989?', 'What is the largest planet?',
  'What struck Lisbon in 1755?', 'What is the capital of Scotland?',
];
const LAST_QUESTION = 'What is the capital of France?';

interface Picture {
  readonly name: string;
  readonly view: 'first-run' | 'list' | 'trace' | 'span' | 'search' | 'performance' | 'prompts' | 'compare';
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const FIRST_RUN: Picture = { name: 'viewer-first-run', view: 'first-run', colorScheme: 'light', ...WIDE };
const PICTURES: readonly Picture[] = [
  { name: 'viewer-trace', view: 'trace', colorScheme: 'light', ...WIDE },
  { name: 'viewer-trace-dark', view: 'trace', colorScheme: 'dark', ...WIDE },
  { name: 'viewer-list', view: 'list', colorScheme: 'light', ...WIDE },
  { name: 'viewer-list-dark', view: 'list', colorScheme: 'dark', ...WIDE },
  { name: 'viewer-search', view: 'search', colorScheme: 'light', ...WIDE },
  { name: 'viewer-performance', view: 'performance', colorScheme: 'light', ...WIDE },
  { name: 'viewer-performance-dark', view: 'performance', colorScheme: 'dark', ...WIDE },
  { name: 'viewer-prompts', view: 'prompts', colorScheme: 'light', ...WIDE },
  { name: 'viewer-compare', view: 'compare', colorScheme: 'light', ...WIDE },
  { name: 'viewer-compare-dark', view: 'compare', colorScheme: 'dark', ...WIDE },
  { name: 'viewer-narrow-list', view: 'list', colorScheme: 'light', ...NARROW },
  { name: 'viewer-narrow-trace', view: 'trace', colorScheme: 'light', ...NARROW },
  { name: 'viewer-narrow-span', view: 'span', colorScheme: 'dark', ...NARROW },
];

const folder = join(root, 'docs/images');
await mkdir(folder, { recursive: true });
await using viewer = await startViewer();
const browser = await launchBrowser();
try {
  await take(browser, FIRST_RUN);
  await makeTraces(viewer);
  for (const picture of PICTURES) await take(browser, picture);
  await takeServerPage(browser, viewer);
} finally {
  await browser.close();
}

/** A dozen answers and one failure, as an afternoon's work would leave them. */
async function makeTraces({ base, tracesUrl }: Viewer): Promise<void> {
  await using demoLm = await startDemoLm({ delayMs: 600 });
  const env = { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesUrl, COLBERTV2_URL: `${demoLm.base}/api/search` };
  await using server = await startServer({ env: { ...env, OPENAI_BASE_URL: `${demoLm.base}/v1` } });
  await using misled = await startServer({ env: { ...env, OPENAI_BASE_URL: `${demoLm.base}/nowhere` } });
  for (const [index, question] of QUESTIONS.entries()) {
    if (index === QUESTIONS.length - 3) await postJson(`${misled.base}/MyRAG`, { question: 'What is the largest ocean?' });
    await answer(server.base, question);
  }
  await answer(server.base, LAST_QUESTION);
  await pollUntil(async () => {
    const { body } = await getJson(`${base}/api/stats`);
    return typeof body === 'object' && body !== null && 'traces' in body && body.traces === QUESTIONS.length + 2;
  }, { timeoutMs: 15_000, what: 'all traces to arrive' });
}

async function answer(base: string, question: string): Promise<void> {
  const { status, body } = await postJson(`${base}/MyRAG`, { question });
  if (status !== 200) throw new Error(`MyRAG answered ${status} to “${question}”: ${JSON.stringify(body)}`);
}

async function take(inBrowser: Browser, { name, view, colorScheme, width, height }: Picture): Promise<void> {
  await using visited = await visit(inBrowser, viewer.base, '/', { colorScheme, viewport: { width, height } });
  const { page, trouble } = visited;
  await open(page, view);
  await page.evaluate(async () => { await document.fonts.ready; });
  await page.getByText('Live', { exact: true }).waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (trouble.length > 0) throw new Error(`the page was in trouble while ${name} was taken:\n${trouble.join('\n')}`);
  console.log(`docs/images/${name}.png`);
}

async function open(page: Page, view: Picture['view']): Promise<void> {
  if (view === 'first-run') {
    await page.getByRole('heading', { name: 'Send traces here' }).waitFor();
    return;
  }
  await page.locator('.trace-row').nth(5).waitFor();
  if (view === 'list') return;
  if (view === 'search') {
    await page.getByRole('combobox', { name: 'Search traces' }).pressSequentially('kind:LLM dur');
    await page.getByRole('option').first().waitFor();
    return;
  }
  if (view === 'performance' || view === 'prompts') {
    await page.getByRole('link', { name: view === 'performance' ? 'Performance' : 'Prompts' }).click();
    await page.locator(view === 'performance' ? '.series-p95' : '.prompt-detail .message').first().waitFor();
    await page.mouse.move(0, 0);
    return;
  }
  if (view === 'compare') {
    const [one, other] = await page.locator('.trace-row .cell-program > a').evaluateAll((links) => links.map((link) => link.getAttribute('href')?.slice('/traces/'.length)));
    await page.goto(`${viewer.base}/compare?a=${one}&b=${other}`);
    await page.locator('.text-diff').first().waitFor();
    return;
  }
  await page.locator('.trace-row a').first().click();
  await page.locator('.span-row').nth(6).waitFor();
  if (view === 'span') await page.getByRole('treegrid').getByText('LM.__call__').click();
  // A pointer that rests on a row would colour it.
  await page.mouse.move(0, 0);
}

/** The server's page with an answer, in light and dark. */
async function takeServerPage(inBrowser: Browser, { base, tracesUrl }: Viewer): Promise<void> {
  await using demoLm = await startDemoLm({ delayMs: 600 });
  await using server = await startServer({
    flags: ['--no-logs', '--no-save-openapi', '--no-reload'],
    env: { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesUrl, DSPY_VIEWER_URL: base, OPENAI_BASE_URL: `${demoLm.base}/v1`, COLBERTV2_URL: `${demoLm.base}/api/search` },
  });
  for (const question of QUESTIONS.slice(0, 5)) await answer(server.base, question);
  for (const [name, colorScheme] of [['server-page', 'light'], ['server-page-dark', 'dark']] as const) {
    await using visited = await visit(inBrowser, server.base, '/', { colorScheme, viewport: { width: 1440, height: 810 } });
    const { page, trouble } = visited;
    await page.getByLabel('question').fill(LAST_QUESTION);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('region', { name: 'Answer' }).getByText(/^\d+ tokens$/).waitFor();
    await page.getByText('On the way').click();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    if (trouble.length > 0) throw new Error(`the page was in trouble while ${name} was taken:\n${trouble.join('\n')}`);
    console.log(`docs/images/${name}.png`);
  }
}
