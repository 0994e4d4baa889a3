import { ChdbEngine } from './store/chdb/chdb-engine.ts';
import type { SqlEngine } from './store/sql-engine.ts';

export interface EngineConfig {
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseCluster: string | undefined;
  readonly dataDir: string;
  readonly memoryMiB: number;
}

/** ClickHouse where an address is set, else chDB. The client of the one is not loaded for the other. */
export async function openEngine({ clickhouseUrl, clickhouseCluster, dataDir, memoryMiB }: EngineConfig): Promise<SqlEngine> {
  if (clickhouseUrl === undefined) return ChdbEngine.open({ dataDir, memoryMiB });
  const { ClickHouseEngine } = await import('./store/clickhouse/clickhouse-engine.ts');
  return ClickHouseEngine.open({ url: clickhouseUrl, cluster: clickhouseCluster, dataDir });
}
