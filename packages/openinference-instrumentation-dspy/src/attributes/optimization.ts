import type { CompileOperation, EvaluationOperation, OperationResult } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import { programVersion } from '../program-version.ts';
import { DSPY_EVALUATION_SCORE, DSPY_PROGRAM_VERSION } from './dspy-attributes.ts';
import { addInputValue, addOutputValue } from './value.ts';

/** What is evaluated, by which metric, on how much. */
export function evaluationAttributes({ inputs: { program, metric, devset } }: EvaluationOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = { [DSPY_PROGRAM_VERSION]: programVersion(program) };
  addInputValue(attributes, { program: program.constructor.name, metric: typeof metric === 'function' ? metric.name : metric.constructor.name, examples: devset.length }, settings.content.inputs, settings.content.text);
  return attributes;
}

/** How good it is. */
export function evaluationResultAttributes({ score, results, failures }: OperationResult<EvaluationOperation>, settings: SpanSettings): Attributes {
  const attributes: Attributes = { [DSPY_EVALUATION_SCORE]: score };
  addOutputValue(attributes, { score, examples: results.length, failures: failures.length }, settings.content.outputs, settings.content.text);
  return attributes;
}

/** What is optimized, with what. */
export function compileAttributes({ student, teacher, trainset }: CompileOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  addInputValue(attributes, { student: student.constructor.name, teacher: teacher?.constructor.name, examples: trainset.length }, settings.content.inputs, settings.content.text);
  return attributes;
}

/** What came of it: each predictor with its number of worked examples, and the version by which traces of the program know it. */
export function compiledAttributes(program: OperationResult<CompileOperation>, settings: SpanSettings): Attributes {
  const attributes: Attributes = { [DSPY_PROGRAM_VERSION]: programVersion(program) };
  const demos = Object.fromEntries(program.namedPredictors().map(([path, predictor]) => [path, predictor.demos.length]));
  addOutputValue(attributes, { program: program.constructor.name, demos }, settings.content.outputs, settings.content.text);
  return attributes;
}
