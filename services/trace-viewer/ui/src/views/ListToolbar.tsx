import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Stats } from '../../../contract/stats.ts';
import type { QueryHint } from '../../../contract/query/query-hints.ts';
import { resetTraces } from '../api/client.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Icon } from '../components/Icon.tsx';
import { Problem } from '../components/Problem.tsx';
import { ListSwitch } from '../components/ListSwitch.tsx';
import { QueryField } from '../components/QueryField.tsx';
import { Select } from '../components/Select.tsx';
import { TimeSelect } from '../components/TimeSelect.tsx';
import { formatList, isWhole, WHOLE_LIST, type ListLook } from '../list-address.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { groupsPath, Link } from '../router.tsx';

interface ListToolbarProps {
  readonly look: ListLook;
  readonly stats: Stats | undefined;
  /** How many traces are listed in all. */
  readonly found: number | undefined;
  readonly hints: readonly QueryHint[];
  readonly paused: boolean;
  readonly onLook: (change: Partial<ListLook>) => void;
  readonly onPause: () => void;
}

export function ListToolbar({ look, stats, found, hints, paused, onLook, onPause }: ListToolbarProps) {
  const [asking, setAsking] = useState(false);
  const { service } = look;
  const services = [...new Set([...(stats?.services ?? []), ...(service === null ? [] : [service])])].toSorted();
  return (
    <div className="toolbar" role="toolbar" aria-label="List of traces">
      <ListSwitch view="traces" look={look} />
      <QueryField query={look.q} hints={hints} onQuery={(q) => { onLook({ q }); }} />
      <Select label="Service" value={service ?? ''} onChange={(name) => { onLook({ service: name === '' ? null : name }); }}>
        <option value="">All</option>
        {services.map((name) => <option key={name} value={name}>{name}</option>)}
      </Select>
      <TimeSelect look={look} onLook={onLook} />
      {stats !== undefined && (
        <p className="toolbar-counts">
          {isWhole(look) || found === undefined ? plural(stats.traces, 'trace') : `${formatCount(found)} of ${plural(stats.traces, 'trace')}`} <span className="faint">{plural(stats.total_spans, 'span')}</span>
        </p>
      )}
      <div className="toolbar-end">
        <Link className="button" to={groupsPath(look, { ...WHOLE_LIST, service: look.service })} title="Hold these traces against others, side by side">Compare …</Link>
        <button type="button" className="button" aria-pressed={paused} onClick={onPause} title={paused ? 'Show traces as they arrive (p)' : 'Hold the list still (p)'}>
          <Icon name={paused ? 'play' : 'pause'} />{paused ? 'Resume' : 'Pause'}
        </button>
        <a className="button" href={`/api/export${formatList({ ...look, sort: 'start' })}`} download aria-label="Export these traces" title="Export these traces as OTLP. Drop such a file on the page to import it."><Icon name="down" /></a>
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
