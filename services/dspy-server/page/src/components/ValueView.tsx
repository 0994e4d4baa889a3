import { useState } from 'react';

import { formatCount } from '../model/figures.ts';
import type { Json } from '../model/json.ts';
import './ValueView.css';

/** A value as a reader would like to see it: prose as prose, a list of texts as a list, the rest as JSON. */
export function ValueView({ value }: { readonly value: Json }) {
  if (typeof value === 'string') return value === '' ? <span className="faint">empty</span> : <LongText text={value} />;
  if (isTextList(value)) {
    return (
      <ol className="value-list">
        {value.map((item, index) => <li key={index}><span className="value-number" aria-hidden="true">{index + 1}</span><LongText text={item} /></li>)}
      </ol>
    );
  }
  return <LongText text={JSON.stringify(value, null, 2)} isCode />;
}

const SHORT = 4_000;

/** A text of any length: its beginning, how much there is, and all of it on request. */
function LongText({ text, isCode = false }: { readonly text: string; readonly isCode?: boolean }) {
  const [all, setAll] = useState(false);
  // Cutting off a few words helps nobody.
  const isLong = text.length > SHORT * 1.25;
  return (
    <>
      <pre className={isCode ? 'value-code' : 'value-text'}>{isLong && !all ? `${text.slice(0, SHORT)}…` : text}</pre>
      {isLong && <button type="button" className="link-button" aria-expanded={all} onClick={() => { setAll(!all); }}>{all ? 'Show less' : `Show all ${formatCount(text.length)} characters`}</button>}
    </>
  );
}

function isTextList(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}
