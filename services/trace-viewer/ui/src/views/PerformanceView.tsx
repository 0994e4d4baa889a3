import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { sidesOf, type Against } from '../against.ts';
import { fetchOperations, fetchSlowest, fetchTimeReport, fetchUsage } from '../api/analysis.ts';
import { fetchHistogram, fetchQueryHints } from '../api/client.ts';
import { useTitle } from '../browser.ts';
import { Problem } from '../components/Problem.tsx';
import { WHOLE_LIST, type ListLook } from '../list-address.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { joinOperations } from '../model/operation-change.ts';
import { navigate, performancePath } from '../router.tsx';
import { AgainstBar, AgainstSelect } from './AgainstBar.tsx';
import { FlamePanel } from './FlamePanel.tsx';
import { LatencySeries } from './LatencySeries.tsx';
import { OperationComparison } from './OperationComparison.tsx';
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
  readonly against: Against | null;
  /** The frame of the flame graph that is zoomed in on. */
  readonly frame: string | null;
}

/** Where time and money go, over all traces or some of them, also held against others; every number leads to the traces behind it. */
export function PerformanceView({ look: whole, operation, against, frame }: PerformanceViewProps) {
  useTitle('Performance');
  const { base, now: look } = against === null ? { base: null, now: whole } : sidesOf(whole, against);
  const key = JSON.stringify(look);
  const operations = useQuery({ queryKey: ['analysis', 'operations', key], queryFn: ({ signal }) => fetchOperations(look, signal), placeholderData: keepPreviousData });
  const before = useQuery({
    queryKey: ['analysis', 'operations', JSON.stringify(base)], queryFn: ({ signal }) => fetchOperations(base ?? WHOLE_LIST, signal), enabled: base !== null, placeholderData: keepPreviousData,
  });
  const time = useQuery({ queryKey: ['analysis', 'time', key], queryFn: ({ signal }) => fetchTimeReport(look, signal), placeholderData: keepPreviousData });
  const calls = useQuery({ queryKey: ['analysis', 'slowest', 'LLM', key], queryFn: ({ signal }) => fetchSlowest(look, 'LLM', signal), placeholderData: keepPreviousData });
  const searches = useQuery({ queryKey: ['analysis', 'slowest', 'RETRIEVER', key], queryFn: ({ signal }) => fetchSlowest(look, 'RETRIEVER', signal), placeholderData: keepPreviousData });
  const usage = useQuery({ queryKey: ['analysis', 'usage', key], queryFn: ({ signal }) => fetchUsage(look, signal), placeholderData: keepPreviousData });
  const hints = useQuery({ queryKey: ['query-hints'], queryFn: ({ signal }) => fetchQueryHints(signal), staleTime: 30_000 });
  const stored = useQuery({ queryKey: ['histogram', ''], queryFn: ({ signal }) => fetchHistogram(WHOLE_LIST, signal) });

  const error = operations.error ?? before.error ?? time.error ?? calls.error ?? searches.error ?? usage.error;
  const list = operations.data?.operations;
  const compared = base === null || list === undefined || before.data === undefined ? null : joinOperations(before.data.operations, list);
  const chosen = list?.find(({ name }) => name === operation) ?? list?.[0];
  const sample = time.data?.sample;
  const comparing = {
    look: whole, against, versions: hints.data?.fields.find(({ field }) => field === 'version')?.choices ?? [], stored: stored.data,
    onChange: (next: Against | null, change: Partial<ListLook> = {}) => { navigate(performancePath({ ...whole, ...change }, operation, next)); },
  };
  const onto = (name: string): string => performancePath(whole, name, against);
  return (
    <main className="view">
      <h1 className="visually-hidden">Performance</h1>
      <ViewFilters look={whole} onLook={(change) => { navigate(performancePath({ ...whole, ...change }, operation, against)); }}><AgainstSelect {...comparing} /></ViewFilters>
      <AgainstBar {...comparing} />
      {error !== null && <Problem error={error} />}
      {list?.length === 0 && <p className="list-end">No trace fits the filters{against === null ? ', or none has arrived' : ' of B'}.</p>}
      <div className="performance">
        {compared !== null && base !== null && compared.length > 0 && <OperationComparison operations={compared} a={base} b={look} chosen={chosen?.name ?? null} onto={onto} />}
        {chosen !== undefined && <LatencySeries look={look} operation={chosen} />}
        {time.data !== undefined && time.data.programs.length > 0 && <TimeShares programs={time.data.programs} look={look} />}
        {against === null && list !== undefined && list.length > 0 && <OperationTable operations={list} times={time.data?.operations ?? []} look={look} chosen={chosen?.name ?? null} onto={onto} />}
        <FlamePanel look={look} frame={frame} onFrame={(next) => { navigate(performancePath(whole, operation, against, next), { replace: true }); }} />
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
