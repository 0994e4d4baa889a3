import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Prediction, signature } from '@dspy-otel/dspy';
import { serveApp } from '../testing/test-app.ts';
import { gate } from '../testing/gate.ts';
import { testProgram } from '../testing/test-program.ts';
import { CronRunner } from './cron-runner.ts';
import { APIGateway, CronGateway, type GatewayRequest, type GatewayValues } from './gateway.ts';
import { readGateways } from './read-gateways.ts';

const spec = signature('question: str -> answer: str');
const answer = ({ question }: GatewayValues): unknown => new Prediction({ answer: `You asked: ${String(question)}` });

class HookGateway extends APIGateway {
  override readonly path = '/webhooks/hook';
  override toPipelineInputs(body: GatewayValues): GatewayValues {
    return { question: body['text'] };
  }
  override fromPipelineOutput(output: GatewayValues): unknown {
    return { status: 'success', result: output };
  }
}

class SearchGateway extends APIGateway {
  override readonly path = '/search';
  override readonly method = 'GET';
  override async toPipelineInputs({ q }: GatewayValues): Promise<GatewayValues> {
    return { question: q };
  }
}

class SignedGateway extends APIGateway {
  override toPipelineInputs(body: GatewayValues, { headers, rawBody }: GatewayRequest): GatewayValues {
    const signed = createHmac('sha256', 'key').update(rawBody).digest('hex');
    if (headers['x-signature'] !== signed) throw Object.assign(new Error('the signature is wrong'), { status: 403, expose: true });
    return body;
  }
}

const post = async (url: string, body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('an API gateway', () => {
  const program = testProgram('Gated', answer, { signature: spec, apiGateways: [new HookGateway(), new SearchGateway()] });

  test('maps requests and responses at a path of its own, and takes the place of the program\'s', async () => {
    await using app = await serveApp({ served: [program] });
    expect(await post(`${app.base}/webhooks/hook`, '{"text":"Why?"}')).toEqual({ status: 200, body: { status: 'success', result: { answer: 'You asked: Why?' } } });
    expect((await post(`${app.base}/Gated`, '{"question":"Why?"}')).status).toBe(404);
    expect(await (await fetch(`${app.base}/programs`)).json()).toMatchObject({ programs: [{ name: 'Gated', endpoint: '/webhooks/hook', gateways: [{ method: 'POST', path: '/webhooks/hook', requires_auth: true }, { method: 'GET', path: '/search' }] }] });
  });

  test('takes forms, as webhooks send them, and queries', async () => {
    await using app = await serveApp({ served: [program] });
    expect(await post(`${app.base}/webhooks/hook`, 'text=Why%3F&x=1', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({ status: 200, body: { result: { answer: 'You asked: Why?' } } });
    expect(await (await fetch(`${app.base}/search?q=first&q=last`)).json()).toEqual({ answer: 'You asked: last' });
    expect((await post(`${app.base}/search`, '{}')).status).toBe(405);
  });

  test('whose mapping does not fit the program is answered 422 by what is missing', async () => {
    await using app = await serveApp({ served: [program] });
    expect(await post(`${app.base}/webhooks/hook`, '{}')).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'question'] }] } });
  });

  test('sees headers and the body as it came, and may refuse', async () => {
    await using app = await serveApp({ served: [testProgram('Signed', answer, { signature: spec, apiGateways: [new SignedGateway()] })] });
    const body = '{ "question": "Why?" }';
    const right = createHmac('sha256', 'key').update(body).digest('hex');
    expect(await post(`${app.base}/Signed`, body, { 'x-signature': right })).toMatchObject({ status: 200 });
    expect(await post(`${app.base}/Signed`, `${body} `, { 'x-signature': right })).toMatchObject({ status: 403, body: { detail: 'the signature is wrong' } });
  });

  test.each<[string, Partial<APIGateway>]>([
    ['toPipelineInputs', { toPipelineInputs: () => new Promise<never>(() => undefined) }],
    ['fromPipelineOutput', { fromPipelineOutput: () => new Promise<never>(() => undefined) }],
  ])('whose %s takes too long is answered 504', async (_name, part) => {
    const gateway = Object.assign(new APIGateway(), part);
    await using app = await serveApp({ served: [testProgram('Slow', answer, { signature: spec, apiGateways: [gateway] })], settings: { requestTimeoutMs: 200 } });
    expect(await post(`${app.base}/Slow`, '{"question":"q"}')).toMatchObject({ status: 504, body: { detail: 'timeout: Slow did not answer within 200 ms' } });
  });

  test('takes its place before it looks at the request: more than may wait are answered 429', async () => {
    const [begun, open] = [gate(), gate()];
    const gateway = Object.assign(new APIGateway(), {
      toPipelineInputs: async (body: GatewayValues) => {
        begun.pass();
        await open.passed(1);
        return body;
      },
    });
    await using app = await serveApp({ served: [testProgram('Busy', answer, { signature: spec, apiGateways: [gateway] })], settings: { concurrency: 2, queueLength: 0 } });
    const ask = () => post(`${app.base}/Busy`, '{"question":"q"}');
    const admitted = [ask(), ask()];
    await begun.passed(2);
    expect(await ask()).toMatchObject({ status: 429, body: { detail: 'Busy is busy: 2 calls run and 0 wait' } });
    open.pass();
    expect((await Promise.all(admitted)).map(({ status }) => status)).toEqual([200, 200]);
    expect([app.runner.queueOf('Busy').running, app.ended.length]).toEqual([0, 2]);
  });

  test('does not run its program when its inputs come too late', async () => {
    const open = gate();
    const came = gate();
    const gateway = Object.assign(new APIGateway(), {
      toPipelineInputs: async (body: GatewayValues) => {
        await open.passed(1);
        setImmediate(() => came.pass());
        return body;
      },
    });
    let runs = 0;
    await using app = await serveApp({ served: [testProgram('Late', () => (runs += 1), { apiGateways: [gateway] })], settings: { requestTimeoutMs: 30 } });
    expect(await post(`${app.base}/Late`, '{}')).toMatchObject({ status: 504 });
    open.pass();
    await came.passed(1);
    expect(runs).toBe(0);
  });

  test('that returns nothing is a 500 that says so', async () => {
    class Nothing extends APIGateway {
      override fromPipelineOutput(): unknown {
        return undefined;
      }
    }
    await using app = await serveApp({ served: [testProgram('Void', answer, { signature: spec, apiGateways: [new Nothing()] })] });
    expect(await post(`${app.base}/Void`, '{"question":"q"}')).toMatchObject({ status: 500, body: { detail: 'The gateway of Void returned nothing that is JSON' } });
  });
});

