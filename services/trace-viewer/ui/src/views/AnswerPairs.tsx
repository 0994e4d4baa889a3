import { useState } from 'react';

import type { TraceSummary } from '../../../contract/trace-list.ts';
import { SideLetter } from '../components/SideLetter.tsx';
import { formatCount } from '../model/numbers.ts';
import { pairAnswers } from '../model/pair-answers.ts';
import { readPreview } from '../model/preview.ts';
import { formatDuration } from '../model/time.ts';
import { comparePath, Link, tracePath } from '../router.tsx';

const FIRST = 10;

/** What both groups answered to the same, newest first; below it what only one of them was asked. */
export function AnswerPairs({ a, b }: { readonly a: readonly TraceSummary[]; readonly b: readonly TraceSummary[] }) {
  const [all, setAll] = useState(false);
  const pairs = pairAnswers(a, b);
  if (pairs.length === 0) return null;
  const both = pairs.filter((pair) => pair.a !== null && pair.b !== null).length;
  return (
    <section className="panel panel-wide" aria-label="Answers">
      <header><h2>Answers</h2><span className="faint">of the newest traces, the same input side by side: {formatCount(both)} of {formatCount(pairs.length)}</span></header>
      <ul className="answer-pairs">
        {(all ? pairs : pairs.slice(0, FIRST)).map((pair) => {
          const differ = pair.a !== null && pair.b !== null && pair.a.output !== pair.b.output;
          const input = pair.a?.input ?? pair.b?.input ?? null;
          return (
            <li key={`${pair.a?.trace_id} ${pair.b?.trace_id}`}>
              <p className="answer-question"><span className="line">{input === null ? <span className="faint">no input recorded</span> : words(input)}</span>{differ && <span className="answer-differ">differs</span>}{pair.a !== null && pair.b !== null && <Link to={comparePath(pair.a.trace_id, pair.b.trace_id)}>Compare</Link>}</p>
              <Answer side="A" trace={pair.a} /><Answer side="B" trace={pair.b} />
            </li>
          );
        })}
      </ul>
      {pairs.length > FIRST && <button type="button" className="link-button panel-more" onClick={() => { setAll(!all); }}>{all ? 'Show fewer' : `Show all ${formatCount(pairs.length)}`}</button>}
    </section>
  );
}

function Answer({ side, trace }: { readonly side: 'A' | 'B'; readonly trace: TraceSummary | null }) {
  return (
    <p className="answer">
      <SideLetter side={side} />
      {trace === null
        ? <span className="faint">not asked</span>
        : (
          <>
            <Link to={tracePath(trace.trace_id)} className="line">{trace.output === null ? trace.errors > 0 ? <span className="row-errors">failed</span> : 'no output recorded' : words(trace.output)}</Link>
            <span className="faint number">{formatDuration(trace.duration_ms)}</span>
          </>
        )}
    </p>
  );
}

function words(source: string): string {
  return readPreview(source).map(({ text }) => text).join('  ·  ');
}
