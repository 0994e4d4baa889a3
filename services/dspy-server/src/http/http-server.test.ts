import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createHTTPServer, leaveConnections } from './http-server.ts';
import { DEFAULT_SERVER_SETTINGS } from './server-settings.ts';

test('a server that leaves answers what comes on connections that are open, takes no others, and closes', async () => {
  const server = createHTTPServer((_request, response) => void response.end('here'), DEFAULT_SERVER_SETTINGS).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const closed = once(server, 'close');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (through: Agent): Promise<{ status: number | undefined; isReused: boolean }> => {
    const request = get({ port, host: '127.0.0.1', agent: through });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return { status: response.statusCode, isReused: request.reusedSocket };
  };
  await ask(agent);
  const left = leaveConnections(server);
  // Node hands a connection back to its agent a turn after the answer.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await ask(agent)).toEqual({ status: 200, isReused: true });
  await expect(ask(new Agent())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await left;
  await closed;
  agent.destroy();
});
