import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { postJson } from '../support/http-json.ts';
import { pollUntil } from '../support/poll-until.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';
import { sendTrace, spanId, traceId, type SentSpan } from './otlp.ts';

const missing = whyNoBrowser();
const test = testUnless('how the viewer shows a trace', missing, 'REQUIRE_BROWSER');

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

const chain = { 'openinference.span.kind': 'CHAIN' };
const llm = { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini' };
const tool = { 'openinference.span.kind': 'TOOL' };

/** An agent with two steps, as Python's instrumentation sends it; the second tool fails. */
const AGENT: readonly SentSpan[] = [
  { id: 1, name: 'ReAct.forward', durationMs: 1_000, attributes: { 'openinference.span.kind': 'AGENT' } },
  { id: 2, parent: 1, name: 'Predict.forward', startMs: 0, durationMs: 400, attributes: chain },
  { id: 3, parent: 2, name: 'ChatAdapter.__call__', startMs: 10, durationMs: 380, attributes: chain },
  { id: 4, parent: 3, name: 'LM.__call__', startMs: 20, durationMs: 360, attributes: { ...llm, 'input.value': 'Where does the Danube begin?' } },
  { id: 5, parent: 1, name: 'search.__call__', startMs: 400, durationMs: 100, attributes: { ...tool, 'input.value': '{"q": "Danube"}' } },
  { id: 6, parent: 1, name: 'Predict.forward', startMs: 500, durationMs: 400, attributes: chain },
  { id: 7, parent: 6, name: 'LM.__call__', startMs: 510, durationMs: 380, attributes: { ...llm, 'input.value': 'And where does it end?' } },
  { id: 8, parent: 1, name: 'calculator.__call__', startMs: 900, durationMs: 50, attributes: tool, error: 'division by zero', exception: { type: 'ZeroDivisionError', message: 'division by zero', stack: 'at calculator' } },
];

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`${viewer.base}/traces/${traceId(1)}${query}`);
  await page.locator('.span-row').first().waitFor();
}

/** The tree as it is shown: names, indented. */
async function outline(page: Page): Promise<readonly string[]> {
  return page.locator('.span-row').evaluateAll((rows) => rows.map((row) => `${'  '.repeat(Number(row.getAttribute('aria-level')) - 1)}${row.querySelector('.span-words .line')?.textContent}`));
}

const heading = (page: Page) => page.locator('.trace-detail').getByRole('heading', { level: 2 });

