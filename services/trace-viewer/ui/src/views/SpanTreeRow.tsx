import type { SpanNode } from '../../../contract/trace.ts';
import { Icon } from '../components/Icon.tsx';
import { KindLabel, KindMark } from '../components/KindMark.tsx';
import { StatusMark } from '../components/StatusMark.tsx';
import { drawnKind, isModelCall, kindOf } from '../model/kinds.ts';
import { formatCount } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { isRunning, offsetMs, place as placeOn, type Timeline } from '../model/timeline.ts';
import type { TreeRow } from '../model/tree.ts';

interface SpanTreeRowProps {
  readonly row: TreeRow;
  /** Position among the rows that are not collapsed away. */
  readonly place: number;
  /** Pixels from the top of the table. */
  readonly top: number;
  readonly line: Timeline;
  /** Pixels of indentation, and of one level of it. */
  readonly indent: number;
  readonly step: number;
  readonly selected: boolean;
  readonly collapsed: boolean;
  readonly showService: boolean;
  readonly showTokens: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

export function SpanTreeRow({ row, place, top, line, indent, step, selected, collapsed, showService, showTokens, onSelect, onToggle }: SpanTreeRowProps) {
  const { span } = row;
  const kind = drawnKind(span);
  const tokens = isModelCall(span) ? span.usage.total_tokens : null;
  return (
    <div
      role="row" id={`span-${span.id}`} className="span-row" aria-rowindex={place + 2} aria-level={row.depth + 1} aria-posinset={row.position} aria-setsize={row.siblings}
      aria-expanded={row.size > 1 ? !collapsed : undefined} aria-selected={selected} style={{ transform: `translateY(${top}px)` }} onClick={onSelect}
    >
      <span role="gridcell" className="span-name">
        <span className="span-guides" style={{ width: indent, backgroundSize: `${step}px 100%` }} />
        {row.size > 1 ? (
          <button
            type="button" className="span-toggle" tabIndex={-1} aria-label={collapsed ? 'Expand' : 'Collapse'}
            onClick={(event) => { event.stopPropagation(); onToggle(); }}
          >
            <Icon name="chevron" />
          </button>
        ) : <span className="span-toggle" />}
        <KindMark kind={kind} />
        <span className="span-words">
          <span className="line">{span.name}</span>
          {collapsed && <span className="span-tag">+{formatCount(row.size - 1)}</span>}
          {span.orphan && <span className="span-tag" title="Its parent has not arrived">parent missing</span>}
          {showService && <span className="span-tag line">{span.service}</span>}
          {span.status.code === 'error' && <span className={row.errorOrigin ? 'error-origin' : 'error-passed'}><StatusMark code="error" /></span>}
        </span>
      </span>
      <span role="gridcell" className="span-kind"><KindLabel kind={kind} /></span>
      <span role="gridcell" className="span-time number">{durationOf(span)}</span>
      {showTokens && <span role="gridcell" className="span-tokens number">{tokens === null ? '' : formatCount(tokens)}</span>}
      <span role="gridcell" className="span-lane"><Bar row={row} line={line} /></span>
    </div>
  );
}

function durationOf(span: SpanNode): string {
  return isRunning(span) ? 'running' : formatDuration(span.duration_ms);
}

function Bar({ row, line }: { readonly row: TreeRow; readonly line: Timeline }) {
  const { span } = row;
  const { left, width } = placeOn(line, span.start, span.end);
  const error = span.status.code !== 'error' ? undefined : row.errorOrigin ? 'origin' : 'passed';
  const title = `${durationOf(span)}, starts at ${formatDuration(offsetMs(line, span.start))}`;
  return (
    <span className="bar-space" data-kind={kindOf(drawnKind(span)).family} title={title}>
      <span className="bar" data-error={error} data-running={isRunning(span) || undefined} style={{ left: `${left * 100}%`, width: `${width * 100}%` }} />
    </span>
  );
}
