"""Loads programs that TypeScript saved into Python DSPy, shows what it makes of them, changes and saves them again.

Arguments: the folder with the files. Prints one JSON object.
"""

import json
import sys
from pathlib import Path

import dspy

folder = Path(sys.argv[1])


class Look(dspy.Signature):
    """Look closely."""

    image: dspy.Image = dspy.InputField()
    question: str = dspy.InputField(desc="about the image")
    tags: list[str] = dspy.OutputField()


class Pipeline(dspy.Module):
    def __init__(self):
        super().__init__()
        self.answer = dspy.ChainOfThought("context: list[str], question: str -> answer: str, score: float")
        self.look = dspy.Predict(Look)
        self.steps = [dspy.Predict("draft -> text"), dspy.Predict("draft -> text")]


class WithRetrieve(dspy.Module):
    def __init__(self):
        super().__init__()
        self.retrieve = dspy.Retrieve(k=1)
        self.answer = dspy.Predict("question -> answer")


def add(x: int, y: int) -> int:
    """Add two numbers."""
    return x + y


class Agents(dspy.Module):
    def __init__(self):
        super().__init__()
        self.react = dspy.ReAct("question, history: dspy.History, hint -> answer: int", tools=[add])
        self.native = dspy.ReActV2("question, hint -> answer: int", tools=[add])


def describe(predictor, **inputs):
    messages = dspy.ChatAdapter().format(predictor.signature, predictor.demos, inputs)
    return {
        "instructions": predictor.signature.instructions,
        "fields": [[name, field.json_schema_extra["prefix"], field.json_schema_extra["desc"]] for name, field in predictor.signature.fields.items()],
        "demos": predictor.demos,
        "messages": messages,
        "lm": predictor.lm.dump_state() if predictor.lm else None,
    }


program = Pipeline()
program.load(folder / "from-typescript.json")
seen = {name: describe(predictor) for name, predictor in program.named_predictors()}

# Python cannot save a program with a Retrieve, and loads one.
retrieving = WithRetrieve()
retrieving.load(folder / "retrieve.json")

first = program.answer.predict
first.signature = first.signature.with_instructions("Answer like Python.").with_updated_fields("score", desc="how sure")
first.demos = [*first.demos, dspy.Example(context=["p"], question="from Python?", answer="yes", score=0.5, augmented=True).with_inputs("context", "question")]
first.lm = dspy.LM("openai/gpt-4o-mini", temperature=0.25, max_tokens=77, api_key="sk-of-python", num_retries=2, cache=False, logit_bias={"1": 2})
program.look.demos = [dspy.Example(image=dspy.Image("https://example.org/python.png"), question="q", tags=["a", "b"]).with_inputs("image", "question")]
program.save(folder / "from-python.json")

agents = Agents()
agents.load(folder / "agents.json")
instructions = {name: predictor.signature.instructions for name, predictor in agents.named_predictors()}
fresh = Agents()
for name, predictor in fresh.named_predictors():
    predictor.signature = predictor.signature.with_instructions(f"{name} of Python")
fresh.save(folder / "agents-from-python.json")

print(json.dumps({"seen": seen, "k": retrieving.retrieve.k, "agents": instructions}))
