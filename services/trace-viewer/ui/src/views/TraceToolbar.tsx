import { useRef, type KeyboardEvent } from 'react';

import { Icon } from '../components/Icon.tsx';
import { KindMark } from '../components/KindMark.tsx';
import { Menu } from '../components/Menu.tsx';
import { useKeys } from '../keys.ts';
import { countKinds } from '../model/detail.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import type { TreeRow } from '../model/tree.ts';
import type { TraceLook } from '../trace-address.ts';
import './TraceToolbar.css';

interface TraceToolbarProps {
  readonly all: readonly TreeRow[];
  readonly shown: number;
  readonly errors: number;
  readonly look: TraceLook;
  readonly found: readonly TreeRow[];
  /** Place of the chosen span among those that were found; -1 when it is none of them. */
  readonly foundAt: number;
  readonly onLook: (change: Partial<TraceLook>) => void;
  readonly onFound: (step: 1 | -1) => void;
  readonly onError: () => void;
}

/** What is shown of a trace: search, errors, kinds and the part of time. */
export function TraceToolbar({ all, shown, errors, look, found, foundAt, onLook, onFound, onError }: TraceToolbarProps) {
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => { field.current?.select(); } });
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onFound(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      onLook({ find: '' });
      field.current?.blur();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="trace-toolbar" role="toolbar" aria-label="What is shown of the trace">
      <label className="trace-find">
        <Icon name="search" />
        <span className="visually-hidden">Search names and values in this trace</span>
        <input ref={field} type="search" value={look.find} placeholder="Find in this trace  /" onChange={(event) => { onLook({ find: event.target.value }); }} onKeyDown={press} />
        {look.find !== '' && <span className="trace-find-count number" role="status">{found.length === 0 ? 'none' : `${foundAt === -1 ? '–' : formatCount(foundAt + 1)} of ${formatCount(found.length)}`}</span>}
      </label>
      {found.length > 0 && (
        <span className="trace-find-steps">
          <button type="button" className="button-quiet" onClick={() => { onFound(-1); }} aria-label="Previous match" title="Previous match (N)"><Icon name="up" /></button>
          <button type="button" className="button-quiet" onClick={() => { onFound(1); }} aria-label="Next match" title="Next match (n)"><Icon name="down" /></button>
        </span>
      )}
      {look.range !== null && look.as === 'tree' && (
        <button type="button" className="button zoom-chip" onClick={() => { onLook({ range: null }); }} title="See all of the trace (0)">
          {formatDuration(look.range.fromMs)} – {formatDuration(look.range.toMs)}<Icon name="cross" /><span className="visually-hidden">Leave the zoom</span>
        </button>
      )}
      <span className="trace-toolbar-end">
        <span className="switch trace-as" role="group" aria-label="Show the trace as">
          <button type="button" aria-pressed={look.as === 'tree'} onClick={() => { onLook({ as: 'tree' }); }} title="Spans in the order of time (f)">Waterfall</button>
          <button type="button" aria-pressed={look.as === 'flame'} onClick={() => { onLook({ as: 'flame' }); }} title="Spans by the path of names (f)">Flame</button>
        </span>
        {errors > 0 && <button type="button" className="button button-danger" onClick={onError} title="Next error (e)">{plural(errors, 'error')}<Icon name="down" /></button>}
        <Menu label="View" note={shown === all.length ? undefined : `${formatCount(shown)} of ${formatCount(all.length)}`}>
          <ViewChoices all={all} look={look} onLook={onLook} />
        </Menu>
      </span>
    </div>
  );
}

function ViewChoices({ all, look, onLook }: Pick<TraceToolbarProps, 'all' | 'look' | 'onLook'>) {
  const toggle = (label: string): void => {
    const hidden = new Set(look.hidden);
    if (!hidden.delete(label)) hidden.add(label);
    onLook({ hidden });
  };
  return (
    <>
      <div>
        <label className="choice">
          <input type="checkbox" checked={look.detail === 'compact'} onChange={(event) => { onLook({ detail: event.target.checked ? 'compact' : 'full' }); }} />
          <span>Compact: without predictors and adapters</span><kbd>c</kbd>
        </label>
        <label className="choice">
          <input type="checkbox" checked={look.criticalPath} onChange={(event) => { onLook({ criticalPath: event.target.checked }); }} />
          <span>Critical path</span><kbd>p</kbd>
        </label>
        <label className="choice">
          <input type="checkbox" checked={look.as === 'flame'} onChange={(event) => { onLook({ as: event.target.checked ? 'flame' : 'tree' }); }} />
          <span>Flame graph</span><kbd>f</kbd>
        </label>
      </div>
      <hr />
      <div role="group" aria-label="Kinds">
        {countKinds(all).map(({ kind, label, spans }) => (
          <label className="choice" key={label}>
            <input type="checkbox" checked={!look.hidden.has(label)} onChange={() => { toggle(label); }} />
            <KindMark kind={kind} /><span>{label}</span><span className="number">{formatCount(spans)}</span>
          </label>
        ))}
      </div>
    </>
  );
}
