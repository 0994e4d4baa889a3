import type { CustomType } from '../signature/field-type.ts';
import { textOf } from './saved-part.ts';

/** Text, as far as programs are concerned. */
export type Reasoning = string;

/**
 * The model's thinking as an output: `'question -> thoughts: Reasoning, answer'`. A model that thinks by itself and
 * shows it is not asked to write it down as well: the output is then what it thought. From any other model it is text
 * that it writes.
 *
 * ```ts
 * import { Predict } from '@dspy-otel/dspy';
 *
 * const solve = new Predict('question -> thoughts: Reasoning, answer: int');
 * const { thoughts, answer } = await solve.call({ question: 'How much is 6 times 7?' }, { lm });
 * ```
 */
export const Reasoning: { readonly signatureType: CustomType<string> } = {
  signatureType: {
    name: 'str',
    isText: true,
    jsonSchema: () => ({ type: 'string' }),
    parse(value) {
      const text = typeof value === 'string' ? value : textOf(value, 'content');
      if (text === undefined) throw new TypeError(`expected text, got ${value === null ? 'null' : typeof value}`);
      return text;
    },
    format: String,
  },
};
