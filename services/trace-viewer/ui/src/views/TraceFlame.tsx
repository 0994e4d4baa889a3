import { useMemo, useState } from 'react';

import { useNarrow } from '../browser.ts';
import { FlameGraph } from '../components/FlameGraph.tsx';
import { flameOfRows, frameKeys } from '../model/flame.ts';
import type { TreeRow } from '../model/tree.ts';
import { Link, tracePath } from '../router.tsx';
import type { TraceLook } from '../trace-address.ts';

interface TraceFlameProps {
  readonly traceId: string;
  readonly rows: readonly TreeRow[];
  /** Where spans that run still have got to. */
  readonly untilMs: number;
  readonly look: TraceLook;
  readonly found: ReadonlySet<string>;
  readonly selected: TreeRow | undefined;
  readonly onLook: (change: Partial<TraceLook>) => void;
}

/** A trace by the paths of names in it: the same calls together, so that loops and many small calls show what they cost. */
export function TraceFlame({ traceId, rows, untilMs, look, found, selected, onLook }: TraceFlameProps) {
  const narrow = useNarrow();
  // A span covers a narrow window: there, one first walks, and opens what one has found.
  const [walked, setWalked] = useState(-1);
  const { frames, frameOf } = useMemo(() => flameOfRows(rows, untilMs), [rows, untilMs]);
  const keys = useMemo(() => frameKeys(frames), [frames]);
  const foundFrames = useMemo(() => new Set([...found].map((id) => frameOf.get(id) ?? -1)), [found, frameOf]);
  const failed = useMemo(() => new Set(rows.filter(({ errorOrigin }) => errorOrigin).map(({ span }) => frameOf.get(span.id) ?? -1)), [rows, frameOf]);
  const active = narrow ? walked : frameOf.get(selected?.span.id ?? '') ?? -1;
  const longest = frames[active]?.longest.span.id ?? null;
  const move = (index: number, zoom: number): void => {
    setWalked(index);
    const span = narrow || index === active ? look.span : frames[index]?.longest.span.id ?? null;
    onLook({ span, frame: keys[zoom] ?? null });
  };
  return (
    <FlameGraph
      frames={frames} active={active} zoom={look.frame === null ? -1 : keys.indexOf(look.frame)} found={foundFrames} failed={failed}
      label="Flame graph of the trace" takesKeys onMove={move}
    >
      {longest !== null && (narrow || longest !== selected?.span.id) && <Link to={tracePath(traceId, { ...look, span: longest })}>Open the longest span</Link>}
    </FlameGraph>
  );
}
