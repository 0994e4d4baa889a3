"""Three Python DSPy programs, traced by OpenInference over OTLP/HTTP. Prints what they answer as one JSON object.

Where to send, ask and search is in OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OPENAI_BASE_URL and COLBERTV2_URL.
"""

import json
import os
from typing import Literal

import dspy
from openinference.instrumentation.dspy import DSPyInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "python-dspy"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
DSPyInstrumentor().instrument(tracer_provider=provider)


class MyRAG(dspy.Module):
    def __init__(self):
        super().__init__()
        self.retrieve = dspy.Retrieve(k=3)
        self.respond = dspy.ChainOfThought("context: list[str], question: str -> answer: str")

    def forward(self, question):
        passages = self.retrieve(question).passages
        return dspy.Prediction(context=passages, answer=self.respond(context=passages, question=question).answer)


class Review(dspy.Signature):
    """Judge a review."""

    review: str = dspy.InputField()
    sentiment: Literal["positive", "negative"] = dspy.OutputField()
    score: float = dspy.OutputField(ge=0, le=1)
    keywords: list[str] = dspy.OutputField()


def get_weather(city: str) -> str:
    """Get the weather in a city."""
    return f"Sunny in {city}, 22 degrees"


dspy.configure(
    lm=dspy.LM("openai/gpt-4o-mini", api_base=os.environ["OPENAI_BASE_URL"], api_key="none-needed", cache=False),
    rm=dspy.ColBERTv2(url=os.environ["COLBERTV2_URL"]),
)
rag = MyRAG()(question="What is the capital of France?")
agent = dspy.ReAct("question -> answer", tools=[get_weather])(question="What is the weather in Tokyo?")
reviews = {}
for adapter in (dspy.ChatAdapter(), dspy.JSONAdapter(), dspy.XMLAdapter()):
    with dspy.context(adapter=adapter):
        reviews[type(adapter).__name__] = dspy.Predict(Review)(review="A wonderful film, I loved it.").toDict()

provider.shutdown()
print(json.dumps({"rag": rag.toDict(), "agent": agent.answer, "reviews": reviews}))
