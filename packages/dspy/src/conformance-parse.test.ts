import { describe, expect, test } from '@jest/globals';
import recordings from '../test-fixtures/adapter-parse.json' with { type: 'json' };
import { type Adapter, AdapterParseError, ChatAdapter, ensureSignature, JSONAdapter, XMLAdapter } from './index.ts';

const ADAPTERS: Readonly<Record<string, Adapter>> = { ChatAdapter: new ChatAdapter(), JSONAdapter: new JSONAdapter(), XMLAdapter: new XMLAdapter() };

/** What we read otherwise, and why; null where we do not read it. */
const OURS: Readonly<Record<string, Readonly<Record<string, object | null>>>> = {
  ChatAdapter: {
    // A marker with spaces before it, and `completed` in the same line.
    '  [[ ## answer ## ]]  \n  Paris  \n': { answer: 'Paris' },
    '[[ ## answer ## ]] Paris [[ ## completed ## ]]': { answer: 'Paris' },
    // Nothing, for an optional text.
    '[[ ## answer ## ]]\nA\n[[ ## extra ## ]]\nNone': { answer: 'A', extra: null },
  },
  JSONAdapter: {
    // Nothing is not the text `None`.
    '{"answer": null}': null,
    // What is not text is shown as what it was, JSON, and not as Python writes it.
    '{"answer": ["a"]}': { answer: '["a"]' },
    '{"answer": {"x": 1}}': { answer: '{"x":1}' },
    '{"answer": true}': { answer: 'true' },
    // Wrapped in an object of the model's own.
    'x {"a": {"answer": "n"}} y': { answer: 'n' },
  },
  XMLAdapter: {
    // Few models write `&amp;`.
    '<answer>a & b</answer>': { answer: 'a & b' },
    '<answer>A</answer><answer>B</answer>': { answer: '["A","B"]' },
  },
};

describe('answers are read as Python DSPy reads them', () => {
  test.each(recordings.map((recording) => [recording.adapter, recording.completion, recording] as const))('%s %j', async (name, completion, { signature: types, values }) => {
    const made = ensureSignature(`question -> ${Object.entries(types).map(([field, type]) => `${field}: ${type}`).join(', ')}`);
    const read = async (): Promise<unknown> => ADAPTERS[name]?.parse(made, completion);
    const ours = OURS[name]?.[completion];
    const expected = ours === undefined ? values : ours;
    if (expected) expect(await read()).toEqual(expected);
    else await expect(read()).rejects.toThrow(AdapterParseError);
  });
});
