import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as elapsed } from 'node:timers/promises';
import type { ProgramRunner } from '../load/program-runner.ts';
import { errorBody } from './error-response.ts';
import { HTTPError, STOPPING } from './http-error.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import type { ServerSettings } from './server-settings.ts';

/** How often connections are checked against the time limits. */
const CHECK_MS = 1000;
/** What is left of the deadline for calls that have been cancelled to answer so. */
const LAST_WORDS_MS = 300;
/** How long connections that are kept open may bring another request to a server that leaves, to be told to close. */
const LEAVE_MS = 1000;

/** A server with limits on time and size. What is not even a request is answered in the shape of all errors. */
export function createHTTPServer(listener: RequestListener, settings: ServerSettings): Server {
  const server = createServer(
    {
      maxHeaderSize: settings.headerLimitBytes,
      headersTimeout: settings.headersTimeoutMs,
      requestTimeout: settings.receiveTimeoutMs,
      keepAliveTimeout: settings.keepAliveTimeoutMs,
      connectionsCheckingInterval: CHECK_MS,
    },
    listener,
  );
  server.on('clientError', answerMalformed);
  return server;
}

/**
 * Waits for calls in flight, then takes no more connections. Shortly before the deadline calls that remain are cancelled,
 * and at the deadline their connections are closed.
 *
 * @param closed resolves when the server has closed, and whatever else must come to its end.
 * @returns how many calls had to be cancelled.
 */
export async function closeServer(server: Server, runner: ProgramRunner, deadlineMs: number, closed: Promise<unknown>): Promise<number> {
  let cut = 0;
  const cancel = setTimeout(() => (cut = runner.cancelAll(new HTTPError(503, STOPPING))), Math.max(deadlineMs - LAST_WORDS_MS, 0));
  const close = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await runner.idle();
  server.close();
  await closed;
  clearTimeout(cancel);
  clearTimeout(close);
  return cut;
}

/**
 * Takes no more connections, and resolves once those that were kept open are gone but for the ones whose request is being
 * answered. Closing idle ones at once, as `close` of Node's HTTP server does, would drop a request that is on its way.
 */
export async function leaveConnections(server: Server): Promise<void> {
  NetServer.prototype.close.call(server);
  await elapsed(LEAVE_MS);
  server.closeIdleConnections();
}

const MALFORMED: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, reason] = MALFORMED[error.code ?? ''] ?? [400, 'Bad Request'];
  const requestId = randomUUID();
  const body = JSON.stringify(errorBody(reason, { requestId, traceId: undefined }));
  const headers = { ...SECURITY_HEADERS, 'x-request-id': requestId, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n${body}`);
}
