import { context, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';

/** Spans as OpenTelemetry's own SDK makes them, in the order in which they ended. */
export function recordSpans(run: (tracer: Tracer) => void, service = 'rag-server'): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'host.cpus': 8 }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  run(provider.getTracer('test.scope', '1.2.3'));
  return exporter.getFinishedSpans();
}

export function protobufBody(spans: ReadableSpan[]): Buffer<ArrayBuffer> {
  return Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array());
}

export function jsonBody(spans: ReadableSpan[]): Buffer<ArrayBuffer> {
  return Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array());
}

/** 2023-11-14T22:13:20Z plus some milliseconds, as the SDK takes times. */
function at(milliseconds: number): [number, number] {
  return [1_700_000_000 + Math.floor(milliseconds / 1_000), (milliseconds % 1_000) * 1_000_000];
}

/** One request to a program: server span, program, model call in error. */
export function ragTrace(tracer: Tracer, question = 'What is the capital of France?'): void {
  const server = tracer.startSpan('POST /MyRAG', { kind: SpanKind.SERVER, startTime: at(0), attributes: { 'http.request.method': 'POST' } });
  const inServer = trace.setSpan(context.active(), server);
  const program = tracer.startSpan('MyRAG.forward', {
    startTime: at(10),
    attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': JSON.stringify({ question }), 'output.value': '{\n  "answer": "Paris"\n}' },
  }, inServer);
  const model = tracer.startSpan('LM.__call__', {
    startTime: at(20),
    attributes: {
      'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.token_count.prompt': 120, 'llm.token_count.completion': 30,
      'llm.cost.total': 0.0015, 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': `${question} 漢字 😀\n"quoted"\\`,
      'scores': [1.5, 2, -0.25], 'tags': ['a', 'b'], 'cached': false,
    },
  }, trace.setSpan(inServer, program));
  model.addEvent('exception', { 'exception.type': 'RateLimitError', 'exception.message': 'slow down' }, at(25));
  model.setStatus({ code: SpanStatusCode.ERROR, message: 'slow down' });
  model.end(at(30));
  program.end(at(40));
  server.setStatus({ code: SpanStatusCode.OK });
  server.end(at(50));
}
