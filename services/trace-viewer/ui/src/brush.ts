import { useState, type PointerEvent } from 'react';

type Fractions = readonly [from: number, to: number];

interface BrushHandlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: () => void;
}

/** Shorter than this it was a click. */
const SHORTEST_PX = 4;

/** Where on the element the pointer is, as a fraction of its width. */
function at(event: PointerEvent): number {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}

/** A range dragged over an element, told in fractions of its width, from left to right. */
export function useBrush(onSelect: (from: number, to: number) => void): { readonly drag: Fractions | null; readonly handlers: BrushHandlers } {
  const [drag, setDrag] = useState<Fractions | null>(null);
  return {
    drag: drag === null ? null : [Math.min(...drag), Math.max(...drag)],
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([at(event), at(event)]);
      },
      onPointerMove: (event) => { if (drag !== null) setDrag([drag[0], at(event)]); },
      onPointerUp: (event) => {
        if (drag === null) return;
        const [from, to] = [Math.min(drag[0], at(event)), Math.max(drag[0], at(event))];
        if ((to - from) * event.currentTarget.getBoundingClientRect().width >= SHORTEST_PX) onSelect(from, to);
        setDrag(null);
      },
      onPointerCancel: () => { setDrag(null); },
    },
  };
}
