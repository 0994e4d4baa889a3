import { describe, expect, test } from '@jest/globals';
import { EXTRACT, EXTRACT_INPUTS } from '../test-fixtures/extract-info.ts';
import recordings from '../test-fixtures/programs.json' with { type: 'json' };
import { completion, startFakeProvider } from '../test-fixtures/fake-provider.ts';
import { type ChatMessage, type PromptStructure, readPrompt } from '../test-fixtures/prompt-structure.ts';
import { LEFT_OUT } from './adapter/marker.ts';
import { ChainOfThought, ColBERTv2, context, type CustomType, LM, Module, Predict, type PredictOptions, Prediction, Retrieve, Signature, signature } from './index.ts';
import { makeField } from './signature/field.ts';

interface Recording {
  readonly exchanges: readonly { readonly body: Record<string, unknown>; readonly prompt: Omit<PromptStructure, 'task'> & { readonly task: readonly string[] | null } }[];
  readonly answers: readonly string[];
  readonly prediction: { readonly store: Record<string, unknown>; readonly completions?: Record<string, unknown[]> };
}

const QUESTION = 'What is the capital of France?';
const PASSAGES = recordings.d_myrag.prediction.store.context;

/** A conversation so far, as a type of one's own. */
const HISTORY: CustomType = {
  name: 'History',
  jsonSchema: () => ({ type: 'array' }),
  parse: (value) => value,
  format: () => '',
  turns: (value) => value as Record<string, unknown>[],
};

const CHAT = new Signature({
  instructions: 'Chat with the user.',
  inputFields: [makeField('history', { type: { kind: 'custom', type: HISTORY } }), makeField('question', { type: { kind: 'str' } })],
  outputFields: [makeField('answer', { type: { kind: 'str' } })],
});

/** Not known at compile time, so that a list may go into a text field. */
const UNTYPED: string = 'context, question -> answer';

class MyRAG extends Module {
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought(UNTYPED);

  override async forward(inputs: object): Promise<Prediction<object>> {
    const { question } = inputs as { question: string };
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ context: passages, answer });
  }
}

/** The programs as they were in Python. Their signatures are not known at compile time where inputs break the types. */
const PROGRAMS: Record<string, () => Promise<Prediction<object>>> = {
  a_predict: () => new Predict('question -> answer').call({ question: QUESTION }),
  a_predict_config: () => new Predict('question -> answer', { temperature: 0.9, n: 2 }).call({ question: QUESTION }, { temperature: 0.3, maxTokens: 55, seed: 7, stop: ['STOP'] }),
  a_predict_wrong_type_input: () => untyped('question: str, n: int, tags: list[str] -> answer').call({ question: 5, n: 'abc', tags: 'notalist' }),
  a_predict_missing_extra_inputs: () => untyped('question, n: int -> answer').call({ question: QUESTION, unknown: 1 }),
  b_typed_chat: () => new Predict(EXTRACT).call(EXTRACT_INPUTS),
  b_list_in_str_field: () =>
    untyped('context, single, empty, obj, none, num, flag -> answer').call({
      context: ['Passage one.', 'Passage\ntwo.'],
      single: ['only one'],
      empty: [],
      obj: { street: 's', city: 'c', zip: null, lat: 1.5 },
      none: null,
      num: '3.0',
      flag: true,
    }),
  c_cot: () => new ChainOfThought('question -> answer').call({ question: QUESTION }),
  d_myrag: () => new MyRAG().call({ question: QUESTION }),
  l_demos_chat: () => {
    const cot = new ChainOfThought(signature('question -> answer', 'Answer in one word.'), {
      demos: [
        { question: 'What is the capital of Spain?', reasoning: "Spain's capital is Madrid.", answer: 'Madrid' },
        { question: 'Who wrote Hamlet?', answer: 'William Shakespeare' },
        { question: 'What is 2 + 2?', reasoning: '2 plus 2 is 4.', answer: '4' },
        { reasoning: 'no input', answer: 'nothing' },
        { question: 'no output' },
      ],
    });
    return cot.call({ question: QUESTION });
  },
  m_history_chat: () => {
    const history = [
      { question: 'Who wrote Hamlet?', answer: 'William Shakespeare' },
      { question: 'When?', answer: 'Around 1600' },
    ];
    return new Predict(CHAT).call({ history, question: QUESTION });
  },
};

function untyped(text: string, options?: PredictOptions): Predict<string> {
  return new Predict(text, options);
}

describe('prompts and predictions have the structure that Python DSPy gives them', () => {
  for (const [name, run] of Object.entries(PROGRAMS)) {
    test(name, async () => {
      const recording = recorded(name);
      let answered = 0;
      await using provider = await startFakeProvider((request) =>
        request.path.startsWith('/api/search') ? { body: { topk: PASSAGES.map((text, pid) => ({ text, pid, score: 20 - pid })) } } : completion(recording.answers[answered++] ?? ''),
      );
      const lm = new LM('openai/gpt-4o-mini', { apiBase: `${provider.url}/v1`, apiKey: 'test', numRetries: 0 });
      const rm = new ColBERTv2({ url: `${provider.url}/api/search` });

      const prediction = await context({ lm, rm }, run);

      const chats = provider.requests.filter((request) => request.path === '/v1/chat/completions');
      expect(chats.map(({ body: { messages: _messages, ...body } }) => body)).toEqual(recording.exchanges.map((exchange) => exchange.body));
      for (const [index, chat] of chats.entries()) {
        const { task, ...prompt } = readPrompt(chat.body['messages'] as ChatMessage[], LEFT_OUT);
        const expected = recording.exchanges[index]?.prompt;
        expect({ ...prompt, task: expected?.task && task }).toEqual(expected);
      }
      expect(prediction.toJSON()).toEqual(expectedValues(recording));
      if (recording.prediction.completions) {
        expect(prediction.completions?.length).toBe(2);
        expect(prediction.completions?.get('answer' as never)).toEqual(recording.prediction.completions['answer']);
      }
    });
  }
});

function recorded(name: string): Recording {
  const all: object = recordings;
  return Reflect.get(all, name) as Recording;
}

/** Python writes an enum member with its class; ours is its value. */
function expectedValues({ prediction: { store } }: Recording): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(store).map(([name, value]) => [name, typeof value === 'object' && value !== null && '__enum__' in value ? Reflect.get(value, 'value') : value]),
  );
}
