import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';

import { EngineLostError, EngineUnavailableError, SqlError, type InsertTarget, type SqlEngine, type SqlParams } from '../sql-engine.ts';
import { clusterStatements } from './cluster-statements.ts';

export interface ClickHouseOptions {
  /** `http(s)://user:password@host:8123/database`. */
  readonly url: string;
  /** The name of the cluster over which tables are spread; `undefined` for one server. */
  readonly cluster: string | undefined;
  readonly dataDir: string;
}

const READ_SETTINGS: ClickHouseSettings = { output_format_json_quote_64bit_integers: 1, output_format_json_quote_denormals: 0, max_execution_time: 30 };
/** An acknowledged insert is on every shard that it belongs to. */
const WRITE_SETTINGS: ClickHouseSettings = { async_insert: 0, exclude_materialize_skip_indexes_on_insert: 'words' };
/** What takes long says now and then that it goes on: something on the way may cut connections that are silent. */
const LONG_SETTINGS: ClickHouseSettings = { send_progress_in_http_headers: 1, http_headers_progress_interval_ms: '10000' };
/** A trace lies on one shard: a question inside a question is answered there. */
const CLUSTER_SETTINGS: ClickHouseSettings = { distributed_foreground_insert: 1, distributed_product_mode: 'local', mutations_sync: '2', lightweight_deletes_sync: '2' };
const READS = /^(?:\s*--.*\n|\s)*(?:SELECT|WITH)\b/i;

/** A ClickHouse server or cluster, over HTTP. */
export class ClickHouseEngine implements SqlEngine {
  readonly spoolFolder: string;
  readonly #client: ClickHouseClient;
  readonly #cluster: string | undefined;

  private constructor(options: ClickHouseOptions) {
    this.spoolFolder = join(options.dataDir, 'spool');
    this.#cluster = options.cluster;
    this.#client = createClient({
      url: options.url, application: 'dspy-viewer', request_timeout: 120_000, clickhouse_settings: { ...LONG_SETTINGS, ...(options.cluster === undefined ? {} : CLUSTER_SETTINGS) },
      // Errors are thrown, and told by who catches them.
      log: { level: ClickHouseLogLevel.OFF },
    });
  }

  /** @throws EngineUnavailableError when the server does not answer. */
  static async open(options: ClickHouseOptions): Promise<ClickHouseEngine> {
    const engine = new ClickHouseEngine(options);
    await mkdir(engine.spoolFolder, { recursive: true, mode: 0o700 });
    try {
      await engine.query('SELECT 1 AS one');
    } catch (error) {
      await engine.close();
      const { host } = new URL(options.url);
      throw new EngineUnavailableError(`ClickHouse at ${host} (CLICKHOUSE_URL) cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
    return engine;
  }

  async query(sql: string, params: SqlParams = {}): Promise<unknown[]> {
    if (!READS.test(sql)) {
      await this.#run(sql, params);
      return [];
    }
    return explained(async () => {
      const result = await this.#client.query({ query: sql, query_params: params, format: 'JSONEachRow', clickhouse_settings: READ_SETTINGS });
      return result.json<unknown>();
    });
  }

  async command(sql: string): Promise<void> {
    await this.#run(sql, {});
  }

  async insert({ table, columns }: InsertTarget, file: string): Promise<void> {
    await explained(async () => {
      const { stream } = await this.#client.exec({ query: `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) FORMAT RowBinary`, values: createReadStream(file), clickhouse_settings: WRITE_SETTINGS });
      // The connection is free again once the answer is read.
      for await (const _chunk of stream) continue;
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #run(sql: string, params: SqlParams): Promise<void> {
    const statements = this.#cluster === undefined ? [sql] : clusterStatements(sql, this.#cluster);
    for (const query of statements) await explained(async () => this.#client.command({ query, query_params: params, clickhouse_settings: WRITE_SETTINGS }));
  }
}

async function explained<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClickHouseError) throw new SqlError(error.message, Number(error.code));
    throw new EngineLostError(error instanceof Error ? error.message : String(error));
  }
}
