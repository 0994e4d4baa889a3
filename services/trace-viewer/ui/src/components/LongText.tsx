import { useState, type ReactNode } from 'react';

import { formatCount } from '../model/numbers.ts';
import { shorten } from '../model/shorten.ts';
import './LongText.css';

interface LongTextProps {
  readonly text: string;
  readonly mono?: boolean;
  /** True when the store kept only the beginning. */
  readonly cut?: boolean;
  readonly maxLines?: number;
  readonly render?: (text: string) => ReactNode;
}

/** Text of any length: its beginning, how much more there is, and all of it on request. What is missing is said. */
export function LongText({ text, mono = false, cut = false, maxLines = 24, render }: LongTextProps) {
  const [all, setAll] = useState(false);
  const short = shorten(text, maxLines);
  const shown = all ? text : short;
  return (
    <div className="long-text">
      <pre className={mono ? 'long-text-mono' : 'long-text-plain'}>{render === undefined ? shown : render(shown)}</pre>
      {short.length < text.length && (
        <button type="button" className="link-button" aria-expanded={all} onClick={() => { setAll(!all); }}>
          {all ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </button>
      )}
      {cut && <p className="long-text-cut">Stored in part: the first {formatCount(text.length)} characters. The rest was over the viewer’s size limit and is lost.</p>}
    </div>
  );
}
