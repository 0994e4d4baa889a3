// How many requests per second dspy-server answers for MyRAG, and how long they take, with a model and a search that answer at once from
// another process. Nothing is cached. One process serves; the load comes from this one.
import { performance } from 'node:perf_hooks';
import { median, rounded } from './measure.ts';
import { load, type LocalModel, serveMyRAG, startLocalModel } from './my-rag-server.ts';

const CONNECTIONS = [1, 8, 32];
const WARM_UP_MS = 4000;
const ROUND_MS = 3000;
const ROUNDS = 3;

/** Python's dspy-cli 0.1.13 on two cores of the same machine, measured with a comparable local model. */
const PYTHON = {
  untraced: { 1: 230, 8: 309, 32: 277 },
  traced: { 1: 145, 8: 169, 32: 158 },
};

interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function measure(port: number, connections: number): Promise<Figures> {
  const rounds: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const took = (await load(port, connections, ROUND_MS)).toSorted((a, b) => a - b);
    const seconds = (performance.now() - started) / 1000;
    const at = (share: number): number => took[Math.ceil(took.length * share) - 1] ?? Number.NaN;
    rounds.push({ requestsPerSecond: took.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) });
  }
  const middle = (figure: keyof Figures): number => rounded(median(rounds.map((round) => round[figure])));
  return { requestsPerSecond: Math.round(middle('requestsPerSecond')), p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms') };
}

async function serve(model: LocalModel, env: Readonly<Record<string, string>>): Promise<Record<string, Figures>> {
  const server = await serveMyRAG(model, env);
  try {
    await load(server.port, 32, WARM_UP_MS);
    const figures: Record<string, Figures> = {};
    for (const connections of CONNECTIONS) figures[connections] = await measure(server.port, connections);
    return figures;
  } finally {
    await server.stop();
  }
}

function ratios(figures: Readonly<Record<string, Figures>>, python: Readonly<Record<number, number>>): Record<string, number> {
  return Object.fromEntries(CONNECTIONS.map((connections) => [connections, rounded((figures[connections]?.requestsPerSecond ?? 0) / (python[connections] ?? 1))]));
}

const model = await startLocalModel();
const untraced = await serve(model, { OTEL_TRACING_ENABLED: 'false' });
const traced = await serve(model, { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${model.port}/v1/traces` });
await model.stop();

console.log(
  JSON.stringify({
    byConnections: { untraced, traced },
    timesPython: { untraced: ratios(untraced, PYTHON.untraced), traced: ratios(traced, PYTHON.traced) },
    tracedShareOfUntraced: Object.fromEntries(CONNECTIONS.map((connections) => [connections, rounded((traced[connections]?.requestsPerSecond ?? 0) / (untraced[connections]?.requestsPerSecond ?? 1))])),
  }),
);
