import { describe, expect, test } from '@jest/globals';
import { readPrompt } from './read-prompt.ts';

const CHAT = `Your input fields are:
1. \`context\` (list[str]):
2. \`question\` (str): what to find out
Your output fields are:
1. \`reasoning\` (str):
2. \`answer\` (str): a short answer
3. \`confidence\` (float):
Constraints: greater than or equal to: 0, less than or equal to: 1
4. \`label\` (Literal['positive', "it's neutral", 'a (b)']):
5. \`tags\` (list[str]):
6. \`note\` (Union[str, NoneType]): optional
7. \`mood\` (Mood):
8. \`place\` (Place):
All interactions look like this.

[[ ## context ## ]]
{context}

[[ ## question ## ]]
{question}

[[ ## reasoning ## ]]
{reasoning}

[[ ## answer ## ]]
{answer}

[[ ## confidence ## ]]
{confidence}        # note: one float

[[ ## label ## ]]
{label}        # note: exactly one of: positive; it's neutral; a (b)

[[ ## tags ## ]]
{tags}        # note: JSON schema: {"type": "array", "items": {"type": "string"}}

[[ ## note ## ]]
{note}        # note: JSON schema: {"anyOf": [{"type": "string"}, {"type": "null"}]}

[[ ## mood ## ]]
{mood}        # note: one of: happy; sad

[[ ## place ## ]]
{place}        # note: JSON schema: {"type": "object", "$defs": {"C": {"type": "string", "enum": ["IT", "FR"]}}, "properties": {"city": {"type": "string", "description": "its name"}, "country": {"$ref": "#/$defs/C"}}}

[[ ## completed ## ]]
Objective:
        Answer from the context. The field \`question\` is the user's.`;

const USER = `[[ ## context ## ]]
[1] «Paris | Paris is the capital of France.»
[2] «Rome | Rome is
the capital of Italy.»

[[ ## question ## ]]
What does the marker [[ ## answer ## ]] mean?

A second paragraph.

Now write \`[[ ## reasoning ## ]]\`, then \`[[ ## answer ## ]]\`, then \`[[ ## completed ## ]]\`.`;

describe('a prompt in the chat format', () => {
  const prompt = readPrompt({ system: CHAT, userTurns: ['an earlier turn', USER], wantsJson: false });

  test('gives the text of each input, without the reminder at its end', () => {
    expect(prompt.format).toBe('chat');
    expect(Object.fromEntries(prompt.inputs)).toEqual({
      context: '[1] «Paris | Paris is the capital of France.»\n[2] «Rome | Rome is\nthe capital of Italy.»',
      question: 'What does the marker [[ ## answer ## ]] mean?\n\nA second paragraph.',
    });
  });

  test('asks for its output fields in order, with their types', () => {
    expect(prompt.outputs.map(({ name, type }) => [name, type])).toEqual([
      ['reasoning', { kind: 'string' }],
      ['answer', { kind: 'string' }],
      ['confidence', { kind: 'float', min: 0, max: 1 }],
      ['label', { kind: 'literal', options: ['positive', "it's neutral", 'a (b)'] }],
      ['tags', { kind: 'list', items: { kind: 'string' } }],
      ['note', { kind: 'union', options: [{ kind: 'string' }, { kind: 'null' }] }],
      ['mood', { kind: 'literal', options: ['happy', 'sad'] }],
      [
        'place',
        {
          kind: 'object',
          fields: [
            { name: 'city', type: { kind: 'string' }, description: 'its name' },
            { name: 'country', type: { kind: 'literal', options: ['IT', 'FR'] }, description: '' },
          ],
        },
      ],
    ]);
    expect(prompt.outputs[1]?.description).toBe('a short answer');
  });
});

test('the sentences around the structure may be any: only markers are needed', () => {
  const prompt = readPrompt({
    system: 'Frage beantworten.\n\n[[ ## frage ## ]]\n{frage}\n\n[[ ## antwort ## ]]\n{antwort}\n\n[[ ## completed ## ]]',
    userTurns: ['[[ ## frage ## ]]\nWas ist Paris?\n\nAntworte mit `antwort`.'],
    wantsJson: false,
  });
  expect(prompt.format).toBe('chat');
  expect([...prompt.inputs]).toEqual([['frage', 'Was ist Paris?']]);
  expect(prompt.outputs.map((field) => field.name)).toEqual(['antwort']);
});

