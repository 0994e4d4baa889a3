import { isRecord } from '../is-record.ts';
import type { CustomType } from '../signature/field-type.ts';

type Turn = Readonly<Record<string, unknown>>;

/**
 * A conversation so far: one record per earlier turn, with inputs and outputs under the names of the signature's
 * fields. In signatures: `'history: History, question -> answer'`; the turns become messages before the question.
 *
 * ```ts
 * import { History, Predict } from '@dspy-otel/dspy';
 *
 * const chat = new Predict('history: History, question -> answer');
 * const history = new History([{ question: 'Who wrote Hamlet?', answer: 'William Shakespeare' }]);
 * const { answer } = await chat.call({ history, question: 'When?' }, { lm });
 * const later = history.with({ question: 'When?', answer });
 * ```
 */
export class History {
  static readonly signatureType: CustomType<History> = {
    name: 'History',
    jsonSchema: () => ({ type: 'object', title: 'History', properties: { messages: { type: 'array', items: { type: 'object', additionalProperties: true } } }, required: ['messages'] }),
    parse: toHistory,
    format: (value) => JSON.stringify(toHistory(value)),
    turns: (value) => (value === undefined || value === null ? [] : toHistory(value).messages),
  };

  readonly messages: readonly Turn[];

  constructor(messages: readonly Turn[] = []) {
    this.messages = [...messages];
  }

  /** The conversation with more turns; this one stays as it is. */
  with(...turns: readonly Turn[]): History {
    return new History([...this.messages, ...turns]);
  }

  toJSON(): { messages: readonly Turn[] } {
    return { messages: this.messages };
  }
}

/** A conversation from what a caller, a request body or a saved program has. @throws {TypeError} */
function toHistory(value: unknown): History {
  if (value instanceof History) return value;
  const messages = isRecord(value) ? value['messages'] : value;
  if (!Array.isArray(messages)) throw new TypeError('expected a History, or a list of its turns');
  const turns: readonly unknown[] = messages;
  const wrong = turns.findIndex((turn) => !isRecord(turn));
  if (wrong >= 0) throw new TypeError(`turn ${wrong} of a History has to be an object with values by field name`);
  return new History(turns.filter(isRecord));
}
