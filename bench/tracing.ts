// What tracing costs a server: CPU and throughput at saturation, and time at an ordinary load, with tracing off, on, and on with nobody at the endpoint.
import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { median, rounded } from './measure.ts';
import { askMyRAG, load, type LocalModel, type ServedMyRAG, serveMyRAG, startLocalModel } from './my-rag-server.ts';
import { spanFigures } from './tracing-spans.ts';

const CONNECTIONS = 32;
const WARM_UP_MS = 4000;
const ROUND_MS = 2000;
const ROUNDS = 5;
const ORDINARY = { requestsPerSecond: 100, modelMs: 200, seconds: 2 } as const;

type Mode = 'off' | 'on' | 'unreachable';

interface Saturated {
  readonly requestsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number;
}

function environment(mode: Mode, model: LocalModel): Record<string, string> {
  if (mode === 'off') return { OTEL_TRACING_ENABLED: 'false' };
  return { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${mode === 'on' ? model.port : 1}/v1/traces` };
}

async function serveEach<M extends Mode>(modes: readonly M[], model: LocalModel): Promise<Map<M, ServedMyRAG>> {
  const servers = new Map<M, ServedMyRAG>();
  for (const mode of modes) {
    const server = await serveMyRAG(model, environment(mode, model));
    servers.set(mode, server);
    await load(server.port, CONNECTIONS, WARM_UP_MS);
  }
  return servers;
}

/** Takes turns, so that what else the machine does hits all alike. */
async function saturated(model: LocalModel): Promise<Record<Mode, Saturated>> {
  const servers = await serveEach(['off', 'on', 'unreachable'], model);
  const rounds = new Map<Mode, { rate: number; cpu: number }[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [mode, server] of servers) {
      const [cpu, started] = [server.cpuSeconds(), performance.now()];
      const { length } = await load(server.port, CONNECTIONS, ROUND_MS);
      const figures = { rate: (1000 * length) / (performance.now() - started), cpu: ((server.cpuSeconds() - cpu) / length) * 1e6 };
      rounds.set(mode, [...(rounds.get(mode) ?? []), figures]);
    }
  }
  for (const server of servers.values()) await server.stop();
  const figuresOf = (mode: Mode): Saturated => {
    const of = rounds.get(mode) ?? [];
    return { requestsPerSecond: Math.round(median(of.map(({ rate }) => rate))), cpuMicrosecondsPerRequest: rounded(median(of.map(({ cpu }) => cpu))) };
  };
  return { off: figuresOf('off'), on: figuresOf('on'), unreachable: figuresOf('unreachable') };
}

/** Requests that arrive evenly, whatever the answers take; turns, again. */
async function ordinaryP50(): Promise<{ off: number; on: number; added: number }> {
  const model = await startLocalModel(ORDINARY.modelMs);
  const servers = await serveEach(['off', 'on'], model);
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const took = { off: [] as number[], on: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [mode, { port }] of servers) took[mode].push(...(await arriveEvenly(port, agent)));
  }
  agent.destroy();
  for (const server of servers.values()) await server.stop();
  await model.stop();
  const [off, on] = [median(took.off), median(took.on)];
  return { off: rounded(off), on: rounded(on), added: rounded(on - off) };
}

async function arriveEvenly(port: number, agent: Agent): Promise<number[]> {
  const asked: Promise<number>[] = [];
  const started = performance.now();
  while (asked.length < ORDINARY.requestsPerSecond * ORDINARY.seconds) {
    const due = ((performance.now() - started) / 1000) * ORDINARY.requestsPerSecond;
    while (asked.length < due) asked.push(askMyRAG(port, agent));
    await wait(2);
  }
  return Promise.all(asked);
}

const model = await startLocalModel();
const { off, on, unreachable } = await saturated(model);
await model.stop();

console.log(
  JSON.stringify({
    saturated: {
      connections: CONNECTIONS,
      off,
      on,
      unreachable,
      throughputOnOfOff: rounded(on.requestsPerSecond / off.requestsPerSecond),
      cpuOnOfOff: rounded(on.cpuMicrosecondsPerRequest / off.cpuMicrosecondsPerRequest),
    },
    ordinaryLoad: { ...ORDINARY, p50Ms: await ordinaryP50() },
    inProcess: await spanFigures(),
  }),
);
