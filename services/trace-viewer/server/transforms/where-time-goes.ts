import { criticalPath } from '../../contract/tree/critical-path.ts';
import { selfTimes } from '../../contract/tree/self-time.ts';
import { extentOf, orderSpans, type PlacedSpan, type TreeSpan } from './order-spans.ts';

export interface WorkSpan extends TreeSpan {
  readonly traceId: string;
  readonly name: string;
  readonly kind: string;
}

/** Nanoseconds by what was at work. */
interface Work {
  lm: number;
  retrieval: number;
  tool: number;
  own: number;
}

export interface ProgramTime extends Work {
  readonly program: string;
  traces: number;
  duration: number;
}

export interface OperationTime {
  readonly name: string;
  readonly kind: string;
  count: number;
  self: number;
  critical: number;
}

const WORK_OF_KIND: ReadonlyMap<string, keyof Work> = new Map([['LLM', 'lm'], ['EMBEDDING', 'lm'], ['RETRIEVER', 'retrieval'], ['RERANKER', 'retrieval'], ['TOOL', 'tool']]);

/** Adds up, over many traces, where time goes: per program and per operation, longest first. All in nanoseconds. */
export function whereTimeGoes(spans: readonly WorkSpan[]): { traces: number; programs: ProgramTime[]; operations: OperationTime[] } {
  const programs = new Map<string, ProgramTime>();
  const operations = new Map<string, OperationTime>();
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  for (const trace of traces.values()) addTrace(orderSpans(trace), programs, operations);
  return {
    traces: traces.size,
    programs: [...programs.values()].toSorted((one, other) => other.duration - one.duration),
    operations: [...operations.values()].toSorted((one, other) => other.critical - one.critical || other.self - one.self),
  };
}

function addTrace(placed: readonly PlacedSpan<WorkSpan>[], programs: Map<string, ProgramTime>, operations: Map<string, OperationTime>): void {
  const outermost = placed.find(({ span: { kind } }) => kind === 'CHAIN' || kind === 'AGENT') ?? placed[0];
  const { start, end } = extentOf(placed.map(({ span }) => span));
  const program = entryOf(programs, outermost?.span.name ?? '', (name): ProgramTime => ({ program: name, traces: 0, duration: 0, lm: 0, retrieval: 0, tool: 0, own: 0 }));
  program.traces += 1;
  program.duration += Number(end - start);

  // Counted from the start of the trace, so that a number is exact to the nanosecond.
  const timed = placed.map(({ span, parent }) => ({ parent, start: Number(span.start - start), end: span.end === 0n ? Infinity : Number(span.end - start) }));
  const until = Number(end - start);
  const own = selfTimes(timed, until);
  // An HTTP call below a model call is the model's work.
  const works: (keyof Work)[] = [];
  for (const [index, { span, parent }] of placed.entries()) {
    const inherited = works[parent];
    const work = inherited === undefined || inherited === 'own' ? (WORK_OF_KIND.get(span.kind) ?? 'own') : inherited;
    works.push(work);
    program[work] += own[index] ?? 0;
    const operation = operationOf(operations, span);
    operation.count += 1;
    operation.self += own[index] ?? 0;
  }
  for (const segment of criticalPath(timed, until, 1e6)) {
    const span = placed[segment.index]?.span;
    if (span !== undefined) operationOf(operations, span).critical += segment.end - segment.start;
  }
}

function operationOf(operations: Map<string, OperationTime>, { name, kind }: WorkSpan): OperationTime {
  return entryOf(operations, `${kind}\0${name}`, () => ({ name, kind, count: 0, self: 0, critical: 0 }));
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: (key: string) => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
}
