import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { failureOf, KEY, modelAt } from '../../../test-fixtures/asking.ts';
import { completion, failure, type FakeProvider, startFakeProvider } from '../../../test-fixtures/fake-provider.ts';
import { collectWarnings } from '../../../test-fixtures/warnings.ts';
import { LM, type LMOptions } from '../lm.ts';
import type { LMParams, LMResponse } from '../request.ts';
import { DiskStore } from './disk-store.ts';
import { configureCache, resetMemoryCache, storedResponse } from './response-cache.ts';

let provider: FakeProvider;
let folder: string;

beforeEach(async () => {
  provider = await startFakeProvider((_request, index) => completion(`answer ${index}`));
  folder = await mkdtemp(join(tmpdir(), 'dspy-cache-'));
  configureCache({ disk: false });
});
afterEach(async () => {
  configureCache({});
  await provider[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const ask = (lm: LM, params: LMParams = {}, content = 'hi'): Promise<LMResponse> => lm.call({ messages: [{ role: 'user', content }], params });
/** What came back, and after how many requests. */
const outcome = async (lm: LM, params?: LMParams, content?: string): Promise<unknown> => {
  const { outputs, cacheHit } = await ask(lm, params, content);
  return [outputs[0]?.text, cacheHit, provider.requests.length];
};
const model = (options: LMOptions = {}): LM => modelAt(provider, options);
/** Every file below the folder. */
const files = async (): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

describe('a call that was made before', () => {
  test('is answered without a request, and costs nothing', async () => {
    const lm = model();
    const first = await ask(lm);
    const { usage, cost, costParts: _parts, ...kept } = first;
    expect({ usage, cost }).toEqual({ usage: { promptTokens: 12, completionTokens: 5, totalTokens: 17 }, cost: expect.any(Number) });
    expect(await ask(lm)).toEqual({ ...kept, cacheHit: true });
    expect(provider.requests).toHaveLength(1);
    expect(lm.history.map(({ cacheHit, cost: paid }) => [cacheHit, paid])).toEqual([[false, cost], [true, undefined]]);
  });

  test('is the same for another object, another key, and parameters in another order', async () => {
    await ask(model({ temperature: 0.5, topP: 0.9 }));
    expect(await outcome(model({ topP: 0.9, temperature: 0.5, apiKey: 'sk-other-0123456789', timeoutMs: 60_000 }))).toEqual(['answer 0', true, 1]);
  });

  test.each<[string, LMOptions, LMParams, string | undefined]>([
    ['another parameter', {}, { temperature: 0.5 }, undefined],
    ['another rollout', {}, { rolloutId: 1, temperature: 1 }, undefined],
    ['other messages', {}, {}, 'hello'],
    ['another interface', { capabilities: {}, headers: { 'x-tenant': 'b' } }, {}, undefined],
  ])('is not the same with %s', async (_name, options, params, content) => {
    await ask(model());
    expect(await outcome(model(options), params, content)).toEqual(['answer 1', false, 2]);
    expect(await outcome(model(options), params, content)).toEqual(['answer 1', true, 2]);
  });

  test('is not the same at another address, which Python DSPy overlooks', async () => {
    await using other = await startFakeProvider(() => completion('from elsewhere'));
    await ask(model());
    expect(await ask(modelAt(other))).toMatchObject({ outputs: [{ text: 'from elsewhere' }], cacheHit: false });
  });

  test('is not the same where the environment says another address', async () => {
    const before = process.env['OPENAI_BASE_URL'];
    await using other = await startFakeProvider(() => completion('from elsewhere'));
    const texts: unknown[] = [];
    try {
      for (const { url } of [provider, other, provider]) {
        process.env['OPENAI_BASE_URL'] = `${url}/v1`;
        texts.push((await new LM('openai/gpt-4o-mini', { apiKey: KEY }).call('hi')).outputs[0]?.text);
      }
    } finally {
      if (before === undefined) delete process.env['OPENAI_BASE_URL'];
      else process.env['OPENAI_BASE_URL'] = before;
    }
    expect([texts, provider.requests.length]).toEqual([['answer 0', 'from elsewhere', 'answer 0'], 1]);
  });

  test('is made again where a call or its model wants no cache, and leaves nothing there', async () => {
    expect(await outcome(model(), { cache: false })).toEqual(['answer 0', false, 1]);
    expect(await outcome(model({ cache: false }))).toEqual(['answer 1', false, 2]);
    expect(await outcome(model({ cache: false }), { cache: true })).toEqual(['answer 2', false, 3]);
    expect(await outcome(model())).toEqual(['answer 2', true, 3]);
  });

  test('is made again when it failed', async () => {
    await using broken = await startFakeProvider((_request, index) => (index === 0 ? failure(400, 'no') : completion('well')));
    expect(await failureOf(modelAt(broken).call('hi'))).toMatchObject({ code: 'invalid_request' });
    expect(await modelAt(broken).call('hi')).toMatchObject({ outputs: [{ text: 'well' }], cacheHit: false });
  });

  test('is made again when its answer broke off', () => {
    const response: LMResponse = { outputs: [{ text: 'so f', finishReason: 'error' }], model: 'm', cacheHit: false };
    expect(storedResponse(response)).toBeUndefined();
    expect(storedResponse({ ...response, outputs: [{ text: 'so far', finishReason: 'stop' }], cost: 1, retries: 1 })).toEqual({ outputs: [{ text: 'so far', finishReason: 'stop' }], model: 'm' });
  });

  test('gives as many answers as were asked for', async () => {
    const { outputs } = await ask(model(), { n: 2, temperature: 1 });
    expect(await ask(model(), { n: 2, temperature: 1 })).toMatchObject({ outputs, cacheHit: true });
    expect(provider.requests).toHaveLength(2);
  });
});

test('a rollout at temperature 0, where it changes nothing, is warned about once', async () => {
  using warnings = collectWarnings();
  const lm = model({ temperature: 0 });
  await ask(lm, { rolloutId: 3 });
  await ask(lm, { rolloutId: 4 });
  expect(warnings.texts).toEqual([expect.stringContaining('openai/gpt-4o-mini is asked with rolloutId 3 at temperature 0')]);
});

describe('in memory', () => {
  test('no more is kept than it may be, in number and in bytes', async () => {
    configureCache({ memoryMaxEntries: 1 });
    await ask(model(), {}, 'one');
    await ask(model(), {}, 'two');
    expect(await outcome(model(), {}, 'two')).toEqual(['answer 1', true, 2]);
    expect(await outcome(model(), {}, 'one')).toEqual(['answer 2', false, 3]);
    configureCache({ memoryMaxBytes: 100 });
    await ask(model());
    expect(await outcome(model())).toEqual(['answer 4', false, 5]);
  });

  test('it is forgotten on request', async () => {
    await ask(model());
    resetMemoryCache();
    expect(await outcome(model())).toEqual(['answer 1', false, 2]);
  });

  test('a limit that is none is refused', () => {
    expect(() => configureCache({ memoryMaxEntries: 0 })).toThrow('memoryMaxEntries of the cache must be a whole number from 1, got 0');
  });
});

describe('in files', () => {
  beforeEach(() => configureCache({ disk: true, dir: folder }));

  test('answers outlive the process, readable by their owner only, without keys', async () => {
    await ask(model());
    const [path = ''] = await files();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).not.toContain(KEY);
    configureCache({ disk: true, dir: folder });
    expect(await outcome(model())).toEqual(['answer 0', true, 1]);
  });

  test('a damaged one is asked for anew and replaced, with one warning', async () => {
    using warnings = collectWarnings();
    await ask(model());
    const [path = ''] = await files();
    for (const damaged of ['{"outputs": [', '{"outputs": [], "model": "m"}']) {
      await writeFile(path, damaged);
      resetMemoryCache();
      expect(await ask(model())).toMatchObject({ cacheHit: false });
    }
    resetMemoryCache();
    expect(await outcome(model())).toEqual(['answer 2', true, 3]);
    expect(warnings.texts).toEqual([expect.stringMatching(/^the cache in .* does not work as it should \(the file of [0-9a-f]{64} is damaged\)/)]);
  });

  test('that cannot be written cost no call, and one warning', async () => {
    using warnings = collectWarnings();
    const blocked = join(folder, 'a-file');
    await writeFile(blocked, '');
    configureCache({ disk: true, dir: blocked, memory: false });
    expect([await outcome(model()), await outcome(model())]).toEqual([['answer 0', false, 1], ['answer 1', false, 2]]);
    expect(warnings.texts).toEqual([expect.stringContaining(`the cache in ${blocked} does not work as it should`)]);
  });

  test('are asked for by DSPY_CACHEDIR alone', async () => {
    const before = process.env['DSPY_CACHEDIR'];
    process.env['DSPY_CACHEDIR'] = folder;
    try {
      configureCache({});
    } finally {
      if (before === undefined) delete process.env['DSPY_CACHEDIR'];
      else process.env['DSPY_CACHEDIR'] = before;
    }
    await ask(model());
    expect(await files()).toHaveLength(1);
  });

  test('beyond the limit those that were not used for longest are deleted', async () => {
    const store = new DiskStore(folder, 100);
    const [old, used, last] = ['aa', 'bb', 'cc'].map((start) => start.repeat(32)) as [string, string, string];
    await store.write(old, 'x'.repeat(40));
    await store.write(used, 'y'.repeat(40));
    await utimes(join(folder, 'aa', `${old}.json`), 2, 2);
    await utimes(join(folder, 'bb', `${used}.json`), 1, 1);
    expect(await store.read(used)).toBe('y'.repeat(40));
    await store.write(last, 'z'.repeat(40));
    expect([await store.read(old), await store.read(used), await store.read(last)]).toEqual([undefined, 'y'.repeat(40), 'z'.repeat(40)]);
    await store.write(old, 'x'.repeat(90));
    expect(await store.read(old)).toBeUndefined();
  });

  test('of writers at the same time are whole', async () => {
    const store = new DiskStore(folder, 1_000_000);
    const key = 'dd'.repeat(32);
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(5_000));
    await Promise.all(texts.map((text) => store.write(key, text)));
    expect(texts).toContain(await store.read(key));
    expect(await files()).toHaveLength(1);
  });
});

test('without memory and files every call asks', async () => {
  configureCache({ memory: false, disk: false });
  expect([await outcome(model()), await outcome(model())]).toEqual([['answer 0', false, 1], ['answer 1', false, 2]]);
});
