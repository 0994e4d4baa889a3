import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** A server in this process, on a port of its own. */
export interface Listening extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly base: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Serves a handler, such as `app.callback()`, on a free port. */
export async function listen(handler: RequestListener): Promise<Listening> {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server does not listen on a port');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { base: `http://127.0.0.1:${address.port}`, port: address.port, close, [Symbol.asyncDispose]: close };
}
