import { useQuery } from '@tanstack/react-query';

import { fetchQueryHints } from '../api/client.ts';
import { QueryField } from '../components/QueryField.tsx';
import type { ListLook } from '../list-address.ts';
import { FilterChips } from './FilterChips.tsx';

interface ViewFiltersProps {
  readonly look: ListLook;
  readonly onLook: (change: Partial<ListLook>) => void;
}

/** Which traces a view is about. */
export function ViewFilters({ look, onLook }: ViewFiltersProps) {
  const hints = useQuery({ queryKey: ['query-hints'], queryFn: ({ signal }) => fetchQueryHints(signal), staleTime: 30_000 });
  return (
    <>
      <div className="toolbar" role="toolbar" aria-label="Which traces"><QueryField query={look.q} hints={hints.data?.fields ?? []} onQuery={(q) => { onLook({ q }); }} /></div>
      <FilterChips look={look} onLook={onLook} />
    </>
  );
}
