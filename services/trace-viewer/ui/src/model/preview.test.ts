import { expect, test } from '@jest/globals';

import { readPreview } from './preview.ts';

test('the only entry of an object is shown without its name', () => {
  expect(readPreview('{"question":"What is the capital of France?"}')).toEqual([{ name: null, text: 'What is the capital of France?' }]);
});

test('texts come before lists and objects', () => {
  expect(readPreview('{"context": ["Paris | a, b", {"x": "}"}], "answer": "Paris", "k": 3}')).toEqual([
    { name: 'answer', text: 'Paris' }, { name: 'k', text: '3' }, { name: 'context', text: '["Paris | a, b", {"x": "}"}]' },
  ]);
});

test('the texts of a list follow one another', () => {
  expect(readPreview('{"context":["Paris | a city, on the Seine","Fran…')).toEqual([{ name: null, text: 'Paris | a city, on the Seine  ·  Fran…' }]);
});

test('arguments that were wrapped are shown without the wrapping', () => {
  expect(readPreview('{"kwargs": {"question": "What is 2 + 2?"}}')).toEqual([{ name: null, text: 'What is 2 + 2?' }]);
  expect(readPreview('{"args": [], "kwargs": {"x": 3, "y": "4"}}')).toEqual([{ name: 'x', text: '3' }, { name: 'y', text: '4' }]);
});

test('a list of one object, as Python sends completions, is that object', () => {
  expect(readPreview('[{"answer": "Paris"}]')).toEqual([{ name: null, text: 'Paris' }]);
});

test('what was cut within a text is shown as far as it goes', () => {
  expect(readPreview('{"a": 1, "text": "Line one.\\nLine tw…')).toEqual([{ name: 'a', text: '1' }, { name: 'text', text: 'Line one. Line tw…' }]);
  expect(readPreview('{"text": "caf\\u00e…')).toEqual([{ name: null, text: 'caf…' }]);
  expect(readPreview('{"te…')).toEqual([{ name: null, text: '{"te…' }]);
});

test.each([['plain text', 'plain text'], ['"quoted \\"text\\""', 'quoted "text"'], ['{}', '{}'], ['6', '6'], ['', '']])('%j is shown as %j', (source, shown) => {
  expect(readPreview(source)).toEqual([{ name: null, text: shown }]);
});
