import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { fetchStats, fetchTraces, LIST_LIMITS, type ListLimit } from '../api/client.ts';
import { useTitle } from '../browser.ts';
import { Problem } from '../components/Problem.tsx';
import { FirstRun } from './FirstRun.tsx';
import { ListToolbar } from './ListToolbar.tsx';
import { forget, readingOf } from './reading.ts';
import { TraceGrid } from './TraceGrid.tsx';
import './TraceListView.css';

/** All traces, newest on top, as they arrive. */
export function TraceListView({ service }: { readonly service: string | null }) {
  const reading = readingOf(service);
  const [limit, setLimit] = useState<ListLimit>(reading.limit);
  const [paused, setPaused] = useState(false);
  const traces = useQuery({
    queryKey: ['traces', service, limit],
    queryFn: ({ signal }) => fetchTraces(service, limit, signal),
    placeholderData: keepPreviousData,
  });
  const stats = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => fetchStats(signal) });
  const rows = traces.data?.traces;
  useTitle('Traces');
  useEffect(() => { if (rows?.length === 0) forget(reading); }, [rows, reading]);

  const more = (): void => {
    const next = LIST_LIMITS.find((step) => step > limit) ?? limit;
    reading.limit = next;
    setLimit(next);
  };
  if (rows !== undefined && rows.length === 0 && service === null) {
    return <main className="view"><h1 className="visually-hidden">Traces</h1>{traces.error !== null && <Problem error={traces.error} />}<FirstRun /></main>;
  }
  return (
    <main className="view">
      <h1 className="visually-hidden">Traces</h1>
      <ListToolbar service={service} stats={stats.data} paused={paused} onPause={() => { setPaused(!paused); }} />
      {traces.error !== null && <Problem error={traces.error} />}
      {rows !== undefined && (
        <TraceGrid
          latest={rows} paused={paused} reading={reading} service={service}
          onPause={() => { setPaused(!paused); }} limit={limit} onMore={limit === LIST_LIMITS.at(-1) ? null : more}
        />
      )}
    </main>
  );
}
