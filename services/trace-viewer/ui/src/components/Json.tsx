import { Fragment, useMemo } from 'react';

import { printJson, type Json } from '../model/values.ts';
import { LongText } from './LongText.tsx';
import './Json.css';

/** Beyond this size colours cost more than they help. */
const COLOURED_CHARS = 60_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** JSON with its parts in colour. */
export function JsonText({ json }: { readonly json: Json }) {
  const text = useMemo(() => printJson(json), [json]);
  return <LongText text={text} mono render={coloured} />;
}

function coloured(text: string) {
  if (text.length > COLOURED_CHARS) return text;
  const parts: { readonly at: number; readonly text: string; readonly className: string | null }[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) parts.push({ at: end, text: text.slice(end, match.index), className: null });
    const [whole, quoted, colon, literal] = match;
    const className = literal !== undefined ? 'json-literal' : colon !== undefined ? 'json-key' : 'json-string';
    parts.push({ at: match.index, text: quoted ?? whole, className });
    if (colon !== undefined) parts.push({ at: match.index + whole.length - colon.length, text: colon, className: null });
    end = match.index + whole.length;
  }
  parts.push({ at: end, text: text.slice(end), className: null });
  return parts.map((part) => (part.className === null
    ? <Fragment key={part.at}>{part.text}</Fragment>
    : <span key={part.at} className={part.className}>{part.text}</span>));
}
