import type { Detail } from './model/detail.ts';
import type { TimeRange } from './model/timeline.ts';

/** How a trace is looked at. It stands in the address, so that a link shows what its sender saw. */
export interface TraceLook {
  readonly span: string | null;
  /** The part of the time axis that fills the width; `null` for all of it. */
  readonly range: TimeRange | null;
  readonly detail: Detail;
  /** Labels of the kinds that are left out. */
  readonly hidden: ReadonlySet<string>;
  readonly find: string;
  /** Whether spans of clocks that disagree are moved to where they must have been. */
  readonly aligned: boolean;
  readonly criticalPath: boolean;
  /** Spans in the order of time, or by the path of names that leads to them. */
  readonly as: 'tree' | 'flame';
  /** Key of the frame that fills the width of the flame graph. */
  readonly frame: string | null;
}

export const PLAIN_LOOK: TraceLook = { span: null, range: null, detail: 'full', hidden: new Set(), find: '', aligned: false, criticalPath: true, as: 'tree', frame: null };

export function parseLook(query: URLSearchParams): TraceLook {
  return {
    span: query.get('span'),
    range: parseRange(query.get('zoom') ?? ''),
    detail: query.get('detail') === 'compact' ? 'compact' : 'full',
    hidden: new Set(query.getAll('hide')),
    find: query.get('find') ?? '',
    aligned: query.get('clocks') === 'aligned',
    criticalPath: query.get('path') !== 'off',
    as: query.get('as') === 'flame' ? 'flame' : 'tree',
    frame: query.get('frame'),
  };
}

/** The query that says the look, with its `?`; empty for the plain one. */
export function formatLook(look: TraceLook): string {
  const query = new URLSearchParams();
  if (look.span !== null) query.set('span', look.span);
  if (look.range !== null) query.set('zoom', `${round(look.range.fromMs)}-${round(look.range.toMs)}`);
  if (look.detail === 'compact') query.set('detail', 'compact');
  for (const label of look.hidden) query.append('hide', label);
  if (look.find !== '') query.set('find', look.find);
  if (look.aligned) query.set('clocks', 'aligned');
  if (!look.criticalPath) query.set('path', 'off');
  if (look.as === 'flame') query.set('as', 'flame');
  if (look.frame !== null) query.set('frame', look.frame);
  return query.size === 0 ? '' : `?${query}`;
}

/** `120.5-480`, in milliseconds. A clock that is behind makes a trace reach before its start: numbers may be negative. */
function parseRange(text: string): TimeRange | null {
  const match = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/.exec(text);
  if (match === null) return null;
  const [fromMs, toMs] = [Number(match[1]), Number(match[2])];
  return toMs > fromMs ? { fromMs, toMs } : null;
}

function round(ms: number): number {
  return Number(ms.toFixed(6));
}
