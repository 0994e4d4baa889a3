import { field } from '../src/signature/field-builder.ts';
import { signature } from '../src/signature/signature.ts';

const ADDRESS = {
  street: field.str(),
  city: field.str({ desc: 'City name' }),
  zip: field.optional('str', { default: null }),
  lat: field.float(),
};

/** A signature with a field of every kind, as it was recorded. */
export const EXTRACT = signature({
  name: 'ExtractInfo',
  instructions: 'Extract structured information from the text.\n\nBe precise. Use the context if helpful.',
  inputs: {
    text: field.str({ desc: 'The raw text to analyse' }),
    context: field.list('str', { desc: 'Supporting passages' }),
    options: field.dict('Any'),
    max_items: field.int({ desc: 'Upper bound', ge: 1, le: 10 }),
    hint: field.optional('str', { desc: 'Optional hint' }),
  },
  outputs: {
    title: field.str({ desc: 'A short title' }),
    count: field.int({ desc: 'Number of items', ge: 0 }),
    score: field.float(),
    is_valid: field.bool({ desc: 'Whether it is valid' }),
    tags: field.list('str', { desc: 'Keywords' }),
    label: field.literal(['positive', 'negative', "it's neutral"]),
    mood: field.enum('Mood', { HAPPY: 'happy', SAD: 'sad' }),
    address: field.object('Address', ADDRESS, { desc: 'Nested address' }),
    addresses: field.list(field.object('Address', ADDRESS)),
    note: field.optional('str', { desc: 'Optional note' }),
    num_or_str: 'int | str',
  },
});

export const EXTRACT_INPUTS = {
  text: 'Paris is nice.\nSecond line with "quotes" and unicode: café 日本.',
  context: ['Passage one.', 'Passage\ntwo «quoted».'],
  options: { a: 1, b: [true, null] },
  max_items: 5,
  hint: 'look at the city',
};
