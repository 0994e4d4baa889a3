import type { Observer, Signature, StreamResponse, StatusMessage } from '@dspy-otel/dspy';
import type { APIGateway, CronGateway } from '../gateways/gateway.ts';

/** What a program runs under. */
export interface ProgramScope {
  /** Cancels its model calls and searches. */
  readonly signal: AbortSignal;
  /** Sees what it does. */
  readonly observer: Observer;
}

/** What a streaming program gives before its result. */
export type ProgramPiece = StreamResponse | StatusMessage;

/** A program that is served. */
export interface Program {
  /** Name of its class, and of its route. */
  readonly name: string;
  /** Alias of the model it asks, as in `models.registry`. */
  readonly model: string;
  /** The model as its provider names it: `openai/gpt-4o-mini`. */
  readonly modelName: string;
  /** Where its class is written, relative to the project. */
  readonly file: string;
  /** What it takes and gives; a program without one takes any object. */
  readonly signature: Signature | undefined;
  /** Routes that take the place of its own. */
  readonly apiGateways: readonly APIGateway[];
  /** Schedules on which it runs. */
  readonly cronGateways: readonly CronGateway[];
  /** Runs it once. */
  run(inputs: Readonly<Record<string, unknown>>, scope: ProgramScope): Promise<unknown>;
  /** Runs it once and gives the fields of its predictors as they are generated; its result is what the generator returns. */
  stream(inputs: Readonly<Record<string, unknown>>, scope: ProgramScope): AsyncGenerator<ProgramPiece, unknown, undefined>;
}

/** Whether routes of gateways take the place of its own. Then nobody calls it by its name, whatever the protocol. */
export function isBehindGateway({ apiGateways }: Pick<Program, 'apiGateways'>): boolean {
  return apiGateways.length > 0;
}

/** A module file, or a class in it, that cannot be served. */
export interface ProgramFailure {
  readonly file: string;
  readonly reason: string;
}

/** What a process serves as long as it runs; when a project changes, another process serves the next. */
export interface Served {
  /** By name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** What could not be loaded; readiness names it. */
  readonly failures: readonly ProgramFailure[];
}
