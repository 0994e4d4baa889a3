import { expect, test } from '@jest/globals';

import { readHttp, readParameters, readTools } from './facts.ts';

test('parameters that were left unset, and what is shown elsewhere, are left out', () => {
  expect(readParameters({ 'llm.invocation_parameters': '{"temperature": 0, "max_tokens": null, "tools": [], "stop": ["x"]}' })).toEqual([
    { name: 'temperature', value: '0' }, { name: 'stop', value: '["x"]' },
  ]);
});

test('the parameters of the GenAI conventions stand in', () => {
  expect(readParameters({ 'gen_ai.request.model': 'm', 'gen_ai.request.temperature': 0.5 })).toEqual([{ name: 'temperature', value: '0.5' }]);
});

test('tools come from their own attributes, else from the parameters', () => {
  const schema = { type: 'object' };
  const tool = { type: 'function', function: { name: 'add', description: 'Adds.', parameters: schema } };
  const tools = [{ name: 'add', description: 'Adds.', schema }];
  expect(readTools({ 'llm.tools.0.tool.json_schema': JSON.stringify(tool) })).toEqual(tools);
  expect(readTools({ 'llm.invocation_parameters': JSON.stringify({ tools: [tool] }) })).toEqual(tools);
});

test('an HTTP span tells request and response, in old names and new', () => {
  expect(readHttp({ 'http.request.method': 'POST', 'url.full': 'http://x/v1', 'http.response.status_code': 200 })).toEqual([
    { name: 'Request', value: 'POST http://x/v1' }, { name: 'Response', value: '200' },
  ]);
  expect(readHttp({ 'http.method': 'GET', 'http.target': '/a' })).toEqual([{ name: 'Request', value: 'GET /a' }]);
  expect(readHttp({})).toEqual([]);
});
