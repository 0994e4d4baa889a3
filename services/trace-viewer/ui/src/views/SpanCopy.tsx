import { useState } from 'react';

import type { SpanDetail } from '../../../contract/trace.ts';
import { Menu } from '../components/Menu.tsx';
import { copyText } from '../copy-text.ts';
import { curlOf } from '../model/curl.ts';
import { spanText } from '../model/span-text.ts';

/** A span to take elsewhere. */
export function SpanCopy({ span }: { readonly span: SpanDetail }) {
  const [copied, setCopied] = useState<string | null>(null);
  const curl = curlOf(span);
  const offers: readonly (readonly [string, () => string])[] = [
    ['Text', () => spanText(span)], ['JSON', () => JSON.stringify(span, null, 2)], ...(curl === null ? [] : [['curl', () => curl] as const]),
  ];
  const copy = async (name: string, text: string): Promise<void> => {
    await copyText(text);
    setCopied(name);
  };
  return (
    <Menu label="Copy">
      {offers.map(([name, text]) => (
        <button key={name} type="button" className="menu-item" onClick={() => { void copy(name, text()); }}>as {name}{copied === name && <span className="faint">copied</span>}</button>
      ))}
      <span className="visually-hidden" role="status">{copied === null ? '' : `Copied as ${copied}`}</span>
    </Menu>
  );
}
