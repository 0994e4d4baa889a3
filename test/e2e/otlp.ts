import { postJson } from '../support/http-json.ts';

type Value = string | number | boolean;

/** A span to send; ids are given small numbers. */
export interface SentSpan {
  readonly id: number;
  readonly parent?: number;
  readonly name: string;
  readonly startMs?: number;
  /** `null` for a span that runs still. */
  readonly durationMs?: number | null;
  readonly kind?: 'internal' | 'server' | 'client';
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly error?: string;
  readonly exception?: { readonly type: string; readonly message: string; readonly stack: string };
}

/** 32 hexadecimal digits. */
export function traceId(number: number): string {
  return number.toString(16).padStart(32, '0');
}

export function spanId(number: number): string {
  return number.toString(16).padStart(16, '0');
}

/** Sends the spans of one trace, started now unless told, over OTLP/HTTP in JSON as any exporter would. */
export async function sendTrace(tracesUrl: string, trace: number, spans: readonly SentSpan[], service = 'e2e', startedAtMs = Date.now()): Promise<void> {
  const now = BigInt(startedAtMs) * 1_000_000n;
  const at = (ms: number): string => String(now + BigInt(Math.round(ms * 1e6)));
  const answer = await postJson(tracesUrl, {
    resourceSpans: [{
      resource: { attributes: keyValues({ 'service.name': service }) },
      scopeSpans: [{
        scope: { name: 'e2e' },
        spans: spans.map(({ id, parent, name, startMs = 0, durationMs = 10, kind = 'internal', attributes = {}, error, exception }) => ({
          traceId: traceId(trace),
          spanId: spanId(id),
          ...(parent !== undefined && { parentSpanId: spanId(parent) }),
          name,
          kind: { internal: 1, server: 2, client: 3 }[kind],
          startTimeUnixNano: at(startMs),
          endTimeUnixNano: durationMs === null ? '0' : at(startMs + durationMs),
          attributes: keyValues(attributes),
          status: error === undefined ? { code: 1 } : { code: 2, message: error },
          events: exception === undefined ? [] : [{
            name: 'exception',
            timeUnixNano: at(startMs + (durationMs ?? 0)),
            attributes: keyValues({ 'exception.type': exception.type, 'exception.message': exception.message, 'exception.stacktrace': exception.stack }),
          }],
        })),
      }],
    }],
  });
  if (answer.status !== 200) throw new Error(`the viewer refused the spans: ${answer.status} ${JSON.stringify(answer.body)}`);
}

function keyValues(record: Readonly<Record<string, Value>>): unknown {
  return Object.entries(record).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : typeof value === 'boolean' ? { boolValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value },
  }));
}
