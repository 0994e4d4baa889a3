import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { TraceSummary } from '../../../contract/trace-list.ts';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../keys.ts';
import { useNarrow, useNow } from '../browser.ts';
import { arrange } from '../model/arrivals.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { navigate, tracePath } from '../router.tsx';
import type { Reading } from './reading.ts';
import { TraceRow } from './TraceRow.tsx';

interface TraceGridProps {
  readonly latest: readonly TraceSummary[];
  readonly paused: boolean;
  readonly service: string | null;
  readonly reading: Reading;
  readonly limit: number;
  readonly onPause: () => void;
  /** Asks for more; `null` when there is no more to be had. */
  readonly onMore: (() => void) | null;
}

const ROW_HEIGHT = 46;
const NARROW_ROW_HEIGHT = 76;

export function TraceGrid({ latest, paused, service, reading, limit, onPause, onMore }: TraceGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(reading.active);
  const [hovered, setHovered] = useState(false);
  const [scrolled, setScrolled] = useState(reading.scrollTop > 0);
  const [held, setHeld] = useState(reading.held);

  const follow = !paused && !scrolled && !hovered && active === null;
  const holds = !follow && latest.length > 0;
  if (!holds && held !== null) setHeld(null);
  if (holds && held === null) setHeld(latest);
  const { rows, waiting } = useMemo(() => arrange(held ?? latest, latest, follow), [held, latest, follow]);

  const narrow = useNarrow();
  const rowHeight = narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 10,
    initialOffset: reading.scrollTop, getItemKey: (index) => rows[index]?.trace_id ?? index,
  });
  useEffect(() => { virtual.measure(); }, [virtual, rowHeight]);
  useEffect(() => { reading.active = active; reading.held = held; }, [reading, active, held]);

  const move = (step: number): void => {
    const at = rows.findIndex((row) => row.trace_id === active);
    const next = at === -1 ? virtual.range?.startIndex ?? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
    setActive(rows[next]?.trace_id ?? null);
    virtual.scrollToIndex(next);
  };
  const showNew = useCallback(() => {
    setHeld(latest);
    setActive(null);
    scroller.current?.scrollTo({ top: 0 });
  }, [latest]);
  useKeys({
    j: () => { move(1); }, ArrowDown: () => { move(1); }, k: () => { move(-1); }, ArrowUp: () => { move(-1); },
    PageDown: () => { move(10); }, PageUp: () => { move(-10); }, Home: () => { move(-rows.length); }, End: () => { move(rows.length); },
    Enter: () => { if (active !== null) navigate(tracePath(active)); },
    Escape: () => { setActive(null); },
    n: showNew, p: onPause,
  });

  const items = virtual.getVirtualItems();
  const activeIsRendered = active !== null && items.some((item) => item.key === active);
  const slowest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.duration_ms), 0), [rows]);
  const now = useNow(15_000);
  return (
    <div className="list">
      {waiting > 0 && <button type="button" className="new-pill" onClick={showNew}><Icon name="up" />{formatCount(waiting)} new</button>}
      <div
        ref={scroller} className="list-scroller" role="grid" aria-label="Traces, newest first" aria-rowcount={rows.length + 1} tabIndex={0} data-keys
        aria-activedescendant={activeIsRendered ? `trace-${active}` : undefined}
        onScroll={(event) => {
          reading.scrollTop = event.currentTarget.scrollTop;
          setScrolled(event.currentTarget.scrollTop > rowHeight / 2);
        }}
        onPointerLeave={() => { setHovered(false); }}
      >
        <div className="list-head" role="row" aria-rowindex={1}>
          <span role="columnheader"><span className="visually-hidden">Status</span></span>
          <span role="columnheader">Program</span>
          <span role="columnheader">Input and output</span>
          <span role="columnheader" className="number">Duration</span>
          <span role="columnheader" className="number">Tokens</span>
          <span role="columnheader" className="number">Cost</span>
          <span role="columnheader">Model</span>
          <span role="columnheader" className="number">Started</span>
        </div>
        <div className="list-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }} onPointerEnter={(event) => { if (event.pointerType === 'mouse') setHovered(true); }} onPointerLeave={() => { setHovered(false); }}>
          {items.map((item) => {
            const trace = rows[item.index];
            return trace !== undefined && (
              <TraceRow key={item.key} trace={trace} index={item.index} top={item.start} active={trace.trace_id === active} slowestMs={slowest} now={now} />
            );
          })}
        </div>
        {rows.length === 0 && <p className="list-end">No trace{service === null ? '' : <> of the service <strong>{service}</strong></>}. It may have been deleted.</p>}
        {rows.length >= limit && (
          <p className="list-end">
            The newest {plural(rows.length, 'trace')}. {onMore === null ? 'Older ones are in the store, and GET /api/traces/{id} answers them.' : <button type="button" className="link-button" onClick={onMore}>Show more</button>}
          </p>
        )}
      </div>
    </div>
  );
}
