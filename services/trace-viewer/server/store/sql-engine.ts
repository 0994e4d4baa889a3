export type SqlParams = Readonly<Record<string, string | number | readonly string[]>>;

/** A table and its columns in the order in which rows carry them, each with its ClickHouse type. */
export interface InsertTarget {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Something that speaks ClickHouse's SQL. Values reach a query only as parameters (`{name:Type}`); the text of a
 * statement never holds anything that came from outside.
 */
export interface SqlEngine {
  /**
   * Runs a query and answers its rows as objects by column name. 64-bit integers come as decimal strings.
   *
   * @throws SqlError when the engine refuses or fails it, EngineLostError when the engine went away meanwhile.
   */
  query(sql: string, params?: SqlParams): Promise<unknown[]>;
  /** Runs a statement that answers nothing. Throws as `query`. */
  command(sql: string): Promise<void>;
  /** The folder in which files for `insert` lie. */
  readonly spoolFolder: string;
  /** Resolves once all rows of a file in the spool folder, in RowBinary, are committed: they survive the end of this process. Throws as `query`. */
  insert(target: InsertTarget, file: string): Promise<void>;
  /** Finishes what runs, then releases the data. */
  close(): Promise<void>;
}

/** The engine refused a statement, or could not finish it. */
export class SqlError extends Error {
  readonly code = 'sql';
  /** ClickHouse's number, 241 for its memory limit for instance. */
  readonly clickhouseCode: number | undefined;

  constructor(message: string, clickhouseCode: number | undefined) {
    super(`The trace store could not run a statement: ${message}`);
    this.name = 'SqlError';
    this.clickhouseCode = clickhouseCode;
  }
}

/** The engine's process ended while something was under way. It is started again for the next call. */
export class EngineLostError extends Error {
  readonly code = 'engine_lost';

  constructor(why: string) {
    super(`The trace store's engine stopped (${why}). It is started again for the next request.`);
    this.name = 'EngineLostError';
  }
}

/** The engine cannot be opened; the message says what to do. */
export class EngineUnavailableError extends Error {
  readonly code = 'engine_unavailable';

  constructor(message: string) {
    super(message);
    this.name = 'EngineUnavailableError';
  }
}
