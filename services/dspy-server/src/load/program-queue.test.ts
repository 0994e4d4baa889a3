import { describe, expect, test } from '@jest/globals';
import { ProgramQueue } from './program-queue.ts';

const forever = new AbortController().signal;

const queueOfTwo = (): ProgramQueue => new ProgramQueue('Busy', { concurrency: 2, length: 2 });

describe('a queue for two calls at a time of which two may wait', () => {
  test('lets waiting calls in one by one, in the order in which they came', async () => {
    const queue = queueOfTwo();
    const order: string[] = [];
    expect([queue.enter(forever), queue.enter(forever)]).toEqual([undefined, undefined]);
    const third = queue.enter(forever)?.then(() => order.push('third'));
    const fourth = queue.enter(forever)?.then(() => order.push('fourth'));
    expect([queue.running, queue.waiting]).toEqual([2, 2]);
    queue.leave(1);
    await third;
    expect(order).toEqual(['third']);
    queue.leave(1);
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
    queue.leave(1);
    queue.leave(1);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  test('refuses more, and says when to come back by how long calls take', () => {
    const queue = queueOfTwo();
    void queue.enter(forever);
    queue.leave(4000);
    for (let call = 0; call < 4; call += 1) void queue.enter(forever);
    expect(() => queue.enter(forever)).toThrow(expect.objectContaining({ status: 429, detail: 'Busy is busy: 2 calls run and 2 wait', headers: { 'retry-after': '6' } }));
    expect(queue.refused).toBe(1);
  });

  test('forgets a waiting call that is cancelled', async () => {
    const queue = queueOfTwo();
    void queue.enter(forever);
    void queue.enter(forever);
    const cancel = new AbortController();
    const cancelled = queue.enter(cancel.signal);
    const next = queue.enter(forever);
    cancel.abort(new Error('gone'));
    await expect(cancelled).rejects.toThrow('gone');
    queue.leave(1);
    await expect(next).resolves.toBeUndefined();
    expect([queue.running, queue.waiting]).toEqual([2, 0]);
  });
});
