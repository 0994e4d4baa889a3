import { expect, test } from '@jest/globals';
import { modelAt } from '../../test-fixtures/asking.ts';
import { completion, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { addCosts, costOf, totalOf } from './cost.ts';
import { PRICES, PRICES_DATE } from './prices.ts';
import type { LMUsage } from './request.ts';

const usage = (promptTokens: number, completionTokens: number, details: Partial<LMUsage> = {}): LMUsage => ({ promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, ...details });

test.each<[string, string, string, LMUsage, number]>([
  ['input and output', 'openai', 'gpt-4o-mini', usage(1000, 100), 1000 * 0.15 + 100 * 0.6],
  ['less for what the provider had cached', 'openai', 'gpt-4o-mini', usage(1000, 100, { cacheReadTokens: 400 }), 600 * 0.15 + 400 * 0.075 + 100 * 0.6],
  ['more for what it writes into its cache', 'anthropic', 'claude-haiku-4-5', usage(1000, 100, { cacheReadTokens: 100, cacheWriteTokens: 200 }), 700 * 1 + 100 * 0.1 + 200 * 1.25 + 100 * 5],
  ['the whole call at the price of long prompts', 'openai', 'gpt-5.4', usage(300_000, 1000), 300_000 * 5 + 1000 * 22.5],
  ['a dated release as the model', 'openai', 'gpt-4o-mini-2024-07-18', usage(1000, 0), 1000 * 0.15],
  ['thoughts as output', 'openai', 'gpt-4o-mini', usage(0, 100, { reasoningTokens: 90 }), 100 * 0.6],
])('a call costs %s', (_name, provider, modelId, tokens, millionths) => {
  const parts = costOf(provider, modelId, modelId, tokens);
  expect(parts && totalOf(parts)).toBeCloseTo(millionths / 1e6, 12);
});

test('its parts are told apart, what the provider had cached at the price of such', () => {
  const parts = costOf('anthropic', 'claude-haiku-4-5', 'claude-haiku-4-5', usage(1000, 100, { cacheReadTokens: 100, cacheWriteTokens: 200 }));
  const millionths = Object.fromEntries(Object.entries(parts ?? {}).map(([name, dollars]) => [name, Math.round(dollars * 1e6)]));
  expect(millionths).toEqual({ prompt: 700 + 10 + 250, cacheRead: 10, cacheWrite: 250, completion: 500 });
  expect(Object.keys(costOf('openai', 'gpt-4o-mini', 'gpt-4o-mini', usage(1000, 100)) ?? {})).toEqual(['prompt', 'completion']);
});

test('the parts of several calls are added part by part', () => {
  expect(addCosts({ prompt: 1, completion: 2, cacheRead: 0.5 }, { prompt: 10, completion: 20 })).toEqual({ prompt: 11, completion: 22, cacheRead: 0.5 });
});

test('a deployment of Azure costs what the model in it does, whatever its name', () => {
  expect(costOf('azure', 'our-chat', 'gpt-4o-mini-2024-07-18', usage(1000, 0))?.prompt).toBeCloseTo(150e-6, 12);
  expect(costOf('azure', 'gpt-4o-mini', 'something-else', usage(1000, 0))).toBeUndefined();
});

test.each([
  ['openai', 'gpt-of-tomorrow'],
  ['ollama', 'gpt-4o-mini'],
  ['openai', 'ft:gpt-4o-mini:us'],
  ['openai', '__proto__'],
])('what %s/%s costs is not known, which is not nothing', async (provider, modelId) => {
  expect(costOf(provider, modelId, modelId, usage(1000, 100))).toBeUndefined();
  await using server = await startFakeProvider(() => ({ body: { ...(completion('x') as { body: object }).body, model: modelId } }));
  expect(await modelAt(server, { cache: false }, `${provider}/${modelId}`).call('hi')).not.toHaveProperty('cost');
});

test('of several answers the costs are added, and not known when one is not', async () => {
  await using provider = await startFakeProvider((_request, index) => completion('x', { usage: index === 3 ? null : undefined }));
  const lm = modelAt(provider, { cache: false });
  const asked = { messages: [{ role: 'user', content: 'hi' }], params: { n: 2, temperature: 1 } } as const;
  const { cost, costParts } = await lm.call(asked);
  expect(cost).toBeCloseTo(2 * 4.8e-6, 12);
  expect(costParts && totalOf(costParts)).toBeCloseTo(2 * 4.8e-6, 12);
});

test('every price is an amount, and the table says of when it is', () => {
  const amounts = Object.values(PRICES).flatMap(({ long = { above: 0, input: 0, output: 0 }, ...price }) => Object.values(price).concat(Object.values(long)));
  expect(amounts.filter((amount) => !(Number.isFinite(amount) && amount >= 0))).toEqual([]);
  expect(PRICES_DATE).toMatch(/^20\d\d-\d\d-\d\d$/);
});
