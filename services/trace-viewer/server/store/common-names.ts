import { z } from 'zod';

import { OTEL_KINDS } from '../ingest/span.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';

const OperationRows = z.array(z.object({ name: z.string(), otel_kind: z.number() }));
const Rows = z.array(z.record(z.string(), z.array(z.string())));

/** Names that come up most often among what is stored, by the field of the query language that they belong to. */
export class CommonNames {
  readonly #engine: SqlEngine;
  readonly #sql = readQuery('common_names');
  readonly #operations = readQuery('operations_of_service');

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  /** Names of spans by OpenTelemetry's kind: `unspecified`, `server`, … */
  async operations(service: string): Promise<{ name: string; spanKind: string }[]> {
    const rows = OperationRows.parse(await this.#engine.query(this.#operations, { service }));
    return rows.map(({ name, otel_kind: kind }) => ({ name, spanKind: OTEL_KINDS[kind] ?? 'unspecified' }));
  }

  async common(): Promise<Readonly<Record<string, string[]>>> {
    const [row = {}] = Rows.parse(await this.#engine.query(this.#sql));
    return Object.fromEntries(Object.entries(row).map(([field, names]) => [field, names.filter((name) => name !== '')]));
  }
}
