import { useState } from 'react';

import type { OperationFigures, TimeFigures } from '../api/analysis.ts';
import { KindLabel } from '../components/KindMark.tsx';
import type { ListLook } from '../list-address.ts';
import { condition } from '../model/complete-query.ts';
import { formatCost, formatCount, formatShare } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { Link, tracesPath } from '../router.tsx';

interface OperationTableProps {
  readonly operations: readonly OperationFigures[];
  readonly times: TimeFigures['operations'];
  readonly look: ListLook;
  readonly chosen: string | null;
  /** Address at which the latency of an operation is drawn. */
  readonly onto: (operation: string) => string;
}

/** Those at which the time goes; the rest comes on request. */
const FIRST = 15;

/** Operations by the time they took. Each number leads to the traces that it counts. */
export function OperationTable({ operations, times, look, chosen, onto }: OperationTableProps) {
  const [all, setAll] = useState(false);
  const shown = all ? operations : operations.slice(0, FIRST);
  const shares = new Map(times.map((time) => [`${time.kind} ${time.name}`, time]));
  return (
    <section className="panel panel-wide" aria-label="Operations">
      <header><h2>Operations</h2><span className="faint">{formatCount(operations.length)}</span></header>
      <div className="panel-scroll" tabIndex={0} role="group" aria-label="Operations, scrollable">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Operation</th><th scope="col">Count</th><th scope="col">Errors</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th><th scope="col">Total</th>
              <th scope="col" title="Time in which none of its children ran, added up">Self</th><th scope="col" title="Share of the time in which the ends of traces waited for it">Critical</th><th scope="col">Tokens</th><th scope="col">Cost</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((operation) => {
              const { name, kind } = operation;
              const time = shares.get(`${kind} ${name}`);
              const traces = (more = ''): string => tracesPath({ ...look, q: `${look.q} ${condition('name', name)}${more}`.trim() });
              const percentile = (ms: number | null) => (ms === null ? '–' : <Link to={traces(` duration>=${Math.floor(ms * 1000) / 1000}ms`)} title="Traces in which it took this long or longer">{formatDuration(ms)}</Link>);
              return (
                <tr key={`${kind} ${name}`} data-chosen={name === chosen || undefined}>
                  <th scope="row"><Link to={onto(name)} title="Draw its latency">{name}</Link><KindLabel kind={kind} /></th>
                  <td><Link to={traces()}>{formatCount(operation.count)}</Link></td>
                  <td>{operation.errors === 0 ? <span className="faint">0</span> : <Link to={traces(' status:error')} className="row-errors">{formatCount(operation.errors)}</Link>}</td>
                  <td>{percentile(operation.p50_ms)}</td><td>{percentile(operation.p95_ms)}</td><td>{percentile(operation.p99_ms)}</td>
                  <td>{formatDuration(operation.total_ms)}</td>
                  <td>{time === undefined ? '–' : formatDuration(time.self_ms)}</td>
                  <td>{time === undefined || time.critical_share === 0 ? '–' : formatShare(time.critical_share)}</td>
                  <td>{operation.total_tokens === null ? '–' : formatCount(operation.total_tokens)}</td>
                  <td>{operation.cost === null ? '–' : formatCost(operation.cost)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {operations.length > FIRST && <button type="button" className="link-button panel-more" onClick={() => { setAll(!all); }}>{all ? 'Show fewer' : `Show all ${formatCount(operations.length)}`}</button>}
    </section>
  );
}
