import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { fetchHistogram, fetchQueryHints, fetchStats, fetchTraces } from '../api/client.ts';
import { useTitle } from '../browser.ts';
import { Problem } from '../components/Problem.tsx';
import { formatList, isWhole, type ListLook } from '../list-address.ts';
import { navigate, tracesPath } from '../router.tsx';
import { FilterChips } from './FilterChips.tsx';
import { FirstRun } from './FirstRun.tsx';
import { ListHistogram } from './ListHistogram.tsx';
import { ListToolbar } from './ListToolbar.tsx';
import { forget, readingOf } from './reading.ts';
import { TraceGrid } from './TraceGrid.tsx';
import './TraceListView.css';

/** All traces, or those that one looks for, newest on top, as they arrive. */
export function TraceListView({ look }: { readonly look: ListLook }) {
  const address = formatList(look);
  const reading = readingOf(address);
  const [paused, setPaused] = useState(false);
  const traces = useQuery({ queryKey: ['traces', address], queryFn: ({ signal }) => fetchTraces(look, null, signal), placeholderData: keepPreviousData });
  const histogram = useQuery({ queryKey: ['histogram', address], queryFn: ({ signal }) => fetchHistogram(look, signal), placeholderData: keepPreviousData });
  const stats = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => fetchStats(signal) });
  const hints = useQuery({ queryKey: ['query-hints'], queryFn: ({ signal }) => fetchQueryHints(signal), staleTime: 30_000 });
  const rows = traces.data?.traces;
  useTitle('Traces');
  useEffect(() => { if (rows?.length === 0) forget(reading); }, [rows, reading]);

  if (rows !== undefined && rows.length === 0 && isWhole(look)) {
    return <main className="view"><h1 className="visually-hidden">Traces</h1>{traces.error !== null && <Problem error={traces.error} />}<FirstRun /></main>;
  }
  const change = (next: Partial<ListLook>): void => { navigate(tracesPath({ ...look, ...next })); };
  const pause = (): void => { setPaused(!paused); };
  return (
    <main className="view">
      <h1 className="visually-hidden">Traces</h1>
      <ListToolbar look={look} stats={stats.data} found={histogram.data?.traces} hints={hints.data?.fields ?? []} paused={paused} onLook={change} onPause={pause} />
      <FilterChips look={look} onLook={change} />
      {histogram.data !== undefined && histogram.data.traces > 1 && <ListHistogram histogram={histogram.data} onRange={change} />}
      {traces.error !== null && <Problem error={traces.error} />}
      {traces.data !== undefined && <TraceGrid key={address} look={look} latest={traces.data} stale={traces.isPlaceholderData} paused={paused} reading={reading} onPause={pause} onLook={change} />}
    </main>
  );
}
