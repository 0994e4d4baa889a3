import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, traceId, type SentSpan } from './otlp.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('the viewer’s views of many traces', missing, 'REQUIRE_BROWSER');

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

const program = (question: string, answer: string, lmMs: number): readonly SentSpan[] => [
  { id: 1, name: 'MyRAG.forward', durationMs: lmMs + 100, attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': `{"question": "${question}"}`, 'output.value': `{"answer": "${answer}"}` } },
  { id: 2, parent: 1, name: 'Retrieve.forward', durationMs: 50, attributes: { 'openinference.span.kind': 'RETRIEVER', 'input.value': question } },
  {
    id: 3, parent: 1, name: 'LM.__call__', startMs: 60, durationMs: lmMs, attributes: {
      'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.token_count.prompt': 100, 'llm.token_count.completion': 10,
      'llm.input_messages.0.message.role': 'system', 'llm.input_messages.0.message.content': 'Answer from the passages.',
      'llm.input_messages.1.message.role': 'user', 'llm.input_messages.1.message.content': question,
      'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': answer, 'output.value': answer,
    },
  },
];

async function sendBoth(): Promise<void> {
  await sendTrace(viewer.tracesUrl, 1, program('What is the capital of France?', 'It is Paris.', 400));
  await sendTrace(viewer.tracesUrl, 2, program('What is the capital of France?', 'It is Lyon.', 900));
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test('performance says where time goes, and its numbers lead to traces', async () => {
    await sendBoth();
    await using visited = await visit(browser, viewer.base, '/performance', { colorScheme });
    const { page, trouble } = visited;
    const row = page.getByRole('region', { name: 'Operations' }).getByRole('row').filter({ hasText: 'LM.__call__' });
    await row.waitFor();
    await page.getByRole('region', { name: 'Where time goes' }).getByText(/models \d+ %/).waitFor();
    await page.getByRole('region', { name: 'Slowest model calls' }).getByText('900 ms').waitFor();
    expect(await violations(page)).toEqual([]);
    await row.getByRole('link', { name: '2', exact: true }).click();
    await page.waitForURL(/\/\?q=name/);
    await page.locator('.trace-row').nth(1).waitFor();
    expect(trouble).toEqual([]);
  });

  test('two traces are compared, from the one that was picked to the other', async () => {
    await sendBoth();
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`, { colorScheme });
    const { page, trouble } = visited;
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByRole('button', { name: 'Pick for comparison' }).click();
    await page.goto(`${viewer.base}/traces/${traceId(2)}`);
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByRole('button', { name: 'Compare with the picked trace' }).click();
    await page.waitForURL(/\/compare\?a=/);
    const texts = page.getByRole('region', { name: 'Texts' });
    await texts.locator('del').first().waitFor();
    expect([await texts.locator('del').first().innerText(), await texts.locator('ins').first().innerText()]).toEqual(['Paris', 'Lyon']);
    expect(await violations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });
});

test('a trace is pinned, gets a note, is copied as Markdown and deleted', async () => {
  await sendBoth();
  await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`, { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page, trouble } = visited;
  await page.getByRole('button', { name: 'Hand over' }).click();
  await page.getByRole('button', { name: /^Pin/ }).click();
  await page.getByRole('button', { name: 'Hand over pinned' }).waitFor();
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.getByText('Copied as Markdown').waitFor();
  expect(await page.evaluate(async () => navigator.clipboard.readText())).toContain('MyRAG.forward');
  await page.getByRole('button', { name: 'Note and score' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('good');
  await page.getByRole('spinbutton', { name: 'Score' }).fill('0.8');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(`${viewer.base}/?q=label%3Agood`);
  await page.locator('.trace-row').first().waitFor();
  expect(await page.locator('.trace-row').count()).toBe(1);

  await page.locator('.trace-row a').first().click();
  await page.getByRole('button', { name: 'Hand over' }).click();
  await page.getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No trace fits the filters.').waitFor();
  expect(trouble).toEqual([]);
});

test('a demo trace shows what there is to see before there is a program', async () => {
  await using visited = await visit(browser, viewer.base);
  const { page, trouble } = visited;
  await page.getByRole('button', { name: 'Send a demo trace' }).click();
  await page.locator('.trace-row').getByText('What is the capital of France?').waitFor();
  await page.locator('.trace-row a').first().click();
  await page.getByRole('region', { name: 'Answer' }).getByText('Paris', { exact: true }).waitFor();
  expect(trouble).toEqual([]);
});

test('a trace is handed over as a file that is dropped on another viewer’s page', async () => {
  await sendBoth();
  const file = await (await fetch(`${viewer.base}/api/traces/${traceId(1)}/otlp`)).text();
  await postJson(`${viewer.base}/api/reset`, {});
  await using visited = await visit(browser, viewer.base);
  const { page, trouble } = visited;
  await page.getByRole('heading', { name: 'Send traces here' }).waitFor();
  const drop = async (name: string, content: string): Promise<void> => page.evaluate(([fileName, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], fileName));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [name, content] as const);
  await drop('trace.otlp.jsonl', file);
  await page.getByText('3 spans imported from trace.otlp.jsonl.').waitFor();
  await page.locator('.trace-row').getByText('MyRAG.forward').waitFor();
  expect(trouble).toEqual([]);
  await drop('notes.txt', 'no trace');
  await page.getByRole('alert').getByText(/Nothing was imported\. Line 1 is not OTLP/).waitFor();
});

test('who sends to a wrong path is told so, on the first page and at /doctor', async () => {
  await using visited = await visit(browser, viewer.base);
  const { page, trouble } = visited;
  await page.getByRole('heading', { name: 'Send traces here' }).waitFor();
  await postJson(`${viewer.base}/v1/trace`, {});
  const told = page.getByRole('status', { name: 'What could not be taken' });
  await told.getByText('POST /v1/trace').waitFor();
  expect(await told.innerText()).toContain(`Traces go to ${viewer.tracesUrl}.`);
  expect(await violations(page)).toEqual([]);
  await page.goto(`${viewer.base}/doctor`);
  await told.getByText('POST /v1/trace').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(trouble).toEqual([]);
});
