import { expect, test } from '@jest/globals';

import type { Message } from './messages.ts';
import { readTemplate, readVariables, templatePieces } from './prompt-template.ts';

const SYSTEM: Message = { key: '', role: 'system', name: null, toolCallId: null, parts: [{ type: 'text', text: 'Be brief.', key: '' }], toolCalls: [] };

test('the template is what was recorded as one, else the system message', () => {
  expect(readTemplate({ 'llm.prompt_template.template': 'Say {word}' }, [SYSTEM])).toBe('Say {word}');
  expect(readTemplate({}, [{ ...SYSTEM, role: 'user' }, SYSTEM])).toBe('Be brief.');
  expect(readTemplate({}, [])).toBeNull();
});

test('the data of a call are its variables', () => {
  expect(readVariables({ 'llm.prompt_template.variables': '{"word":"yes","n":[1]}' })).toEqual([{ name: 'word', value: 'yes' }, { name: 'n', value: [1] }]);
  expect(readVariables({ 'llm.prompt_template.variables': 'no JSON' })).toBeNull();
  expect(readVariables({})).toBeNull();
});

test('placeholders are told from other braces', () => {
  expect(templatePieces('a {question} {"json": 1} {x}')).toEqual(['a ', '{question}', ' {"json": 1} ', '{x}', '']);
});