test('markers of other names inside of a value belong to the value', () => {
  const trajectory = '[[ ## thought_0 ## ]]\nI look.\n\n[[ ## observation_0 ## ]]\n6';
  const prompt = readPrompt({
    system: '1. `trajectory` (str):\nOutput:\n1. `answer` (str):\n\n[[ ## answer ## ]]\n{answer}\n\n[[ ## completed ## ]]',
    userTurns: [`[[ ## trajectory ## ]]\n${trajectory}\n\nGive \`answer\`.`],
    wantsJson: false,
  });
  expect([...prompt.inputs]).toEqual([['trajectory', trajectory]]);
});

test('an input that the last turn does not repeat is taken from an earlier one', () => {
  const prompt = readPrompt({
    system: '1. `question` (str):\n2. `tools` (list[str]):\nOutputs:\n1. `answer` (str):\n\n[[ ## completed ## ]]',
    userTurns: ['[[ ## question ## ]]\nold?', '[[ ## question ## ]]\nWhat is 2 + 2?', '[[ ## tools ## ]]\n[]'],
    wantsJson: false,
  });
  expect(Object.fromEntries(prompt.inputs)).toEqual({ question: 'What is 2 + 2?', tools: '[]' });
});

test('a JSON Schema of the answer decides the fields; the prompt adds descriptions', () => {
  const prompt = readPrompt({
    system: 'Inputs:\n1. `text` (str):\nOutputs:\n1. `count` (int): how many\n\n{\n  "count": "{count}"\n}',
    userTurns: ['[[ ## text ## ]]\nTwo cats.\n\nA JSON object with `count`.'],
    wantsJson: true,
    answerSchema: { type: 'object', properties: { count: { type: 'integer', minimum: 1 }, ok: { type: 'boolean' } } },
  });
  expect(prompt.format).toBe('json');
  expect(prompt.outputs).toEqual([
    { name: 'count', type: { kind: 'int', min: 1 }, description: 'how many' },
    { name: 'ok', type: { kind: 'bool' }, description: '' },
  ]);
});

test('without a schema the fields of a JSON answer come from the shape in the system message', () => {
  const prompt = readPrompt({
    system: 'Inputs:\n1. `text` (str):\nOutputs:\n1. `kind` (Kind):\n\n{\n  "kind": "{kind}        # one of: a; b"\n}',
    userTurns: ['[[ ## text ## ]]\nx'],
    wantsJson: true,
  });
  expect(prompt.outputs).toEqual([{ name: 'kind', type: { kind: 'literal', options: ['a', 'b'] }, description: '' }]);
});

test('XML elements are read as fields, nested ones as lists and objects', () => {
  const prompt = readPrompt({
    system:
      'Inputs:\n1. `text` (str):\nOutputs:\n1. `tags` (Tags):\n2. `address` (Address):\n\n<text>\n{text}\n</text>\n\n<tags><item>...</item></tags>\n\n<address><street>...</street></address>',
    userTurns: ['<text>\nHello <b>you</b>\n</text>\n\nAnswer in `<tags>`, then `<address>`.'],
    wantsJson: false,
  });
  expect(prompt.format).toBe('xml');
  expect([...prompt.inputs]).toEqual([['text', 'Hello <b>you</b>']]);
  expect(prompt.outputs.map((field) => field.type)).toEqual([
    { kind: 'list', items: { kind: 'string' } },
    { kind: 'object', fields: [{ name: 'street', type: { kind: 'string' }, description: '' }] },
  ]);
});

test('labelled lines are read where there are no markers', () => {
  const prompt = readPrompt({
    system: 'As input, you get:\n1. `question` (str):\n2. `hint` (str):\nYour outputs must contain:\n1. `answer` (str):',
    userTurns: ['question: What is it?\nSee: the second line.\n\nhint: look'],
    wantsJson: false,
  });
  expect(prompt.format).toBe('text');
  expect(Object.fromEntries(prompt.inputs)).toEqual({ question: 'What is it?\nSee: the second line.', hint: 'look' });
});

test('a conversation without fields has the last user message as its input', () => {
  const prompt = readPrompt({ system: 'You are kind.', userTurns: ['Hi', 'Who wrote Hamlet?'], wantsJson: false });
  expect(prompt).toMatchObject({ format: 'text', outputs: [] });
  expect([...prompt.inputs]).toEqual([['message', 'Who wrote Hamlet?']]);
});