describe('an agent’s trace', () => {
  test('is compact at the press of a key, and the address keeps it', async () => {
    await sendTrace(viewer.tracesUrl, 1, AGENT);
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await open(page);
    expect(await outline(page)).toEqual([
      'ReAct.forward', '  Predict.forward', '    ChatAdapter.__call__', '      LM.__call__', '  search.__call__', '  Predict.forward', '    LM.__call__', '  calculator.__call__',
    ]);
    await page.keyboard.press('c');
    await page.waitForURL(/\?detail=compact$/);
    await page.locator('.span-row').nth(6).waitFor();
    const compact = ['ReAct.forward', '  Predict.forward', '    LM.__call__', '  search.__call__', '  Predict.forward', '    LM.__call__', '  calculator.__call__'];
    expect(await outline(page)).toEqual(compact);
    await page.reload();
    await page.locator('.span-row').nth(6).waitFor();
    expect(await outline(page)).toEqual(compact);
    expect(trouble).toEqual([]);
  });

  test('loses the kinds that one does not want to see, but never where an error came from', async () => {
    await sendTrace(viewer.tracesUrl, 1, AGENT);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('group', { name: 'Kinds' }).getByRole('checkbox', { name: 'Chain' }).click();
    await page.getByRole('group', { name: 'Kinds' }).getByRole('checkbox', { name: 'Tool' }).click();
    await page.waitForURL(/hide=Chain&hide=Tool/);
    expect(await outline(page)).toEqual(['ReAct.forward', '  LM.__call__', '  LM.__call__', '  calculator.__call__']);
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'Kinds' }).waitFor({ state: 'detached' });
    expect(page.url()).toContain('/traces/');
  });

  test('opens at its error; errors and matches are walked through by keyboard', async () => {
    await sendTrace(viewer.tracesUrl, 1, [...AGENT, { id: 9, parent: 5, name: 'GET /', startMs: 410, error: 'refused', attributes: {} }]);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    await page.keyboard.press('e');
    await heading(page).getByText('calculator.__call__').waitFor();
    await page.keyboard.press('E');
    await heading(page).getByText('GET /').waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('danube llm');
    await page.getByRole('status').getByText('– of 1').waitFor();
    await page.keyboard.press('Enter');
    await heading(page).getByText('LM.__call__').waitFor();
    expect(page.url()).toContain('find=danube+llm');
    expect(new URL(page.url()).searchParams.get('span')).toBe(spanId(4));
    expect(await page.locator('.span-row[data-found]').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.search.includes('find'));
  });

  test('shows its critical path and the time that each span took for itself', async () => {
    await sendTrace(viewer.tracesUrl, 1, AGENT);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    const self = await page.locator('.span-row').evaluateAll((rows) => rows.map((row) => row.querySelector('.span-self')?.textContent));
    expect(self).toEqual(['50.0 ms', '20.0 ms', '20.0 ms', '', '', '20.0 ms', '', '']);
    const onPath = await page.locator('.span-row').evaluateAll((rows) => rows.map((row) => row.querySelectorAll('.bar-path').length));
    expect(onPath).toEqual([1, 2, 2, 1, 1, 2, 1, 1]);
    await page.keyboard.press('p');
    await page.locator('.bar-path').first().waitFor({ state: 'detached' });
    expect(page.url()).toContain('path=off');
  });

  test('is zoomed into by dragging over its time axis, or to a span by key, and back', async () => {
    await sendTrace(viewer.tracesUrl, 1, AGENT);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    const axis = await page.locator('.axis').boundingBox();
    if (axis === null) throw new Error('there is no axis');
    await page.mouse.move(axis.x + axis.width * 0.41, axis.y + 10);
    await page.mouse.down();
    await page.mouse.move(axis.x + axis.width * 0.45, axis.y + 10);
    await page.mouse.move(axis.x + axis.width * 0.49, axis.y + 10);
    await page.mouse.up();
    await page.waitForURL(/zoom=/);
    const [from, to] = (new URL(page.url()).searchParams.get('zoom') ?? '').split('-').map(Number);
    expect([Math.round((from ?? 0) / 10) * 10, Math.round((to ?? 0) / 10) * 10]).toEqual([410, 490]);
    expect(await page.locator('.bar-outside').count()).toBe(6);
    await page.keyboard.press('0');
    await page.waitForURL((url) => !url.search.includes('zoom'));

    await page.keyboard.press('l');
    await page.keyboard.press('z');
    await page.waitForURL(/zoom=20-380/);
    await page.getByRole('slider', { name: 'End of what is shown' }).press('End');
    await page.waitForURL(/zoom=20-1000/);
    await page.getByRole('button', { name: 'Leave the zoom' }).click();
    await page.waitForURL((url) => !url.search.includes('zoom'));
  });
});

