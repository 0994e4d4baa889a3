import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import './Splitter.css';

interface SplitterProps {
  /** Share of the left part, in percent. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly label: string;
  readonly onChange: (value: number) => void;
}

/** The line between two parts, moved by mouse, finger or arrow keys. */
export function Splitter({ value, min, max, label, onChange }: SplitterProps) {
  const line = useRef<HTMLDivElement>(null);
  const set = (next: number): void => { onChange(Math.round(Math.min(max, Math.max(min, next)) * 10) / 10); };
  const drag = (event: PointerEvent): void => {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    set(((event.clientX - box.left) / box.width) * 100);
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -2, ArrowRight: 2, Home: min - value, End: max - value }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(value + step);
  };
  return (
    <div
      ref={line} className="splitter" role="separator" aria-orientation="vertical" aria-label={label} tabIndex={0}
      aria-valuenow={Math.round(value)} aria-valuemin={min} aria-valuemax={max}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); }} onPointerMove={drag} onKeyDown={press}
    />
  );
}
