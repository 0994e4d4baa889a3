import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';

import { Icon } from '../components/Icon.tsx';
import { useBrush } from '../brush.ts';
import { useKeys } from '../keys.ts';
import { useNarrow, useStable, useWidth } from '../browser.ts';
import { isModelCall } from '../model/kinds.ts';
import { part, ticks, type TimeRange } from '../model/timeline.ts';
import { visibleRows, type TreeRow } from '../model/tree.ts';
import { SpanTreeRow } from './SpanTreeRow.tsx';
import './SpanTree.css';

interface SpanTreeProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly rows: readonly TreeRow[];
  readonly range: TimeRange;
  /** The critical path, by index of the row; `null` when it is not to be seen. */
  readonly path: ReadonlyMap<number, readonly TimeRange[]> | null;
  /** Where spans that run still have got to. */
  readonly untilMs: number;
  readonly selfMs: ReadonlyMap<string, number>;
  /** What was searched for. */
  readonly found: ReadonlySet<string>;
  readonly selected: string | null;
  readonly collapsed: ReadonlySet<string>;
  readonly onCollapse: (collapsed: ReadonlySet<string>) => void;
  readonly onSelect: (row: TreeRow) => void;
  readonly onZoom: (range: TimeRange | null) => void;
}

const ROW_HEIGHT = 28;
/** The head lies over the rows, and pushes them down. */
const HEAD_HEIGHT = 28;
const NARROW_ROW_HEIGHT = 44;
const TICK_WIDTH = 60;
const INDENT = 14;
const WIDEST_INDENT = 168;

