import { describe, expect, test } from '@jest/globals';
import { CORPUS } from '../search/corpus.ts';
import { SearchIndex } from '../search/search-index.ts';
import { conclude } from './conclusion.ts';
import type { Material, Step } from './material.ts';
import { chooseTool, toolFromSchema, toolsFromText } from './tools.ts';

const index = new SearchIndex(CORPUS);
const weather = toolFromSchema('get_weather', 'The weather in a city.', {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city'],
});
const calculator = toolFromSchema('calculator', 'Evaluates an expression.', { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] });
const search = toolFromSchema('search', 'Looks up passages.', { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] });
const submit = toolFromSchema('submit', 'Ends the task.', { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] });
const tools = [search, weather, calculator, submit];

function choose(question: string, steps: Step[] = [], must = false, offered = tools) {
  const material: Material = { question, passages: [], texts: [], objects: [], tools: [], steps };
  const call = chooseTool(offered, steps, { material, conclusion: conclude(material, index), knowledge: index, text: question }, must);
  return call && [call.tool.name, call.args];
}

describe('the tool', () => {
  test('that shares words with the question is called with the names and numbers in it', () => {
    expect(choose('What is the weather in Tokyo?')).toEqual(['get_weather', { city: 'Tokyo' }]);
    expect(choose('What is the weather in New York for 3 days?')).toEqual(['get_weather', { city: 'New York', days: 3 }]);
  });

  test('for a sum is the one that computes', () => {
    expect(choose('What is 17 * 4?')).toEqual(['calculator', { expression: '17 * 4' }]);
  });

  test('for any other question is the one that searches', () => {
    expect(choose('Who wrote Hamlet?')).toEqual(['search', { query: 'Who wrote Hamlet?' }]);
  });

  test('after a result is the one that ends the task, with the answer from the result', () => {
    expect(choose('What is the weather in Tokyo?', [{ tool: 'get_weather', observation: 'Sunny, 22 degrees' }])).toEqual(['submit', { answer: 'Sunny, 22 degrees' }]);
  });

  test('that failed is not called again', () => {
    expect(choose('What is the weather in Tokyo?', [{ tool: 'get_weather', observation: 'Error: no service' }])?.[0]).toBe('search');
  });

  test('is none when none fits and none must be called', () => {
    expect(choose('Good morning', [], false, [weather])).toBeUndefined();
    expect(choose('Good morning', [], true, [weather])?.[0]).toBe('get_weather');
  });
});

test('tools are read from a prompt that describes them, with arguments in JSON or in Python notation', () => {
  const text = `Use one of:
(1) get_weather, whose description is <desc>Get the weather.</desc>. It takes arguments {'city': {'type': 'string'}, 'year': {'type': 'integer', 'default': 2020, 'ok': True}}.
(2) add: adds. {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
(3) finish: ends. {}`;
  expect(toolsFromText(['get_weather', 'add', 'finish', 'absent'], text)).toEqual([
    {
      name: 'get_weather',
      description: 'Get the weather.',
      parameters: [
        { name: 'city', type: { kind: 'string' }, description: '' },
        { name: 'year', type: { kind: 'int' }, description: '' },
      ],
      required: new Set(['city']),
    },
    expect.objectContaining({ name: 'add', parameters: [{ name: 'x', type: { kind: 'int' }, description: '' }], required: new Set(['x']) }),
    expect.objectContaining({ name: 'finish', parameters: [] }),
    { name: 'absent', description: '', parameters: [], required: new Set() },
  ]);
});
