import { z } from 'zod';

import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';

const Rows = z.array(z.record(z.string(), z.array(z.string())));

/** Names that come up most often among what is stored, by the field of the query language that they belong to. */
export class CommonNames {
  readonly #engine: SqlEngine;
  readonly #sql = readQuery('common_names');

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  async common(): Promise<Readonly<Record<string, string[]>>> {
    const [row = {}] = Rows.parse(await this.#engine.query(this.#sql));
    return Object.fromEntries(Object.entries(row).map(([field, names]) => [field, names.filter((name) => name !== '')]));
  }
}
