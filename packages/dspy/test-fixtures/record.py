"""Writes the fixtures beside this file that Python DSPy 3.4.1 has to compute: `python record.py`."""

import json
from pathlib import Path

import dspy
from dspy.evaluate.metrics import EM, F1, answer_passage_match, normalize_text
from dspy.utils import DummyLM

here = Path(__file__).parent


def write(name, value):
    (here / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


TEXTS = [
    "The,  Eiffel  Tower!", "a an the", "Theatre of an Absurd", "L'été — à la plage", "ÀÉ", "it's \"quoted\" (x) [y]", "12,5 % of 3.14", "日本 の 首都",
    "tab\tnew\nline", "A-team the_a a_b", "", "naïve café", "The a. An", "«Paris»", "İstanbul",
]
PAIRS = [
    ["Eiffel Tower is in Paris", ["Paris"]], ["the the cat", ["cat cat"]], ["a b c c", ["c c d", "b"]], ["x", ["y"]], ["Eiffel Tower", ["Eiffel Tower", "Louvre"]],
    ["The Eiffel Tower", ["eiffel tower"]],
]
PASSAGES = [
    [["The Eiffel Tower is in Paris."], "Eiffel Tower"], [["The Eiffel Tower is in Paris."], "Tower in Paris"], [["no", "Rome."], ["Paris", "Rome"]], [["Romeo"], "Rome"],
    [["café au lait"], "CAFÉ"], [["x-ray 3.5"], "xray"], [[], "a"], [["日本の首都"], "日本"], [["in 1997, he"], "1997"],
]
write("answer-match.json", {
    "normalize": [[text, normalize_text(text)] for text in TEXTS],
    "f1": [[said, right, F1(said, right), EM(said, right)] for said, right in PAIRS],
    "passages": [[context, answer, answer_passage_match(dspy.Example(answer=answer), dspy.Prediction(context=context))] for context, answer in PASSAGES],
})


class TwoSteps(dspy.Module):
    def __init__(self):
        super().__init__()
        self.draft = dspy.Predict("question -> draft")
        self.final = dspy.ChainOfThought("question, draft -> answer")

    def forward(self, question):
        draft = self.draft(question=question).draft
        return self.final(question=question, draft=draft)


def is_right(example, prediction, trace=None):
    return example.answer == prediction.answer


QUESTIONS = [f"question-{index:02d}" for index in range(30)]
trainset = [dspy.Example(question=question, answer=f"answer to {question}").with_inputs("question") for question in QUESTIONS]
answers = {
    question: {"draft": f"draft of {question}", "reasoning": f"reasons for {question}", "answer": "wrong" if index % 3 == 0 else f"answer to {question}"}
    for index, question in enumerate(QUESTIONS)
}
dspy.configure(lm=DummyLM(answers), adapter=dspy.ChatAdapter())


def demos(program):
    state = program.dump_state()
    return {name: predictor["demos"] for name, predictor in state.items()}


labeled = dspy.LabeledFewShot(k=4).compile(TwoSteps(), trainset=trainset)
first = dspy.LabeledFewShot(k=3).compile(TwoSteps(), trainset=trainset, sample=False)
bootstrapped = dspy.BootstrapFewShot(metric=is_right, max_bootstrapped_demos=3, max_labeled_demos=5).compile(TwoSteps(), trainset=trainset)
search = dspy.BootstrapFewShotWithRandomSearch(metric=is_right, max_bootstrapped_demos=3, max_labeled_demos=4, num_candidate_programs=3, num_threads=1)
best = search.compile(TwoSteps(), trainset=trainset[:12], valset=trainset[12:20])
write("compiled.json", {
    "answers": answers,
    "labeled": demos(labeled),
    "first": demos(first),
    "bootstrapped": demos(bootstrapped),
    "search": [{"seed": candidate["seed"], "score": candidate["score"], "demos": demos(candidate["program"])} for candidate in best.candidate_programs],
})
