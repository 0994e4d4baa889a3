import { once } from 'node:events';
import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { ChainOfThought, type Inputs, Module, Prediction, signature } from '@dspy-otel/dspy';
import { parseConfig } from '../project/load-config.ts';
import { gate } from '../testing/gate.ts';
import { readEvents } from '../testing/read-events.ts';
import { serveApp } from '../testing/test-app.ts';
import { configFor } from '../testing/test-project.ts';
import { createPrograms } from './create-programs.ts';
import type { Served } from './program.ts';

const QA = signature('question: str -> answer: str');

class Story extends Module<typeof QA> {
  override readonly signature = QA;
  readonly write = new ChainOfThought(QA);
  override async forward({ question }: Inputs<typeof QA>) {
    const { answer } = await this.write.call({ question });
    return new Prediction({ answer });
  }
}

/** A model that says what the test tells it to, when it tells it to. */
async function startModel() {
  const asked = gate();
  const left = gate();
  let answer: ServerResponse | undefined;
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      answer = response;
      response.once('close', () => left.pass());
      asked.pass();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    left,
    say(...texts: string[]): void {
      if (answer?.headersSent === false) answer.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const content of texts) answer?.write(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`);
    },
    finish(): void {
      const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
      answer?.write(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`);
      answer?.end(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices: [], usage })}\n\ndata: [DONE]\n\n`);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function served(base: string): Served {
  const loaded = parseConfig(configFor({ apiBase: `${base}/v1`, searchURL: `${base}/api/search` }), 'dspy.config.yaml', {});
  return createPrograms({ modules: [{ name: 'Story', file: 'src/modules/story.ts', create: () => new Story(), gateway: undefined }], failures: [] }, loaded, {});
}

function ask(base: string, accept: string) {
  const request = httpRequest(`${base}/Story`, { method: 'POST', headers: { 'content-type': 'application/json', accept } });
  request.on('error', () => undefined);
  request.end('{"question":"Why?"}');
  return request;
}

test('a program whose route is the server\'s own is not served, and it is said why', () => {
  const loaded = parseConfig(configFor({ apiBase: 'http://localhost/v1', searchURL: 'http://localhost/api/search' }), 'dspy.config.yaml', {});
  const { programs, failures } = createPrograms({ modules: [{ name: 'health', file: 'src/modules/health.ts', create: () => new Story(), gateway: undefined }], failures: [] }, loaded, {});
  expect([...programs.keys()]).toEqual([]);
  expect(failures).toEqual([{ file: 'src/modules/health.ts', reason: 'serving health failed: POST /health is taken by the server; give the class another name' }]);
});

describe('a program and its model', () => {
  test('every predictor\'s fields arrive while the model still writes, then the result, and what it cost is counted', async () => {
    await using model = await startModel();
    await using app = await serveApp({ served: served(model.base) });
    const response = await fetch(`${app.base}/Story`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: '{"question":"Why?"}' });
    const events = readEvents(response);
    await model.asked.passed(1);
    model.say('[[ ## reasoning ## ]]\n', 'Because', ' so.\n\n[[ ## answer ## ]]\n');
    const from = { predictor: 'write.predict', call: 0 };
    expect((await events.next()).value).toEqual({ event: 'field', data: { field: 'reasoning', text: 'Because', last: false, ...from } });
    expect((await events.next()).value).toEqual({ event: 'field', data: { field: 'reasoning', text: ' so.', last: true, ...from } });
    model.say('Yes', '\n\n[[ ## completed ## ]]');
    expect((await events.next()).value).toEqual({ event: 'field', data: { field: 'answer', text: 'Yes', last: false, ...from } });
    model.finish();
    expect((await events.next()).value).toEqual({ event: 'field', data: { field: 'answer', text: '', last: true, ...from } });
    expect((await events.next()).value).toEqual({ event: 'result', data: { answer: 'Yes' } });
    expect(await (await fetch(`${app.base}/api/metrics/Story`)).json()).toMatchObject({ metrics: { call_count: 1, total_tokens: 120, total_prompt_tokens: 100, total_cost_usd: expect.any(Number), lm_call_breakdown: { 'openai/gpt-4o-mini': 1 } } });
  });

  test.each(['application/json', 'text/event-stream'])('the model call ends when the caller of %s goes away', async (accept) => {
    await using model = await startModel();
    await using app = await serveApp({ served: served(model.base) });
    const request = ask(app.base, accept);
    await model.asked.passed(1);
    request.destroy();
    await model.left.passed(1);
    expect(app.reported).toEqual([]);
  });

  test.each(['application/json', 'text/event-stream'])('the model call ends when %s takes too long', async (accept) => {
    await using model = await startModel();
    await using app = await serveApp({ served: served(model.base), settings: { requestTimeoutMs: 200 } });
    const request = ask(app.base, accept);
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    await model.left.passed(1);
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(text).toContain('timeout: Story did not answer within 200 ms');
    expect(response.statusCode).toBe(accept === 'application/json' ? 504 : 200);
  });
});
