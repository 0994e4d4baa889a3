import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchOperations, fetchSlowest, fetchTimeReport, fetchUsage } from '../api/analysis.ts';
import { useTitle } from '../browser.ts';
import { Problem } from '../components/Problem.tsx';
import type { ListLook } from '../list-address.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { navigate, performancePath } from '../router.tsx';
import { LatencySeries } from './LatencySeries.tsx';
import { OperationTable } from './OperationTable.tsx';
import { SlowestSpans } from './SlowestSpans.tsx';
import { TimeShares } from './TimeShares.tsx';
import { UsageTable } from './UsageTable.tsx';
import { ViewFilters } from './ViewFilters.tsx';
import './TraceListView.css';
import './PerformanceView.css';

interface PerformanceViewProps {
  readonly look: ListLook;
  /** The operation whose latency is drawn. */
  readonly operation: string | null;
}

/** Where time and money go, over all traces or some of them; every number leads to the traces behind it. */
export function PerformanceView({ look, operation }: PerformanceViewProps) {
  useTitle('Performance');
  const key = JSON.stringify(look);
  const operations = useQuery({ queryKey: ['analysis', 'operations', key], queryFn: ({ signal }) => fetchOperations(look, signal), placeholderData: keepPreviousData });
  const time = useQuery({ queryKey: ['analysis', 'time', key], queryFn: ({ signal }) => fetchTimeReport(look, signal), placeholderData: keepPreviousData });
  const calls = useQuery({ queryKey: ['analysis', 'slowest', 'LLM', key], queryFn: ({ signal }) => fetchSlowest(look, 'LLM', signal), placeholderData: keepPreviousData });
  const searches = useQuery({ queryKey: ['analysis', 'slowest', 'RETRIEVER', key], queryFn: ({ signal }) => fetchSlowest(look, 'RETRIEVER', signal), placeholderData: keepPreviousData });
  const usage = useQuery({ queryKey: ['analysis', 'usage', key], queryFn: ({ signal }) => fetchUsage(look, signal), placeholderData: keepPreviousData });
  const error = operations.error ?? time.error ?? calls.error ?? searches.error ?? usage.error;
  const list = operations.data?.operations;
  const chosen = list?.find(({ name }) => name === operation) ?? list?.[0];
  const sample = time.data?.sample;
  return (
    <main className="view">
      <h1 className="visually-hidden">Performance</h1>
      <ViewFilters look={look} onLook={(change) => { navigate(performancePath({ ...look, ...change }, operation)); }} />
      {error !== null && <Problem error={error} />}
      {list?.length === 0 && <p className="list-end">No trace fits the filters, or none has arrived.</p>}
      <div className="performance">
        {chosen !== undefined && <LatencySeries look={look} operation={chosen} />}
        {time.data !== undefined && time.data.programs.length > 0 && <TimeShares programs={time.data.programs} look={look} />}
        {list !== undefined && list.length > 0 && <OperationTable operations={list} times={time.data?.operations ?? []} look={look} chosen={chosen?.name ?? null} />}
        {calls.data !== undefined && calls.data.spans.length > 0 && <SlowestSpans title="Slowest model calls" spans={calls.data.spans} />}
        {searches.data !== undefined && searches.data.spans.length > 0 && <SlowestSpans title="Slowest retrievals" spans={searches.data.spans} />}
        {usage.data !== undefined && usage.data.rows.length > 0 && <UsageTable rows={usage.data.rows} />}
      </div>
      {sample !== undefined && sample.one_of > 1 && (
        <p className="list-end">Shares of time are those of {plural(sample.traces, 'trace')} with {formatCount(sample.spans)} spans, one of {formatCount(sample.one_of)} taken at random.</p>
      )}
    </main>
  );
}
