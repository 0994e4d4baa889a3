import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EndedCall, ProgramRunner } from '../load/program-runner.ts';
import type { Served } from '../programs/program.ts';
import { Family } from './family.ts';

/** Model calls take from milliseconds to minutes. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** How finely the event loop is watched. */
const WATCH_MS = 20;

/** The server's figures in Prometheus' text format. */
export class Prometheus {
  readonly #options: { readonly runner: ProgramRunner; readonly served: () => Served };
  readonly #calls = new Map<string, Durations>();
  readonly #tokens = new Map<string, { prompt: number; completion: number; cost: number | undefined }>();
  readonly #delay = monitorEventLoopDelay({ resolution: WATCH_MS });

  constructor(options: { readonly runner: ProgramRunner; readonly served: () => Served }) {
    this.#options = options;
    this.#delay.enable();
  }

  /** For the header of the answer. */
  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';

  add({ program: { name }, durationMs, usage, outcome }: EndedCall): void {
    const key = `${'error' in outcome ? 'error' : 'success'} ${name}`;
    let durations = this.#calls.get(key);
    if (!durations) this.#calls.set(key, (durations = new Durations()));
    durations.add(durationMs / 1000);
    let used = this.#tokens.get(name);
    if (!used) this.#tokens.set(name, (used = { prompt: 0, completion: 0, cost: undefined }));
    used.prompt += usage.promptTokens;
    used.completion += usage.completionTokens;
    if (usage.cost !== undefined) used.cost = (used.cost ?? 0) + usage.cost;
  }

  text(): string {
    return [...this.#ofCalls(), ...this.#ofQueues(), ...this.#ofProcess()].map(String).join('');
  }

  #ofCalls(): Family[] {
    const durations = new Family('dspy_call_duration_seconds', 'histogram', 'Time that calls of programs took, without waiting.');
    for (const [key, calls] of this.#calls) {
      const [outcome = '', program = ''] = key.split(' ');
      calls.writeTo(durations, { program, outcome });
    }
    const tokens = new Family('dspy_tokens_total', 'counter', 'Tokens that model calls used.');
    const cost = new Family('dspy_cost_usd_total', 'counter', 'US dollars that model calls cost, as far as prices are known.');
    for (const [program, used] of this.#tokens) {
      tokens.add({ program, kind: 'prompt' }, used.prompt);
      tokens.add({ program, kind: 'completion' }, used.completion);
      if (used.cost !== undefined) cost.add({ program }, used.cost);
    }
    return [durations, tokens, cost];
  }

  #ofQueues(): Family[] {
    const { runner, served } = this.#options;
    const running = new Family('dspy_calls_running', 'gauge', 'Calls of programs that run.');
    const waiting = new Family('dspy_calls_waiting', 'gauge', 'Calls of programs that wait for their turn.');
    const refused = new Family('dspy_calls_refused_total', 'counter', 'Calls of programs that were answered 429.');
    for (const program of served().programs.keys()) {
      const queue = runner.queueOf(program);
      running.add({ program }, queue.running);
      waiting.add({ program }, queue.waiting);
      refused.add({ program }, queue.refused);
    }
    return [running, waiting, refused];
  }

  #ofProcess(): Family[] {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const delay = new Family('nodejs_eventloop_delay_seconds', 'gauge', 'How late the event loop was since the last time this was read.');
    for (const share of [50, 99]) delay.add({ quantile: String(share / 100) }, this.#delay.percentile(share) / 1e9);
    this.#delay.reset();
    return [
      new Family('process_cpu_seconds_total', 'counter', 'Processor time, user and system.').add({}, (user + system) / 1e6),
      new Family('process_resident_memory_bytes', 'gauge', 'Memory of the process.').add({}, rss),
      new Family('nodejs_heap_used_bytes', 'gauge', 'Memory that JavaScript uses.').add({}, heapUsed),
      new Family('process_start_time_seconds', 'gauge', 'When the process started, in seconds since 1970.').add({}, Math.round(Date.now() / 1000 - process.uptime())),
      delay,
    ];
  }
}

/** How many calls took how long. */
class Durations {
  readonly #counts = Array.from({ length: SECONDS.length + 1 }, () => 0);
  #sum = 0;

  add(seconds: number): void {
    const bucket = SECONDS.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? SECONDS.length : bucket;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += seconds;
  }

  writeTo(family: Family, labels: Readonly<Record<string, string>>): void {
    let count = 0;
    for (const [index, each] of this.#counts.entries()) {
      count += each;
      family.add({ ...labels, le: String(SECONDS[index] ?? '+Inf') }, count, '_bucket');
    }
    family.add(labels, this.#sum, '_sum');
    family.add(labels, count, '_count');
  }
}
