import type { StatusCode } from '../../../contract/scalars.ts';
import { Icon } from './Icon.tsx';
import './StatusMark.css';

const WORDS = { ok: 'OK', error: 'Error', unset: 'No status' } as const;

/** A span's or trace's status as a small mark. An error is loud, everything else is quiet. */
export function StatusMark({ code }: { readonly code: StatusCode }) {
  return (
    <span className="status-mark" data-status={code} title={WORDS[code]}>
      <Icon name={code === 'ok' ? 'check' : code === 'error' ? 'cross' : 'dash'} />
      <span className="visually-hidden">{WORDS[code]}</span>
    </span>
  );
}

/** Instead of a status, while there is none yet. */
export function RunningMark() {
  return <span className="running-mark" title="Running"><span className="visually-hidden">Running</span></span>;
}

/** The same with its word. */
export function RunningBadge() {
  return <span className="status-badge"><span className="running-mark" />Running</span>;
}

/** A status with its word. */
export function StatusBadge({ code }: { readonly code: StatusCode }) {
  return (
    <span className="status-badge" data-status={code}>
      <Icon name={code === 'ok' ? 'check' : code === 'error' ? 'cross' : 'dash'} />
      {WORDS[code]}
    </span>
  );
}
