// How long answers take while spans arrive.
import { setTimeout as delay } from 'node:timers/promises';

import { seeded } from '../../services/trace-viewer/test-support/seeded.ts';
import { rounded } from '../measure.ts';
import { LlmBody, SPANS_A_BODY, SPANS_A_TRACE } from './llm-spans.ts';
import type { RunningViewer } from './running-viewer.ts';

const ARRIVING_PER_SECOND = 2_000;
const TIMES_EACH = 20;
/** Beyond the traces that the load before has sent. */
const FIRST_ARRIVING_TRACE = 1_000_000_000;

interface Figures {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface QueryFigures {
  readonly stored: number;
  readonly arrivingPerSecond: number;
  /** Bodies of them that were refused because the viewer was behind. */
  readonly arrivalsRefused: number;
  readonly answers: Readonly<Record<string, Figures>>;
  readonly peakResidentMiB: number | undefined;
}

interface Listed {
  readonly trace_id: string;
  readonly input: string | null;
}

/** Asks everything that the page asks, one after the other, while 2,000 spans a second arrive. */
export async function measureQueries(viewer: RunningViewer): Promise<QueryFigures> {
  const arrivals = new Arrivals(viewer);
  const sending = arrivals.run();
  let peak = await viewer.residentMiB();
  const answers: Record<string, Figures> = {};
  const { traces } = (await ask(viewer, '/api/traces?limit=1000')) as { traces: Listed[] };
  for (const [name, path] of Object.entries(questions(traces))) {
    answers[name] = await time(viewer, path);
    peak = Math.max(peak ?? 0, (await viewer.residentMiB()) ?? 0);
  }
  const { total_spans: stored } = (await ask(viewer, '/api/stats')) as { total_spans: number };
  arrivals.stop();
  const sent = await sending;
  return { stored, arrivingPerSecond: Math.round(sent), arrivalsRefused: arrivals.refused, answers, peakResidentMiB: peak === 0 ? undefined : peak };
}

function listed(q: string): string {
  return `/api/traces?limit=100&q=${encodeURIComponent(q)}`;
}

/** Each question by the number of the time it is asked, so that no answer is one that was just given. */
function questions(traces: readonly Listed[]): Readonly<Record<string, (turn: number) => string>> {
  const trace = (turn: number): string => traces[(turn * 7) % traces.length]?.trace_id ?? '';
  const word = (turn: number): string => traces[(turn * 11) % traces.length]?.input?.match(/[a-z0-9]{5,}/g)?.at(-1) ?? 'word';
  return {
    list: () => '/api/traces?limit=100',
    listOfKindAndDuration: () => listed('kind:LLM duration>1ms'),
    listOfSession: (turn) => listed(`session:session-${turn}`),
    freeText: (turn) => listed(word(turn)),
    freeTextFoundNowhere: (turn) => listed(`nowhere${turn}`),
    traceById: (turn) => `/api/traces/${trace(turn)}`,
    skeleton: (turn) => `/api/traces/${trace(turn + 3)}/skeleton`,
    histogram: () => '/api/histogram?steps=60',
    operations: () => '/api/analysis/operations',
    slowestRetrievals: () => '/api/analysis/slowest?span_kind=RETRIEVER',
    usageByModel: () => '/api/analysis/usage?by=model',
    usageByProgram: () => '/api/analysis/usage?by=program',
    prompts: () => '/api/analysis/prompts',
    whereTimeGoes: () => '/api/analysis/time',
  };
}

async function time(viewer: RunningViewer, path: (turn: number) => string): Promise<Figures> {
  const took: number[] = [];
  for (let turn = 0; turn < TIMES_EACH; turn += 1) {
    const asked = performance.now();
    await ask(viewer, path(turn));
    took.push(performance.now() - asked);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function ask({ port }: RunningViewer, path: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Spans that keep coming, a body at a time. */
class Arrivals {
  readonly #viewer: RunningViewer;
  readonly #body = new LlmBody(seeded(11));
  #refused = 0;
  #stopped = false;

  constructor(viewer: RunningViewer) {
    this.#viewer = viewer;
  }

  /** Bodies that were refused because the viewer was behind. */
  get refused(): number {
    return this.#refused;
  }

  /** Sends until it is stopped; how many spans a second that were. */
  async run(): Promise<number> {
    const started = performance.now();
    let bodies = 0;
    for (; !this.#stopped; bodies += 1) {
      const body = this.#body.renew(FIRST_ARRIVING_TRACE + bodies * (SPANS_A_BODY / SPANS_A_TRACE), BigInt(Date.now()) * 1_000_000n);
      const answer = await fetch(`http://127.0.0.1:${this.#viewer.port}/v1/traces`, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/x-protobuf' } });
      const said = await answer.text();
      // Senders try again; the next body stands for that.
      if (answer.status === 503 || answer.status === 429) this.#refused += 1;
      else if (!answer.ok) throw new Error(`spans were answered with ${answer.status}: ${said}`);
      await delay(Math.max(0, started + ((bodies + 1) * SPANS_A_BODY * 1_000) / ARRIVING_PER_SECOND - performance.now()));
    }
    return (bodies * SPANS_A_BODY) / ((performance.now() - started) / 1_000);
  }

  stop(): void {
    this.#stopped = true;
  }
}
