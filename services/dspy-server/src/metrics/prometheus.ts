import { Family } from './family.ts';
import { type Durations, DURATION_BOUNDS, NO_FIGURES, type ProgramFigures, type ServerFigures } from './figures.ts';

/** For the header of the answer. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** A server's figures in Prometheus' text format. */
export function prometheusText({ programs, processes }: ServerFigures, served: Iterable<string>): string {
  const all = [...served].map((name): [string, ProgramFigures] => [name, programs[name] ?? NO_FIGURES]);
  return [...ofCalls(all), ...ofQueues(all), ...ofProcesses(processes)].map(String).join('');
}

type Programs = readonly (readonly [string, ProgramFigures])[];

function ofCalls(programs: Programs): Family[] {
  const durations = new Family('dspy_call_duration_seconds', 'histogram', 'Time that calls of programs took, without waiting.');
  const tokens = new Family('dspy_tokens_total', 'counter', 'Tokens that model calls used.');
  const cost = new Family('dspy_cost_usd_total', 'counter', 'US dollars that model calls cost, as far as prices are known.');
  for (const [program, figures] of programs) {
    for (const outcome of ['success', 'error'] as const) addHistogram(durations, { program, outcome }, figures[outcome]);
    tokens.add({ program, kind: 'prompt' }, figures.promptTokens);
    tokens.add({ program, kind: 'completion' }, figures.completionTokens);
    if (figures.cost !== null) cost.add({ program }, figures.cost);
  }
  return [durations, tokens, cost];
}

function addHistogram(family: Family, labels: Readonly<Record<string, string>>, { counts, sumSeconds }: Durations): void {
  let count = 0;
  for (const [index, each] of counts.entries()) {
    count += each;
    family.add({ ...labels, le: String(DURATION_BOUNDS[index] ?? '+Inf') }, count, '_bucket');
  }
  family.add(labels, sumSeconds, '_sum');
  family.add(labels, count, '_count');
}

function ofQueues(programs: Programs): Family[] {
  const running = new Family('dspy_calls_running', 'gauge', 'Calls of programs that run.');
  const waiting = new Family('dspy_calls_waiting', 'gauge', 'Calls of programs that wait for their turn.');
  const refused = new Family('dspy_calls_refused_total', 'counter', 'Calls of programs that were answered 429.');
  for (const [program, figures] of programs) {
    running.add({ program }, figures.running);
    waiting.add({ program }, figures.waiting);
    refused.add({ program }, figures.refused);
  }
  return [running, waiting, refused];
}

/** Of each worker by itself: a sum would hide the one that is stuck. */
function ofProcesses(processes: ServerFigures['processes']): Family[] {
  const cpu = new Family('process_cpu_seconds_total', 'counter', 'Processor time, user and system.');
  const resident = new Family('process_resident_memory_bytes', 'gauge', 'Memory of the process.');
  const heap = new Family('nodejs_heap_used_bytes', 'gauge', 'Memory that JavaScript uses.');
  const started = new Family('process_start_time_seconds', 'gauge', 'When the process started, in seconds since 1970.');
  const delay = new Family('nodejs_eventloop_delay_seconds', 'gauge', 'How late the event loop was since the last time this was read.');
  for (const { pid, cpuSeconds, residentBytes, heapBytes, startedAt, loopDelay } of processes) {
    const labels = { pid: String(pid) };
    cpu.add(labels, cpuSeconds);
    resident.add(labels, residentBytes);
    heap.add(labels, heapBytes);
    started.add(labels, startedAt);
    delay.add({ ...labels, quantile: '0.5' }, loopDelay.p50).add({ ...labels, quantile: '0.99' }, loopDelay.p99);
  }
  return [cpu, resident, heap, started, delay];
}
