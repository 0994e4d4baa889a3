import { useMemo, type KeyboardEvent } from 'react';

import { useBrush } from '../brush.ts';
import { drawMinimap, MINIMAP_WIDTH } from '../model/minimap.ts';
import { formatDuration } from '../model/time.ts';
import { part, type TimeRange } from '../model/timeline.ts';
import type { TreeRow } from '../model/tree.ts';
import './Minimap.css';

interface MinimapProps {
  readonly rows: readonly TreeRow[];
  readonly whole: TimeRange;
  /** What is shown of it. */
  readonly range: TimeRange;
  readonly onZoom: (range: TimeRange | null) => void;
}

const LANES = 28;
const STEP = 0.02;

/** All of the trace at a glance. A range dragged over it, or set by its two handles, fills the tree's time axis. */
export function Minimap({ rows, whole, range, onZoom }: MinimapProps) {
  const paths = useMemo(() => drawMinimap(rows, whole, LANES), [rows, whole]);
  const { drag, handlers } = useBrush((from, to) => { onZoom(part(whole, from, to)); });
  const length = whole.toMs - whole.fromMs;
  const [from, to] = drag ?? [(range.fromMs - whole.fromMs) / length, (range.toMs - whole.fromMs) / length];
  const set = (low: number, high: number): void => { onZoom(low <= 0 && high >= 1 ? null : part(whole, low, high)); };
  const handle = (label: string, at: number, move: (step: number) => void) => (
    <span
      role="slider" tabIndex={0} className="minimap-handle" style={{ left: `${at * 100}%` }} aria-label={label} aria-valuemin={0} aria-valuemax={Math.round(length)}
      aria-valuenow={Math.round(at * length)} aria-valuetext={formatDuration(whole.fromMs + at * length)} onKeyDown={(event) => { press(event, move); }}
    />
  );
  return (
    <div className="minimap" aria-label="The whole trace" role="group" title="Drag to zoom, double-click to see all" onDoubleClick={() => { onZoom(null); }}>
      <div className="minimap-drawing" {...handlers}>
        <svg viewBox={`0 0 ${MINIMAP_WIDTH} ${LANES}`} preserveAspectRatio="none" aria-hidden="true">
          {paths.map(({ family, d }) => <path key={family} data-kind={family} d={d} />)}
        </svg>
        {from > 0 && <span className="minimap-shade" style={{ left: 0, width: `${from * 100}%` }} />}
        {to < 1 && <span className="minimap-shade" style={{ left: `${to * 100}%`, right: 0 }} />}
        {handle('Start of what is shown', from, (step) => { set(Math.max(0, Math.min(from + step, to - STEP / 2)), to); })}
        {handle('End of what is shown', to, (step) => { set(from, Math.min(1, Math.max(to + step, from + STEP / 2))); })}
      </div>
    </div>
  );
}

function press(event: KeyboardEvent, move: (step: number) => void): void {
  const step = { ArrowLeft: -STEP, ArrowRight: STEP, PageDown: -STEP * 5, PageUp: STEP * 5, Home: -1, End: 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  move(step);
}
