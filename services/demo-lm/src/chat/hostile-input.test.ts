import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { postJson } from '../../../../test/support/http-json.ts';
import { type DemoLm, ragMessages, serveDemoLm, user } from '../../test-support/demo-lm.ts';

let lm: DemoLm;
beforeAll(async () => {
  lm = await serveDemoLm();
});
afterAll(async () => {
  await lm.close();
  expect(lm.reported).toEqual([]);
});

const LENGTH = 200_000;

// Each of these took from 20 s to minutes with an encoder or a pattern whose time grows with the square of the text.
test.each([
  ['one letter', 'a'],
  ['spaces', ' '],
  ['line breaks', '\n'],
  ['opening brackets', '('],
  ['opening braces', '{'],
  ['markers', '[[ ## a ## ]]\n'],
  ['elements', '<a>\n'],
  ['sums', '1+'],
  ['initials', 'A. '],
  ['names', 'A of '],
])('200,000 characters of %s are answered within seconds, wherever they stand', async (_name, piece) => {
  const text = piece.repeat(LENGTH / piece.length);
  const bodies = [{ messages: [user(text)] }, { messages: [{ role: 'system', content: text }, user('What is it?')] }, { messages: ragMessages(`What is the ${text}?`, [text]) }];
  for (const body of bodies) expect((await lm.chat(body)).status).toBe(200);
  expect((await postJson(`${lm.base}/api/search`, { query: `x${text}` })).status).toBe(200);
});

test.each([
  ['that refers to itself in 30 places', { type: 'object', properties: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, { $ref: '#' }])) }],
  ['whose reference leads nowhere or round', { type: 'object', properties: { a: { $ref: '#/nowhere' }, b: { $ref: '#/properties/b' } } }],
  ['with names that are patterns or properties of objects', { type: 'object', properties: { 'a(b': { type: 'string' }, '[': { type: 'string' }, constructor: { type: 'string' }, '': { type: 'string' } } }],
])('a schema %s is answered with JSON', async (_name, schema) => {
  const { status, body } = await lm.chat({ messages: [user('constructor: of what?')], response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
  expect(status).toBe(200);
  expect(Object.keys(JSON.parse(Object(body).choices[0].message.content))).toEqual(Object.keys(schema.properties));
});

test('tools whose names are patterns can be chosen from', async () => {
  const system = 'In:\n1. `question` (str):\nOut:\n1. `tool` (Literal["a(b", "[x", "*"]):\n2. `args` (dict):\n\n[[ ## completed ## ]]';
  const { status } = await lm.chat({ messages: [{ role: 'system', content: system }, user('[[ ## question ## ]]\nhello')] });
  expect(status).toBe(200);
});
