import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { TraceList } from '../../../contract/trace-list.ts';
import { Icon } from '../components/Icon.tsx';
import { Problem } from '../components/Problem.tsx';
import { useKeys } from '../keys.ts';
import type { ListLook, Sort } from '../list-address.ts';
import { useNarrow, useNow, useStable } from '../browser.ts';
import { arrange } from '../model/arrivals.ts';
import { formatCount } from '../model/numbers.ts';
import { usePicks } from '../picks.ts';
import { comparePath, navigate, tracePath } from '../router.tsx';
import { useNextPage } from './next-page.ts';
import { PickBar } from './PickBar.tsx';
import type { Held, Reading } from './reading.ts';
import { TraceRow } from './TraceRow.tsx';

interface TraceGridProps {
  readonly look: ListLook;
  /** The first page, as it is now. */
  readonly latest: TraceList;
  /** True while `latest` is still that of another look: it is shown, but nothing to hold on to. */
  readonly stale: boolean;
  readonly paused: boolean;
  readonly reading: Reading;
  readonly onPause: () => void;
  readonly onLook: (change: Partial<ListLook>) => void;
}

const ROW_HEIGHT = 46;
const NARROW_ROW_HEIGHT = 76;
/** The next page is asked for when this few rows are left. */
const ROWS_LEFT = 60;

export function TraceGrid({ look, latest, stale, paused, reading, onPause, onLook }: TraceGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(reading.active);
  const [hovered, setHovered] = useState(false);
  const [scrolled, setScrolled] = useState(reading.scrollTop > 0);
  const [held, setHeld] = useState(reading.held);

  const follow = stale || (!paused && !scrolled && !hovered && active === null);
  const holds = !follow && latest.traces.length > 0;
  if (!holds && held !== null) setHeld(null);
  if (holds && held === null) setHeld(firstPage(latest));
  const { rows, waiting } = useMemo(() => arrange(held?.rows ?? [], latest.traces, follow, look.sort === 'start'), [held, latest, follow, look.sort]);

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
    setHeld(firstPage(latest));
    setActive(null);
    scroller.current?.scrollTo({ top: 0 });
  }, [latest]);
  const { picks, togglePick, clearPicks } = usePicks();
  const pick = useStable(togglePick);
  const [a, b] = picks;
  const compare = (): void => { if (a !== undefined && b !== undefined) navigate(comparePath(a, b)); };
  useKeys({
    j: () => { move(1); }, ArrowDown: () => { move(1); }, k: () => { move(-1); }, ArrowUp: () => { move(-1); },
    PageDown: () => { move(10); }, PageUp: () => { move(-10); }, Home: () => { move(-rows.length); }, End: () => { move(rows.length); },
    Enter: () => { if (active !== null) navigate(tracePath(active)); },
    Escape: () => { setActive(null); },
    n: showNew, p: onPause, x: () => { if (active !== null) togglePick(active); }, c: compare,
  });

  const items = virtual.getVirtualItems();
  const more = useNextPage(look, held, (items.at(-1)?.index ?? 0) > rows.length - ROWS_LEFT, setHeld);
  const activeIsRendered = active !== null && items.some((item) => item.key === active);
  const slowest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.duration_ms), 0), [rows]);
  const now = useNow(15_000);
  return (
    <div className="list">
      {waiting > 0 && <button type="button" className="new-pill" onClick={showNew}><Icon name="up" />{formatCount(waiting)} new</button>}
      <div
        ref={scroller} className="list-scroller" role="grid" aria-label={look.sort === 'start' ? 'Traces, newest first' : `Traces, greatest ${look.sort} first`} aria-rowcount={rows.length + 1} tabIndex={0} data-keys
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
          <SortHead sort="duration" look={look} onLook={onLook}>Duration</SortHead>
          <span role="columnheader" className="number" title="Time in which language models were called, as part of the duration">LM</span>
          <SortHead sort="tokens" look={look} onLook={onLook}>Tokens</SortHead>
          <SortHead sort="cost" look={look} onLook={onLook}>Cost</SortHead>
          <span role="columnheader">Model</span>
          <SortHead sort="start" look={look} onLook={onLook}>Started</SortHead>
        </div>
        <div className="list-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }} onPointerEnter={(event) => { if (event.pointerType === 'mouse') setHovered(true); }} onPointerLeave={() => { setHovered(false); }}>
          {items.map((item) => {
            const trace = rows[item.index];
            return trace !== undefined && (
              <TraceRow key={item.key} trace={trace} index={item.index} top={item.start} active={trace.trace_id === active} picked={picks.includes(trace.trace_id)} slowestMs={slowest} now={now} onPick={pick} />
            );
          })}
        </div>
        {rows.length === 0 && <p className="list-end">No trace fits the filters.</p>}
        {more.error !== null && <Problem error={more.error} />}
        {more.loading && <p className="list-end" role="status">Loading older traces</p>}
      </div>
      {picks.length > 0 && <PickBar picks={picks} onCompare={compare} onClear={clearPicks} />}
    </div>
  );
}

function firstPage({ traces, next_cursor: cursor }: TraceList): Held {
  return { rows: traces, cursor };
}

interface SortHeadProps {
  readonly sort: Sort;
  readonly look: ListLook;
  readonly onLook: (change: Partial<ListLook>) => void;
  readonly children: string;
}

/** A column that the list can be in the order of, greatest first. */
function SortHead({ sort, look, onLook, children }: SortHeadProps) {
  const sorted = look.sort === sort;
  return (
    <span role="columnheader" className="number" aria-sort={sorted ? 'descending' : 'none'}>
      <button type="button" className="sort-button" tabIndex={-1} onClick={() => { onLook({ sort: sorted ? 'start' : sort }); }} title={sort === 'start' ? 'Newest first' : `Greatest ${children.toLowerCase()} first`}>
        {sorted && <Icon name="down" />}{children}
      </button>
    </span>
  );
}
