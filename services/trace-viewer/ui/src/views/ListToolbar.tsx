import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Stats } from '../../../contract/stats.ts';
import { resetTraces } from '../api/client.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Icon } from '../components/Icon.tsx';
import { Problem } from '../components/Problem.tsx';
import { plural } from '../model/numbers.ts';
import { navigate, tracesPath } from '../router.tsx';

interface ListToolbarProps {
  readonly service: string | null;
  readonly stats: Stats | undefined;
  readonly paused: boolean;
  readonly onPause: () => void;
}

export function ListToolbar({ service, stats, paused, onPause }: ListToolbarProps) {
  const [asking, setAsking] = useState(false);
  const services = [...new Set([...(stats?.services ?? []), ...(service === null ? [] : [service])])].toSorted();
  return (
    <div className="toolbar" role="toolbar" aria-label="List of traces">
      <label className="select">
        <span className="muted">Service</span>
        <select value={service ?? ''} onChange={(event) => { navigate(tracesPath(event.target.value === '' ? null : event.target.value)); }}>
          <option value="">All</option>
          {services.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
        <Icon name="chevron" />
      </label>
      {stats !== undefined && <p className="toolbar-counts">{plural(stats.traces, 'trace')} <span className="faint">{plural(stats.total_spans, 'span')}</span></p>}
      <div className="toolbar-end">
        <button type="button" className="button" aria-pressed={paused} onClick={onPause} title={paused ? 'Show traces as they arrive (p)' : 'Hold the list still (p)'}>
          <Icon name={paused ? 'play' : 'pause'} />{paused ? 'Resume' : 'Pause'}
        </button>
        <button type="button" className="button" onClick={() => { setAsking(true); }} aria-label="Delete all traces" title="Delete all traces"><Icon name="trash" /></button>
      </div>
      {asking && <ResetDialog traces={stats?.traces ?? 0} onClose={() => { setAsking(false); }} />}
    </div>
  );
}

function ResetDialog({ traces, onClose }: { readonly traces: number; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [error, setError] = useState<Error | null>(null);
  const reset = async (): Promise<void> => {
    try {
      await resetTraces();
      await client.resetQueries();
      onClose();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    }
  };
  return (
    <Dialog title="Delete all traces?" onClose={onClose}>
      <p className="muted">{plural(traces, 'trace')} will be gone from this viewer for good, those of every service.</p>
      {error !== null && <Problem error={error} />}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>Keep</button>
        <button type="button" className="button button-danger" onClick={() => { void reset(); }}>Delete</button>
      </div>
    </Dialog>
  );
}
