import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { TraceSkeleton } from '../../../contract/skeleton.ts';
import { deleteTrace, fetchMarkdown, setPinned } from '../api/hand-over.ts';
import { leaveTrace } from '../api/live.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Menu } from '../components/Menu.tsx';
import { Problem } from '../components/Problem.tsx';
import { copyText } from '../copy-text.ts';
import { usePicks } from '../picks.ts';
import { comparePath, navigate } from '../router.tsx';
import { AnnotationDialog } from './AnnotationDialog.tsx';

interface TraceActionsProps {
  readonly trace: TraceSkeleton;
  readonly back: string;
}

/** What one does with a whole trace: keep it, say something about it, hand it over, compare it, delete it. */
export function TraceActions({ trace, back }: TraceActionsProps) {
  const client = useQueryClient();
  const [open, setOpen] = useState<'note' | 'delete' | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const { picks, togglePick } = usePicks();
  const { trace_id: id } = trace;
  const other = picks.find((pick) => pick !== id);
  const run = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      setDone(what);
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    }
  };
  const remove = async (): Promise<void> => {
    const stay = leaveTrace(id);
    await client.cancelQueries({ queryKey: ['trace', id] });
    try {
      await deleteTrace(id);
    } catch (cause) {
      stay();
      throw cause;
    }
    navigate(back);
  };
  const actions: readonly (readonly [string, () => void])[] = [
    [trace.pinned ? 'Unpin' : 'Pin: keep it whatever its age', () => { void run('Done', async () => { await setPinned(id, !trace.pinned); await client.invalidateQueries({ queryKey: ['trace', id] }); }); }],
    ['Note and score …', () => { setOpen('note'); }],
    ['Copy as Markdown', () => { void run('Copied as Markdown', async () => { await copyText(await fetchMarkdown(id)); }); }],
    ['Copy link', () => { void run('Link copied', async () => { await copyText(window.location.href); }); }],
    ...(other !== undefined ? [['Compare with the picked trace', () => { navigate(comparePath(other, id)); }] as const] : []),
    [picks.includes(id) ? 'Do not compare' : 'Pick for comparison', () => {
      togglePick(id);
      setDone(picks.includes(id) ? 'No longer picked' : 'Picked: pick another trace, here or in the list');
    }],
    ['Delete …', () => { setOpen('delete'); }],
  ];
  return (
    <>
      <Menu label="Hand over" note={trace.pinned ? 'pinned' : undefined}>
        <div>
          <a className="menu-item" href={`/api/traces/${id}/otlp`} download={`trace-${id.slice(0, 8)}.otlp.jsonl`} title="Drop the file on another viewer’s page to import it">Download as OTLP</a>
          {actions.map(([name, act]) => <button key={name} type="button" className="menu-item" onClick={act}>{name}</button>)}
        </div>
        <span role="status" className="faint">{done ?? ''}</span>
        {error !== null && <Problem error={error} />}
      </Menu>
      {open === 'note' && <AnnotationDialog traceId={id} onClose={() => { setOpen(null); }} />}
      {open === 'delete' && (
        <Dialog title="Delete this trace?" onClose={() => { setOpen(null); }}>
          <p className="muted">{trace.name} will be gone from this viewer for good, with its pin and notes.</p>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => { setOpen(null); }}>Keep</button>
            <button type="button" className="button button-danger" onClick={() => { void run('Deleted', remove); }}>Delete</button>
          </div>
        </Dialog>
      )}
    </>
  );
}
