import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { fetchQueryHints } from '../api/client.ts';
import { QueryField } from '../components/QueryField.tsx';
import { TimeSelect } from '../components/TimeSelect.tsx';
import type { ListLook } from '../list-address.ts';
import { FilterChips } from './FilterChips.tsx';

interface ViewFiltersProps {
  readonly look: ListLook;
  readonly onLook: (change: Partial<ListLook>) => void;
  /** Before the search. */
  readonly first?: ReactNode;
  /** Further choices of the view. */
  readonly children?: ReactNode;
}

/** Which traces a view is about. */
export function ViewFilters({ look, onLook, first, children }: ViewFiltersProps) {
  const hints = useQuery({ queryKey: ['query-hints'], queryFn: ({ signal }) => fetchQueryHints(signal), staleTime: 30_000 });
  return (
    <>
      <div className="toolbar" role="toolbar" aria-label="Which traces">
        {first}
        <QueryField query={look.q} hints={hints.data?.fields ?? []} onQuery={(q) => { onLook({ q }); }} />
        <TimeSelect look={look} onLook={onLook} />
        {children}
      </div>
      <FilterChips look={look} onLook={onLook} />
    </>
  );
}
