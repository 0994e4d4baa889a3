import { expect, test } from '@jest/globals';

import { goldenAttributes } from '../fixtures/trace.ts';
import { readFields } from './fields.ts';

function modelCall(name: 'd_myrag' | 'k_simple_xml'): Readonly<Record<string, unknown>> {
  return goldenAttributes(name, (node) => node.kind === 'LLM');
}

test('a recorded prompt comes apart into its fields and the reminder after them', () => {
  expect(readFields(String(modelCall('d_myrag')['llm.input_messages.1.message.content']))).toEqual({
    before: '',
    fields: [
      {
        name: 'context',
        value: '[1] «Paris | Paris is the capital and most populous city of France.»\n'
          + '[2] «Berlin | Berlin is the capital and largest city of Germany.»\n'
          + '[3] «Rome | Rome is the capital city of Italy and home of the Colosseum.»',
      },
      { name: 'question', value: 'What is the capital of France?' },
    ],
    after: 'Respond with the corresponding output fields, starting with the field `[[ ## reasoning ## ]]`, then `[[ ## answer ## ]]`, '
      + 'and then ending with the marker for `[[ ## completed ## ]]`.',
  });
});

test('a recorded answer comes apart into its fields, without the marker of its end', () => {
  expect(readFields(String(modelCall('d_myrag')['llm.output_messages.0.message.content']))).toEqual({
    before: '',
    fields: [
      { name: 'reasoning', value: 'The question is answered by known facts, so the answer is Paris.' },
      { name: 'answer', value: 'Paris' },
    ],
    after: '',
  });
});

test('the elements of the XML adapter are fields', () => {
  expect(readFields(String(modelCall('k_simple_xml')['llm.input_messages.1.message.content']))).toEqual({
    before: '',
    fields: [{ name: 'question', value: 'What is the capital of France?' }],
    after: 'Respond with the corresponding output fields wrapped in XML tags `<answer>`.',
  });
});

test('an answer in JSON, fenced or not, is fields with their values', () => {
  const fields = { before: '', fields: [{ name: 'answer', value: 'Paris' }, { name: 'sure', value: true }], after: '' };
  expect(readFields('{"answer": "Paris", "sure": true}')).toEqual(fields);
  expect(readFields('```json\n{"answer": "Paris", "sure": true}\n```')).toEqual(fields);
});

test('the reminder of the JSON adapter, which names no markers, is no part of the last field', () => {
  expect(readFields('[[ ## hint ## ]]\nlook\n\nRespond with a JSON object in the following order of fields: `title`.')).toEqual({
    before: '', fields: [{ name: 'hint', value: 'look' }], after: 'Respond with a JSON object in the following order of fields: `title`.',
  });
});

test('paragraphs of a last field stay in it when they remind of nothing', () => {
  expect(readFields('Look:\n[[ ## essay ## ]]\none\n\ntwo')).toEqual({ before: 'Look:', fields: [{ name: 'essay', value: 'one\n\ntwo' }], after: '' });
});

test('text after the marker of the end is kept', () => {
  expect(readFields('[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]\nP.S.')?.after).toBe('P.S.');
});

test.each(['Paris', '', 'see `[[ ## answer ## ]]` inside a line', '<b>bold', '<b>bold</b>', '<script>alert(1)</script> and text', '<a>\nopen', '[1, 2]', '{}'])('%j has no fields', (source) => {
  expect(readFields(source)).toBeNull();
});
