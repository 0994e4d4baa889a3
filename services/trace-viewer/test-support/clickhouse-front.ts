import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';

import { ChdbEngine } from '../server/store/chdb/chdb-engine.ts';
import { SqlError } from '../server/store/sql-engine.ts';
import { temporaryFolder } from './test-viewer.ts';

export interface ClickHouseFront extends AsyncDisposable {
  readonly url: string;
  /** The engine behind it, to look at what was stored. */
  readonly engine: ChdbEngine;
}

/** As much of ClickHouse's HTTP interface as the real client needs, in front of chDB, which is the same engine. For where no server can be had. */
export async function startClickHouseFront(): Promise<ClickHouseFront> {
  const folder = await temporaryFolder();
  const engine = await ChdbEngine.open({ dataDir: folder.path, memoryMiB: 1024 });
  let inserts = 0;
  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => refuse(response, error)));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { searchParams } = new URL(request.url ?? '/', 'http://front');
    const [, table, names] = /^INSERT INTO (\w+) \(([^)]*)\) FORMAT RowBinary$/.exec(searchParams.get('query') ?? '') ?? [];
    if (table !== undefined && names !== undefined) {
      const file = join(engine.spoolFolder, `${(inserts += 1)}.front`);
      await pipeline(request, createWriteStream(file));
      await engine.insert({ table, columns: await columnTypes(engine, table, names.split(', ')) }, file);
      await rm(file);
      response.end();
      return;
    }
    const sql = (searchParams.get('query') ?? '') + (await text(request));
    const rows = await engine.query(sql.replace(/\s*FORMAT JSONEachRow\s*$/, ''), parametersOf(searchParams, sql));
    response.end(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    engine,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await engine.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function columnTypes(engine: ChdbEngine, table: string, names: readonly string[]): Promise<Record<string, string>> {
  const rows = (await engine.query('SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}', { table })) as { name: string; type: string }[];
  const types = new Map(rows.map(({ name, type }) => [name, type.replaceAll(/LowCardinality\((\w+)\)/g, '$1')]));
  return Object.fromEntries(names.map((name) => [name, types.get(name) ?? 'String']));
}

/** Parameters come escaped as in tab-separated text, lists as `['a','b']`. */
function parametersOf(search: URLSearchParams, sql: string): Record<string, string | string[]> {
  return Object.fromEntries([...search].filter(([name]) => name.startsWith('param_')).map(([key, value]) => {
    const name = key.slice('param_'.length);
    return [name, sql.includes(`{${name}:Array(`) ? [...value.matchAll(/'((?:[^'\\]|\\.)*)'/gs)].map(([, item = '']) => unescaped(item)) : unescaped(value)];
  }));
}

function unescaped(escaped: string): string {
  return escaped.replaceAll(/\\(.)/gs, (_match, character: string) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' };

function refuse(response: ServerResponse, error: unknown): void {
  const code = error instanceof SqlError ? error.clickhouseCode ?? 0 : 0;
  response.writeHead(500, { 'X-ClickHouse-Exception-Code': String(code) });
  response.end(`Code: ${code}. DB::Exception: ${error instanceof Error ? error.message : String(error)}. (UNKNOWN)`);
}
