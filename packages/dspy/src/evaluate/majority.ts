import { ConfigurationError } from '../errors.ts';
import { Completions } from '../prediction/completions.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { pythonJson } from '../signature/python-json.ts';
import { normalizeText } from './normalize-text.ts';

/** What counts as the same answer. */
export interface MajorityOptions<O extends object> {
  /** Which values are the same: those for which it gives the same text. `undefined`: the value does not count. */
  readonly normalize?: ((value: unknown) => string | undefined) | undefined;
  /** The field that is voted on; the last one unless given. */
  readonly field?: keyof O & string;
}

/**
 * The answer that most of several agree on; the first of them when there are as many of another.
 *
 * ```ts
 * import { majority, Predict } from '@dspy-otel/dspy';
 *
 * const prediction = await new Predict('question -> answer', { n: 5 }).call({ question: 'What is the capital of France?' });
 * console.log(majority(prediction).answer);
 * ```
 *
 * @param answers a prediction with `completions`, those, or a list of predictions or records.
 * @throws {ConfigurationError} when there are none.
 */
export function majority<O extends object>(answers: Prediction<O> | Completions<O> | readonly O[], options: MajorityOptions<O> = {}): Prediction<O> {
  const records = recordsOf<O>(answers);
  const [first] = records;
  if (!first) throw new ConfigurationError('there are no answers to choose from');
  const name = options.field ?? Object.keys(first).at(-1) ?? '';
  const keys = records.map((record) => (options.normalize ?? normalized)(record[name]));
  const counted = keys.every((key) => key === undefined) ? records.map((record) => asText(record[name])) : keys;
  const counts = new Map<string, number>();
  for (const key of counted) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const winner = records[counted.findIndex((key) => key !== undefined && counts.get(key) === most)] ?? first;
  return new Prediction<O>(winner as O, { completions: new Completions<O>([winner as O]) });
}

function recordsOf<O extends object>(answers: Prediction<O> | Completions<O> | readonly O[]): readonly Values[] {
  if (answers instanceof Prediction) return [...(answers.completions ?? [answers.toJSON()])] as Values[];
  return Array.from(answers as Iterable<object>, (answer) => (answer instanceof Prediction ? answer.toJSON() : (answer as Values)));
}

/** What says nothing does not count. */
function normalized(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = normalizeText(asText(value));
  return text === '' ? undefined : text;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : pythonJson(value ?? null);
}
