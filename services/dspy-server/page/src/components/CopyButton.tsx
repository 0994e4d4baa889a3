import { useEffect, useState } from 'react';

import { Icon, type IconName } from './Icon.tsx';

interface CopyButtonProps {
  readonly text: () => string;
  /** What is copied, for its label: "curl command". */
  readonly what: string;
  readonly icon?: IconName;
  readonly children?: string;
}

const SHOWN_MS = 1_500;

export function CopyButton({ text, what, icon = 'copy', children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => { setCopied(false); }, SHOWN_MS);
    return () => { clearTimeout(timer); };
  }, [copied]);
  const copy = async (): Promise<void> => {
    await copyText(text());
    setCopied(true);
  };
  return (
    <button type="button" className="button-quiet" onClick={() => { void copy(); }} aria-label={`Copy ${what}`} title={`Copy ${what}`}>
      <Icon name={copied ? 'check' : icon} />
      {children}
      <span className="visually-hidden" role="status">{copied ? 'Copied' : ''}</span>
    </button>
  );
}

/** Only a secure origin has the clipboard; on a plain address of another machine a selected text area does it. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