describe('what is not as it should be', () => {
  test('spans whose parent has not arrived lie under a placeholder that says so', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{ id: 2, parent: 1, name: 'first', durationMs: 5 }, { id: 3, parent: 1, name: 'second', startMs: 5, durationMs: 5 }]);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    expect(await outline(page)).toEqual(['parent not arrived', '  first', '  second']);
    await page.locator('.span-row').first().click();
    await heading(page).getByText('Parent not arrived').waitFor();
    expect(await page.locator('.trace-detail').innerText()).toContain('2 spans below name this span as parent');
  });

  test('clocks that disagree are told of, and aligned only when one asks', async () => {
    const startedAt = Date.now();
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: 'GET /search', kind: 'client', startMs: 100, durationMs: 100 }], 'caller', startedAt);
    await sendTrace(viewer.tracesUrl, 1, [{ id: 2, parent: 1, name: 'search', kind: 'server', startMs: 20, durationMs: 60 }], 'search', startedAt);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    await page.getByText('Clocks disagree: 1 span lies outside the call that caused it, by up to 100 ms.').waitFor();
    const bars = async () => page.locator('.bar').evaluateAll((all) => all.map((bar) => Math.round(bar.getBoundingClientRect().left)));
    const [call, server] = await bars();
    expect(server).toBeLessThan(call ?? 0);
    await page.getByRole('button', { name: 'Aligned' }).click();
    await page.waitForURL(/clocks=aligned/);
    const [alignedCall, alignedServer] = await bars();
    expect(alignedServer).toBeGreaterThan(alignedCall ?? 0);
  });

  test('a span that runs still grows', async () => {
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: 'Agent.forward', startMs: -2_000, durationMs: null }, { id: 2, parent: 1, name: 'search', startMs: -1_900, durationMs: 500 }]);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page);
    await page.locator('.trace-title').getByText('Running').waitFor();
    const width = async () => page.locator('.bar').nth(1).evaluate((bar) => bar.getBoundingClientRect().width);
    const before = await width();
    // The axis grows with what runs, so that what has ended takes less and less of it.
    await pollUntil(async () => (await width()) < before, { timeoutMs: 15_000, what: 'the axis to grow' });
    await sendTrace(viewer.tracesUrl, 1, [{ id: 1, name: 'Agent.forward', startMs: -2_000, durationMs: 2_000 }]);
  });

  test('10,000 levels: the deepest is found from its address', async () => {
    const spans = Array.from({ length: 10_000 }, (_, index): SentSpan => ({ id: index + 1, ...(index > 0 && { parent: index }), name: `level ${index + 1}` }));
    for (let at = 0; at < spans.length; at += 5_000) await sendTrace(viewer.tracesUrl, 1, spans.slice(at, at + 5_000));
    await using visited = await visit(browser, viewer.base, `/traces/${traceId(1)}?span=${spanId(10_000)}`);
    const { page, trouble } = visited;
    await heading(page).getByText('level 10000', { exact: true }).waitFor();
    await page.locator('.span-row[aria-selected="true"]').getByText('level 10000', { exact: true }).waitFor();
    await page.keyboard.press('Home');
    await heading(page).getByText('level 1', { exact: true }).waitFor();
    await page.keyboard.press('-');
    await page.keyboard.press('+');
    await page.keyboard.press('p');
    expect(trouble).toEqual([]);
  });
});

/** Attributes of one message, flattened as OpenInference does. */
function message(side: 'input' | 'output', index: number, fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`llm.${side}_messages.${index}.message.${name}`, value]));
}

