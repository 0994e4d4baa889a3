import { useEffect, useState } from 'react';

import { fetchTraces } from '../api/client.ts';
import type { ListLook } from '../list-address.ts';
import { append } from '../model/arrivals.ts';
import type { Held } from './reading.ts';

/** Asks for the next page of a list that is held, whenever its end is `near`. */
export function useNextPage(look: ListLook, held: Held | null, near: boolean, onHeld: (held: Held) => void): { readonly loading: boolean; readonly error: Error | null } {
  const [error, setError] = useState<Error | null>(null);
  const cursor = near ? held?.cursor ?? null : null;
  useEffect(() => {
    if (held === null || cursor === null) return undefined;
    const gone = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const { traces, next_cursor: next } = await fetchTraces(look, cursor, gone.signal);
        onHeld({ rows: append(held.rows, traces), cursor: next });
        setError(null);
      } catch (cause) {
        if (!gone.signal.aborted) setError(cause instanceof Error ? cause : new Error(String(cause)));
      }
    };
    void load();
    return () => { gone.abort(); };
    // The rows are those of the cursor: they change together.
  }, [cursor]);
  return { loading: cursor !== null && error === null, error };
}
