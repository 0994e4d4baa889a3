import { expect, test } from '@jest/globals';

import { readEvents } from './event-stream.ts';

const STREAM = ': the program runs\n\nevent: field\ndata: {"text":"é\\n\\n"}\n\n: still working\n\nevent: result\ndata: {}\n\nevent: cut off\ndata: {';

async function* inPiecesOf(size: number): AsyncGenerator<string, void, undefined> {
  for (let at = 0; at < STREAM.length; at += size) yield STREAM.slice(at, at + size);
}

test.each([1, 2, 7, 1_000])('events are read from pieces of %d characters; what was cut off is none', async (size) => {
  const events = [];
  for await (const event of readEvents(inPiecesOf(size))) events.push(event);
  expect(events).toEqual([{ event: 'field', data: '{"text":"é\\n\\n"}' }, { event: 'result', data: '{}' }]);
});

test('data over several lines is one text', async () => {
  const events = [];
  for await (const event of readEvents((async function* () { yield 'data: one\ndata:two\n\n'; })())) events.push(event);
  expect(events).toEqual([{ event: 'message', data: 'one\ntwo' }]);
});
