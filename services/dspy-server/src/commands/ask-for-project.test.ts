import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { askForProject } from './ask-for-project.ts';

test('asks for what is not given, and says what is wrong with an answer before the next question', async () => {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  let screen = '';
  output.on('data', (text: string) => (screen += text));
  const seen = (text: string): Promise<unknown> => pollUntil(async () => screen.includes(text), { what: `“${text}” on the screen`, timeoutMs: 10_000, everyMs: 5 });
  const answer = (text: string): void => {
    // A key at a time, as a terminal sends them; Ctrl-U empties the line.
    input.write('\u0015');
    for (const key of text) input.write(key);
    input.write('\r');
  };
  const asked = askForProject({ signature: 'a -> b', moduleType: 'CoT', apiKey: '' }, { input, output });
  await seen('What is it called?');
  answer('../up');
  await seen('cannot name a project');
  answer('my-project');
  await seen('Which model does it ask?');
  answer('antropic/claude-sonnet-4-5');
  await seen('did you mean anthropic?');
  answer('anthropic/claude-sonnet-4-5');
  expect(await asked).toEqual({ name: 'my-project', options: { signature: 'a -> b', moduleType: 'CoT', apiKey: '', model: 'anthropic/claude-sonnet-4-5' } });
});
