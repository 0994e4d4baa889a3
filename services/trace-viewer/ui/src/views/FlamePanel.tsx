import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { fetchFlame } from '../api/analysis.ts';
import { FlameGraph } from '../components/FlameGraph.tsx';
import type { ListLook } from '../list-address.ts';
import { condition } from '../model/complete-query.ts';
import { frameKeys } from '../model/flame.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { Link, tracePath, tracesPath } from '../router.tsx';

interface FlamePanelProps {
  readonly look: ListLook;
  /** Key of the frame that fills the width. */
  readonly frame: string | null;
  readonly onFrame: (frame: string | null) => void;
}

/** Traces laid over each other, as one flame graph; every frame leads to traces behind it. */
export function FlamePanel({ look, frame, onFrame }: FlamePanelProps) {
  const [walked, setWalked] = useState<string | null>(null);
  const { data } = useQuery({ queryKey: ['analysis', 'flame', JSON.stringify(look)], queryFn: ({ signal }) => fetchFlame(look, signal), placeholderData: keepPreviousData });
  const frames = useMemo(() => data?.frames.map(({ parent, depth, name, kind, count, total_ms: totalMs, self_ms: selfMs, width_ms: widthMs }) => ({ parent, depth, name, kind, count, totalMs, selfMs, widthMs })) ?? [], [data]);
  const keys = useMemo(() => frameKeys(frames), [frames]);
  if (data === undefined || frames.length === 0) return null;
  const at = walked ?? frame;
  const active = at === null ? -1 : keys.indexOf(at);
  const chosen = data.frames[active];
  const move = (index: number, zoom: number): void => {
    setWalked(keys[index] ?? null);
    onFrame(keys[zoom] ?? null);
  };
  return (
    <section className="panel panel-wide panel-flame" aria-label="Flame graph">
      <header>
        <h2>Flame graph</h2>
        <span className="faint">{plural(data.sample.traces, 'trace')}{data.sample.one_of > 1 && `, one of ${formatCount(data.sample.one_of)} taken at random`}{data.left_out > 0 && `, without ${plural(data.left_out, 'narrow frame')}`}</span>
      </header>
      <FlameGraph frames={frames} active={active} zoom={frame === null ? -1 : keys.indexOf(frame)} label="Flame graph of all traces" onMove={move}>
        {chosen !== undefined && (
          <>
            <Link to={tracesPath({ ...look, q: `${look.q} ${condition('name', chosen.name)}`.trim() })}>Traces with {chosen.name}</Link>
            <Link to={tracePath(chosen.trace_id, { span: chosen.span_id })}>Longest of these spans</Link>
          </>
        )}
      </FlameGraph>
    </section>
  );
}
