"""Sends fifty spans as OpenTelemetry's SDK for Python does. Protocol, endpoint and compression come from the environment."""

import os
import sys

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if os.environ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

provider = TracerProvider(resource=Resource.create({"service.name": sys.argv[1]}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("clients")
for number in range(5):
    with tracer.start_as_current_span("question", attributes={"openinference.span.kind": "CHAIN", "input.value": "é 漢 😀"}):
        for step in range(9):
            with tracer.start_as_current_span(f"step {step}", attributes={"numbers": [1, 2], "exact": 2**60}):
                pass
provider.shutdown()
