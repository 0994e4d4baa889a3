import { afterAll, describe, expect, test } from '@jest/globals';
import { context } from '../settings.ts';
import { Tool } from '../types/tool.ts';
import { JavaScriptSandbox } from './javascript-sandbox.ts';

const add = new Tool({ name: 'add', parameters: { x: 'int', y: 'int' }, func: async ({ x, y }) => ({ sum: x + y }) });
const broken = new Tool({
  name: 'broken-tool',
  func: () => {
    throw new RangeError('out of order');
  },
});

const flood = new Tool({ name: 'flood', func: () => 'x'.repeat(6_000_000) });

const sandbox = new JavaScriptSandbox({ tools: [add, broken, flood], memoryBytes: 20 * 1024 * 1024, outputCharacters: 100 });
const hurried = new JavaScriptSandbox({ tools: [add], timeoutMs: 50 });
afterAll(async () => {
  await sandbox.close();
  await hurried.close();
});

describe('code in a sandbox', () => {
  test('prints, and submits a result, which ends it', async () => {
    expect(await sandbox.run(`print('a', 1, [2], { b: null }, undefined); console.log('c'); SUBMIT({ n: 6 * 7 }); print('never')`)).toEqual({
      output: 'a 1 [2] {"b":null} undefined\nc',
      submitted: { n: 42 },
    });
  });

  test('gives the value of its last expression', async () => {
    expect(await sandbox.run('const twice = (n) => n * 2;\nawait Promise.resolve();\ntwice(21) // the answer')).toEqual({ output: '', submitted: undefined, value: 42 });
    expect(await sandbox.run('() => 1')).toEqual({ output: '', submitted: undefined, value: undefined });
  });

  test('shows and gives what JSON lacks as what comes closest', async () => {
    const { output, value } = await sandbox.run(`print(new TypeError('no'), new Set([1]), 'nul\\u0000 \\ud800'); ({ map: new Map([['a', 1]]), big: 2n ** 64n, when: new Date(0) })`);
    expect(output).toBe('TypeError: no [1] nul\u0000 \ud800');
    expect(value).toEqual({ map: { a: 1 }, big: '18446744073709551616', when: '1970-01-01T00:00:00.000Z' });
  });

  test('calls tools outside, also several at once, and gets their failures as errors', async () => {
    const { submitted } = await sandbox.run(`
      const both = await Promise.all([add({ x: 1, y: 2 }), tools.add({ x: 3, y: 4 })]);
      const failure = await tools['broken-tool']().catch((error) => error.message);
      SUBMIT({ both, failure });`);
    expect(submitted).toEqual({ both: [{ sum: 3 }, { sum: 7 }], failure: 'out of order' });
  });

  test('keeps what it puts into state for the next piece of code', async () => {
    await sandbox.run('state.seen = [1]; const mine = 1');
    expect(await sandbox.run('state.seen.push(2); SUBMIT([state.seen, typeof mine])')).toMatchObject({ submitted: [[1, 2], 'undefined'] });
  });

  test.each([
    ['throws', 'null.x', /^TypeError: /],
    ['throws what is no error', `throw 'oops'`, /^oops$/],
    ['cannot be read', 'const = 1', /^SyntaxError: /],
    ['recurses without end', 'const f = () => f() + 1; f()', /stack overflow|call stack/],
    ['waits for what never comes', 'await new Promise(() => {})', /a promise that nothing will settle/],
    ['calls a tool with what is no object', 'await add(5)', /^Error: add takes one object with its arguments by name/],
    ['throws null', 'throw null', /^null$/],
    ['throws what cannot be shown', 'throw new Proxy({}, { get() { throw 1; } })', /^something that cannot be shown$/],
    ['calls a tool more often than it may wait for', 'for (;;) add({ x: 1, y: 2 })', /^RangeError: 100 calls of tools are waiting, and more may not; await some/],
    ['gives tools more than it may', `const s = 'x'.repeat(1_000_000); for (;;) add({ s })`, /^RangeError: the arguments of calls that are waiting have 5000040 characters, and 5000000 is the most/],
    ['gets more from a tool than it may', 'await flood()', /^Error: what flood gave has 6000002 characters as JSON/],
    ['submits what is no JSON', 'SUBMIT(() => 1)', /^TypeError: SUBMIT takes a value that is JSON/],
    ['submits what contains itself', 'const loop = {}; loop.self = loop; SUBMIT(loop)', /circular/],
  ])('that %s fails with what it threw', async (_name, code, message) => {
    await expect(sandbox.run(code)).rejects.toMatchObject({ code: 'code_failed', reason: 'error', message: expect.stringMatching(message) });
  });

  test('that fails says in which line, and what it printed before', async () => {
    await expect(sandbox.run(`print('so far');\n\nnull.x`)).rejects.toMatchObject({ message: "TypeError: cannot read property 'x' of null (line 3)", output: 'so far' });
    await expect(sandbox.run(`throw new Error('x'.repeat(1_000_000))`)).rejects.toMatchObject({ message: expect.stringMatching(/^.{1,2100}$/) });
  });

  test.each([
    ['a loop', 'for (;;) {}'],
    ['a loop after a tool', 'await add({ x: 1, y: 2 }); for (;;) {}'],
    ['a loop of promises', 'for (;;) await null'],
    ['a getter', 'SUBMIT({ get x() { for (;;) {} } })'],
    ['what it throws', 'throw { toJSON() { for (;;) {} } }'],
    ['a clause that no error should skip', 'try { for (;;) {} } catch {} finally { for (;;) {} }'],
    ['a pattern', `/^(a+)+$/.test('a'.repeat(40) + 'b')`],
  ])('that computes too long in %s is stopped', async (_name, code) => {
    await expect(hurried.run(`print('before'); ${code}`)).rejects.toMatchObject({ reason: 'timeout', message: 'the code computed for more than 50 ms' });
  });

  test.each([
    ['texts', `const all = []; for (;;) all.push('x'.repeat(100_000) + all.length)`],
    ['objects', 'const all = []; for (let n = 0; ; n++) all.push({ n, list: Array(100).fill(n) })'],
    ['promises', 'const again = () => Promise.resolve().then(again); await again()'],
    ['one text', `'x'.repeat(1e9)`],
  ])('that takes too much memory for %s is stopped', async (_name, code) => {
    await using patient = new JavaScriptSandbox({ timeoutMs: 60_000, memoryBytes: 20 * 1024 * 1024 });
    await expect(patient.run(code)).rejects.toMatchObject({ reason: 'memory', message: 'the code took more than 20 MiB of memory' });
  });

  test('that prints without end is cut', async () => {
    const { output } = await sandbox.run(`for (let i = 0; i < 1_000; i++) print('0123456789')`);
    expect(output.length).toBeLessThan(200);
    expect(output).toMatch(/\[the rest of what was printed is cut\]$/);
  });

  test.each(['process', 'require', 'fetch', 'setTimeout', 'WebAssembly', 'Buffer', 'Deno', '__call', '__submit', 'XMLHttpRequest', 'Worker'])('does not see %s', async (name) => {
    expect(await sandbox.run(`SUBMIT(typeof ${name})`)).toMatchObject({ submitted: 'undefined' });
  });

  test.each([
    ['import()', `await import('node:fs')`],
    ['the constructor of a function', `SUBMIT(typeof print.constructor('return process')())`],
    ['the constructor of a tool', `SUBMIT(typeof add.constructor.constructor('return process')())`],
  ])('does not get out by %s', async (_name, code) => {
    await expect(sandbox.run(code)).rejects.toMatchObject({ reason: 'error' });
  });

  test('cannot change prototypes outside', async () => {
    const { submitted } = await sandbox.run(`Object.prototype.hit = 1; Array.prototype.map = null; SUBMIT(JSON.parse('{"__proto__": {"hit": 2}, "a": [1]}'))`);
    expect(Reflect.get({}, 'hit')).toBeUndefined();
    expect(Object.getPrototypeOf(submitted)).toBe(Object.prototype);
    await sandbox.close();
    expect(await sandbox.run('SUBMIT(typeof Array.prototype.map)')).toMatchObject({ submitted: 'function' });
  });

  test('ends when the program is cancelled', async () => {
    const controller = new AbortController();
    const stuck = new Tool({ name: 'stuck', func: () => new Promise(() => controller.abort(new Error('enough'))) });
    await using own = new JavaScriptSandbox({ tools: [stuck] });
    await expect(context({ signal: controller.signal }, () => own.run('await stuck()'))).rejects.toThrow('enough');
  });

  test('that waits for a tool may wait longer than it may compute', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = new Tool({ name: 'slow', func: () => promise });
    await using own = new JavaScriptSandbox({ tools: [slow], timeoutMs: 50 });
    setTimeout(() => resolve('late'), 1_500);
    expect(await own.run('await slow()')).toMatchObject({ value: 'late' });
  });

  test('does not run beside other code of the same sandbox', async () => {
    const both = await Promise.allSettled([sandbox.run('await add({ x: 1, y: 2 })'), sandbox.run('2')]);
    expect(both).toMatchObject([{ value: { value: { sum: 3 } } }, { reason: { code: 'invalid_configuration', message: expect.stringMatching(/^other code is running in this sandbox/) } }]);
  });

  test('ends when its sandbox is closed, which starts again with the next', async () => {
    const own = new JavaScriptSandbox({ tools: [new Tool({ name: 'close', func: () => own.close() })] });
    await expect(own.run('await tools.close(); await new Promise(() => {})')).rejects.toMatchObject({ reason: 'closed' });
    expect(await own.run('1')).toMatchObject({ value: 1 });
    await own.close();
  });

  test.each([
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs has to be from 1 to 2147473648, got Infinity'],
    [{ memoryBytes: 1 }, 'memoryBytes has to be from 20971520 to 4294967296, got 1'],
    [{ tools: [add, add] }, 'two tools have the same name, of add, add'],
  ])('does not start with %p', (options, message) => {
    expect(() => new JavaScriptSandbox(options)).toThrow(message);
  });
});
