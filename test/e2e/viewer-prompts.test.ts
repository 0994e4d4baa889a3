import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { freePort } from '../support/free-port.ts';
import { postJson } from '../support/http-json.ts';
import { type RunningService, startDemoLm, startServer, startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, traceId, type SentSpan } from './otlp.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('the viewer’s prompts', missing, 'REQUIRE_BROWSER');

jest.setTimeout(60_000);

let browser: Browser;
let demoLm: RunningService;
let viewer: Viewer;
let server: RunningService;

beforeAll(async () => {
  if (missing !== undefined) return;
  const port = await freePort();
  [browser, demoLm, viewer] = await Promise.all([launchBrowser(), startDemoLm(), startViewer({ env: { DSPY_SERVER_URL: `http://127.0.0.1:${port}` } })]);
  server = await startServer({
    port,
    flags: ['--no-logs', '--no-save-openapi', '--no-reload'],
    env: {
      DSPY_PROMPT_RUNS: 'true', OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl, OTEL_BSP_SCHEDULE_DELAY: '200',
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
  await server[Symbol.asyncDispose]();
  await viewer[Symbol.asyncDispose]();
  await demoLm[Symbol.asyncDispose]();
});

/** A call of a predictor with a template of its own. */
function call(template: string, question: string, answer: string): readonly SentSpan[] {
  return [
    { id: 1, name: 'QA.forward', durationMs: 200, attributes: { 'openinference.span.kind': 'CHAIN' } },
    {
      id: 2, parent: 1, name: 'LM.__call__', startMs: 10, durationMs: 100, attributes: {
        'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.prompt_template.template': template, 'llm.prompt_template.variables': JSON.stringify({ question }),
        'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': template.replace('{question}', question),
        'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': answer,
      },
    },
  ];
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test('two versions of a predictor’s prompt are compared, with what each answered', async () => {
    const start = Date.now() - 10_000;
    await sendTrace(viewer.tracesUrl, 1, call('Answer {question} at length.', 'Why?', 'Because of many things.'), 'e2e', start);
    await sendTrace(viewer.tracesUrl, 2, call('Answer {question} briefly.', 'Why?', 'Because.'), 'e2e', start + 5_000);
    await using visited = await visit(browser, viewer.base, '/prompts', { colorScheme });
    const { page, trouble } = visited;
    const predictor = page.getByRole('region', { name: 'QA.forward' });
    await predictor.getByRole('link').first().waitFor();
    expect(await predictor.getByRole('link').allInnerTexts()).toEqual([expect.stringContaining('Version 2'), expect.stringContaining('Version 1')]);
    await page.locator('.placeholder').waitFor();
    expect(await page.locator('.placeholder').allInnerTexts()).toEqual(['{question}']);
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption({ label: 'version 1' });
    const template = page.getByRole('region', { name: 'Template' });
    await template.locator('ins').waitFor();
    expect([await template.locator('del').allInnerTexts(), await template.locator('ins').allInnerTexts()]).toEqual([['at length'], ['briefly']]);
    await page.getByRole('region', { name: 'Answers to version 1' }).getByText('Because of many things.').waitFor();
    await page.getByRole('region', { name: 'Answers to version 2' }).getByText('Because.', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });

  test('a prompt is changed and run again, and the new trace leads back to where it came from', async () => {
    const asked = await fetch(`${server.base}/MyRAG`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"question":"Who wrote Pride and Prejudice?"}' });
    const origin = asked.headers.get('x-trace-id') ?? '';
    await using visited = await visit(browser, viewer.base, `/traces/${origin}`, { colorScheme });
    const { page } = visited;
    await page.goto(`${viewer.base}/prompts`);
    await page.getByRole('link', { name: 'Edit and run' }).click();
    const runner = page.getByRole('region', { name: 'Edit and run again' });
    await runner.getByRole('textbox', { name: 'user' }).fill('[[ ## context ## ]]\nDune was written by Frank Herbert.\n\n[[ ## question ## ]]\nWho wrote Dune?');
    await runner.getByRole('button', { name: 'Run' }).click();
    const answer = runner.getByRole('region', { name: 'New answer' });
    await answer.getByText('Frank Herbert').first().waitFor();
    await answer.getByText('Jane Austen').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await answer.getByRole('link', { name: 'Its trace' }).click();
    await page.locator('.span-row', { hasText: 'POST /api/prompt-runs' }).click();
    await page.getByRole('region', { name: 'Linked spans' }).getByRole('link').click();
    await page.waitForURL(new RegExp(`/traces/${origin}\\?.*span=`));
  });
});

test('a prompt that cannot be sent again says why', async () => {
  const [program, model] = call('{question}', 'Why?', 'Because.');
  const image = { 'llm.input_messages.0.message.contents.0.message_content.type': 'image', 'llm.input_messages.0.message.contents.0.message_content.image.image.url': 'data:image/png;base64,AA==' };
  await sendTrace(viewer.tracesUrl, 3, [...(program ? [program] : []), ...(model ? [{ ...model, attributes: { ...model.attributes, ...image } }] : [])]);
  await using visited = await visit(browser, viewer.base, '/prompts');
  const { page, trouble } = visited;
  await page.getByRole('link', { name: 'Edit and run' }).click();
  await page.waitForURL(new RegExp(`run=${traceId(3)}\\.`));
  await page.getByRole('region', { name: 'Edit and run again' }).getByText('The prompt holds images').waitFor();
  expect(trouble).toEqual([]);
});
