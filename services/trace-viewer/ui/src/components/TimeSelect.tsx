import type { ListLook } from '../list-address.ts';
import { Select } from './Select.tsx';

interface TimeSelectProps {
  readonly look: ListLook;
  readonly onLook: (change: Pick<ListLook, 'from' | 'to'>) => void;
}

const TIMES = [[5, 'last 5 minutes'], [60, 'last hour'], [24 * 60, 'last day']] as const;

/** When the traces started that a view is about. */
export function TimeSelect({ look, onLook }: TimeSelectProps) {
  const chosen = look.from !== null || look.to !== null;
  return (
    <Select label="Time" className="toolbar-time" value={chosen ? 'chosen' : ''} onChange={(minutes) => { onLook(lastMinutes(minutes)); }}>
      <option value="">All</option>
      {chosen && <option value="chosen">as chosen</option>}
      {TIMES.map(([minutes, name]) => <option key={minutes} value={minutes}>{name}</option>)}
    </Select>
  );
}

/** From that many minutes ago on; from the beginning for no number. */
function lastMinutes(minutes: string): Pick<ListLook, 'from' | 'to'> {
  return { from: minutes === '' ? null : String(BigInt(Date.now() - Number(minutes) * 60_000) * 1_000_000n), to: null };
}