describe('what a program says in gateway', () => {
  class Nightly extends CronGateway {
    override readonly schedule: string = '0 3 * * *';
    override getPipelineInputs(): readonly GatewayValues[] {
      return [];
    }
  }
  class OddSchedule extends Nightly {
    override readonly schedule = 'now and then';
  }
  class TakesPrograms extends APIGateway {
    override readonly path = '/programs';
  }
  class Relative extends APIGateway {
    override readonly path = 'hook';
  }

  test('may be a class, an instance, or a list of them', () => {
    expect(readGateways(undefined, 'P', new Set())).toEqual({ api: [], cron: [] });
    expect(readGateways(HookGateway, 'P', new Set()).api[0]).toBeInstanceOf(HookGateway);
    const both = readGateways([new HookGateway(), Nightly], 'P', new Set());
    expect([both.api.length, both.cron.length]).toEqual([1, 1]);
  });

  test.each([
    ['something else', { kind: 'other' }, 'expected classes or instances that extend APIGateway or CronGateway'],
    ['a schedule that is none', OddSchedule, /^the schedule "now and then" cannot be used: /],
    ['a path of the server', TakesPrograms, 'POST /programs is taken'],
    ['a path that is none', Relative, 'expected a path such as /webhooks/hook, got "hook"'],
    ['one path twice', [HookGateway, HookGateway], 'POST /webhooks/hook is taken'],
  ])('%s is refused', (_name, value, message) => {
    expect(() => readGateways(value, 'P', new Set(['POST /P', 'POST /Other']))).toThrow(message);
  });

  test('may not take another program\'s route, only its own', () => {
    class Other extends APIGateway {
      override readonly path = '/Other';
    }
    expect(() => readGateways(Other, 'P', new Set(['POST /P', 'POST /Other']))).toThrow('POST /Other is taken');
    expect(readGateways(APIGateway, 'P', new Set(['POST /P', 'POST /Other'])).api).toHaveLength(1);
  });
});

describe('a cron gateway', () => {
  class Batch extends CronGateway {
    override readonly schedule = '* * * * * *';
    readonly said: unknown[] = [];
    readonly done = gate();
    override getPipelineInputs(): readonly GatewayValues[] {
      return [{ question: 'one' }, { wrong: 'two' }, { question: 'three' }];
    }
    override onComplete(inputs: GatewayValues, output: GatewayValues): void {
      this.said.push([inputs, output]);
      if (inputs['question'] === 'three') this.done.pass();
    }
    override onError(inputs: GatewayValues, error: unknown): void {
      this.said.push([inputs, (error as Error).name]);
    }
  }

  test('runs its program with each of its inputs when the schedule says so, and is told what came of it', async () => {
    const gateway = new Batch();
    const program = testProgram('Scheduled', answer, { signature: spec, cronGateways: [gateway] });
    const warnings: string[] = [];
    await using app = await serveApp({ served: [program] });
    const crons = new CronRunner(app.runner, (line) => void warnings.push(line));
    crons.follow({ programs: new Map([['Scheduled', program]]), failures: [] });
    await gateway.done.passed(1);
    crons.stop();
    expect(gateway.said.slice(0, 3)).toEqual([
      [{ question: 'one' }, { answer: 'You asked: one' }],
      [{ wrong: 'two' }, 'InputError'],
      [{ question: 'three' }, { answer: 'You asked: three' }],
    ]);
    expect(warnings[0]).toMatch(/^⚠ Scheduled: a scheduled run failed: /);
    expect(app.ended.length).toBeGreaterThanOrEqual(2);
  });

  test('whose inputs cannot be had is a warning', async () => {
    class Broken extends CronGateway {
      override getPipelineInputs(): readonly GatewayValues[] {
        throw new Error('no database');
      }
    }
    const program = testProgram('Scheduled', answer);
    const warnings: string[] = [];
    await using app = await serveApp({ served: [program] });
    await new CronRunner(app.runner, (line) => void warnings.push(line)).runOnce(program, new Broken());
    expect(warnings).toEqual(['⚠ Scheduled: getPipelineInputs() failed: no database']);
  });
});
