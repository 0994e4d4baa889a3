import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, spanId, traceId, type SentSpan } from './otlp.ts';
import { violations } from './violations.ts';

const missing = whyNoBrowser();
const test = testUnless('what the viewer’s page shows', missing, 'REQUIRE_BROWSER');

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

const llm = (content: string, rest: Readonly<Record<string, string | number>> = {}): SentSpan => ({
  id: 1, name: 'LM.__call__', attributes: {
    'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': content, ...rest,
  },
});

describe('hostile content', () => {
  const hostile = '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">"><svg onload=document.title="taken">';
  const attributes = {
    'openinference.span.kind': 'LLM', 'input.value': hostile, 'output.value': `{"${hostile.replaceAll('"', '')}":"javascript:alert(1)"}`, 'llm.model_name': hostile,
    'llm.input_messages.0.message.role': hostile, 'llm.input_messages.0.message.content': hostile,
    'llm.input_messages.1.message.role': 'user', 'llm.input_messages.1.message.contents.0.message_content.type': 'image',
    'llm.input_messages.1.message.contents.0.message_content.image.image.url': 'https://attacker.example/pixel.png',
    'llm.input_messages.1.message.contents.1.message_content.type': 'image',
    'llm.input_messages.1.message.contents.1.message_content.image.image.url': 'javascript:alert(1)',
    'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': '‮[[ ## answer ## ]]\n‮txet desrever',
    __proto__: 'polluted', constructor: 'polluted', [hostile]: hostile,
  };

  test('is shown as text: nothing runs, nothing is fetched', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: hostile, attributes, error: hostile, exception: { type: hostile, message: hostile, stack: hostile } }], hostile);
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await page.locator('.trace-row').waitFor();
    expect(await page.locator('.trace-row').innerText()).toContain(hostile);
    await page.locator('.trace-row a').click();
    const detail = page.locator('.trace-detail');
    await detail.getByRole('heading', { level: 2 }).waitFor();
    expect(await detail.getByRole('article').first().innerText()).toContain(hostile);
    expect(await detail.innerText()).toContain('https://attacker.example/pixel.png');
    await detail.getByRole('button', { name: 'Attributes' }).click();
    expect(await detail.getByRole('region', { name: 'Attributes' }).innerText()).toContain(hostile);
    expect(await page.locator('a[href^="javascript"], iframe, object, .trace-detail img, .trace-detail script').count()).toBe(0);
    expect(await page.title()).not.toBe('taken');
    expect(trouble).toEqual([]);
  });

  test('of 5 MB is cut on the page, and says so', async () => {
    await sendTrace(viewer.tracesUrl, 1, [llm(`begin ${'x'.repeat(5_000_000)} end`)]);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`);
    const { page, trouble } = visited;
    const message = page.getByRole('article', { name: 'user message' });
    await message.getByRole('button', { name: 'Show all 5,000,010 characters' }).waitFor();
    expect((await message.innerText()).length).toBeLessThan(10_000);
    expect(trouble).toEqual([]);
  });

  test('nested 3,000 levels deep still shows as a tree', async () => {
    const chain = Array.from({ length: 3_000 }, (_, index): SentSpan => ({ id: index + 1, ...(index > 0 && { parent: index }), name: `level ${index + 1}` }));
    await sendTrace(viewer.tracesUrl, 1, chain);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}?span=${spanId(3_000)}`);
    const { page, trouble } = visited;
    await page.locator('.trace-detail').getByRole('heading', { name: 'level 3000' }).waitFor();
    await page.locator('.span-row[aria-selected="true"]').getByText('level 3000').waitFor();
    expect(trouble).toEqual([]);
  });
});

