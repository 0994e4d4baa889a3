import { connect } from 'node:net';

const PATIENCE_MS = 2000;

/**
 * Looks whether anything listens at an address, without holding up anything or keeping the process alive. The exporter
 * retries for ten seconds before it gives up; people should know earlier.
 */
export function probe(address: URL, report: (reason: string) => void): void {
  const port = Number(address.port) || (address.protocol === 'https:' ? 443 : 80);
  const socket = connect({ host: address.hostname.replace(/^\[|\]$/g, ''), port, timeout: PATIENCE_MS });
  socket.unref();
  socket.once('connect', () => socket.destroy());
  socket.once('timeout', () => {
    report(`no answer within ${PATIENCE_MS / 1000} s`);
    socket.destroy();
  });
  socket.once('error', (error: NodeJS.ErrnoException) => report(error.code ?? error.message));
}
