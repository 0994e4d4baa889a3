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

const sandbox = new JavaScriptSandbox({ tools: [add, broken], timeoutMs: 300, memoryBytes: 16 * 1024 * 1024, outputCharacters: 100 });
afterAll(() => sandbox.close());

describe('code in a sandbox', () => {
  test('prints, and submits a result, which ends it', async () => {
    expect(await sandbox.run(`print('a', 1, [2], { b: null }, undefined); console.log('c'); SUBMIT({ n: 6 * 7 }); print('never')`)).toEqual({
      output: 'a 1 [2] {"b":null} undefined\nc',
      submitted: { n: 42 },
    });
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
    ['submits what is no JSON', 'SUBMIT(() => 1)', /^TypeError: SUBMIT takes a value that is JSON/],
    ['submits what contains itself', 'const loop = {}; loop.self = loop; SUBMIT(loop)', /circular/],
  ])('that %s fails with what it threw', async (_name, code, message) => {
    await expect(sandbox.run(code)).rejects.toMatchObject({ code: 'code_failed', reason: 'error', message: expect.stringMatching(message) });
  });

  test.each([
    ['a loop', 'for (;;) {}'],
    ['a loop after a tool', 'await add({ x: 1, y: 2 }); for (;;) {}'],
    ['promises that make promises', 'const again = () => Promise.resolve().then(again); await again()'],
    ['a getter', 'SUBMIT({ get x() { for (;;) {} } })'],
    ['a pattern', `/^(a+)+$/.test('a'.repeat(40) + 'b')`],
  ])('that computes too long in %s is stopped', async (_name, code) => {
    await expect(sandbox.run(`print('before'); ${code}`)).rejects.toMatchObject({ reason: 'timeout', message: 'the code computed for more than 300 ms' });
  });

  test.each([
    ['texts', `const all = []; for (;;) all.push('x'.repeat(100_000) + all.length)`],
    ['objects', 'const all = []; for (let n = 0; ; n++) all.push({ n, list: Array(100).fill(n) })'],
    ['one text', `'x'.repeat(1e9)`],
  ])('that takes too much memory for %s is stopped', async (_name, code) => {
    await using patient = new JavaScriptSandbox({ timeoutMs: 60_000, memoryBytes: 16 * 1024 * 1024 });
    await expect(patient.run(code)).rejects.toMatchObject({ reason: 'memory', message: 'the code took more than 16 MiB of memory' });
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
    expect(await sandbox.run('for (;;) {}').catch(() => sandbox.run('SUBMIT(typeof Array.prototype.map)'))).toMatchObject({ submitted: 'function' });
  });

  test('ends when the program is cancelled', async () => {
    const controller = new AbortController();
    const stuck = new Tool({ name: 'stuck', func: () => new Promise(() => controller.abort(new Error('enough'))) });
    await using own = new JavaScriptSandbox({ tools: [stuck] });
    await expect(context({ signal: controller.signal }, () => own.run('await stuck()'))).rejects.toThrow('enough');
  });
});
