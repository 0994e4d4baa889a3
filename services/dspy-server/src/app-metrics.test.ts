import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LMResponse } from '@dspy-otel/dspy';
import { CallLogs } from './call-logs/call-logs.ts';
import { CallUsage } from './load/call-usage.ts';
import { NO_FIGURES } from './metrics/figures.ts';
import { ProgramCounter } from './metrics/program-counter.ts';
import { programMetrics } from './metrics/program-metrics.ts';
import type { ProgramScope } from './programs/program.ts';
import { serveApp } from './testing/test-app.ts';
import { testProgram } from './testing/test-program.ts';

/** Pretends that a model was asked. */
async function ask({ observer }: ProgramScope, response: Partial<LMResponse>): Promise<void> {
  const result: LMResponse = { outputs: [{ text: 'x', finishReason: 'stop' }], model: 'gpt-4o-mini', cacheHit: false, ...response };
  await observer.observe({ kind: 'lm', name: 'LM', lm: { model: 'openai/gpt-4o-mini' } } as Parameters<typeof observer.observe>[0], async () => result);
}

const usage = (promptTokens: number, completionTokens: number) => ({ promptTokens, completionTokens, totalTokens: promptTokens + completionTokens });

const echo = testProgram('Echo', async (inputs, scope) => {
  await ask(scope, { usage: usage(100, 20), cost: 0.25 });
  await ask(scope, { usage: usage(10, 2), cost: 0.5 });
  return inputs;
});
const failing = testProgram('Failing', async (_inputs, scope) => {
  await ask(scope, { usage: usage(7, 3) });
  throw new Error('user code exploded with api_key=sk-abcdefghijklmnop1234');
});
const idle = testProgram('Idle', () => ({}));
const programs = [echo, failing, idle];

const post = (url: string, body: unknown = {}): Promise<Response> => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const get = async (url: string): Promise<unknown> => (await fetch(url)).json();

const LATENCIES = { avg_latency_ms: expect.any(Number), p50_latency_ms: expect.any(Number), p95_latency_ms: expect.any(Number), p99_latency_ms: expect.any(Number) };
const NO_LATENCIES = { avg_latency_ms: null, p50_latency_ms: null, p95_latency_ms: null, p99_latency_ms: null };

