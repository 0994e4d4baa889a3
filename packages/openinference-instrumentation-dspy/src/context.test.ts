import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { JavaScriptSandbox, Module, Parallel, Predict, Prediction, signature, streamify, Tool, context as settings } from '@dspy-otel/dspy';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { linesOf, recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';

class Inner extends Module {
  override async forward() {
    return new Prediction({ done: true });
  }
}

/** A program that reaches `Inner` in some roundabout way. */
class Outer extends Module {
  readonly run: (call: () => Promise<unknown>) => Promise<unknown>;
  readonly inner = new Inner();

  constructor(run: Outer['run']) {
    super();
    this.run = run;
  }

  override async forward() {
    await this.run(() => this.inner.call({}));
    return new Prediction({});
  }
}

const ONE = ['Outer.forward (CHAIN)', '  Inner.forward (CHAIN)'];
const TWO = [...ONE, '  Inner.forward (CHAIN)'];

describe('a span is below the program that it belongs to', () => {
  test.each<[string, Outer['run'], string[]]>([
    ['Promise.all', (call) => Promise.all([call(), call()]), TWO],
    ['Parallel', () => new Parallel().call([[new Inner(), {}], [new Inner(), {}]]), TWO],
    ['a timer', (call) => new Promise((resolve, reject) => void setTimeout(() => call().then(resolve, reject), 1)), ONE],
    ['setImmediate and nextTick', (call) => new Promise((resolve, reject) => void setImmediate(() => process.nextTick(() => call().then(resolve, reject)))), ONE],
    ['an awaited timer', async (call) => [await wait(1), await call()], ONE],
    [
      'an event',
      async (call) => {
        const emitter = new EventEmitter();
        const called = new Promise((resolve, reject) => void emitter.once('go', () => call().then(resolve, reject)));
        emitter.emit('go');
        await called;
      },
      ONE,
    ],
    [
      'a stream',
      async (call) => {
        for await (const _ of Readable.from(['a', 'b'])) await call();
      },
      TWO,
    ],
    [
      'a generator',
      async (call) => {
        async function* calls() {
          yield await call();
          yield await call();
        }
        for await (const _ of calls());
      },
      TWO,
    ],
    [
      'a thread that answers',
      async (call) => {
        const worker = new Worker("require('node:worker_threads').parentPort.postMessage('done')", { eval: true });
        await once(worker, 'message');
        await call();
        await worker.terminate();
      },
      ONE,
    ],
  ])('through %s', async (_name, run, expected) => {
    using recorded = recordSpans();
    await new Outer(run).call({});
    expect(linesOf(recorded)).toEqual(expected);
  });

  test('through streamify', async () => {
    using recorded = recordSpans();
    const lm = new ScriptedLM(() => textAnswer('[[ ## answer ## ]]\na'));
    const outer = new Outer(async () => {
      for await (const _ of streamify(new Predict(signature('question -> answer')))({ question: 'Why?' }));
    });
    await settings({ lm }, () => outer.call({}));
    expect(linesOf(recorded)).toEqual(['Outer.forward (CHAIN)', '  ScriptedLM.__call__ (LLM)']);
  });

  test('when code in a sandbox’s thread calls a tool', async () => {
    using recorded = recordSpans();
    const tool = new Tool({ name: 'inner', description: 'Calls a module.', parameters: {}, func: () => new Inner().call({}).then(() => 'ok') });
    await using sandbox = new JavaScriptSandbox({ tools: [tool] });
    await new Outer(() => sandbox.run("await tools['inner']({})")).call({});
    expect(linesOf(recorded)).toEqual(['Outer.forward (CHAIN)', '  JavaScriptSandbox.__call__ (TOOL)', '    inner.__call__ (TOOL)', '      Inner.forward (CHAIN)']);
  });

  test('when a thread is given the trace to go on with, as with any other process', async () => {
    using recorded = recordSpans();
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const carrier: Record<string, string> = {};
    await new Outer(async () => propagation.inject(context.active(), carrier)).call({});
    const worker = new Worker("const { parentPort, workerData } = require('node:worker_threads'); parentPort.postMessage(workerData)", { eval: true, workerData: carrier });
    const [received] = (await once(worker, 'message')) as [Record<string, string>];
    await context.with(propagation.extract(ROOT_CONTEXT, received), () => new Inner().call({}));
    await worker.terminate();
    propagation.disable();
    const [outer, inner] = ['Outer.forward', 'Inner.forward'].map((name) => recorded.span(name));
    expect(inner?.parentSpanContext).toEqual({ ...outer?.spanContext(), isRemote: true, traceState: undefined });
    expect(trace.getSpan(context.active())).toBeUndefined();
  });
});
