import { useQuery } from '@tanstack/react-query';

import { fetchRefused } from '../api/client.ts';
import { advice } from '../model/advice.ts';
import './RefusedList.css';

const EACH_MS = 2_000;

/** What arrived and could not be taken, with what to change. Nothing while there is nothing to say. */
export function RefusedList({ most }: { readonly most: number }) {
  const { data } = useQuery({ queryKey: ['doctor'], queryFn: ({ signal }) => fetchRefused(signal), refetchInterval: EACH_MS });
  const refused = data?.refused ?? [];
  const endpoint = `${window.location.origin}/v1/traces`;
  if (refused.length === 0) return null;
  return (
    <section className="refused" aria-label="What could not be taken" role="status">
      <h2>Something arrived that could not be taken</h2>
      <ul>
        {refused.slice(0, most).map((request, index) => (
          <li key={`${request.time} ${index}`}>
            <p><code>{request.method} {request.path}</code> <span className="muted">{request.content_type === '' ? 'no content type' : request.content_type}, answered with {request.status}, {new Date(request.time).toLocaleTimeString('en', { hour12: false })}</span></p>
            <p>{advice(request, endpoint)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
