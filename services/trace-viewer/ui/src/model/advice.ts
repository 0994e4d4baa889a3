import type { RefusedExport } from '../../../contract/doctor.ts';

/** What a sender whose request was refused should change. */
export function advice({ path, content_type: type, status }: RefusedExport, endpoint: string): string {
  if (path !== '/v1/traces') {
    if (/^\/v1\/(?:metrics|logs)\/?$/.test(path)) return `The viewer takes traces only. Turn off the exporter of ${path.includes('metrics') ? 'metrics' : 'logs'}, or send it elsewhere.`;
    if (path === '/') return `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is used as it is: give it the path, ${endpoint}.`;
    if (/^\/v1\/traces\/v1\/traces\/?$/.test(path)) return `The path came twice: give OTEL_EXPORTER_OTLP_ENDPOINT without /v1/traces, or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT with it.`;
    if (path.startsWith('/opentelemetry.proto.')) return 'That is gRPC on the port for HTTP: set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf.';
    return `Traces go to ${endpoint}.`;
  }
  if (status === 401) return 'The viewer asks for a token: OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN.';
  if (status === 415) return type.startsWith('application/grpc') ? 'That is gRPC on the port for HTTP: set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf.' : 'Send application/x-protobuf or application/json: OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf.';
  if (status === 413) return 'The request was too large: send fewer spans at once (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).';
  if (status === 503 || status === 429) return 'The viewer was behind; exporters try again by themselves.';
  return 'The body is not OTLP. Check what the exporter sends.';
}
