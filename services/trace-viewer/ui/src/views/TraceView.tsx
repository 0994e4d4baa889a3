import { useQuery } from '@tanstack/react-query';

import { fetchSkeleton } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import { Problem } from '../components/Problem.tsx';
import { useKeys } from '../keys.ts';
import { Link, navigate } from '../router.tsx';
import type { TraceLook } from '../trace-address.ts';
import { LoadedTrace } from './LoadedTrace.tsx';

interface TraceViewProps {
  readonly id: string;
  readonly look: TraceLook;
  /** Address of the list that the reader came from. */
  readonly back: string;
}

export function TraceView({ id, look, back }: TraceViewProps) {
  const trace = useQuery({ queryKey: ['trace', id], queryFn: ({ signal }) => fetchSkeleton(id, signal), retry: retryUnlessMissing, structuralSharing: false });
  if (trace.data !== undefined) {
    return (
      <main className="view">
        {trace.error !== null && <Problem error={trace.error} />}
        <LoadedTrace trace={trace.data} look={look} back={back} />
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
