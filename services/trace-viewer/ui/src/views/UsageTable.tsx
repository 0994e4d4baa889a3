import type { UsageRow } from '../api/analysis.ts';
import { condition } from '../model/complete-query.ts';
import { formatCost, formatCount, plural } from '../model/numbers.ts';
import { Link, tracesPath } from '../router.tsx';

/** Tokens and cost of each model, cached tokens apart. */
export function UsageTable({ rows }: { readonly rows: readonly UsageRow[] }) {
  return (
    <section className="panel panel-wide" aria-label="Models">
      <header><h2>Models</h2></header>
      <div className="panel-scroll" tabIndex={0} role="group" aria-label="Models, scrollable">
        <table className="figures">
          <thead>
            <tr><th scope="col">Model</th><th scope="col">Calls</th><th scope="col">Errors</th><th scope="col">From cache</th><th scope="col">Prompt</th><th scope="col">cached</th><th scope="col">Completion</th><th scope="col">reasoning</th><th scope="col">Cost</th></tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.key === '' ? <span className="faint">not told</span> : <Link to={tracesPath({ q: condition('model', row.key) })}>{row.key}</Link>}</th>
                <td>{formatCount(row.calls)}</td><td>{formatCount(row.errors)}</td><td>{formatCount(row.cache_hits)}</td>
                <td>{told(row.prompt_tokens)}</td><td>{told(row.cache_read_tokens)}</td><td>{told(row.completion_tokens)}</td><td>{told(row.reasoning_tokens)}</td>
                <td title={row.calls_without_cost > 0 ? `Nobody told the cost of ${plural(row.calls_without_cost, 'call')}` : undefined}>{row.cost === null ? 'unknown' : `${row.calls_without_cost > 0 ? '≥ ' : ''}${formatCost(row.cost)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function told(count: number | null) {
  return count === null ? '–' : formatCount(count);
}
