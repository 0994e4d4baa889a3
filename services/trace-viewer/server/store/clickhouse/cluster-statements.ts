const CREATE = /^((?:\s*--.*\n|\s)*)CREATE TABLE IF NOT EXISTS (\w+)/;
const ENGINE = /\bENGINE = (\w*MergeTree)(?:\(([^)]*)\))?/;
/** Statements that change data or schema where it lies. */
const CHANGE = /^(\s*)(TRUNCATE TABLE|DELETE FROM|OPTIMIZE TABLE|ALTER TABLE) (\w+)/;

/**
 * What a statement written for one server is on a cluster: a table becomes a replicated one on every shard, `NAME_local`, and under its own
 * name one that stands for all of them; changes go to the former. Spans are spread by trace, so that a trace lies on one shard and questions
 * about traces are answered by each shard for itself.
 */
export function clusterStatements(sql: string, cluster: string): string[] {
  const [, comment = '', table] = CREATE.exec(sql) ?? [];
  if (table !== undefined) {
    const local = sql
      .replace(CREATE, `${comment}CREATE TABLE IF NOT EXISTS ${table}_local ON CLUSTER ${quoted(cluster)}`)
      .replace(ENGINE, (_match, engine: string, args = '') => `ENGINE = Replicated${engine}('/clickhouse/tables/{shard}/{database}/${table}_local', '{replica}'${args === '' ? '' : `, ${String(args)}`})`);
    const shard = /\btrace_id FixedString/.test(sql) ? 'cityHash64(trace_id)' : 'rand()';
    return [local, `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER ${quoted(cluster)} AS ${table}_local ENGINE = Distributed(${quoted(cluster)}, currentDatabase(), ${table}_local, ${shard})`];
  }
  return [sql.replace(CHANGE, (_match, blanks: string, verb: string, name: string) => `${blanks}${verb} ${name}_local ON CLUSTER ${quoted(cluster)}`)];
}

function quoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
