import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

import { expect, test } from '@jest/globals';

import { EventStreams } from './event-stream.ts';
import { TraceFeed } from './trace-feed.ts';

function fail(error: unknown): never {
  throw error;
}

/** A client that reads only once it is told to, and the server's answer to it. */
async function openSlowClient(streams: EventStreams): Promise<AsyncDisposable & { client: Socket; response: ServerResponse }> {
  const answered = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => {
    streams.serve(response, { onUnexpected: fail });
    answered.resolve(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.pause().setEncoding('utf8').write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return {
    client,
    response: await answered.promise,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a client that does not read costs no more than a megabyte, and is told later how much it missed', async () => {
  const feed = new TraceFeed();
  const streams = new EventStreams(feed);
  await using open = await openSlowClient(streams);
  const { client, response } = open;

  let sent = 0;
  while (response.writableLength <= 1024 * 1024) {
    feed.reset(sent);
    sent += 1;
  }
  const full = response.writableLength;
  for (let index = 0; index < 1_000; index += 1) feed.reset(index);
  expect(response.writableLength).toBe(full);

  const drained = once(response, 'drain');
  let text = '';
  const missed = new Promise<string>((resolve) => {
    client.on('data', (chunk: string) => {
      text = (text + chunk).slice(-10_000);
      const found = /event: missed\ndata: (.*)\n/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  client.resume();
  await drained;
  feed.reset(1);
  expect(await missed).toBe('{"traces":1000}');
});

test('a client that is gone is forgotten', async () => {
  const feed = new TraceFeed();
  const streams = new EventStreams(feed);
  await using open = await openSlowClient(streams);
  expect(streams.size).toBe(1);
  const closed = once(open.response, 'close');
  open.client.destroy();
  await closed;
  expect(streams.size).toBe(0);
  // Nothing is written to an answer that nobody reads.
  const written: unknown[] = [];
  open.response.write = (chunk: unknown) => written.push(chunk) > 0;
  feed.reset(1);
  expect(written).toEqual([]);
});
