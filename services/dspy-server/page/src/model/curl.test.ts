import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

import { curlOf } from './curl.ts';

/** What a shell makes of the command. */
function argumentsOf(command: string): readonly string[] {
  return execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; DSPY_API_KEY=secret; ${command}`], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test('a shell passes on the call as it is, whatever is in it', () => {
  const body = { question: `It's "$HOME" \`id\` \\ \n!`, n: 1 };
  expect(argumentsOf(curlOf({ method: 'POST', url: 'http://localhost:8000/MyRAG', body, isGuarded: true }))).toEqual([
    '-N', 'http://localhost:8000/MyRAG', '-H', 'Content-Type: application/json', '-H', 'Accept: text/event-stream', '-H', 'Authorization: Bearer secret', '-d', JSON.stringify(body),
  ]);
});

test('a gateway that is asked by GET has the inputs in its address', () => {
  expect(argumentsOf(curlOf({ method: 'GET', url: 'http://localhost:8000/ask', body: { q: 'a b', n: 1 }, isGuarded: false }))).toEqual(['http://localhost:8000/ask?q=a+b&n=1']);
});
