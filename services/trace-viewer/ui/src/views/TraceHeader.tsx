import { useMemo } from 'react';

import type { TraceSkeleton } from '../../../contract/skeleton.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Icon } from '../components/Icon.tsx';
import { RunningBadge, StatusBadge } from '../components/StatusMark.tsx';
import { formatCost, formatCount, formatShare, plural } from '../model/numbers.ts';
import { formatClock, formatDuration, formatInstant } from '../model/time.ts';
import type { TimeRange } from '../model/timeline.ts';
import type { TreeRow } from '../model/tree.ts';
import { modelShare, unpricedCalls } from '../model/usage.ts';
import { Link } from '../router.tsx';
import { TraceActions } from './TraceActions.tsx';
import './TraceHeader.css';

/** Facts that a narrow window leaves to the tree and the span. */
const WIDE = { 'data-wide': true };

interface TraceHeaderProps {
  readonly trace: TraceSkeleton;
  readonly rows: readonly TreeRow[];
  readonly whole: TimeRange;
  readonly back: string;
}

/** What the trace is and what it took, in one line each. */
export function TraceHeader({ trace, rows, whole, back }: TraceHeaderProps) {
  const share = useMemo(() => modelShare(rows, whole), [rows, whole]);
  const unpriced = useMemo(() => unpricedCalls(rows), [rows]);
  const waiting = rows.some((row) => row.missing);
  const running = rows.some((row) => !row.missing && row.endMs === Infinity);
  return (
    <header className="trace-header">
      <div className="trace-title">
        <Link to={back} className="button-quiet" aria-label="Back to all traces" title="Back to all traces (Esc)"><Icon name="back" /></Link>
        <h1 className="line">{trace.name}</h1>
        {running && trace.status !== 'error' ? <RunningBadge /> : <StatusBadge code={trace.status} />}
        {waiting && <span className="trace-waiting" title="Spans name a parent that has not arrived">incomplete</span>}
        <span className="trace-id"><code className="faint line">{trace.trace_id}</code><CopyButton text={trace.trace_id} what="trace id" /><TraceActions trace={trace} back={back} /></span>
      </div>
      <dl className="trace-facts">
        <div><dt>Duration</dt><dd>{formatDuration(running ? whole.toMs : trace.duration_ms)}</dd></div>
        {share !== null && (
          <div>
            <dt title="Time in which at least one language model call ran">LM share</dt>
            <dd>{formatShare(share)}<span className="share-bar" data-kind="llm" aria-hidden="true"><span style={{ width: `${share * 100}%` }} /></span></dd>
          </div>
        )}
        {trace.total_tokens !== null && (
          <div>
            <dt>Tokens</dt>
            <dd>
              {formatCount(trace.total_tokens)}
              {trace.prompt_tokens !== null && trace.completion_tokens !== null && <small>{formatCount(trace.prompt_tokens)} in, {formatCount(trace.completion_tokens)} out</small>}
            </dd>
          </div>
        )}
        {share !== null && <div><dt>Cost</dt><dd>{cost(trace.cost, unpriced)}</dd></div>}
        <div {...(trace.errors === 0 && WIDE)}><dt>Spans</dt><dd>{formatCount(trace.spans.length)}{trace.errors > 0 && <small className="trace-errors">{plural(trace.errors, 'error')}</small>}</dd></div>
        {trace.models.length > 0 && <div {...WIDE}><dt>{trace.models.length === 1 ? 'Model' : 'Models'}</dt><dd className="line" title={trace.models.join(', ')}>{trace.models.join(', ')}</dd></div>}
        <div {...WIDE}><dt>Service</dt><dd className="line">{trace.service}</dd></div>
        <div {...WIDE}><dt>Started</dt><dd title={formatInstant(trace.start)}>{formatClock(trace.start, new Date())}</dd></div>
      </dl>
    </header>
  );
}

/** A sum with unpriced calls in it is a lower bound, and says so. */
function cost(dollars: number | null, unpriced: number) {
  if (dollars === null) return <span className="faint" title="Nobody told the price of these calls">unknown</span>;
  if (unpriced === 0) return formatCost(dollars);
  return <>≥ {formatCost(dollars)}<small>{plural(unpriced, 'call')} unpriced</small></>;
}