describe('a span', () => {
  const CONVERSATION: readonly SentSpan[] = [
    { id: 1, name: 'Assistant.forward', durationMs: 100, attributes: chain },
    {
      id: 2, parent: 1, name: 'Retrieve.forward', durationMs: 5, attributes: {
        'openinference.span.kind': 'RETRIEVER', 'retrieval.documents.0.document.content': 'Paris | Paris has rain spread evenly over the whole year.', 'retrieval.documents.0.document.score': 20,
        'retrieval.documents.1.document.content': 'Berlin | Berlin is colder.', 'retrieval.documents.1.document.score': 5,
      },
    },
    {
      id: 3, parent: 1, name: 'LM.__call__', startMs: 10, durationMs: 50, attributes: {
        ...llm, ...message('input', 0, { role: 'user', content: 'What is the weather in Paris?' }),
        ...message('input', 1, { 'role': 'assistant', 'tool_calls.0.tool_call.id': 'c1', 'tool_calls.0.tool_call.function.name': 'weather', 'tool_calls.0.tool_call.function.arguments': '{"city": "Paris"}' }),
        ...message('input', 2, { role: 'tool', tool_call_id: 'c1', content: '{"sky": "rain"}' }),
        ...message('output', 0, { role: 'assistant', content: '# Weather\n\nPerhaps **rain**, rain spread evenly over the whole year. [more](javascript:alert(1)) <script>document.title="taken"</script> ![x](https://attacker.example/x.png)' }),
        'llm.token_count.prompt': 1_000, 'llm.token_count.completion': 100, 'llm.cost.prompt': 0.000_15, 'llm.cost.completion': 0.000_06, 'llm.cost.total': 0.000_21,
      },
    },
    { id: 4, parent: 1, name: 'LM.__call__', startMs: 60, durationMs: 1, attributes: { ...llm, 'dspy.cache_hit': true, ...message('output', 0, { role: 'assistant', content: 'It rains.' }) } },
    {
      id: 5, parent: 1, name: 'search.__call__', startMs: 70, durationMs: 5, attributes: tool, error: 'no answer',
      exception: { type: 'SearchError', message: 'no answer', stack: 'SearchError: no answer\n    at search (search.ts:1)\nCaused by: TypeError: fetch failed\n    at fetch' },
    },
  ];

  test('shows tool calls with what came back, Markdown on request, and the formula of its cost', async () => {
    await sendTrace(viewer.tracesUrl, 1, CONVERSATION);
    await using visited = await visit(browser, viewer.base);
    const { page, trouble } = visited;
    await open(page, `?span=${spanId(3)}`);
    const prompt = page.getByRole('region', { name: 'Prompt' });
    await prompt.getByRole('group', { name: 'Result of weather' }).getByText('"rain"').waitFor();
    expect(await prompt.getByRole('article').count()).toBe(2);
    expect(await page.locator('.token-formula').innerText()).toBe('= prompt 1,000 × $0.15/M + completion 100 × $0.60/M');

    const answer = page.getByRole('region', { name: 'Answer' });
    expect(await answer.innerText()).toContain('**rain**');
    await answer.getByRole('button', { name: 'Markdown' }).click();
    await answer.locator('strong').getByText('rain').waitFor();
    expect(await answer.innerText()).toContain('<script>document.title="taken"</script>');
    expect(await page.locator('.trace-detail :is(script, img, a[href^="javascript"])').count()).toBe(0);
    expect(await page.title()).not.toBe('taken');
    expect(trouble).toEqual([]);
  });

  test('of a retriever says which documents the answer shows', async () => {
    await sendTrace(viewer.tracesUrl, 1, CONVERSATION);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page, `?span=${spanId(2)}`);
    const documents = page.getByRole('region', { name: 'Documents' }).locator('li');
    await documents.first().getByText('quoted in the answer').waitFor();
    expect(await documents.nth(1).innerText()).not.toContain('in the answer');
  });

  test('answered from a cache says so, and an exception tells its cause', async () => {
    await sendTrace(viewer.tracesUrl, 1, CONVERSATION);
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await open(page, `?span=${spanId(4)}`);
    await page.locator('.detail-title').getByText('from cache').waitFor();
    await page.keyboard.press('e');
    const exception = page.getByRole('region', { name: 'Exception SearchError' });
    await exception.getByText('TypeError', { exact: true }).waitFor();
    expect(await exception.innerText()).toMatch(/caused by TypeError\s+fetch failed/);
  });

  test('is copied as text, JSON and curl', async () => {
    await sendTrace(viewer.tracesUrl, 1, CONVERSATION);
    await using visited = await visit(browser, viewer.base, '/', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = visited;
    await open(page, `?span=${spanId(3)}`);
    await page.locator('.trace-detail').getByRole('button', { name: 'Copy', exact: true }).click();
    const copied = async (form: string): Promise<string> => {
      await page.getByRole('button', { name: `as ${form}` }).click();
      await page.getByText(`Copied as ${form}`).waitFor({ state: 'attached' });
      return page.evaluate(async () => navigator.clipboard.readText());
    };
    expect(await copied('Text')).toContain('## user\n\nWhat is the weather in Paris?');
    expect(JSON.parse(await copied('JSON'))).toMatchObject({ id: spanId(3), model: 'gpt-4o-mini' });
    expect(await copied('curl')).toContain('"messages":[{"role":"user","content":"What is the weather in Paris?"}');
  });
});
