import { expect, test } from '@jest/globals';

import { span } from '../fixtures/trace.ts';
import { curlOf } from './curl.ts';
import { spanText } from './span-text.ts';

const detail = (given: NonNullable<Parameters<typeof span>[1]>) => ({ ...span('a', { name: 'LM.__call__', ...given }), resource: { service: 'test', attrs: {} } });

const call = detail({
  kind: 'LLM', model: 'gpt-4o-mini',
  attrs: {
    'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': "What's up?", 'llm.output_messages.0.message.role': 'assistant',
    'llm.output_messages.0.message.content': 'The sky.', 'llm.invocation_parameters': '{"temperature": 0.5, "stop": null}',
  },
});

test('a model call is copied as its conversation', () => {
  expect(spanText(call)).toBe("# LM.__call__ (LLM, gpt-4o-mini, 1.00 ms, test)\n\n## user\n\nWhat's up?\n\n## assistant\n\nThe sky.");
});

test('any other span is copied as input, output and what went wrong', () => {
  const failed = detail({ name: 'search', kind: 'TOOL', status: { code: 'error', message: 'timeout' }, attrs: { 'input.value': '{"q": 1}', 'output.value': 'none' } });
  expect(spanText(failed)).toBe('# search (Tool, 1.00 ms, test)\n\n## Error\n\ntimeout\n\n## Input\n\n{"q": 1}\n\n## Output\n\nnone');
});

test('a model call can be asked again with curl, nothing in it meaning anything to the shell', () => {
  expect(curlOf(call)).toBe([
    'curl "${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions" \\', '  -H "Authorization: Bearer $OPENAI_API_KEY" \\', "  -H 'Content-Type: application/json' \\",
    String.raw`  -d '{"temperature":0.5,"model":"gpt-4o-mini","messages":[{"role":"user","content":"What'\''s up?"}]}'`,
  ].join('\n'));
});

test('an HTTP request can be sent again, any other span cannot', () => {
  expect(curlOf(detail({ attrs: { 'http.request.method': 'GET', 'url.full': "http://127.0.0.1/?q='; rm -rf /" } }))).toBe(String.raw`curl -X 'GET' 'http://127.0.0.1/?q='\''; rm -rf /'`);
  expect(curlOf(detail({ attrs: { 'input.value': 'x' } }))).toBeNull();
});