describe('/api/metrics', () => {
  test('tells calls, errors, latencies, tokens and cost of each program', async () => {
    await using app = await serveApp({ served: programs });
    for (const name of ['Echo', 'Echo', 'Failing']) await post(`${app.base}/${name}`);
    expect(await get(`${app.base}/api/metrics`)).toEqual({
      programs: [
        { program: 'Echo', call_count: 2, success_count: 2, error_count: 0, last_call_ts: expect.stringMatching(/^\d{4}-.*Z$/), ...LATENCIES, total_tokens: 264, total_prompt_tokens: 220, total_completion_tokens: 44, total_cost_usd: 1.5, lm_call_breakdown: { 'openai/gpt-4o-mini': 4 } },
        { program: 'Failing', call_count: 1, success_count: 0, error_count: 1, last_call_ts: expect.any(String), ...LATENCIES, total_tokens: 10, total_prompt_tokens: 7, total_completion_tokens: 3, total_cost_usd: null, lm_call_breakdown: { 'openai/gpt-4o-mini': 1 } },
        { program: 'Idle', call_count: 0, success_count: 0, error_count: 0, last_call_ts: null, ...NO_LATENCIES, total_tokens: 0, total_prompt_tokens: 0, total_completion_tokens: 0, total_cost_usd: null, lm_call_breakdown: {} },
      ],
    });
    expect(await get(`${app.base}/api/metrics/Failing`)).toMatchObject({ metrics: { program: 'Failing', error_count: 1 } });
  });

  test.each([
    ['', ['Echo', 'Failing', 'Idle']],
    ['?sort_by=name', ['Echo', 'Failing', 'Idle']],
    ['?sort_by=name&order=desc', ['Idle', 'Failing', 'Echo']],
    ['?sort_by=errors', ['Failing', 'Echo', 'Idle']],
    ['?sort_by=tokens&order=asc', ['Idle', 'Failing', 'Echo']],
    ['?sort_by=last_call', ['Failing', 'Echo', 'Idle']],
    ['?sort_by=cost&order=asc', ['Echo', 'Failing', 'Idle']],
  ])('%s sorts them, and those without a figure come last', async (query, order) => {
    await using app = await serveApp({ served: programs });
    await post(`${app.base}/Echo`);
    // The clock of time stamps ticks in milliseconds.
    for (const start = Date.now(); Date.now() === start; );
    await post(`${app.base}/Failing`);
    const { programs: sorted } = (await get(`${app.base}/api/metrics${query}`)) as { programs: { program: string }[] };
    expect(sorted.map(({ program }) => program)).toEqual(order);
  });

  test.each([
    ['/api/metrics?sort_by=nothing', 422, [{ type: 'literal_error', loc: ['query', 'sort_by'], msg: expect.stringContaining('name, calls'), input: 'nothing' }]],
    ['/api/metrics?order=up', 422, [expect.objectContaining({ loc: ['query', 'order'] })]],
    ['/api/metrics/Nope', 404, "Program 'Nope' not found"],
    ['/api/metrics/__proto__', 404, "Program '__proto__' not found"],
    ['/api/logs/Nope', 404, "Program 'Nope' not found"],
    ['/api/logs/..%2f..%2fetc', 404, 'Not Found'],
    ['/api/logs/Echo?limit=0', 422, [expect.objectContaining({ loc: ['query', 'limit'], input: '0' })]],
  ])('%s: %d', async (url, status, detail) => {
    await using app = await serveApp({ served: programs });
    const answer = await fetch(app.base + url);
    expect([answer.status, ((await answer.json()) as { detail: unknown }).detail]).toEqual([status, detail]);
  });
});

test('percentiles are those of the calls, whatever their order', () => {
  const counter = new ProgramCounter();
  const origin = { cancel: new AbortController() };
  for (let ms = 1000; ms >= 1; ms -= 1) counter.add({ program: echo, inputs: {}, origin, startedAt: new Date(), durationMs: ms, usage: new CallUsage(), outcome: { output: '{}' } });
  expect(programMetrics({ programs: { P: { ...NO_FIGURES, ...counter.figures() } }, processes: [] }, 'P')).toMatchObject({ avg_latency_ms: 500.5, p50_latency_ms: 500, p95_latency_ms: 950, p99_latency_ms: 990 });
});

