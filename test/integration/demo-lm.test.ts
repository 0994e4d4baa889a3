import { expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { postJson } from '../support/http-json.ts';
import { listen } from '../support/listen.ts';
import { root, startDemoLm } from '../support/services.ts';
import { runToEnd } from '../support/spawn-service.ts';

jest.setTimeout(60_000);

const script = join(root, 'services/demo-lm/bin/demo-lm.js');
const run = (...args: string[]) => runToEnd({ name: 'demo-lm', script, args, cwd: root });
const chat = (base: string, body: object, headers = {}) => postJson(`${base}/v1/chat/completions`, { model: 'm', messages: [{ role: 'user', content: 'What is the capital of Peru?' }], ...body }, headers);

test('says where it listens and never what key it was given', async () => {
  const lm = await startDemoLm();
  await chat(lm.base, {}, { authorization: 'Bearer sk-secret-key' });
  await chat(lm.base, { n: 'sk-secret-key' });
  await lm.stop();
  expect(lm.output()).toBe(`demo-lm: model at ${lm.base}/v1, search over 395 passages at ${lm.base}/api/search\n`);
});

test('SIGTERM lets an answer under way be finished', async () => {
  const lm = await startDemoLm({ delayMs: 1_000 });
  const streaming = await fetch(`${lm.base}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'What is the capital of Peru?' }] }),
  });
  const [text] = await Promise.all([streaming.text(), lm.stop()]);
  expect(text).toMatch(/data: \[DONE\]\n\n$/);
});

test.each([
  [['--port', 'http'], /--port.*http.*whole number from 0 to 65535/],
  [['--port', '70000'], /--port.*70000/],
  [['--delay-ms', '-1'], /--delay-ms.*-1/],
  [['--wrong'], /unknown option '--wrong'/],
])('demo-lm %j ends with 1 and one line that says why', async (args, line) => {
  const ended = await run(...args);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(line);
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a port that is taken ends it with 1 and one line', async () => {
  await using taken = await listen((_request, response) => response.end());
  const ended = await run('--port', String(taken.port));
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(new RegExp(`^demo-lm cannot listen on 127.0.0.1:${taken.port}: [^\\n]*EADDRINUSE[^\\n]*\\n$`)) });
});

test('the delay is that of --delay-ms', async () => {
  await using lm = await startDemoLm({ delayMs: 500, port: await freePort() });
  const start = performance.now();
  await chat(lm.base, {});
  expect(performance.now() - start).toBeGreaterThan(500 * 0.6 * 0.8);
});
