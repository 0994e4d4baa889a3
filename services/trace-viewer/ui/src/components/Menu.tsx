import { useEffect, useRef, useState, type ReactNode } from 'react';

import { Icon } from './Icon.tsx';
import './Menu.css';

interface MenuProps {
  readonly label: string;
  /** Said after the label: how many choices are not the usual ones. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

/** A button that opens a small panel of choices. Escape, or a click elsewhere, closes it. */
export function Menu({ label, note, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && menu.current?.contains(event.target) !== true) setOpen(false);
    };
    window.addEventListener('pointerdown', outside);
    window.addEventListener('focusin', outside);
    return () => {
      window.removeEventListener('pointerdown', outside);
      window.removeEventListener('focusin', outside);
    };
  }, [open]);
  return (
    <div
      className="menu" ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button ref={button} type="button" className="button" aria-expanded={open} onClick={() => { setOpen(!open); }}>
        {label}{note !== undefined && <span className="menu-note">{note}</span>}<Icon name="chevron" />
      </button>
      {open && <div className="menu-panel" role="group" aria-label={label}>{children}</div>}
    </div>
  );
}
