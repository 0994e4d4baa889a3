import { expect, test } from '@jest/globals';

import { readMigrations } from '../sql-files.ts';
import { clusterStatements } from './cluster-statements.ts';

test('a table becomes a replicated one on each shard and one that stands for all', () => {
  expect(clusterStatements('-- What it is.\nCREATE TABLE IF NOT EXISTS spans\n(\n    trace_id FixedString(16)\n)\nENGINE = ReplacingMergeTree(version)\nORDER BY trace_id\n', 'main')).toEqual([
    "-- What it is.\nCREATE TABLE IF NOT EXISTS spans_local ON CLUSTER `main`\n(\n    trace_id FixedString(16)\n)\nENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/spans_local', '{replica}', version)\nORDER BY trace_id\n",
    'CREATE TABLE IF NOT EXISTS spans ON CLUSTER `main` AS spans_local ENGINE = Distributed(`main`, currentDatabase(), spans_local, cityHash64(trace_id))',
  ]);
});

test('every file of the schema has a form for clusters', () => {
  for (const { name, sql } of readMigrations()) {
    const [local, distributed] = clusterStatements(sql, 'main');
    expect(local).toMatch(new RegExp(`CREATE TABLE IF NOT EXISTS ${name}_local ON CLUSTER \`main\`[\\s\\S]*ENGINE = Replicated\\w*MergeTree\\('`));
    expect(distributed).toMatch(new RegExp(`^CREATE TABLE IF NOT EXISTS ${name} ON CLUSTER`));
  }
});

test.each([
  ['TRUNCATE TABLE spans SYNC', 'TRUNCATE TABLE spans_local ON CLUSTER `main` SYNC'],
  ["DELETE FROM pins WHERE trace_id = 'x'", "DELETE FROM pins_local ON CLUSTER `main` WHERE trace_id = 'x'"],
  ["INSERT INTO migrations (version, name) VALUES (1, 'spans')", "INSERT INTO migrations (version, name) VALUES (1, 'spans')"],
  ['SELECT 1', 'SELECT 1'],
])('%s goes where the data lies', (sql, expected) => {
  expect(clusterStatements(sql, 'main')).toEqual([expected]);
});