describe('what is shown', () => {
  test('an error: its span is open, with type, message and stack', async () => {
    await sendTrace(viewer.tracesUrl, 1, [
      { id: 1, name: 'MyRAG.forward', durationMs: 30, error: 'failed', attributes: { 'openinference.span.kind': 'CHAIN' } },
      { id: 2, parent: 1, name: 'LM.__call__', durationMs: 20, error: 'rate limit', exception: { type: 'LMRateLimitError', message: 'Rate limit reached.', stack: 'LMRateLimitError\n    at LM.call (lm.ts:1:1)' } },
    ]);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`);
    const { page } = visited;
    const exception = page.getByRole('region', { name: 'Exception LMRateLimitError' });
    await exception.waitFor();
    expect(await exception.innerText()).toContain('Rate limit reached.');
    await exception.getByText('Stack, 2 lines').click();
    expect(await exception.innerText()).toContain('at LM.call (lm.ts:1:1)');
    expect(await page.locator('.bar').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('data-error')))).toEqual(['passed', 'origin']);
  });

  test('a price that nobody told is unknown, never $0, and a partial sum says so', async () => {
    const tokens = { 'llm.token_count.prompt': 1_000, 'llm.token_count.completion': 100, 'llm.token_count.prompt_details.cache_read': 600 };
    await sendTrace(viewer.tracesUrl, 1, [{ ...llm('hello', tokens), id: 1 }]);
    await sendTrace(viewer.tracesUrl, 2, [
      { id: 1, name: 'Program', durationMs: 30, attributes: { 'openinference.span.kind': 'CHAIN' } },
      { ...llm('hello', { ...tokens, 'llm.cost.total': 0.0021 }), id: 2, parent: 1 }, { ...llm('hello', tokens), id: 3, parent: 1 },
    ]);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`);
    const { page } = visited;
    const facts = page.locator('.trace-facts');
    await facts.waitFor();
    expect(await facts.innerText()).toMatch(/Cost\s+unknown/);
    expect(await page.locator('main').innerText()).not.toContain('$0');
    expect((await page.locator('.token-list').innerText()).replaceAll(/\s+/g, ' ')).toBe('prompt, cached 600 prompt, new 400 completion 100 total 1,100 cost unknown');
    await page.goto(`${viewer.base}/traces/${traceId(2)}`);
    await facts.waitFor();
    expect(await facts.innerText()).toMatch(/Cost\s+≥ \$0\.0021\s*1 call unpriced/);
  });

  test('a value that the store could keep only in part says so', async () => {
    await using small = await startViewer({ env: { DSPY_VIEWER_MAX_VALUE_BYTES: '256' } });
    await sendTrace(small.tracesUrl, 1, [llm('x'.repeat(1_000))]);
    await using visited = await visit(browser, small.base, `/traces/${traceId(1)}`);
    await visited.page.getByRole('article', { name: 'user message' }).getByText(/Stored in part: the first \d+ characters/).waitFor();
  });

  test('a call by the GenAI conventions alone: prompt, answer, tokens and model', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{
      id: 1, name: 'chat gpt-4o-mini', attributes: {
        'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o-mini', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 5,
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Weather?"}]}]',
        'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"weather","arguments":{"city":"Paris"}}]}]',
      },
    }]);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`);
    const { page } = visited;
    await page.getByRole('article', { name: 'user message' }).getByText('Weather?').waitFor();
    expect(await page.getByRole('article', { name: 'assistant message' }).innerText()).toContain('"city": "Paris"');
    expect(await page.locator('.span-kind').innerText()).toBe('LLM');
    expect(await page.locator('.token-list').innerText()).toContain('10');
  });

  test('first steps again, after everything was deleted', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: 'to be deleted' }]);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.locator('.trace-row').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Delete all traces' }).click();
    await page.getByRole('dialog').getByText('1 trace will be gone').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'Send traces here' }).waitFor();
    await sendTrace(viewer.tracesUrl, 2, [{ id: 1, name: 'the next one' }]);
    await page.locator('.trace-row').getByText('the next one').waitFor();
    expect(await page.locator('.trace-row').count()).toBe(1);
  });

  test('a trace that grows, while it is open', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{ id: 2, parent: 1, name: 'first', durationMs: 5 }]);
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`);
    const { page } = visited;
    await page.getByText('parent not arrived').waitFor();
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: 'the root', durationMs: 30 }, { id: 3, parent: 1, name: 'second', durationMs: 5 }]);
    await page.getByRole('treegrid').getByText('second').waitFor();
    expect(await page.locator('.span-words .line').allInnerTexts()).toEqual(['the root', 'first', 'second'].toSorted((left) => (left === 'the root' ? -1 : 0)));
    expect(await page.getByText('parent not arrived').count()).toBe(0);
  });

  test('20,000 spans: only what is in sight is in the page', async () => {
    const spans = Array.from({ length: 20_000 }, (_, index): SentSpan => ({ id: index + 1, ...(index > 0 && { parent: Math.ceil(index / 4) }), name: `span ${index + 1}`, startMs: index / 100 }));
    for (let at = 0; at < spans.length; at += 5_000) await sendTrace(viewer.tracesUrl, 1, spans.slice(at, at + 5_000));
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}`);
    const { page, trouble } = visited;
    await page.locator('.span-row').first().waitFor();
    expect(await page.getByRole('treegrid').getAttribute('aria-rowcount')).toBe('20001');
    await page.keyboard.press('End');
    await page.locator('.span-row[aria-rowindex="20001"][aria-selected="true"]').waitFor();
    expect(await page.locator('.span-row').count()).toBeLessThan(100);
    expect(trouble).toEqual([]);
  });

  test('the service that was chosen, also from a link', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: 'from one' }], 'one');
    await sendTrace(viewer.tracesUrl, 2, [{ id: 1, name: 'from two' }], 'two');
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.locator('.trace-row').nth(1).waitFor();
    await page.getByRole('combobox', { name: 'Service' }).selectOption('one');
    await page.waitForURL(`${viewer.base}/?service=one`);
    await page.locator('.trace-row').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('.trace-row').innerText()).toContain('from one');
    await page.reload();
    await page.locator('.trace-row').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Service' }).inputValue()).toBe('one');
    expect(await page.locator('.trace-row').count()).toBe(1);
  });
});

describe.each([['light', 1440], ['dark', 1440], ['light', 360]] as const)('in %s colours, %d pixels wide', (colorScheme, width) => {
  const options = { colorScheme, viewport: { width, height: 800 } };

  test('first run, list, trace and span have no barrier that axe finds, and nothing is wider than the window', async () => {
    await using visited = await visit(browser, viewer.base, '/', options);
    const { page, trouble } = visited;
    const check = async (what: string): Promise<void> => {
      expect([what, await violations(page)]).toEqual([what, []]);
      expect([what, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([what, width]);
    };
    await page.getByRole('heading', { name: 'Send traces here' }).waitFor();
    await check('first run');

    await sendTrace(viewer.tracesUrl, 1, [
      { id: 1, name: 'MyRAG.forward', durationMs: 40, attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': '{"question": "Who?"}', 'output.value': '{"answer": "She", "k": 3}' } },
      { id: 2, parent: 1, name: 'search.__call__', durationMs: 5, attributes: { 'openinference.span.kind': 'TOOL', 'input.value': '{"q": "x"}' }, error: 'broken', exception: { type: 'Broken', message: 'It broke.', stack: 'at x' } },
      { id: 3, parent: 1, name: 'Retrieve.forward', durationMs: 5, attributes: { 'openinference.span.kind': 'RETRIEVER', 'retrieval.documents.0.document.content': 'She | A person.', 'retrieval.documents.0.document.score': 0.5 } },
      { ...llm('[[ ## question ## ]]\nWho?\n\nRespond with `[[ ## answer ## ]]`.', { 'llm.token_count.prompt': 10, 'llm.token_count.completion': 5, 'llm.invocation_parameters': '{"temperature": 0}' }), id: 4, parent: 1 },
    ]);
    await page.locator('.trace-row').waitFor();
    await check('list');
    await page.keyboard.press('?');
    await check('shortcuts');
    await page.keyboard.press('Escape');

    await page.locator('.trace-row a').click();
    await page.locator('.span-row').nth(3).waitFor();
    await check('trace');
    for (let number = 1; number <= 4; number += 1) {
      await page.goto(`${viewer.base}/traces/${traceId(1)}?span=${spanId(number)}`);
      const toggle = page.locator('.trace-detail').getByRole('button', { name: 'Attributes' });
      await toggle.waitFor();
      if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
      await check(`span ${number}`);
    }
    expect(trouble).toEqual([]);
  });
});
