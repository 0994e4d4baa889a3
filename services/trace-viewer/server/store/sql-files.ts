import { readdirSync, readFileSync } from 'node:fs';

/** Compiled code lies in `dist/`; the SQL stays where it is written. */
const folder = new URL(import.meta.url.endsWith('.ts') ? './sql/' : '../../../server/store/sql/', import.meta.url);

export interface Migration {
  readonly version: number;
  /** The file's name without the number, `spans` for `0001_spans.sql`. */
  readonly name: string;
  readonly sql: string;
}

/** The statements that make the schema, one object a file, in order. */
export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .flatMap((file) => {
      const [, version, name] = /^(\d{4})_(\w+)\.sql$/.exec(file) ?? [];
      return version === undefined || name === undefined ? [] : [{ version: Number(version), name, sql: readFileSync(new URL(file, folder), 'utf8') }];
    })
    .toSorted((one, other) => one.version - other.version);
}

export function readQuery(name: string): string {
  return readFileSync(new URL(`queries/${name}.sql`, folder), 'utf8');
}
