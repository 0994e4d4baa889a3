import { expect, test } from '@jest/globals';

import { advice } from './advice.ts';

const told = (path: string, status: number, type = 'application/x-protobuf'): string => advice({ time: '', method: 'POST', path, content_type: type, status }, 'http://localhost:4318/v1/traces');

test.each([
  ['/', 405, 'http://localhost:4318/v1/traces'], ['/v1/trace', 404, 'Traces go to http://localhost:4318/v1/traces'], ['/v1/metrics', 404, 'exporter of metrics'], ['/v1/traces/v1/traces', 404, 'came twice'],
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 405, 'gRPC'], ['/v1/traces', 415, 'http/protobuf'], ['/v1/traces', 401, 'Bearer'], ['/v1/traces', 413, 'fewer spans'], ['/v1/traces', 503, 'try again'], ['/v1/traces', 400, 'not OTLP'],
])('%s answered with %d: %s', (path, status, words) => {
  expect(told(path, status)).toContain(words);
});
