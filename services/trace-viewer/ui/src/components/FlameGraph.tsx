import { useEffect, useId, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { flameStep, layoutFlame, type Frame } from '../model/flame.ts';
import { kindOf } from '../model/kinds.ts';
import { formatShare, plural } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { Icon } from './Icon.tsx';
import { KindLabel, KindMark } from './KindMark.tsx';
import './FlameGraph.css';

interface FlameGraphProps {
  readonly frames: readonly Frame[];
  /** The frame that the reader is at, and the one that fills the width; -1 for none. */
  readonly active: number;
  readonly zoom: number;
  /** Frames with spans that were searched for, and with spans in error. */
  readonly found?: ReadonlySet<number>;
  readonly failed?: ReadonlySet<number>;
  readonly label: string;
  /** Takes the keyboard, unless something else has it. */
  readonly takesKeys?: boolean;
  readonly onMove: (active: number, zoom: number) => void;
  /** Where the active frame leads to. */
  readonly children?: ReactNode;
}

const ROW_HEIGHT = 24;
/** Names are written, and icons drawn, from these shares of the width on. */
const NAMED = 0.015;
const WITH_ICON = 0.06;

/** Spans by the path of names that leads to them: the wider, the more time. */
export function FlameGraph({ frames, active, zoom, found, failed, label, takesKeys = false, onMove, children }: FlameGraphProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const boxes = useMemo(() => layoutFlame(frames, zoom), [frames, zoom]);
  const whole = useMemo(() => frames.reduce((sum, { parent, widthMs }) => (parent === -1 ? sum + widthMs : sum), 0), [frames]);
  const rows = boxes.reduce((most, { index }) => Math.max(most, (frames[index]?.depth ?? 0) + 1), 0);
  const isDrawn = boxes.some(({ index }) => index === active);
  const depth = frames[active]?.depth;
  useEffect(() => {
    const { current } = scroller;
    if (current === null || depth === undefined) return;
    const top = depth * ROW_HEIGHT;
    if (top < current.scrollTop || top + ROW_HEIGHT > current.scrollTop + current.clientHeight) current.scrollTop = Math.max(0, top - current.clientHeight / 2);
  }, [depth]);

  useEffect(() => { if (takesKeys && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true }); }, [takesKeys]);

  const press = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight') onMove(flameStep(frames, boxes, isDrawn ? active : -1, key), zoom);
    else if (key === 'Enter' || key === ' ') onMove(active, active);
    else if (key === '0' || (key === 'Escape' && zoom !== -1)) onMove(active, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="flame">
      <Legend frames={frames} />
      <div ref={scroller} className="flame-scroller" role="tree" aria-label={label} tabIndex={0} aria-activedescendant={isDrawn ? `${id}-${active}` : undefined} onKeyDown={press}>
        <div className="flame-space" role="presentation" style={{ height: rows * ROW_HEIGHT }}>
          {boxes.map(({ index, left, width }) => {
            const frame = frames[index];
            if (frame === undefined) return null;
            const words = wordsOf(frame, whole);
            return (
              <div
                key={index} id={`${id}-${index}`} role="treeitem" className="flame-frame" data-kind={kindOf(frame.kind).family} aria-level={frame.depth + 1} aria-selected={index === active} aria-label={words} title={words}
                data-above={zoom !== -1 && frame.depth < (frames[zoom]?.depth ?? 0) ? true : undefined} data-found={found?.has(index) === true ? true : undefined} data-failed={failed?.has(index) === true ? true : undefined}
                style={{ left: `${left * 100}%`, width: `${width * 100}%`, top: frame.depth * ROW_HEIGHT }}
                onClick={() => { onMove(index, index === zoom ? frame.parent : index); }}
              >
                {width >= WITH_ICON && <Icon name={kindOf(frame.kind).family} />}
                {width >= NAMED && <span className="line">{frame.name}</span>}
                {width >= WITH_ICON && <>{' '}<span className="flame-time number">{formatDuration(frame.totalMs)}</span></>}
              </div>
            );
          })}
        </div>
      </div>
      <div className="flame-facts">
        {frames[active] === undefined
          ? <p className="faint">Width is time, added up; what ran side by side counts each. A click, or Enter, zooms in; 0 shows all again.</p>
          : <><p>{wordsOf(frames[active], whole)}</p>{children}</>}
        {zoom !== -1 && <button type="button" className="link-button" onClick={() => { onMove(active, -1); }}>See all</button>}
      </div>
    </div>
  );
}

function Legend({ frames }: { readonly frames: readonly Frame[] }) {
  const kinds = [...new Map(frames.map(({ kind }) => [kindOf(kind).label, kind])).values()];
  return <p className="flame-legend">{kinds.slice(0, 8).map((kind) => <span key={kind}><KindMark kind={kind} /><KindLabel kind={kind} /></span>)}</p>;
}

/** Begins with what is written on the frame: who speaks to the page says what they see. */
function wordsOf({ name, kind, count, totalMs, selfMs, widthMs }: Frame, whole: number): string {
  return `${name} ${formatDuration(totalMs)}, ${kindOf(kind).label}, ${plural(count, 'span')}, ${formatDuration(selfMs)} itself, ${whole === 0 ? '0 %' : formatShare(widthMs / whole)} of all`;
}