test('/metrics tells Prometheus the same, and how busy programs and process are', async () => {
  await using app = await serveApp({ served: programs });
  for (const name of ['Echo', 'Echo', 'Failing']) await post(`${app.base}/${name}`);
  const response = await fetch(`${app.base}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  const lines = text.split('\n');
  for (const line of [
    '# TYPE dspy_call_duration_seconds histogram',
    'dspy_call_duration_seconds_bucket{program="Echo",outcome="success",le="+Inf"} 2',
    'dspy_call_duration_seconds_count{program="Echo",outcome="success"} 2',
    'dspy_call_duration_seconds_count{program="Failing",outcome="error"} 1',
    'dspy_tokens_total{program="Echo",kind="prompt"} 220',
    'dspy_cost_usd_total{program="Echo"} 1.5',
    'dspy_calls_running{program="Idle"} 0',
    'dspy_calls_refused_total{program="Idle"} 0',
    '# TYPE process_resident_memory_bytes gauge',
  ]) expect(lines).toContain(line);
  expect(text).not.toContain('dspy_cost_usd_total{program="Failing"}');
  // Every line is a comment or a sample, and every name is described once.
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? -?[\d.e+-]+)$/);
  const typed = lines.filter((line) => line.startsWith('# TYPE'));
  expect(new Set(typed).size).toBe(typed.length);
});

describe('logs', () => {
  let directory = '';
  let warnings: string[] = [];

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'dspy-logs-'));
    warnings = [];
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const openLogs = (fileBytes = 1_000_000, files = 2): Promise<CallLogs> => CallLogs.open({ directory, fileBytes, files, warn: (line) => void warnings.push(line) });

  test('have a line per call with what came in and out, what it cost and the ids of the request', async () => {
    const logs = await openLogs();
    await using app = await serveApp({ served: programs, logs, traceId: 'c0ffee00c0ffee00c0ffee00c0ffee00' });
    const id = (await post(`${app.base}/Echo`, { question: 'Why?' })).headers.get('x-request-id');
    await post(`${app.base}/Failing`);
    await logs.flush();
    const [line] = readFileSync(path.join(directory, 'Echo.log'), 'utf8').split('\n');
    const entry = {
      timestamp: expect.stringMatching(/Z$/),
      program: 'Echo',
      model: 'openai/gpt-4o-mini',
      duration_ms: expect.any(Number),
      request_id: id,
      trace_id: 'c0ffee00c0ffee00c0ffee00c0ffee00',
      tokens: { prompt_tokens: 110, completion_tokens: 22, total_tokens: 132 },
      cost_usd: 0.75,
      inputs: { question: 'Why?' },
      outputs: { question: 'Why?' },
      success: true,
    };
    expect(JSON.parse(line ?? '')).toEqual(entry);
    expect(await get(`${app.base}/api/logs/Echo`)).toEqual({ logs: [entry], count: 1 });
    expect(await get(`${app.base}/api/logs/Failing`)).toMatchObject({ logs: [{ inputs: {}, outputs: {}, success: false, status: 500, error: 'user code exploded with api_key=***' }] });
  });

  test('are read newest first, as many as asked for, also from before a restart', async () => {
    writeFileSync(path.join(directory, 'Echo.log'), '{"inputs":{"n":0}}\nhalf a li\n');
    await using app = await serveApp({ served: programs, logs: await openLogs() });
    for (const n of [1, 2, 3]) await post(`${app.base}/Echo`, { n });
    const numbers = async (limit: number): Promise<unknown> => ((await get(`${app.base}/api/logs/Echo?limit=${limit}`)) as { logs: { inputs: { n: number } }[] }).logs.map(({ inputs }) => inputs.n);
    expect(await numbers(2)).toEqual([3, 2]);
    expect(await numbers(50)).toEqual([3, 2, 1, 0]);
  });

  test('are put aside when they are large, and the oldest are deleted', async () => {
    const logs = await openLogs(10, 2);
    await using app = await serveApp({ served: programs, logs });
    for (const n of [1, 2, 3, 4]) {
      await post(`${app.base}/Echo`, { n });
      await logs.flush();
    }
    expect(readdirSync(directory).toSorted()).toEqual(['Echo.log', 'Echo.log.1', 'Echo.log.2']);
    expect(readFileSync(path.join(directory, 'Echo.log.2'), 'utf8')).toContain('"inputs":{"n":2}');
    expect(await get(`${app.base}/api/logs/Echo`)).toMatchObject({ logs: [{ inputs: { n: 4 } }, { inputs: { n: 3 } }] });
  });

  test('begin anew when they are large and none is to be kept', async () => {
    const logs = await openLogs(10, 0);
    await using app = await serveApp({ served: programs, logs });
    for (const n of [1, 2]) {
      await post(`${app.base}/Echo`, { n });
      await logs.flush();
    }
    expect(readdirSync(directory)).toEqual(['Echo.log']);
    expect(await get(`${app.base}/api/logs/Echo`)).toMatchObject({ count: 1, logs: [{ inputs: { n: 2 } }] });
  });

  test('that are written more slowly than calls end say so once, and then how many lines that cost', async () => {
    const logs = await openLogs();
    for (let line = 0; line < 10_003; line += 1) logs.addLine('Echo', `${line}\n`);
    await logs.flush();
    expect(warnings).toEqual([expect.stringMatching(/Echo\.log is written more slowly than calls end/), expect.stringMatching(/Echo\.log has caught up; 3 lines were lost$/)]);
    expect(readFileSync(path.join(directory, 'Echo.log'), 'utf8').trimEnd().split('\n')).toHaveLength(10_000);
    logs.addLine('Echo', 'one more\n');
    await logs.flush();
    expect(warnings).toHaveLength(2);
  });

  test('cut long texts, such as images', async () => {
    const logs = await openLogs();
    await using app = await serveApp({ served: programs, logs });
    await post(`${app.base}/Echo`, { image: `data:image/png;base64,${'A'.repeat(200_000)}` });
    await logs.flush();
    const text = readFileSync(path.join(directory, 'Echo.log'), 'utf8');
    expect(text.length).toBeLessThan(25_000);
    expect(text).toContain('… (200022 characters)');
  });

  test('on a disk that is full cost lines and no call, and say so once', async () => {
    symlinkSync('/dev/full', path.join(directory, 'Echo.log'));
    const logs = await openLogs();
    await using app = await serveApp({ served: programs, logs });
    for (let call = 0; call < 3; call += 1) {
      expect((await post(`${app.base}/Echo`)).status).toBe(200);
      await logs.flush();
    }
    expect(warnings).toEqual([expect.stringMatching(/Echo\.log cannot be written: ENOSPC/)]);
    rmSync(path.join(directory, 'Echo.log'));
    await post(`${app.base}/Echo`, { n: 1 });
    expect(await get(`${app.base}/api/logs/Echo`)).toMatchObject({ logs: [{ inputs: { n: 1 } }], count: 1 });
    expect(warnings[1]).toMatch(/can be written again; 3 lines were lost/);
  });

  test('in a directory that cannot be made cost no call either', async () => {
    writeFileSync(path.join(directory, 'file'), '');
    const logs = await CallLogs.open({ directory: path.join(directory, 'file', 'logs'), fileBytes: 1000, files: 1, warn: (line) => void warnings.push(line) });
    await using app = await serveApp({ served: programs, logs });
    expect((await post(`${app.base}/Echo`)).status).toBe(200);
    expect(warnings).toEqual([expect.stringMatching(/^⚠ no logs can be written in .*ENOTDIR/)]);
  });
});

test('without logs the newest fifty calls of each program are remembered, as a log would tell them', async () => {
  await using app = await serveApp({ served: programs, traceId: 'c0ffee00c0ffee00c0ffee00c0ffee00' });
  for (let n = 0; n < 52; n += 1) await post(`${app.base}/Echo`, { n });
  await post(`${app.base}/Failing`);
  const { logs, count } = (await get(`${app.base}/api/logs/Echo?limit=1000`)) as { logs: { inputs: { n: number } }[]; count: number };
  expect([count, logs[0], logs.at(-1)?.inputs]).toEqual([50, expect.objectContaining({ program: 'Echo', trace_id: 'c0ffee00c0ffee00c0ffee00c0ffee00', inputs: { n: 51 }, success: true }), { n: 2 }]);
  expect(await get(`${app.base}/api/logs/Echo?limit=2`)).toMatchObject({ logs: [{ inputs: { n: 51 } }, { inputs: { n: 50 } }], count: 2 });
  expect(await get(`${app.base}/api/logs/Failing`)).toMatchObject({ logs: [{ success: false, error: 'user code exploded with api_key=***' }], count: 1 });
});

test('the page is told what it has to know beside the programs', async () => {
  await using app = await serveApp({ served: programs, settings: { viewerURL: 'https://viewer.test' } });
  expect(await get(`${app.base}/api/page`)).toEqual({ title: 'my-project', description: 'A test', viewer_url: 'https://viewer.test', is_traced: false, is_guarded: false });
});
