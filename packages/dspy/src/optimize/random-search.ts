import { ConfigurationError } from '../errors.ts';
import { Evaluate } from '../evaluate/evaluate.ts';
import type { Metric, Score } from '../evaluate/metric.ts';
import type { Module } from '../module/module.ts';
import { observe } from '../observe.ts';
import type { Example } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import { BootstrapFewShot, type BootstrapFewShotOptions, type CompileOptions } from './bootstrap-few-shot.ts';
import { freshCopy } from './copy-program.ts';
import { LabeledFewShot } from './labeled-few-shot.ts';
import { PythonRandom } from './python-random.ts';

/** How many programs are tried, and which is good enough. */
export interface RandomSearchOptions<T extends object = Values, O extends object = Values> extends BootstrapFewShotOptions<T, O> {
  readonly metric: Metric<T, O>;
  /** How many programs with worked examples drawn at random are tried, besides the three plain ones; 16 unless given. */
  readonly numCandidatePrograms?: number | undefined;
  /** How many examples are evaluated at a time; 8 unless given. */
  readonly numThreads?: number | undefined;
  /** From which score (in per cent) on no more programs are tried. */
  readonly stopAtScore?: number | undefined;
}

/** What programs are made and compared with. */
export interface RandomSearchCompileOptions<T extends object> extends CompileOptions<T> {
  /** What the programs are compared on; the training set unless given. */
  readonly valset?: readonly Example<T>[] | undefined;
  /** Only try these seeds: -3 no worked examples, -2 examples as they are, -1 bootstrapped in order, from 0 on at random. */
  readonly restrict?: readonly number[] | undefined;
  /** Whether seed -2 draws its examples at random or takes the first ones; true unless given. */
  readonly labeledSample?: boolean | undefined;
}

/** A program that was tried. */
export interface CandidateProgram<M extends Module = Module> {
  readonly seed: number;
  readonly program: M;
  /** In per cent. */
  readonly score: number;
  /** Example by example. */
  readonly subscores: readonly Score[];
}

/**
 * Compiles a program in several ways (`BootstrapFewShot` with examples in different order and number) and keeps the one
 * that does best on a validation set. The same answers give the same program each time.
 *
 * ```ts
 * import { answerExactMatch, BootstrapFewShotWithRandomSearch, Example, Predict } from '@dspy-otel/dspy';
 *
 * const trainset = [new Example({ question: 'What is the capital of France?', answer: 'Paris' }).withInputs('question')];
 * const optimizer = new BootstrapFewShotWithRandomSearch({ metric: answerExactMatch, numCandidatePrograms: 2 });
 * const best = await optimizer.compile(new Predict('question -> answer'), { trainset });
 * console.log(best.demos.length, optimizer.candidatePrograms.map(({ seed, score }) => [seed, score]));
 * ```
 */
export class BootstrapFewShotWithRandomSearch<T extends object = Values, O extends object = Values> {
  readonly options: RandomSearchOptions<T, O>;
  /** What the last compilation tried, best first. */
  candidatePrograms: readonly CandidateProgram[] = [];

  constructor(options: RandomSearchOptions<T, O>) {
    this.options = options;
  }

  /** @throws {ConfigurationError} when there is nothing to try or to compare on. @throws {EvaluationError} when too much fails. */
  async compile<M extends Module>(student: M, compileOptions: RandomSearchCompileOptions<T>): Promise<M> {
    const { trainset, teacher } = compileOptions;
    return observe({ kind: 'compile', name: this.constructor.name, student, teacher, trainset }, () => this.#search(student, compileOptions));
  }

  async #search<M extends Module>(student: M, compileOptions: RandomSearchCompileOptions<T>): Promise<M> {
    const { trainset, valset = trainset, restrict } = compileOptions;
    const { numCandidatePrograms = 16, stopAtScore, metric, numThreads, maxErrors, displayProgress, terminal } = this.options;
    const seeds = Array.from({ length: numCandidatePrograms + 3 }, (_, index) => index - 3).filter((seed) => restrict?.includes(seed) ?? true);
    if (seeds.length === 0) throw new ConfigurationError(`restrict names none of the seeds from -3 to ${numCandidatePrograms - 1}: there is nothing to try`);
    const evaluate = new Evaluate({ devset: valset, metric, numThreads, maxErrors, displayProgress, terminal });
    const tried: CandidateProgram<M>[] = [];
    for (const seed of seeds) {
      const program = await this.#candidate(student, seed, compileOptions);
      const { score, results } = await evaluate.call(program);
      tried.push({ seed, program, score, subscores: results.map(([, , subscore]) => subscore) });
      if (stopAtScore !== undefined && score >= stopAtScore) break;
    }
    const ranked = tried.toSorted((one, other) => other.score - one.score);
    this.candidatePrograms = ranked;
    return (ranked[0] as CandidateProgram<M>).program;
  }

  async #candidate<M extends Module>(student: M, seed: number, { trainset, teacher, labeledSample }: RandomSearchCompileOptions<T>): Promise<M> {
    const { maxBootstrappedDemos = 4, maxLabeledDemos = 16 } = this.options;
    if (seed === -3) return freshCopy(student);
    if (seed === -2) return new LabeledFewShot({ k: maxLabeledDemos }).compile(student, { trainset, sample: labeledSample });
    if (seed === -1) return new BootstrapFewShot(this.options).compile(student, { trainset, teacher });
    const shuffled = new PythonRandom(seed).shuffled(trainset);
    const size = new PythonRandom(seed).integer(1, maxBootstrappedDemos);
    return new BootstrapFewShot({ ...this.options, maxBootstrappedDemos: size }).compile(student, { trainset: shuffled, teacher });
  }
}
