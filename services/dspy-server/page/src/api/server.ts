import type { PageSettings } from '../../../src/http/routes/server-routes.ts';
import type { ProgramMetrics } from '../../../src/metrics/program-metrics.ts';
import type { JsonObject } from '../model/json.ts';

export type { PageSettings, ProgramMetrics };

/** A program as `/programs` describes it. */
export interface Program {
  readonly name: string;
  readonly model: string;
  readonly signature: string | null;
  readonly input_schema: JsonObject | null;
  /** Routes that take the place of the program's own. */
  readonly gateways?: readonly { readonly method: string; readonly path: string }[];
}

/** A call as `/api/logs/{program}` tells it. */
export interface LoggedCall {
  readonly timestamp: string;
  readonly duration_ms: number;
  readonly request_id?: string;
  readonly trace_id?: string;
  readonly tokens?: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
  readonly cost_usd?: number;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly success: boolean;
  readonly status?: number;
  readonly error?: string;
}

/** The server did not answer as it should; `status` is 0 when it did not answer at all. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code = 'server_api';
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export function fetchSettings(): Promise<PageSettings> {
  return read('/api/page');
}

export async function fetchPrograms(): Promise<readonly Program[]> {
  return (await read<{ readonly programs: readonly Program[] }>('/programs')).programs;
}

export async function fetchMetrics(): Promise<ReadonlyMap<string, ProgramMetrics>> {
  const { programs } = await read<{ readonly programs: readonly ProgramMetrics[] }>('/api/metrics');
  return new Map(programs.map((metrics) => [metrics.program, metrics]));
}

/** How many recent calls are shown. */
const RECENT = 20;

export async function fetchCalls(program: string): Promise<readonly LoggedCall[]> {
  return (await read<{ readonly logs: readonly LoggedCall[] }>(`/api/logs/${encodeURIComponent(program)}?limit=${RECENT}`)).logs;
}

/** The page and the API are of one version: an answer is trusted to have the shape that the server gives it. */
async function read<T>(path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json', traceparent: unsampled() } });
  } catch (cause) {
    throw new ServerError('The server does not answer. Is it still running?', 0, { cause });
  }
  if (!response.ok) throw new ServerError(response.status === 401 ? 'Your session has ended.' : `The server answered ${response.status} at ${path}`, response.status);
  const body: T = await response.json();
  return body;
}

/** This page looks every few seconds: its looks are parts of traces that are not recorded. */
function unsampled(): string {
  const [trace, span] = [16, 8].map((bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  return `00-${trace}-${span}-00`;
}
