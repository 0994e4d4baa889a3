import { useQuery } from '@tanstack/react-query';

import type { Comparison, ComparedRow } from '../../../contract/comparison.ts';
import { fetchComparison } from '../api/hand-over.ts';
import { useTitle } from '../browser.ts';
import { KindLabel, KindMark } from '../components/KindMark.tsx';
import { Problem } from '../components/Problem.tsx';
import { SideLetter } from '../components/SideLetter.tsx';
import { TextDiff } from '../components/TextDiff.tsx';
import { formatCost, formatCount, plural } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { comparePath, Link, navigate, tracePath } from '../router.tsx';
import './TraceListView.css';
import './PerformanceView.css';
import './CompareView.css';

interface CompareViewProps {
  readonly a: string;
  readonly b: string;
  /** Place of the span whose texts are shown; `null` for the first that differs. */
  readonly row: number | null;
}

/** More rows than anybody compares by eye would only slow the page. */
const MOST_ROWS = 1_000;

/** Two traces side by side, one tree laid over the other. */
export function CompareView({ a, b, row }: CompareViewProps) {
  useTitle('Compare');
  const { data, error } = useQuery({ queryKey: ['compare', a, b], queryFn: ({ signal }) => fetchComparison(a, b, signal) });
  return (
    <main className="view compare">
      <h1 className="visually-hidden">Compare two traces</h1>
      {error !== null && <Problem error={error} />}
      {data !== undefined && <Compared comparison={data} chosen={row} onChoose={(next) => { navigate(comparePath(a, b, next), { replace: true }); }} />}
    </main>
  );
}

function Compared({ comparison, chosen, onChoose }: { readonly comparison: Comparison; readonly chosen: number | null; readonly onChoose: (row: number) => void }) {
  const { rows } = comparison;
  const first = rows.findIndex(({ input, output }) => input !== null || output !== null);
  const shown = rows[chosen ?? first];
  return (
    <>
      <Totals comparison={comparison} />
      <div className="compare-body">
        <div className="panel-scroll compare-tree" tabIndex={0} role="group" aria-label="Both trees">
          <table className="figures">
            <thead><tr><th scope="col">Span</th><th scope="col">A</th><th scope="col">B</th><th scope="col">Change</th><th scope="col">Differs in</th></tr></thead>
            <tbody>{rows.slice(0, MOST_ROWS).map((row, index) => <Row key={index} row={row} chosen={row === shown} onChoose={() => { onChoose(index); }} />)}</tbody>
          </table>
          {rows.length > MOST_ROWS && <p className="list-end">The first {formatCount(MOST_ROWS)} of {formatCount(rows.length)} spans.</p>}
        </div>
        <section className="compare-texts" aria-label="Texts" tabIndex={0}>
          {shown === undefined || (shown.input === null && shown.output === null)
            ? <p className="muted">{shown === undefined ? 'Inputs and outputs of all spans are the same.' : 'Input and output of this span are the same in both, or only one trace has it.'}</p>
            : (
              <>
                <h2>{shown.name}</h2>
                {shown.input !== null && <><h3>Input</h3><TextDiff {...shown.input} /></>}
                {shown.output !== null && <><h3>Output</h3><TextDiff {...shown.output} /></>}
              </>
            )}
        </section>
      </div>
    </>
  );
}

function Totals({ comparison: { a, b } }: { readonly comparison: Comparison }) {
  const rows = ([['A', a], ['B', b]] as const).map(([letter, trace]) => (
    <tr key={letter}>
      <th scope="row"><SideLetter side={letter} /> <Link to={tracePath(trace.trace_id)}>{trace.name}</Link> <code className="faint">{trace.trace_id.slice(0, 8)}</code></th>
      <td>{formatDuration(trace.duration_ms)}</td><td>{formatCount(trace.spans)}</td><td>{trace.errors === 0 ? '0' : <span className="row-errors">{formatCount(trace.errors)}</span>}</td>
      <td>{trace.total_tokens === null ? '–' : formatCount(trace.total_tokens)}</td><td>{formatCost(trace.cost)}</td>
    </tr>
  ));
  return (
    <div className="panel-scroll compare-totals">
      <table className="figures">
        <thead><tr><th scope="col">Trace</th><th scope="col">Duration</th><th scope="col">Spans</th><th scope="col">Errors</th><th scope="col">Tokens</th><th scope="col">Cost</th></tr></thead>
        <tbody>{rows}</tbody>
      </table>
    </div>
  );
}

function Row({ row, chosen, onChoose }: { readonly row: ComparedRow; readonly chosen: boolean; readonly onChoose: () => void }) {
  const { a, b, depth, name, kind } = row;
  const only = a === null ? 'only in B' : b === null ? 'only in A' : null;
  return (
    <tr data-chosen={chosen || undefined}>
      <th scope="row">
        <span className="compare-name" style={{ paddingLeft: Math.min(depth, 12) * 14 }}>
          <KindMark kind={kind} /><button type="button" className="compare-choose" onClick={onChoose}>{name}</button><KindLabel kind={kind} />
        </span>
      </th>
      <td>{a === null ? '–' : formatDuration(a.duration_ms)}</td>
      <td>{b === null ? '–' : formatDuration(b.duration_ms)}</td>
      <td>{a === null || b === null ? '' : change(b.duration_ms - a.duration_ms)}</td>
      <td>{only === null ? row.differences.join(', ') : <span className="compare-only">{only}</span>}</td>
    </tr>
  );
}

function change(ms: number) {
  return <span className={ms > 0 ? 'compare-slower' : 'compare-faster'} title={plural(Math.round(Math.abs(ms)), 'millisecond')}>{ms > 0 ? '+' : ''}{formatDuration(ms)}</span>;
}
