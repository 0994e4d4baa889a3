import { memo } from 'react';

import type { TraceSummary } from '../../../contract/trace-list.ts';
import { isFresh } from '../api/live.ts';
import { RunningMark, StatusMark } from '../components/StatusMark.tsx';
import { WHOLE_LIST } from '../list-address.ts';
import { formatCost, formatCount, formatShare, plural } from '../model/numbers.ts';
import { readPreview } from '../model/preview.ts';
import { epochMs, formatClock, formatDuration, formatInstant } from '../model/time.ts';
import { Link, sessionsPath, tracePath } from '../router.tsx';

interface TraceRowProps {
  readonly trace: TraceSummary;
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly top: number;
  readonly active: boolean;
  /** To be compared. */
  readonly picked: boolean;
  readonly slowestMs: number;
  readonly now: Date;
  readonly onPick: (traceId: string) => void;
}

/** One trace: what ran, what went in and came out, how long and how much. */
export const TraceRow = memo(function TraceRow({ trace, index, top, active, picked, slowestMs, now, onPick }: TraceRowProps) {
  const progress = progressOf(trace, now);
  return (
    <div
      role="row" id={`trace-${trace.trace_id}`} aria-rowindex={index + 2} aria-selected={active} className="trace-row" style={{ transform: `translateY(${top}px)` }}
      data-active={active || undefined} data-picked={picked || undefined} data-fresh={isFresh(trace.trace_id) || undefined}
    >
      <span role="gridcell" className="cell-status">
        {progress === 'running' && trace.status !== 'error' ? <RunningMark /> : <StatusMark code={trace.status} />}
        <input type="checkbox" className="row-pick" tabIndex={-1} checked={picked} onChange={() => { onPick(trace.trace_id); }} aria-label={`Pick ${trace.name} for comparison`} title="Pick for comparison (x)" />
      </span>
      <span role="gridcell" className="cell-program">
        <Link to={tracePath(trace.trace_id)} tabIndex={-1} className="line">{trace.name}</Link>
        <span className="line sub">{trace.service} · {plural(trace.spans, 'span')}{progress !== 'done' && ` · ${progress}`}{trace.session !== null && <> · <Link to={sessionsPath(WHOLE_LIST, trace.session)} tabIndex={-1} className="cell-session" title={`The session ${trace.session} as a conversation`}>session {trace.session}</Link></>}</span>
      </span>
      <span role="gridcell" className="cell-io">
        <span className="line">{trace.input === null ? <span className="faint">no input recorded</span> : <Preview source={trace.input} />}</span>
        <span className="line sub">
          {trace.errors > 0 && <span className="row-errors">{plural(trace.errors, 'span')} in error</span>}
          {progress === 'running' ? 'running' : trace.output === null ? trace.errors === 0 && 'no output recorded' : <><span aria-hidden="true">→ </span><Preview source={trace.output} /></>}
        </span>
      </span>
      <span role="gridcell" className="cell-duration number">
        {formatDuration(trace.duration_ms)}
        <span className="duration-bar" aria-hidden="true"><span style={{ width: `${slowestMs === 0 ? 0 : (trace.duration_ms / slowestMs) * 100}%` }} /></span>
      </span>
      <span role="gridcell" className="cell-lm number">{trace.lm_ms === 0 || trace.duration_ms === 0 ? <Unknown /> : formatShare(Math.min(1, trace.lm_ms / trace.duration_ms))}</span>
      <span role="gridcell" className="cell-tokens number">{trace.total_tokens === null ? <Unknown /> : formatCount(trace.total_tokens)}</span>
      <span role="gridcell" className="cell-cost number">{trace.cost === null ? <Unknown /> : formatCost(trace.cost)}</span>
      <span role="gridcell" className="cell-model line" title={trace.models.join(', ')}>{trace.models[0] ?? <Unknown />}{trace.models.length > 1 && <span className="faint"> +{trace.models.length - 1}</span>}</span>
      <span role="gridcell" className="cell-time number" title={formatInstant(trace.start)}>{formatClock(trace.start, now)}</span>
    </div>
  );
});

/** How long after its last sign of life a trace without a root counts as running. */
const RUNNING_MS = 60_000;

/** Spans arrive when they end, the root last: without it the trace runs still, or the root was lost. */
function progressOf(trace: TraceSummary, now: Date): 'done' | 'running' | 'root missing' {
  if (trace.running) return 'running';
  if (trace.has_root) return 'done';
  return now.getTime() - epochMs(trace.end) < RUNNING_MS ? 'running' : 'root missing';
}

function Preview({ source }: { readonly source: string }) {
  return readPreview(source).map((part, index) => (
    <span key={index} className="preview">{part.name !== null && <span className="preview-name">{part.name}</span>}{part.text}</span>
  ));
}

function Unknown() {
  return <span className="faint"><span aria-hidden="true">–</span><span className="visually-hidden">not told</span></span>;
}
