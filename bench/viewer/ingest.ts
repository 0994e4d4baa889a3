import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { seeded } from '../../services/trace-viewer/test-support/seeded.ts';
import { rounded } from '../measure.ts';
import { LlmBody, SPANS_A_BODY, SPANS_A_TRACE } from './llm-spans.ts';
import type { RunningViewer } from './running-viewer.ts';

const CONNECTIONS = 8;
const DISTINCT_BODIES = 64;

export interface IngestFigures {
  readonly spans: number;
  /** Acknowledged, and counted afterwards. */
  readonly spansPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers other than 200: each was sent again. */
  readonly refused: number;
  readonly megabytesPerSecond: number;
  readonly peakResidentMiB: number | undefined;
  /** What a span costs whatever else the machine does meanwhile. Merging that goes on afterwards is not in it. */
  readonly cpuMicrosecondsPerSpan: { readonly load: number; readonly viewer: number | undefined; readonly engine: number | undefined };
}

/** Sends LLM-shaped spans; the same texts again and again would compress too well, so bodies differ, ids and times always. */
export class IngestLoad {
  readonly #viewer: RunningViewer;
  readonly #bodies: readonly LlmBody[];
  #sent = 0;

  constructor(viewer: RunningViewer) {
    this.#viewer = viewer;
    const random = seeded(7);
    this.#bodies = Array.from({ length: DISTINCT_BODIES }, () => new LlmBody(random));
  }

  /** Number of spans sent and acknowledged so far. */
  get acknowledged(): number {
    return this.#sent * SPANS_A_BODY;
  }

  async run(spans: number): Promise<IngestFigures> {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const until = this.#sent + spans / SPANS_A_BODY;
    const took: number[] = [];
    let refused = 0;
    let bytes = 0;
    const memory = new PeakMemory(this.#viewer);
    const before = await this.#viewer.cpuMicroseconds();
    const ownBefore = process.cpuUsage();
    const started = performance.now();
    await Promise.all(Array.from({ length: CONNECTIONS }, async (_, connection) => {
      // Each connection has bodies of its own: one being sent must not be written anew.
      const own = this.#bodies.filter((_body, index) => index % CONNECTIONS === connection);
      for (let turn = 0; this.#sent < until; turn += 1) {
        const number = this.#sent;
        this.#sent += 1;
        const body = own[turn % own.length]?.renew(number * (SPANS_A_BODY / SPANS_A_TRACE), BigInt(Date.now()) * 1_000_000n);
        if (body === undefined) throw new Error('no bodies');
        bytes += body.length;
        for (;;) {
          const asked = performance.now();
          const status = await post(this.#viewer.port, agent, body);
          took.push(performance.now() - asked);
          if (status === 200) break;
          refused += 1;
          await delay(100);
        }
      }
    }));
    const seconds = (performance.now() - started) / 1_000;
    agent.destroy();
    const own = process.cpuUsage(ownBefore);
    const after = await this.#viewer.cpuMicroseconds();
    const perSpan = (from: number | undefined, to: number | undefined): number | undefined => (from === undefined || to === undefined ? undefined : rounded((to - from) / spans));
    const sorted = took.toSorted((a, b) => a - b);
    const at = (share: number): number => rounded(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
    return {
      spans, spansPerSecond: Math.round(spans / seconds), p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), refused, megabytesPerSecond: rounded(bytes / seconds / 1e6),
      peakResidentMiB: await memory.stop(),
      cpuMicrosecondsPerSpan: { load: rounded((own.user + own.system) / spans), viewer: perSpan(before?.viewer, after?.viewer), engine: perSpan(before?.engine, after?.engine) },
    };
  }
}

function post(port: number, agent: Agent, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const sent = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', reject).end(body);
  });
}

class PeakMemory {
  readonly #viewer: RunningViewer;
  readonly #timer: NodeJS.Timeout;
  #peak: number | undefined;

  constructor(viewer: RunningViewer) {
    this.#viewer = viewer;
    this.#timer = setInterval(() => void this.#look(), 250);
  }

  async stop(): Promise<number | undefined> {
    clearInterval(this.#timer);
    await this.#look();
    return this.#peak;
  }

  async #look(): Promise<void> {
    const now = await this.#viewer.residentMiB();
    if (now !== undefined) this.#peak = Math.max(this.#peak ?? 0, now);
  }
}
