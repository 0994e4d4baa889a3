import { changeOf, formatChange, formatPoints, verdict } from '../model/operation-change.ts';
import './Change.css';

interface ChangeProps {
  readonly from: number | null;
  readonly to: number | null;
  /** True for a fraction of something, such as errors among calls. */
  readonly share?: boolean | undefined;
}

/** How much a figure changed of which less is better. */
export function Change({ from, to, share = false }: ChangeProps) {
  if (share) return from !== null && to !== null && from !== to && <span className="change" data-verdict={to > from ? 'worse' : 'better'} title="Percentage points">{formatPoints(to - from)}</span>;
  const change = changeOf(from, to);
  return change !== null && <span className="change" data-verdict={verdict(change)}>{formatChange(change)}</span>;
}
