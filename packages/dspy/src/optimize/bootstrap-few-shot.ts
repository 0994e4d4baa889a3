import { ConfigurationError } from '../errors.ts';
import type { Metric } from '../evaluate/metric.ts';
import { ProgressBar, type Terminal } from '../parallel/progress-bar.ts';
import type { Module } from '../module/module.ts';
import { observe } from '../observe.ts';
import type { Demo, Example } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Settings } from '../settings.ts';
import { bootstrap, type BootstrapReport } from './bootstrap.ts';
import { freshCopy, openPredictors } from './copy-program.ts';
import { LabeledFewShot } from './labeled-few-shot.ts';
import { PythonRandom } from './python-random.ts';

/** Which answers of the teacher are good, and how many become worked examples. */
export interface BootstrapFewShotOptions<T extends object = Values, O extends object = Values> {
  /** Which of the teacher's answers are good; every answer is unless given. */
  readonly metric?: Metric<T, O> | undefined;
  /** From which score on an answer is good; unless given, one that is neither 0 nor false. */
  readonly metricThreshold?: number | undefined;
  /** Settings for the teacher: `{ lm: strongerModel }`. */
  readonly teacherSettings?: Partial<Settings> | undefined;
  /** How many worked examples made by the teacher each predictor gets at most; 4 unless given. */
  readonly maxBootstrappedDemos?: number | undefined;
  /** How many worked examples each predictor gets at most, filled up from the training set; 16 unless given. */
  readonly maxLabeledDemos?: number | undefined;
  /** How often the teacher tries an example; from the second time on at temperature 1 and past the cache. Once unless given. */
  readonly maxRounds?: number | undefined;
  /** With how many failing attempts to give up; 10 unless given. */
  readonly maxErrors?: number | undefined;
  /** A bar on stderr, where that is a terminal; off unless given. */
  readonly displayProgress?: boolean | undefined;
  readonly terminal?: Terminal | undefined;
}

/** What a program is optimized with. */
export interface CompileOptions<T extends object> {
  /** Each knows its inputs (`withInputs`). */
  readonly trainset: readonly Example<T>[];
  /** A program of the same structure that makes the worked examples; the student itself unless given. */
  readonly teacher?: Module | undefined;
}

/**
 * Lets a teacher work on a training set, and makes worked examples for every predictor from what it did where the metric
 * says that it did well. The same answers give the same program each time.
 *
 * ```ts
 * import { answerExactMatch, BootstrapFewShot, ChainOfThought, Example } from '@dspy-otel/dspy';
 *
 * const trainset = [new Example({ question: 'What is the capital of France?', answer: 'Paris' }).withInputs('question')];
 * const optimizer = new BootstrapFewShot({ metric: answerExactMatch, maxBootstrappedDemos: 2 });
 * const compiled = await optimizer.compile(new ChainOfThought('question -> answer'), { trainset });
 * console.log(optimizer.report?.bootstrapped, compiled.predict.demos);
 * ```
 */
export class BootstrapFewShot<T extends object = Values, O extends object = Values> {
  readonly options: BootstrapFewShotOptions<T, O>;
  /** What the last compilation did. */
  report: BootstrapReport | undefined;

  constructor(options: BootstrapFewShotOptions<T, O> = {}) {
    this.options = options;
  }

  /**
   * @returns a changed copy; student and teacher stay as they are.
   * @throws {ConfigurationError} when the student is compiled already, or the teacher has another structure.
   * @throws {EvaluationError} when too many attempts fail.
   */
  async compile<M extends Module>(student: M, { trainset, teacher }: CompileOptions<T>): Promise<M> {
    if (student.compiled) throw new ConfigurationError('the student is compiled already; compile the program that it was made from, or give it as the teacher');
    return observe({ kind: 'compile', name: this.constructor.name, student, teacher, trainset }, () => this.#compile(student, trainset, teacher));
  }

  async #compile<M extends Module>(student: M, trainset: readonly Example<T>[], teacher: Module | undefined): Promise<M> {
    const { maxBootstrappedDemos = 4, maxLabeledDemos = 16 } = this.options;
    const program = freshCopy(student);
    const teaching = await this.#teacher(teacher ?? student, trainset);
    checkStructure(program, teaching);
    using bar = new ProgressBar(trainset.length, this.options.displayProgress === true ? (this.options.terminal ?? process.stderr) : { write: () => false });
    const { demos, rest, report } = await bootstrap(teaching, trainset, this.options, maxBootstrappedDemos, (done, found) => bar.update(done, `${found} bootstrapped`));
    this.report = report;
    const random = new PythonRandom(0);
    const labeled: readonly Demo[] = new PythonRandom(0).shuffled(rest);
    for (const [path, predictor] of openPredictors(program)) {
      const made = demos.get(path)?.slice(0, maxBootstrappedDemos) ?? [];
      predictor.demos = [...made, ...random.sample(labeled, Math.max(0, maxLabeledDemos - made.length))];
    }
    program.compiled = true;
    return program;
  }

  async #teacher(teacher: Module, trainset: readonly Example<T>[]): Promise<Module> {
    const { maxLabeledDemos = 16 } = this.options;
    if (teacher.compiled || maxLabeledDemos === 0) return teacher.deepcopy();
    return new LabeledFewShot({ k: maxLabeledDemos }).compile(teacher, { trainset });
  }
}

function checkStructure(student: Module, teacher: Module): void {
  const [own, others] = [student, teacher].map((program) => new Map(program.namedPredictors().map(([path, { signature }]) => [path, String(signature)]))) as [Map<string, string>, Map<string, string>];
  const differing = [...new Set([...own.keys(), ...others.keys()])].find((path) => own.get(path) !== others.get(path));
  if (differing === undefined) return;
  throw new ConfigurationError(`the teacher needs the predictors that the student has: "${differing}" is ${shown(own.get(differing))} in the student and ${shown(others.get(differing))} in the teacher`);
}

function shown(signature: string | undefined): string {
  return signature === undefined ? 'nothing' : `"${signature}"`;
}
