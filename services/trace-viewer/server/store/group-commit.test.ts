import { EventEmitter, once } from 'node:events';

import { expect, test } from '@jest/globals';

import { GroupCommit, StoreOverloadedError } from './group-commit.ts';

/** An insert that ends when the test says so. */
class HeldInsert {
  readonly batches: string[] = [];
  readonly #held: PromiseWithResolvers<void>[] = [];
  readonly #arrivals = new EventEmitter();

  readonly insert = async (rows: Uint8Array): Promise<void> => {
    this.batches.push(Buffer.from(rows).toString());
    const held = Promise.withResolvers<void>();
    this.#held.push(held);
    this.#arrivals.emit('insert');
    await held.promise;
  };

  /** Waits for the next insert and ends it. */
  async release(error?: Error): Promise<void> {
    if (this.#held.length === 0) await once(this.#arrivals, 'insert');
    const held = this.#held.shift();
    if (error === undefined) held?.resolve();
    else held?.reject(error);
  }
}

function row(text: string): (writer: { uint8(value: number): void }) => void {
  return (writer) => {
    for (const byte of Buffer.from(text)) writer.uint8(byte);
  };
}

const OPTIONS = { maxPendingBytes: 1_000, intervalMs: 0 };

test('rows that come together are committed together, later ones while that runs in the next commit', async () => {
  const held = new HeldInsert();
  const commits = new GroupCommit(held.insert, OPTIONS);
  const first = [commits.append(row('a')), commits.append(row('b'))];
  const release = held.release();
  await Promise.race([release, Promise.all(first)]);
  const second = [commits.append(row('c')), commits.append(row('d'))];
  await held.release();
  await Promise.all([...first, ...second]);
  expect(held.batches).toEqual(['ab', 'cd']);
});

test('nobody is told of success before the insert has ended', async () => {
  const held = new HeldInsert();
  const commits = new GroupCommit(held.insert, OPTIONS);
  const order: string[] = [];
  const appended = commits.append(row('a')).finally(() => order.push('acknowledged'));
  await held.release().finally(() => order.push('inserted'));
  await appended;
  expect(order).toEqual(['inserted', 'acknowledged']);
});

test('a failed commit is told to those whose rows it had, and the next one goes on', async () => {
  const held = new HeldInsert();
  const commits = new GroupCommit(held.insert, OPTIONS);
  const failed = commits.append(row('a'));
  const [outcome] = await Promise.all([failed.then(() => 'stored', (error: unknown) => error), held.release(new Error('disk full'))]);
  expect(outcome).toEqual(new Error('disk full'));
  await Promise.all([commits.append(row('b')), held.release()]);
  expect(held.batches).toEqual(['a', 'b']);
});

test('rows that cannot be written leave nothing behind in the batch of others', async () => {
  const held = new HeldInsert();
  const commits = new GroupCommit(held.insert, OPTIONS);
  const good = commits.append(row('a'));
  await expect(commits.append((writer) => {
    row('half')(writer);
    throw new Error('no row');
  })).rejects.toThrow('no row');
  await Promise.all([good, commits.append(row('b')), held.release()]);
  expect(held.batches).toEqual(['ab']);
});

test('refuses rows while too many bytes wait, and takes them again afterwards', async () => {
  const held = new HeldInsert();
  const commits = new GroupCommit(held.insert, { ...OPTIONS, maxPendingBytes: 3 });
  const taken = commits.append(row('abc'));
  const refused = await commits.append(row('d')).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreOverloadedError);
  await Promise.all([taken, held.release()]);
  await Promise.all([commits.append(row('e')), held.release()]);
  expect(held.batches).toEqual(['abc', 'e']);
});

test('is settled once everything appended is committed', async () => {
  const held = new HeldInsert();
  const commits = new GroupCommit(held.insert, OPTIONS);
  const appended = commits.append(row('a'));
  await Promise.all([commits.settled(), held.release()]);
  await appended;
  expect(held.batches).toEqual(['a']);
});
