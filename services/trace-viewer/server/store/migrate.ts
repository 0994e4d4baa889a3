import { z } from 'zod';

import { EngineUnavailableError, type SqlEngine } from './sql-engine.ts';
import { readMigrations, readQuery } from './sql-files.ts';

const Applied = z.array(z.object({ version: z.number(), name: z.string() }));

/**
 * Brings the schema up to date. Each statement can run twice, so an interrupted migration is finished by the next start.
 *
 * @throws EngineUnavailableError when the data was written by a later version of the viewer.
 */
export async function migrate(engine: SqlEngine): Promise<void> {
  const [ledger, ...migrations] = readMigrations();
  if (ledger === undefined) throw new EngineUnavailableError('The viewer is incomplete: the files of its schema are missing.');
  await engine.command(ledger.sql);
  const applied = Applied.parse(await engine.query(readQuery('applied_migrations')));
  const newest = migrations.at(-1)?.version ?? 0;
  const unknown = applied.find(({ version }) => version > newest);
  if (unknown !== undefined) {
    throw new EngineUnavailableError(`The data was written by a later version of the viewer (schema ${unknown.version}, this one knows ${newest}). Upgrade the viewer, or use another data directory.`);
  }
  const done = new Set(applied.map(({ version }) => version));
  for (const { version, name, sql } of migrations) {
    if (done.has(version)) continue;
    await engine.command(sql);
    // Both values come from a file name that matched `\d{4}_\w+`.
    await engine.command(`INSERT INTO migrations (version, name) VALUES (${version}, '${name}')`);
  }
}
