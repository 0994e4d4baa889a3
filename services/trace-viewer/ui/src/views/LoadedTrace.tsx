import { lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react';

import type { TraceSkeleton } from '../../../contract/skeleton.ts';
import { usePayloads } from '../api/trace-queries.ts';
import { Icon } from '../components/Icon.tsx';
import { Splitter } from '../components/Splitter.tsx';
import { useKeys } from '../keys.ts';
import { useNarrow, useTitle } from '../browser.ts';
import { criticalPath } from '../model/critical-path.ts';
import { findRows } from '../model/find.ts';
import { isModelCall } from '../model/kinds.ts';
import { ancestors, startingPoint, type TreeRow } from '../model/tree.ts';
import { navigate, tracePath } from '../router.tsx';
import { useStored } from '../stored.ts';
import type { TraceLook } from '../trace-address.ts';
import { ClockNote } from './ClockNote.tsx';
import { Minimap } from './Minimap.tsx';
import { MissingParent } from './MissingParent.tsx';
import { findProgram, ProgramPayload } from './ProgramPayload.tsx';
import { SpanPanel } from './SpanPanel.tsx';
import { SpanTree } from './SpanTree.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { useTraceRows } from './trace-rows.ts';
import { TraceToolbar } from './TraceToolbar.tsx';
import './TraceView.css';

const TraceFlame = lazy(async () => ({ default: (await import('./TraceFlame.tsx')).TraceFlame }));

interface LoadedTraceProps {
  readonly trace: TraceSkeleton;
  readonly look: TraceLook;
  readonly back: string;
}

/** Below this a map would only repeat the tree. */
const WORTH_A_MAP = 16;

export function LoadedTrace({ trace, look, back }: LoadedTraceProps) {
  const narrow = useNarrow();
  const { all, rows, skew, whole, selfMs } = useTraceRows(trace, look);
  const range = look.range ?? whole;
  const path = useMemo(() => (look.criticalPath ? criticalPath(rows, whole.toMs) : null), [rows, whole, look.criticalPath]);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(() => new Set());
  const [split, setSplit] = useStored<string>('viewer.split', '55', isPercent);
  const detail = useRef<HTMLElement>(null);
  const tree = useRef<HTMLDivElement>(null);

  const linked = useMemo(() => rows.find((row) => row.span.id === look.span), [rows, look.span]);
  // A narrow window shows the tree first; a wide one has room for what the reader most likely came for.
  const selected = linked ?? (narrow ? undefined : startingPoint(rows));
  const shown = useDeferredValue(selected);
  const question = useDeferredValue(look.find);
  const payloads = usePayloads(trace.trace_id, question.trim() !== '');
  const found = useMemo(() => findRows(rows, question, payloads), [rows, question, payloads]);
  const foundIds = useMemo(() => new Set(found.map((row) => row.span.id)), [found]);

  const change = (next: Partial<TraceLook>, replace = true): void => { navigate(tracePath(trace.trace_id, { ...look, ...next }), { replace }); };
  const select = (row: TreeRow): void => {
    const closed = ancestors(rows, row).filter((ancestor) => collapsed.has(ancestor));
    if (closed.length > 0) setCollapsed(new Set([...collapsed].filter((ancestor) => !closed.includes(ancestor))));
    change({ span: row.span.id }, !narrow || look.span !== null);
  };
  const selectNext = (wanted: (row: TreeRow) => boolean, step: 1 | -1 = 1): void => {
    const at = selected?.index ?? -1;
    const ordered = step === 1 ? [...rows.slice(at + 1), ...rows.slice(0, at + 1)] : [...rows.slice(0, Math.max(0, at)).toReversed(), ...rows.slice(Math.max(0, at)).toReversed()];
    const next = ordered.find(wanted);
    if (next !== undefined) select(next);
  };
  const selectFound = (step: 1 | -1): void => { selectNext((row) => foundIds.has(row.span.id), step); };
  const selectError = (step: 1 | -1 = 1): void => { selectNext((row) => row.span.status.code === 'error', step); };
  const zoomIn = (): void => {
    if (selected === undefined || look.as === 'flame') return;
    const toMs = Math.min(selected.endMs, whole.toMs);
    if (toMs > selected.startMs) change({ range: { fromMs: selected.startMs, toMs } });
  };
  const closeDetail = (): void => { change({ span: null }); };
  useKeys({
    l: () => { selectNext((row) => isModelCall(row.span)); },
    e: () => { selectError(); }, E: () => { selectError(-1); },
    n: () => { selectFound(1); }, N: () => { selectFound(-1); },
    z: zoomIn, 0: () => { change({ range: null, frame: null }); },
    c: () => { change({ detail: look.detail === 'compact' ? 'full' : 'compact' }); },
    p: () => { change({ criticalPath: !look.criticalPath }); },
    f: () => { change({ as: look.as === 'flame' ? 'tree' : 'flame' }); },
    Enter: () => { detail.current?.focus(); },
    Escape: () => {
      if (detail.current?.contains(document.activeElement) === true && !narrow) tree.current?.focus({ preventScroll: true });
      else if (narrow && linked !== undefined) closeDetail();
      else navigate(back);
    },
  });

  const program = useMemo(() => findProgram(all), [all]);
  useTitle(trace.name);
  const detailIsOpen = selected !== undefined;
  const zoom = (next: TraceLook['range']): void => { change({ range: next }); };
  return (
    <>
      <TraceHeader trace={trace} rows={all} whole={whole} back={back} />
      <div className="trace-body" data-detail={detailIsOpen || undefined}>
        <div className="trace-tree" style={narrow ? undefined : { flexBasis: `${split}%` }}>
          <TraceToolbar
            all={all} shown={rows.length} errors={trace.errors} look={look} found={found} foundAt={selected === undefined ? -1 : found.indexOf(selected)}
            onLook={change} onFound={selectFound} onError={selectError}
          />
          {skew.spans > 0 && <ClockNote skew={skew} aligned={look.aligned} onChange={(aligned) => { change({ aligned, range: null }); }} />}
          {look.as === 'tree' && (rows.length >= WORTH_A_MAP || look.range !== null) && whole.toMs > whole.fromMs && <Minimap rows={rows} whole={whole} range={range} onZoom={zoom} />}
          {look.as === 'flame'
            ? <Suspense fallback={<p className="visually-hidden" role="status">Loading the flame graph</p>}><TraceFlame traceId={trace.trace_id} rows={rows} untilMs={whole.toMs} look={look} found={foundIds} selected={selected} onLook={change} /></Suspense>
            : (
              <SpanTree
                ref={tree} rows={rows} range={range} path={path} untilMs={whole.toMs} selfMs={selfMs} found={foundIds} selected={selected?.span.id ?? null}
                collapsed={collapsed} onCollapse={setCollapsed} onSelect={select} onZoom={zoom}
              />
            )}
          {program !== undefined && <ProgramPayload traceId={trace.trace_id} program={program} />}
        </div>
        {!narrow && <Splitter value={Number(split)} min={28} max={72} label="Width of the tree" onChange={(value) => { setSplit(String(value)); }} />}
        {shown !== undefined && detailIsOpen && (
          <section className="trace-detail" ref={detail} tabIndex={-1} aria-label={`Span ${shown.span.name}`}>
            {narrow && <button type="button" className="button-quiet detail-back" onClick={closeDetail}><Icon name="back" />All spans</button>}
            {shown.missing
              ? <MissingParent key={shown.span.id} row={shown} namedBy={rows.filter((row) => row.parent === shown.index).length} />
              : <SpanPanel key={shown.span.id} traceId={trace.trace_id} row={shown} selfMs={selfMs.get(shown.span.id) ?? 0} answering={rows.find((row) => row.index > shown.index && isModelCall(row.span))} />}
          </section>
        )}
      </div>
    </>
  );
}

function isPercent(text: string): text is string {
  const value = Number(text);
  return value >= 28 && value <= 72;
}
