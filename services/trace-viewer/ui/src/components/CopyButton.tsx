import { useEffect, useRef, useState } from 'react';

import { copyText } from '../copy-text.ts';
import { Icon } from './Icon.tsx';

interface CopyButtonProps {
  /** What is copied, or how to make it when it is long. */
  readonly text: string | (() => string);
  /** What it is, for its label: "trace id". */
  readonly what: string;
  readonly children?: string;
}

const SHOWN_MS = 1_500;

export function CopyButton({ text, what, children }: CopyButtonProps) {
  const [done, setDone] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => { clearTimeout(timer.current); }, []);
  const copy = async (): Promise<void> => {
    await copyText(typeof text === 'string' ? text : text());
    setDone(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { setDone(false); }, SHOWN_MS);
  };
  return (
    <button type="button" className="button-quiet copy-button" onClick={() => { void copy(); }} aria-label={`Copy ${what}`} title={`Copy ${what}`}>
      <Icon name={done ? 'check' : 'copy'} />
      {children}
      <span className="visually-hidden" role="status">{done ? 'Copied' : ''}</span>
    </button>
  );
}
