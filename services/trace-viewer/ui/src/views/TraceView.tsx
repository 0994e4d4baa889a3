import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useRef, useState } from 'react';

import type { Trace } from '../../../contract/trace.ts';
import { ApiError, fetchTrace } from '../api/client.ts';
import { Icon } from '../components/Icon.tsx';
import { Problem } from '../components/Problem.tsx';
import { Splitter } from '../components/Splitter.tsx';
import { useKeys } from '../keys.ts';
import { useNarrow, useTitle } from '../browser.ts';
import { isModelCall } from '../model/kinds.ts';
import { timeline } from '../model/timeline.ts';
import { ancestors, flatten, startingPoint, type TreeRow } from '../model/tree.ts';
import { Link, navigate, tracePath } from '../router.tsx';
import { useStored } from '../stored.ts';
import { findProgram, ProgramPayload } from './ProgramPayload.tsx';
import { SpanDetail } from './SpanDetail.tsx';
import { SpanTree } from './SpanTree.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import './TraceView.css';

interface TraceViewProps {
  readonly id: string;
  /** The span in the address, if any. */
  readonly span: string | null;
  /** Address of the list that the reader came from. */
  readonly back: string;
}

export function TraceView({ id, span, back }: TraceViewProps) {
  const trace = useQuery({ queryKey: ['trace', id], queryFn: ({ signal }) => fetchTrace(id, signal), retry: retryUnlessMissing });
  if (trace.data !== undefined) {
    return (
      <main className="view">
        {trace.error !== null && <Problem error={trace.error} />}
        <LoadedTrace trace={trace.data} span={span} back={back} />
      </main>
    );
  }
  return <main className="view">{trace.error === null ? <p className="visually-hidden" role="status">Loading the trace</p> : <Missing error={trace.error} id={id} back={back} />}</main>;
}

function retryUnlessMissing(failures: number, error: Error): boolean {
  return failures < 1 && !(error instanceof ApiError && error.status === 404);
}

function Missing({ error, id, back }: { readonly error: Error; readonly id: string; readonly back: string }) {
  useKeys({ Escape: () => { navigate(back); } });
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="lost">
      <h1>{missing ? 'This trace is not here' : 'The trace could not be read'}</h1>
      <p className="muted">{missing ? 'Nothing of it has arrived, or it was deleted. It shows here as soon as a span of it arrives.' : error.message}</p>
      <p><code className="faint">{id}</code></p>
      <Link to={back} className="button">All traces</Link>
    </div>
  );
}

function LoadedTrace({ trace, span, back }: { readonly trace: Trace; readonly span: string | null; readonly back: string }) {
  const narrow = useNarrow();
  const rows = useMemo(() => flatten(trace.tree), [trace]);
  const line = useMemo(() => timeline(trace.start, trace.end), [trace.start, trace.end]);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(() => new Set());
  const [split, setSplit] = useStored<string>('viewer.split', '55', isPercent);
  const detail = useRef<HTMLElement>(null);
  const tree = useRef<HTMLDivElement>(null);

  const linked = useMemo(() => rows.find((row) => row.span.id === span), [rows, span]);
  // A narrow window shows the tree first; a wide one has room for what the reader most likely came for.
  const selected = linked ?? (narrow ? undefined : startingPoint(rows));
  const shown = useDeferredValue(selected);

  const select = (row: TreeRow): void => {
    const hidden = ancestors(rows, row).filter((ancestor) => collapsed.has(ancestor));
    if (hidden.length > 0) setCollapsed(new Set([...collapsed].filter((ancestor) => !hidden.includes(ancestor))));
    navigate(tracePath(trace.trace_id, row.span.id), { replace: !narrow || span !== null });
  };
  const selectNext = (wanted: (row: TreeRow) => boolean): void => {
    const after = (selected?.index ?? -1) + 1;
    const next = rows.slice(after).find(wanted) ?? rows.slice(0, after).find(wanted);
    if (next !== undefined) select(next);
  };
  const closeDetail = (): void => { navigate(tracePath(trace.trace_id), { replace: true }); };
  useKeys({
    l: () => { selectNext((row) => isModelCall(row.span)); },
    e: () => { selectNext((row) => row.span.status.code === 'error'); },
    Enter: () => { detail.current?.focus(); },
    Escape: () => {
      if (detail.current?.contains(document.activeElement) === true && !narrow) tree.current?.focus({ preventScroll: true });
      else if (narrow && linked !== undefined) closeDetail();
      else navigate(back);
    },
  });

  const program = useMemo(() => findProgram(rows), [rows]);
  useTitle(trace.name);
  const detailIsOpen = selected !== undefined;
  return (
    <>
      <TraceHeader trace={trace} rows={rows} back={back} />
      <div className="trace-body" data-detail={detailIsOpen || undefined}>
        <div className="trace-tree" style={narrow ? undefined : { flexBasis: `${split}%` }}>
          <SpanTree ref={tree} rows={rows} line={line} services={trace.resources} selected={selected?.span.id ?? null} collapsed={collapsed} onCollapse={setCollapsed} onSelect={select} />
          {program !== undefined && <ProgramPayload program={program} />}
        </div>
        {!narrow && <Splitter value={Number(split)} min={28} max={72} label="Width of the tree" onChange={(value) => { setSplit(String(value)); }} />}
        {shown !== undefined && detailIsOpen && (
          <section className="trace-detail" ref={detail} tabIndex={-1} aria-label={`Span ${shown.span.name}`}>
            {narrow && <button type="button" className="button-quiet detail-back" onClick={closeDetail}><Icon name="back" />All spans</button>}
            <SpanDetail key={shown.span.id} span={shown.span} line={line} resource={trace.resources[shown.span.resource]} />
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
