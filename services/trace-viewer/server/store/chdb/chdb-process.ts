// The process that holds chDB: a fault of the native engine ends this one, not the viewer, and a long query never keeps
// the viewer from taking spans. Started by `chdb-engine.ts`, ends with it.
import type { Session } from 'chdb';

import type { ChdbGreeting, ChdbReply, ChdbRequest } from './chdb-protocol.ts';

const NO_ROWS = new Uint8Array(0);
const READ_SETTINGS = 'SET output_format_json_quote_64bit_integers = 1, output_format_json_quote_denormals = 0, max_execution_time = 30, max_threads = 2';
const WRITE_SETTINGS = 'SET max_threads = 1, max_insert_threads = 1, optimize_on_insert = 0, materialize_statistics_on_insert = 0, '
  // The index of words costs more than the row: merges build it, a moment later.
  + "exclude_materialize_skip_indexes_on_insert = 'words'";

interface Connections {
  readonly read: Session;
  readonly write: Session;
  readonly drain: () => Promise<void>;
}

function say(message: ChdbGreeting | ChdbReply): void {
  process.send?.(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function open(path: string, configFile: string): Promise<Connections | undefined> {
  let chdb: typeof import('chdb');
  try {
    chdb = await import('chdb');
  } catch (error) {
    say({ kind: 'cannot-open', reason: 'no-library', message: messageOf(error) });
    return undefined;
  }
  try {
    const options = { connectionArgs: [`--config-file=${configFile}`] };
    const read = new chdb.Session(path, options);
    const write = new chdb.Session(path, options);
    await read.queryAsync(READ_SETTINGS);
    await write.queryAsync(WRITE_SETTINGS);
    return { read, write, drain: chdb.drainPending };
  } catch (error) {
    say({ kind: 'cannot-open', reason: 'open-failed', message: messageOf(error) });
    return undefined;
  }
}

async function run(request: Exclude<ChdbRequest, { kind: 'close' }>, { read, write }: Connections): Promise<Uint8Array> {
  if (request.kind === 'write') {
    await write.queryAsync(request.sql);
    return NO_ROWS;
  }
  return (await read.queryBindAsync(request.sql, request.params, { format: 'JSONEachRow' })).bytes();
}

async function answer(request: ChdbRequest, connections: Connections): Promise<void> {
  if (request.kind === 'close') {
    await close(connections);
    return;
  }
  try {
    say({ id: request.id, kind: 'done', rows: await run(request, connections) });
  } catch (error) {
    const code: unknown = error instanceof Error && 'clickhouseCode' in error ? error.clickhouseCode : undefined;
    say({ id: request.id, kind: 'failed', message: messageOf(error), clickhouseCode: typeof code === 'number' ? code : undefined });
  }
}

async function close({ read, write, drain }: Connections): Promise<void> {
  await drain();
  read.close();
  write.close();
  await drain();
  process.exit(0);
}

/**
 * The viewer is gone, by `kill -9` for instance: the next one waits for the data. What runs still is for nobody, and may take as long as it likes;
 * `process.exit` would wait for it. ClickHouse's files take no harm.
 */
function abandon(): void {
  process.kill(process.pid, 'SIGKILL');
}

const [, , path = '', configFile = ''] = process.argv;

// Ctrl-C reaches the whole process group; the viewer decides when this process ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// From the beginning: opening takes time too.
process.on('disconnect', abandon);

const connections = await open(path, configFile);
if (connections === undefined) {
  process.off('disconnect', abandon);
  process.disconnect();
} else {
  // Sent as one object by `chdb-engine.ts`; nobody else has this channel.
  process.on('message', (request: ChdbRequest) => void answer(request, connections));
  say({ kind: 'ready' });
}
