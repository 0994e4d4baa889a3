// DSPY_OTEL_LIVE from a program to the viewer's page.
import { expect, jest } from '@jest/globals';
import { startFakeProvider } from '../support/fake-provider.ts';
import { postJson } from '../support/http-json.ts';
import { startServer, startViewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { launchBrowser, visit, whyNoBrowser } from './browser.ts';

const test = testUnless('running programs on the viewer’s page', whyNoBrowser(), 'REQUIRE_BROWSER');

jest.setTimeout(120_000);

test('a program that runs is on the page, and is shown as ended when it is, without a reload', async () => {
  const model = Promise.withResolvers<void>();
  await using provider = await startFakeProvider({ answer: () => ({ when: model.promise }) });
  await using viewer = await startViewer();
  await using server = await startServer({
    env: {
      OTEL_TRACING_ENABLED: 'true', DSPY_OTEL_LIVE: 'true', OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl,
      OPENAI_BASE_URL: provider.apiBase, COLBERTV2_URL: provider.searchURL,
    },
  });
  const browser = await launchBrowser();
  try {
    await using visited = await visit(browser, viewer.base);
    const { page } = visited;
    await page.goto(viewer.base);
    const answer = postJson(`${server.base}/MyRAG`, { question: 'Why?' });
    await page.locator('.trace-row').first().click();
    await page.locator('.trace-title').getByText('Running').waitFor();
    await page.locator('.span-row', { hasText: 'LM.__call__' }).waitFor();

    model.resolve();
    expect((await answer).status).toBe(200);
    await page.locator('.trace-title').getByText('Running').waitFor({ state: 'detached' });
    await page.locator('.trace-title', { hasText: 'POST /MyRAG' }).waitFor();
    expect(await page.locator('.span-row').count()).toBe(7);
  } finally {
    await browser.close();
  }
});
