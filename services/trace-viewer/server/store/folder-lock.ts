import { hash } from 'node:crypto';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { errorCode } from '../error-code.ts';
import { EngineUnavailableError } from './sql-engine.ts';

/** What is on its way into the store in this folder is another viewer's, which runs. */
export class FolderInUseError extends EngineUnavailableError {
  constructor(folder: string) {
    super(`Another viewer uses ${folder}. Stop that one, or give this one another directory with --data.`);
    this.name = 'FolderInUseError';
  }
}

/** Longest path of a socket that every system takes. */
const MAX_SOCKET_PATH = 100;

/**
 * Keeps a folder for this process until it is disposed of, or the process ends in any way: the lock is a socket that somebody listens on, and
 * one that nobody listens on any more is taken over.
 *
 * @returns `undefined` when another process has the folder
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable | undefined> {
  const inside = join(folder, 'lock');
  const path = Buffer.byteLength(inside) <= MAX_SOCKET_PATH ? inside : join(tmpdir(), `dspy-viewer-${hash('sha256', folder).slice(0, 16)}`);
  const server = (await listen(path)) ?? (await isHeld(path) ? undefined : await takeOver(path));
  if (server === undefined) return undefined;
  server.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Another process may take it over at the same time: what is put away is looked at again, and put back when it is that one's. */
async function takeOver(path: string): Promise<Server | undefined> {
  const away = `${path}.${process.pid}`;
  try {
    await rename(path, away);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return listen(path);
  }
  if (await isHeld(away)) {
    await rename(away, path);
    return undefined;
  }
  await rm(away, { force: true });
  return listen(path);
}

async function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(path);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function isHeld(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
