import { memo } from 'react';

import { Icon } from '../components/Icon.tsx';
import { KindLabel, KindMark } from '../components/KindMark.tsx';
import { StatusMark } from '../components/StatusMark.tsx';
import { isModelCall, kindOf } from '../model/kinds.ts';
import { formatCount } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { place as placeOn, type TimeRange } from '../model/timeline.ts';
import type { TreeRow } from '../model/tree.ts';

interface SpanTreeRowProps {
  readonly row: TreeRow;
  /** Position among the rows that are not collapsed away. */
  readonly place: number;
  /** Pixels from the top of the table. */
  readonly top: number;
  readonly range: TimeRange;
  readonly untilMs: number;
  /** The times in which the end of the trace waited for this span. */
  readonly path: readonly TimeRange[] | undefined;
  readonly selfMs: number;
  readonly found: boolean;
  /** Pixels of indentation, and of one level of it. */
  readonly indent: number;
  readonly step: number;
  readonly selected: boolean;
  readonly collapsed: boolean;
  readonly showService: boolean;
  readonly showTokens: boolean;
  readonly onSelect: (row: TreeRow) => void;
  readonly onToggle: (row: TreeRow) => void;
}

/** One span: its place in the tree, its kind, its times as numbers and as a bar. */
export const SpanTreeRow = memo(function SpanTreeRow(props: SpanTreeRowProps) {
  const { row, place, top, indent, step, selected, collapsed, found, showTokens, selfMs, onSelect, onToggle } = props;
  const { span, missing } = row;
  const kind = span.kind;
  const tokens = isModelCall(span) ? span.usage.total_tokens : null;
  return (
    <div
      role="row" id={`span-${span.id}`} className="span-row" aria-rowindex={place + 2} aria-level={row.depth + 1} aria-posinset={row.position} aria-setsize={row.siblings}
      aria-expanded={row.size > 1 ? !collapsed : undefined} aria-selected={selected} data-missing={missing || undefined} data-found={found || undefined}
      style={{ transform: `translateY(${top}px)` }} onClick={() => { onSelect(row); }}
    >
      <span role="gridcell" className="span-name">
        <span className="span-guides" style={{ width: indent, backgroundSize: `${step}px 100%` }} />
        {row.size > 1 ? (
          <button
            type="button" className="span-toggle" tabIndex={-1} aria-label={collapsed ? 'Expand' : 'Collapse'}
            onClick={(event) => { event.stopPropagation(); onToggle(row); }}
          >
            <Icon name="chevron" />
          </button>
        ) : <span className="span-toggle" />}
        {missing ? <span className="kind-mark" data-kind="internal"><Icon name="clock" /></span> : <KindMark kind={kind} />}
        <Words {...props} />
      </span>
      <span role="gridcell" className="span-kind">{!missing && <KindLabel kind={kind} />}</span>
      <span role="gridcell" className="span-time number">{!missing && durationOf(row, props.untilMs)}</span>
      <span role="gridcell" className="span-self number">{!missing && row.size > 1 && formatDuration(selfMs)}</span>
      {showTokens && <span role="gridcell" className="span-tokens number">{tokens === null ? '' : formatCount(tokens)}</span>}
      <span role="gridcell" className="span-lane"><Bar {...props} /></span>
    </div>
  );
});

function Words({ row, collapsed, showService }: SpanTreeRowProps) {
  const { span } = row;
  return (
    <span className="span-words">
      <span className="line">{span.name}</span>
      {collapsed && <span className="span-tag">+{formatCount(row.size - 1)}</span>}
      {span.orphan && row.depth === 0 && <span className="span-tag" title="Its parents lead back to itself">parents form a circle</span>}
      {span.cache_hit && <span className="span-tag" title="Answered from the cache: no tokens were spent">cached</span>}
      {showService && <span className="span-tag line">{span.service}</span>}
      {span.status.code === 'error' && <span className={row.errorOrigin ? 'error-origin' : 'error-passed'}><StatusMark code="error" /></span>}
    </span>
  );
}

function durationOf(row: TreeRow, untilMs: number): string {
  return row.span.running ? `${formatDuration(Math.max(0, untilMs - row.startMs))} …` : formatDuration(row.span.duration_ms);
}

function Bar({ row, range, untilMs, path }: SpanTreeRowProps) {
  const at = placeOn(range, row.startMs, Math.min(row.endMs, untilMs));
  if (at === null) return <span className="bar-space"><span className="bar-outside" data-side={row.startMs > range.toMs ? 'right' : 'left'} title="Outside of what is zoomed in on" /></span>;
  const error = row.span.status.code !== 'error' ? undefined : row.errorOrigin ? 'origin' : 'passed';
  const title = `${row.span.running ? 'running for ' : ''}${durationOf(row, untilMs)}, starts at ${formatDuration(row.startMs)}${path === undefined ? '' : ', on the critical path'}`;
  return (
    <span className="bar-space" data-kind={kindOf(row.span.kind).family} title={title}>
      <span className="bar" data-error={error} data-running={row.span.running || undefined} style={percents(at)} />
      {path?.map((part) => {
        const on = placeOn(range, part.fromMs, part.toMs);
        return on !== null && <span key={part.fromMs} className="bar-path" style={percents(on)} />;
      })}
    </span>
  );
}

function percents({ left, width }: { readonly left: number; readonly width: number }) {
  return { left: `${left * 100}%`, width: `${width * 100}%` };
}
