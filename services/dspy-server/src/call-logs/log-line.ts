import { errorResponse } from '../http/error-response.ts';
import { withoutSecrets } from '../http/without-secrets.ts';
import type { EndedCall } from '../load/program-runner.ts';

/** Texts longer than this are cut: images come inside of inputs, and logs are for reading. */
const LONGEST = 10_000;

/** One call as a line of JSON, with Python's names for what it has, and its tokens, cost and ids. */
export function logLine({ program, inputs, origin, startedAt, durationMs, usage, outcome }: EndedCall): string {
  const before = JSON.stringify({
    timestamp: startedAt.toISOString(),
    program: program.name,
    model: program.modelName,
    duration_ms: Math.round(durationMs * 100) / 100,
    ...(origin.requestId === undefined ? {} : { request_id: origin.requestId }),
    ...(origin.traceId === undefined ? {} : { trace_id: origin.traceId }),
    ...(usage.models && { tokens: { prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens, total_tokens: usage.totalTokens } }),
    ...(usage.cost === undefined ? {} : { cost_usd: usage.cost }),
  });
  return `${before.slice(0, -1)},"inputs":${shown(inputs)},${outcomeOf(outcome)}}\n`;
}

function outcomeOf(outcome: EndedCall['outcome']): string {
  if ('output' in outcome) return `"outputs":${outcome.output.length <= LONGEST ? outcome.output : shown(JSON.parse(outcome.output))},"success":true`;
  const { status, body } = errorResponse(outcome.error);
  const error = typeof body.detail === 'string' ? body.detail : JSON.stringify(body.detail);
  return `"outputs":{},"error":${JSON.stringify(withoutSecrets(error))},"status":${status},"success":false`;
}

function shown(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' && part.length > LONGEST ? `${part.slice(0, LONGEST)}… (${part.length} characters)` : part)) ?? '{}';
  } catch {
    return '{}';
  }
}
