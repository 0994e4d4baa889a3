import { useEffect, useRef, type ReactNode } from 'react';

import { Icon } from './Icon.tsx';
import './Dialog.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog of the browser: focus stays in it, Escape closes it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => { dialog.current?.showModal(); }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose} onClick={(event) => { if (event.target === dialog.current) dialog.current.close(); }}>
      <div className="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" className="button-quiet" aria-label="Close" onClick={() => dialog.current?.close()}><Icon name="cross" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
