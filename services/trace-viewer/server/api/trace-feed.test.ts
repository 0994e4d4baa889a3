import { expect, test } from '@jest/globals';

import { makeSpan, traceId } from '../../test-support/spans.ts';
import { TraceFeed, type FeedEvent } from './trace-feed.ts';

const OPTIONS = { intervalMs: 1, maxTraces: 2 };

function nextEvents(feed: TraceFeed): Promise<readonly FeedEvent[]> {
  return new Promise((resolve) => {
    const stop = feed.listen((events) => {
      stop();
      resolve(events);
    });
  });
}

test('tells arrivals of one trace as one event', async () => {
  const feed = new TraceFeed(OPTIONS);
  const events = nextEvents(feed);
  feed.arrived([makeSpan({ id: 2, parent: 1, name: 'child', start: 20n, end: 30n, status: 'ok' })]);
  feed.arrived([makeSpan({ id: 1, name: 'root', start: 10n, end: 40n, service: 'front' }), makeSpan({ id: 3, parent: 1, start: 15n, end: 99n, status: 'error' })]);
  expect(await events).toEqual([{
    name: 'trace',
    data: { trace_id: traceId(1), service: 'front', name: 'root', start: '10', end: '99', spans: 3, status: 'error', has_root: true, running: false },
    id: expect.stringMatching(/^\w+-1$/),
  }]);
});

test('tells only the number of traces past the limit', async () => {
  const feed = new TraceFeed(OPTIONS);
  const events = nextEvents(feed);
  feed.arrived([1, 2, 3, 4, 3, 1].map((trace, index) => makeSpan({ trace, id: index + 1 })));
  expect((await events).map(({ name, data }) => [name, 'spans' in data ? data.spans : data])).toEqual([['trace', 2], ['trace', 1], ['missed', { traces: 2 }]]);
});

test('a reset is told at once and nothing of before comes after it', async () => {
  const feed = new TraceFeed(OPTIONS);
  const heard: FeedEvent[] = [];
  feed.listen((events) => heard.push(...events));
  feed.arrived([makeSpan({ trace: 1 })]);
  feed.reset(7);
  const later = nextEvents(feed);
  feed.arrived([makeSpan({ trace: 2 })]);
  await later;
  expect(heard.map(({ name, data }) => [name, 'trace_id' in data ? data.trace_id : data])).toEqual([['reset', { cleared: 7 }], ['trace', traceId(2)]]);
});

test('who has stopped listening hears no more', async () => {
  const feed = new TraceFeed(OPTIONS);
  const heard: FeedEvent[] = [];
  const stop = feed.listen((events) => heard.push(...events));
  const other = nextEvents(feed);
  stop();
  feed.arrived([makeSpan()]);
  await other;
  expect(heard).toEqual([]);
});

test('who comes back hears what happened since, or that nobody knows', async () => {
  const feed = new TraceFeed(OPTIONS);
  const first = nextEvents(feed);
  feed.arrived([makeSpan({ trace: 1 })]);
  const id = (await first)[0]?.id ?? '';
  // Nobody listens now.
  feed.deleted(traceId(1));
  feed.reset(1);
  expect(feed.since(id)?.map(({ name, data }) => [name, data])).toEqual([['deleted', { trace_id: traceId(1) }], ['reset', { cleared: 1 }]]);
  expect(feed.since('before-1')).toBeUndefined();
  expect(new TraceFeed(OPTIONS).since(id)).toBeUndefined();
});

test('a span that runs is told as running', async () => {
  const feed = new TraceFeed(OPTIONS);
  const events = nextEvents(feed);
  feed.arrived([makeSpan({ end: 0n })]);
  expect(await events).toMatchObject([{ data: { running: true } }]);
});
