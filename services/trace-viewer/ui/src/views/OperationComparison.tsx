import { useState } from 'react';

import type { OperationFigures } from '../api/analysis.ts';
import { Change } from '../components/Change.tsx';
import { KindLabel } from '../components/KindMark.tsx';
import { SideLetter } from '../components/SideLetter.tsx';
import type { ListLook } from '../list-address.ts';
import { condition } from '../model/complete-query.ts';
import { formatCost, formatCount, formatShare } from '../model/numbers.ts';
import { COST_PER_CALL, ERROR_RATE, TOKENS_PER_CALL, type ComparedOperation, type Measure } from '../model/operation-change.ts';
import { formatDuration } from '../model/time.ts';
import { Link, tracesPath } from '../router.tsx';
import './OperationComparison.css';

interface OperationComparisonProps {
  readonly operations: readonly ComparedOperation[];
  readonly a: ListLook;
  readonly b: ListLook;
  readonly chosen?: string | null;
  /** Address at which more of an operation is shown. */
  readonly onto?: (operation: string) => string;
}

interface Column {
  readonly name: string;
  readonly title?: string;
  readonly of: Measure;
  readonly format: (value: number) => string;
  /** A share changes by points, not by a share of itself. */
  readonly share?: true;
}

const COLUMNS: readonly Column[] = [
  { name: 'p50', of: ({ p50_ms: p50 }) => p50, format: formatDuration },
  { name: 'p95', of: ({ p95_ms: p95 }) => p95, format: formatDuration },
  { name: 'Errors', title: 'Calls in error, as a share of all', of: ERROR_RATE, format: formatShare, share: true },
  { name: 'Tokens per call', of: TOKENS_PER_CALL, format: (tokens) => formatCount(Math.round(tokens)) },
  { name: 'Cost per call', title: 'Costs that were told, divided by all calls', of: COST_PER_CALL, format: formatCost },
];

/** Those at which the time goes; the rest comes on request. */
const FIRST = 15;

/** Operations of two groups of traces, figure beside figure, with how much they changed. Counts lead to the traces. */
export function OperationComparison({ operations, a, b, chosen = null, onto }: OperationComparisonProps) {
  const [all, setAll] = useState(false);
  const shown = all ? operations : operations.slice(0, FIRST);
  return (
    <section className="panel panel-wide" aria-label="Operations, compared">
      <header><h2>Operations</h2><span className="faint">{formatCount(operations.length)}, from <SideLetter side="A" /> to <SideLetter side="B" /></span></header>
      <div className="panel-scroll" tabIndex={0} role="group" aria-label="Operations, scrollable">
        <table className="figures figures-compared">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>Operation</th><th scope="colgroup" colSpan={2}>Count</th>
              {COLUMNS.map(({ name, title }) => <th key={name} scope="colgroup" colSpan={3} title={title}>{name}</th>)}
            </tr>
            <tr>
              <th scope="col"><SideLetter side="A" /></th><th scope="col"><SideLetter side="B" /></th>
              {COLUMNS.map(({ name }) => [
                <th key={`${name} a`} scope="col"><SideLetter side="A" /></th>, <th key={`${name} b`} scope="col"><SideLetter side="B" /></th>,
                <th key={`${name} change`} scope="col"><span aria-hidden="true">±</span><span className="visually-hidden">change</span></th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {shown.map((operation) => (
              <tr key={`${operation.kind} ${operation.name}`} data-chosen={operation.name === chosen || undefined}>
                <th scope="row">
                  <span className="line operation-name">{onto === undefined || operation.b === null ? operation.name : <Link to={onto(operation.name)} title="Draw its latency">{operation.name}</Link>}</span>
                  <KindLabel kind={operation.kind} />
                  {operation.a === null && <span className="only-in">only in B</span>}{operation.b === null && <span className="only-in">only in A</span>}
                </th>
                <Count figures={operation.a} look={a} /><Count figures={operation.b} look={b} />
                {COLUMNS.map((column) => <Cells key={column.name} column={column} operation={operation} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {operations.length > FIRST && <button type="button" className="link-button panel-more" onClick={() => { setAll(!all); }}>{all ? 'Show fewer' : `Show all ${formatCount(operations.length)}`}</button>}
    </section>
  );
}

function Count({ figures, look }: { readonly figures: OperationFigures | null; readonly look: ListLook }) {
  return <td>{figures === null ? '–' : <Link to={tracesPath({ ...look, q: `${look.q} ${condition('name', figures.name)}`.trim() })}>{formatCount(figures.count)}</Link>}</td>;
}

function Cells({ column: { of, format, share }, operation: { a, b } }: { readonly column: Column; readonly operation: ComparedOperation }) {
  const [before, after] = [a, b].map((figures) => (figures === null ? null : of(figures)));
  return (
    <>
      <td>{written(before, format)}</td><td>{written(after, format)}</td>
      <td><Change from={before ?? null} to={after ?? null} share={share} /></td>
    </>
  );
}

function written(value: number | null | undefined, format: Column['format']) {
  return value === null || value === undefined ? <span className="faint">–</span> : format(value);
}
