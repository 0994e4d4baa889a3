import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';

import type { Resource } from '../../../contract/trace.ts';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../keys.ts';
import { useNarrow, useWidth } from '../browser.ts';
import { isModelCall } from '../model/kinds.ts';
import { ticks, type Timeline } from '../model/timeline.ts';
import { visibleRows, type TreeRow } from '../model/tree.ts';
import { SpanTreeRow } from './SpanTreeRow.tsx';
import './SpanTree.css';

interface SpanTreeProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly rows: readonly TreeRow[];
  readonly line: Timeline;
  readonly services: readonly Resource[];
  readonly selected: string | null;
  readonly collapsed: ReadonlySet<string>;
  readonly onCollapse: (collapsed: ReadonlySet<string>) => void;
  readonly onSelect: (row: TreeRow) => void;
}

const ROW_HEIGHT = 28;
const NARROW_ROW_HEIGHT = 44;
const TICK_WIDTH = 60;
const INDENT = 14;
const WIDEST_INDENT = 168;

/** Tree and waterfall in one table. */
export function SpanTree({ ref, rows, line, services, selected, collapsed, onCollapse, onSelect }: SpanTreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => scroller.current ?? document.createElement('div'));
  const visible = useMemo(() => visibleRows(rows, collapsed), [rows, collapsed]);
  const places = useMemo(() => new Map(visible.map((row, place) => [row.span.id, place])), [visible]);
  const at = selected === null ? -1 : places.get(selected) ?? -1;

  const narrow = useNarrow();
  const rowHeight = narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const virtual = useVirtualizer({ count: visible.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12, scrollPaddingStart: ROW_HEIGHT });
  useEffect(() => { virtual.measure(); }, [virtual, rowHeight]);
  useEffect(() => { if (at >= 0) virtual.scrollToIndex(at); }, [virtual, at]);

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
  const marks = useMemo(() => ticks(line.durationMs, Math.max(1, Math.floor(laneWidth / TICK_WIDTH))), [line.durationMs, laneWidth]);
  const deepest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.depth), 0), [rows]);
  const step = deepest * INDENT <= WIDEST_INDENT ? INDENT : Math.max(3, Math.floor(WIDEST_INDENT / deepest));
  const severalServices = useMemo(() => new Set(services.map(({ service }) => service)).size > 1, [services]);
  const showTokens = useMemo(() => rows.some(({ span }) => isModelCall(span) && span.usage.total_tokens !== null), [rows]);
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
        {showTokens && <span role="columnheader" className="span-tokens">Tokens</span>}
        <span role="columnheader" className="axis" ref={lane}>
          <span className="visually-hidden">Timeline</span>
          {marks.map((tick) => <span key={tick.at} aria-hidden="true" data-end={tick.at > 0.94 || undefined} style={{ left: `${tick.at * 100}%` }}>{tick.label}</span>)}
        </span>
      </div>
      <div className="span-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        <div className="span-grid" aria-hidden="true"><span>{marks.map((tick) => <i key={tick.at} style={{ left: `${tick.at * 100}%` }} />)}</span></div>
        {items.map((item) => {
          const row = visible[item.index];
          return row !== undefined && (
            <SpanTreeRow
              key={row.span.id} row={row} place={item.index} top={item.start} line={line} indent={Math.min(row.depth * step, WIDEST_INDENT)} step={step}
              selected={item.index === at} collapsed={collapsed.has(row.span.id)} showService={severalServices} showTokens={showTokens}
              onSelect={() => { onSelect(row); }} onToggle={() => { toggle(row); }}
            />
          );
        })}
      </div>
    </div>
  );
}
