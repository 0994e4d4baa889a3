import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchOperations, fetchTimeReport, fetchUsage } from '../api/analysis.ts';
import { fetchHistogram, fetchQueryHints, fetchTraces } from '../api/client.ts';
import { useTitle } from '../browser.ts';
import { Problem } from '../components/Problem.tsx';
import { QueryField } from '../components/QueryField.tsx';
import { SideLetter } from '../components/SideLetter.tsx';
import { TimeSelect } from '../components/TimeSelect.tsx';
import type { QueryHint } from '../../../contract/query/query-hints.ts';
import type { ListLook } from '../list-address.ts';
import { groupFigures } from '../model/group-figures.ts';
import { joinOperations } from '../model/operation-change.ts';
import { groupsPath, navigate } from '../router.tsx';
import { AnswerPairs } from './AnswerPairs.tsx';
import { FilterChips } from './FilterChips.tsx';
import { GroupTotals } from './GroupTotals.tsx';
import { OperationComparison } from './OperationComparison.tsx';
import './TraceListView.css';
import './PerformanceView.css';
import './GroupsView.css';

/** Two groups of traces side by side: what they took, what they answered, and each of their operations. */
export function GroupsView({ a, b }: { readonly a: ListLook; readonly b: ListLook }) {
  useTitle('Compare groups');
  const hints = useQuery({ queryKey: ['query-hints'], queryFn: ({ signal }) => fetchQueryHints(signal), staleTime: 30_000 });
  const left = useGroup(a);
  const right = useGroup(b);
  const error = left.error ?? right.error;
  const sides = { hints: hints.data?.fields ?? [] };
  return (
    <main className="view">
      <h1 className="visually-hidden">Compare two groups of traces</h1>
      <div className="group-sides">
        <GroupSide side="A" look={a} {...sides} onLook={(look) => { navigate(groupsPath(look, b)); }} />
        <GroupSide side="B" look={b} {...sides} onLook={(look) => { navigate(groupsPath(a, look)); }} />
      </div>
      {error !== null && <Problem error={error} />}
      <div className="performance">
        {left.data !== undefined && right.data !== undefined && (
          <>
            <GroupTotals a={groupFigures(left.data)} b={groupFigures(right.data)} looks={[a, b]} />
            <OperationComparison operations={joinOperations(left.data.operations, right.data.operations)} a={a} b={b} />
            <AnswerPairs a={left.data.newest} b={right.data.newest} />
          </>
        )}
      </div>
    </main>
  );
}

function useGroup(look: ListLook) {
  return useQuery({
    queryKey: ['analysis', 'group', JSON.stringify(look)], placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const [{ operations }, time, { rows: usage }, histogram, { traces: newest }] = await Promise.all([
        fetchOperations(look, signal), fetchTimeReport(look, signal), fetchUsage(look, signal), fetchHistogram(look, signal), fetchTraces(look, null, signal),
      ]);
      return { operations, time, usage, traces: histogram.traces, errors: histogram.errors, newest };
    },
  });
}

interface GroupSideProps {
  readonly side: 'A' | 'B';
  readonly look: ListLook;
  readonly hints: readonly QueryHint[];
  readonly onLook: (look: ListLook) => void;
}

/** Which traces a side is about. */
function GroupSide({ side, look, hints, onLook }: GroupSideProps) {
  return (
    <section aria-label={`Traces of ${side}`}>
      <div className="toolbar">
        <SideLetter side={side} />
        <QueryField query={look.q} hints={hints} label={`Search traces of ${side}`} onQuery={(q) => { onLook({ ...look, q }); }} />
        <TimeSelect look={look} onLook={(change) => { onLook({ ...look, ...change }); }} />
      </div>
      <FilterChips look={look} onLook={(change) => { onLook({ ...look, ...change }); }} />
    </section>
  );
}
