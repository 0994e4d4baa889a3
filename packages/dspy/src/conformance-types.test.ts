import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { readPrompt } from '../test-fixtures/prompt-structure.ts';
import recordings from '../test-fixtures/types.json' with { type: 'json' };
import { LEFT_OUT } from './adapter/marker.ts';
import { ChatAdapter, field, type FieldInput, signature, typeName } from './index.ts';

const SUB = z.object({ x: z.int(), y: z.string().nullable().default(null) }).meta({ title: 'Sub', description: 'Doc of Sub.' });
const DEEP = z.object({ subs: z.array(SUB).min(1).meta({ description: 'the subs' }), kind: z.enum(['a', 'b']).default('a') }).meta({ title: 'Deep' });

/** Types that no text can say, under the names that they have in the recording. */
const TYPES: Readonly<Record<string, FieldInput>> = {
  'Literal[str]': field.literal(['a', 'b c', 'q"uote', "it's", 'both\'"']),
  'Literal[int]': field.literal([1, 2]),
  'Literal[mixed]': field.literal(['x', 1, true, null]),
  Enum: field.enum('Color', { RED: 'red', BLUE: 2 }),
  IntEnum: field.enum('IntE', { A: 1 }),
  Model: SUB,
  Deep: DEEP,
  'list[Model]': field.list(SUB),
  'Optional[Model]': field.optional(SUB),
  TypedDict: field.object('TD', { a: 'int', b: 'str' }),
  dataclass: field.object('DC', { a: 'int', b: field.str({ default: 'z' }) }),
};

/** What we name otherwise: members of a union in the order in which they are written, tuples of any length as lists. */
const OURS: Readonly<Record<string, string>> = { 'None|str': 'Union[NoneType, str]', 'tuple[int,...]': 'list[int]' };

test.each(recordings.map((recording) => [recording.type, recording] as const))('an output of type %s is named and explained to the model as in Python', (type, { name, note, reminder }) => {
  const made = signature({ inputs: { q: 'str' }, outputs: { f: TYPES[type] ?? type } });
  const messages = new ChatAdapter().format(made, [], { q: 'x' }).map(({ role, content }) => ({ role, content: typeof content === 'string' ? content : '' }));
  const { shape, turns } = readPrompt(messages, LEFT_OUT);
  const ours = OURS[type];
  expect([typeName(made.outputFields[0]?.type ?? { kind: 'none' }), turns.at(-1)?.reminder[0]]).toEqual([ours ?? name, ['f', ours ?? reminder]]);
  if (ours === undefined) expect(shape.find((block) => block.name === 'f')?.note).toEqual(note);
});
