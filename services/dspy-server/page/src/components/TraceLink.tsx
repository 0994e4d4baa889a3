import type { ReactNode } from 'react';

import { Icon } from './Icon.tsx';

/** To a trace in the viewer, beside this page: what is filled in here stays. */
export function TraceLink({ id, viewerUrl, children }: { readonly id: string; readonly viewerUrl: string; readonly children: ReactNode }) {
  return <a className="trace-link" href={`${viewerUrl}/traces/${id}`} target="_blank" rel="noreferrer" title={`Trace ${id} in the viewer`}>{children}<Icon name="out" /></a>;
}
