import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';

import { LongText } from './LongText.tsx';
import './TextDiff.css';

interface TextDiffProps {
  readonly a: string;
  readonly b: string;
}

/** Beyond this size, or after this time, two texts are shown whole instead of word by word. */
const MOST_CHARS = 60_000;
const TIMEOUT_MS = 500;

/** What was taken from the first text and what was put into the second, in one text. */
export function TextDiff({ a, b }: TextDiffProps) {
  const parts = useMemo(() => (a.length + b.length > MOST_CHARS ? undefined : diffWordsWithSpace(a, b, { timeout: TIMEOUT_MS })), [a, b]);
  if (parts === undefined) {
    return <div className="text-both"><LongText text={a} mono /><LongText text={b} mono /></div>;
  }
  return (
    <pre className="text-diff">
      {parts.map((part, index) => (part.added ? <ins key={index}>{part.value}</ins> : part.removed ? <del key={index}>{part.value}</del> : <span key={index}>{part.value}</span>))}
    </pre>
  );
}