/** Tree and waterfall in one table. */
export function SpanTree({ ref, rows, range, path, untilMs, selfMs, found, selected, collapsed, onCollapse, onSelect, onZoom }: SpanTreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => scroller.current ?? document.createElement('div'));
  const visible = useMemo(() => visibleRows(rows, collapsed), [rows, collapsed]);
  const places = useMemo(() => new Map(visible.map((row, place) => [row.span.id, place])), [visible]);
  const at = selected === null ? -1 : places.get(selected) ?? -1;

  const narrow = useNarrow();
  const rowHeight = narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const virtual = useVirtualizer({ count: visible.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12, scrollPaddingStart: HEAD_HEIGHT, scrollPaddingEnd: HEAD_HEIGHT });
  useEffect(() => { virtual.measure(); }, [virtual, rowHeight]);
  // Again when the table gets another height: the first one is measured before what lies below it is there.
  const height = virtual.scrollRect?.height;
  useEffect(() => { if (at >= 0) virtual.scrollToIndex(at); }, [virtual, at, height]);

  const go = (place: number): void => {
    const row = visible[Math.min(visible.length - 1, Math.max(0, place))];
    if (row !== undefined) onSelect(row);
  };
  const toggle = (row: TreeRow): void => {
    const next = new Set(collapsed);
    if (!next.delete(row.span.id)) next.add(row.span.id);
    onCollapse(next);
  };
  const current = visible[at];
  const into = (): void => {
    if (current === undefined || current.size === 1) return;
    if (collapsed.has(current.span.id)) toggle(current);
    else go(at + 1);
  };
  const outOf = (): void => {
    if (current === undefined) return;
    if (current.size > 1 && !collapsed.has(current.span.id)) toggle(current);
    else if (current.parent >= 0) {
      const parent = rows[current.parent];
      if (parent !== undefined) onSelect(parent);
    }
  };
  const expandAll = (): void => { onCollapse(new Set()); };
  const collapseAll = (): void => { onCollapse(new Set(rows.filter((row) => row.size > 1 && row.depth > 0).map((row) => row.span.id))); };
  useKeys({
    j: () => { go(at + 1); }, ArrowDown: () => { go(at + 1); }, k: () => { go(at - 1); }, ArrowUp: () => { go(at - 1); },
    PageDown: () => { go(at + 15); }, PageUp: () => { go(at - 15); }, Home: () => { go(0); }, End: () => { go(visible.length - 1); },
    ArrowRight: into, ArrowLeft: outOf, '+': expandAll, '-': collapseAll,
  });

  const lane = useRef<HTMLSpanElement>(null);
  const laneWidth = useWidth(lane);
  const marks = useMemo(() => ticks(range, Math.max(1, Math.floor(laneWidth / TICK_WIDTH))), [range, laneWidth]);
  const deepest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.depth), 0), [rows]);
  const step = deepest * INDENT <= WIDEST_INDENT ? INDENT : Math.max(3, Math.floor(WIDEST_INDENT / deepest));
  const severalServices = useMemo(() => new Set(rows.map(({ span }) => span.service)).size > 1, [rows]);
  const showTokens = useMemo(() => rows.some(({ span }) => isModelCall(span) && span.usage.total_tokens !== null), [rows]);
  const { drag, handlers } = useBrush((from, to) => { onZoom(part(range, from, to)); });
  const choose = useStable(onSelect);
  const fold = useStable(toggle);
  const items = virtual.getVirtualItems();
  const selectedIsRendered = items.some((item) => item.index === at);
  return (
    <div
      ref={scroller} className="span-tree" role="treegrid" aria-label="Spans" aria-rowcount={visible.length + 1} tabIndex={0} data-keys
      data-tokens={showTokens || undefined} aria-activedescendant={selectedIsRendered ? `span-${selected}` : undefined}
    >
      <div className="span-head" role="row" aria-rowindex={1}>
        <span role="columnheader" className="span-head-name">
          Span
          <button type="button" className="button-quiet" onClick={expandAll} aria-label="Expand all" title="Expand all (+)"><Icon name="expand" /></button>
          <button type="button" className="button-quiet" onClick={collapseAll} aria-label="Collapse all" title="Collapse all (−)"><Icon name="collapse" /></button>
        </span>
        <span role="columnheader" className="span-head-kind">Kind</span>
        <span role="columnheader" className="span-head-time">Duration</span>
        <span role="columnheader" className="span-head-self" title="Time in which none of its children ran">Self</span>
        {showTokens && <span role="columnheader" className="span-tokens">Tokens</span>}
        <span role="columnheader" className="axis" ref={lane} title="Drag to zoom, double-click to see all" onDoubleClick={() => { onZoom(null); }} {...handlers}>
          <span className="visually-hidden">Timeline</span>
          {marks.map((tick, index) => {
            // The last label ends at its line instead of beginning there, if there is room before it.
            const atEnd = tick.at > 0.94;
            return !(atEnd && (tick.at - (marks[index - 1]?.at ?? -1)) * laneWidth < 2 * TICK_WIDTH) && (
              <span key={tick.at} aria-hidden="true" data-end={atEnd || undefined} style={{ left: `${tick.at * 100}%` }}>{tick.label}</span>
            );
          })}
          {drag !== null && <i className="axis-drag" style={{ left: `${drag[0] * 100}%`, width: `${(drag[1] - drag[0]) * 100}%` }} />}
        </span>
      </div>
      <div className="span-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        <div className="span-grid" aria-hidden="true"><span>{marks.map((tick) => <i key={tick.at} style={{ left: `${tick.at * 100}%` }} />)}</span></div>
        {items.map((item) => {
          const row = visible[item.index];
          return row !== undefined && (
            <SpanTreeRow
              key={row.span.id} row={row} place={item.index} top={item.start} range={range} untilMs={untilMs} path={path?.get(row.index)} selfMs={selfMs.get(row.span.id) ?? 0} found={found.has(row.span.id)} indent={Math.min(row.depth * step, WIDEST_INDENT)} step={step}
              selected={item.index === at} collapsed={collapsed.has(row.span.id)} showService={severalServices} showTokens={showTokens}
              onSelect={choose} onToggle={fold}
            />
          );
        })}
      </div>
    </div>
  );
}
