import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readSections } from '../adapter/marker.ts';
import { XMLAdapter } from '../adapter/xml-adapter.ts';
import { signature } from '../signature/signature.ts';
import type { FieldReader } from './field-reader.ts';
import { JsonReader } from './json-reader.ts';
import { MarkerReader } from './marker-reader.ts';

interface Read {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly isEnded: boolean;
}

/** What a reader makes of an answer that comes in these pieces. */
function read(reader: FieldReader, pieces: readonly string[]): Record<string, Read> {
  const fields: Record<string, Read> = {};
  for (const { field, text, isLast } of [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]) {
    const before = fields[field] ?? { text: '', pieces: [], isEnded: false };
    expect(before.isEnded).toBe(false);
    fields[field] = { text: before.text + text, pieces: text === '' ? before.pieces : [...before.pieces, text], isEnded: isLast };
  }
  return fields;
}

function texts(fields: Record<string, Read>): Record<string, string> {
  expect(Object.values(fields).every(({ isEnded }) => isEnded)).toBe(true);
  return Object.fromEntries(Object.entries(fields).map(([name, { text }]) => [name, text]));
}

/** The text, cut anywhere. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...places.map((place) => Math.floor(place * text.length)), text.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

const PLACES = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const HOSTILE = fc.array(
  fc.oneof(
    fc.constantFrom('[[ ## answer ## ]]', '[[ ## completed ## ]]', '\\[[ ## x ## ]]', '[[ ## ', '\n', ' ', '\\', '[', ']', '#', '"', "'", '{', '}', ',', ':', '<', '</', '>', '&amp;', '&', '&#3', '<answer>', '</answer>', '<![CDATA[', ']]>', '\u2028', '😀', 'é'),
    fc.string({ maxLength: 4, unit: 'grapheme' }),
  ),
  { maxLength: 14 },
).map((parts) => parts.join(''));

describe('answers with markers', () => {
  test('give text as soon as it is certain, and never a part of a marker', () => {
    const pieces = ['[[', ' ##', ' answer', ' ##', ' ]]', '\nParis', ' is', ' nice', '.', '\n\n[[', ' ##', ' comple', 'ted', ' ##', ' ]]'];
    expect(read(new MarkerReader(), pieces)['answer']).toEqual({ text: 'Paris is nice.', pieces: ['Paris', ' is', ' nice', '.'], isEnded: true });
  });

  test('however they are cut give what the whole gives', () => {
    fc.assert(
      fc.property(HOSTILE, HOSTILE, PLACES, (before, value, places) => {
        const answer = `${before}\n[[ ## reasoning ## ]]\n${value}\n\n[[ ## answer ## ]]\n${value}\n\n[[ ## completed ## ]]\n`;
        expect(texts(read(new MarkerReader(), cut(answer, places)))).toEqual(Object.fromEntries(readSections(answer)));
      }),
      { numRuns: 500 },
    );
  });

  test('may end in a line, or not at all', () => {
    expect(texts(read(new MarkerReader(), ['[[ ## answer ## ]] Par', 'is [[ ## comp', 'leted ## ]]\n']))).toEqual({ answer: 'Paris' });
    expect(texts(read(new MarkerReader(), ['[[ ## answer ## ]]\nPar', 'is\n\n[[ ## comp']))).toEqual({ answer: 'Paris\n\n[[ ## comp' });
  });
});

describe('answers as JSON', () => {
  test('give texts without quotes and escapes, and other values as they are written', () => {
    const pieces = ['Here: ```json\n{"reasoning"', ': "It s', 'ays \\', '"so\\', 'u00e9\\ud83d', '\\ude00', '"', ', "tags": ["a"', ', "b, }"] , "score": 1', '.5, "answer": "Par', 'is"', '}\n```'];
    expect(read(new JsonReader(), pieces)).toEqual({
      reasoning: { text: 'It says "soé😀', pieces: ['It s', 'ays ', '"so', 'é', '😀'], isEnded: true },
      tags: { text: '["a", "b, }"]', pieces: ['["a"', ', "b, }"]'], isEnded: true },
      score: { text: '1.5', pieces: ['1', '.5'], isEnded: true },
      answer: { text: 'Paris', pieces: ['Par', 'is'], isEnded: true },
    });
  });

  test('take members of members for no fields', () => {
    expect(texts(read(new JsonReader(), ['{"meta": {"answer": "no", "x": [{"answer": 1}]}, "answer": "yes"}']))).toEqual({ meta: '{"answer": "no", "x": [{"answer": 1}]}', answer: 'yes' });
  });

  test('however they are cut give what the whole gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), HOSTILE, fc.jsonValue(), PLACES, (odd, value, other, places) => {
        const answer = `${JSON.stringify({ reasoning: odd, other, answer: value }, null, 2)}\n`;
        const { other: written, ...strings } = texts(read(new JsonReader(), cut(answer, places)));
        expect(strings).toEqual({ reasoning: odd, answer: value });
        expect(typeof other === 'string' ? written : JSON.parse(written ?? '')).toEqual(JSON.parse(JSON.stringify(other)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('answers as XML', () => {
  const adapter = new XMLAdapter();
  const made = signature('question -> reasoning, tags: list[str], answer');
  const xml = (): FieldReader => adapter.streamFields(made);

  test('give texts decoded, and values with elements as they are written', () => {
    const pieces = ['<reasoning>\nIt s', 'ays &l', 't;so&gt; & <b>m', 'ore</b> <![CDATA[<r', 'aw>]]', '></reas', 'oning>\n<tags><item>a', '</item></tags><answer>Pa', 'ris</answer>'];
    expect(texts(read(xml(), pieces))).toEqual({ reasoning: 'It says <so> & <b>more</b> <raw>', tags: '<item>a</item>', answer: 'Paris' });
    expect(read(xml(), pieces)['answer']?.pieces).toEqual(['Pa', 'ris']);
  });

  test('however they are cut give what the adapter writes and reads', () => {
    fc.assert(
      fc.property(HOSTILE, HOSTILE, PLACES, (reasoning, answer, places) => {
        const text = adapter.format(made, [{ question: 'q', reasoning, tags: ['a', 'b'], answer }], { question: 'q' })[2]?.content as string;
        const { tags: _tags, ...strings } = texts(read(xml(), cut(text, places)));
        expect(strings).toEqual({ reasoning, answer });
      }),
      { numRuns: 500 },
    );
  });
});
