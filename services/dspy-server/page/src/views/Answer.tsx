import { useEffect, useState, type ReactNode } from 'react';

import type { LoggedCall } from '../api/server.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { TraceLink } from '../components/TraceLink.tsx';
import { ValueView } from '../components/ValueView.tsx';
import { intermediate, type Call, type Piece } from '../model/call.ts';
import { formatCount, formatDollars, formatMs } from '../model/figures.ts';
import type { Failure } from '../model/failure.ts';
import type { Json } from '../model/json.ts';

interface AnswerProps {
  readonly call: Call | null;
  /** Whether the inputs have been refused since. */
  readonly isStale: boolean;
  /** What is wrong with the inputs and belongs to no field. */
  readonly elsewhere: readonly string[];
  /** The same call as the server tells it, once it does. */
  readonly logged: LoggedCall | undefined;
  readonly viewerUrl: string;
}

/** To bring it into sight. */
export const ANSWER_ID = 'answer';

const WORDS = { running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' } as const;

/** The answer as it is generated, then as it is, with what it took. */
export function Answer({ call, isStale, elsewhere, logged, viewerUrl }: AnswerProps) {
  return (
    <section className="card" aria-label="Answer" id={ANSWER_ID}>
      <header className="card-head">
        <h2>Answer</h2>
        {call !== null && <span className="phase" data-phase={call.phase} role="status">{WORDS[call.phase]}</span>}
        {call?.phase === 'running' && <Elapsed />}
        {call?.output !== undefined && <span className="card-actions"><CopyButton what="answer as JSON" text={() => JSON.stringify(call.output, null, 2)}>JSON</CopyButton></span>}
      </header>
      {/* Read out when it is whole, not letter by letter. */}
      <div className="answer" aria-live="polite" aria-busy={call?.phase === 'running'} data-stale={isStale}>
        {call === null ? <p className="faint answer-empty">The answer shows here as it is generated.</p> : <Content call={call} elsewhere={elsewhere} />}
      </div>
      {call !== null && call.phase !== 'running' && <Facts call={call} logged={logged} viewerUrl={viewerUrl} />}
    </section>
  );
}

function Content({ call, elsewhere }: { readonly call: Call; readonly elsewhere: readonly string[] }) {
  const { phase, output, failure, pieces, notes } = call;
  const on = intermediate(call);
  return (
    <>
      {failure !== undefined && <FailureText title={titleOf(failure)} lines={[failure.message, ...elsewhere]} />}
      {phase === 'running' && <p className="muted note">{notes.at(-1) ?? (pieces.length === 0 ? 'Waiting for the first words…' : '')}</p>}
      {output === undefined ? <dl className="values">{pieces.map((piece) => <PieceText key={piece.key} piece={piece} isGrowing={phase === 'running'} />)}</dl> : (
        <dl className="values">{Object.entries(output).map(([name, value]) => <Entry key={name} name={name}><ValueView value={value} /></Entry>)}</dl>
      )}
      {output !== undefined && on.length > 0 && (
        <details className="on-the-way">
          <summary>On the way: {[...new Set(on.map(({ field }) => field))].join(', ')}</summary>
          <dl className="values">{on.map((piece) => <Entry key={piece.key} name={piece.field} by={piece.predictor}><ValueView value={piece.text} /></Entry>)}</dl>
        </details>
      )}
    </>
  );
}

function titleOf({ status, problems }: Failure): string {
  if (problems.length > 0) return 'The inputs are not valid: see what is marked';
  return status === 0 ? 'No answer' : `Error ${status}`;
}

/** While it grows, its end is what one wants to see, and all of a long text would be drawn again and again. */
const GROWING = 8_000;

function PieceText({ piece: { field, predictor, text }, isGrowing }: { readonly piece: Piece; readonly isGrowing: boolean }) {
  const shown: Json = isGrowing && text.length > GROWING ? `…${text.slice(-GROWING)}` : text;
  return <Entry name={field} by={predictor}>{isGrowing ? <pre className="value-text">{shown}</pre> : <ValueView value={shown} />}</Entry>;
}

function Entry({ name, by, children }: { readonly name: string; readonly by?: string; readonly children: ReactNode }) {
  return <div><dt title={by === undefined ? undefined : `written by ${by}`}>{name}</dt><dd>{children}</dd></div>;
}

function FailureText({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return <div className="failure"><strong>{title}</strong>{lines.filter((line) => line !== '').map((line) => <p key={line}>{line}</p>)}</div>;
}

function Facts({ call, logged, viewerUrl }: { readonly call: Call; readonly logged: LoggedCall | undefined; readonly viewerUrl: string }) {
  const { ids, ms } = call;
  return (
    <footer className="facts">
      {ms !== undefined && <span title="As measured by this page"><b className="number">{formatMs(ms)}</b></span>}
      {logged?.tokens !== undefined && <span title={`${formatCount(logged.tokens.prompt_tokens)} prompt, ${formatCount(logged.tokens.completion_tokens)} completion`}><b className="number">{formatCount(logged.tokens.total_tokens)}</b> tokens</span>}
      {logged?.cost_usd !== undefined && <span><b className="number">{formatDollars(logged.cost_usd)}</b></span>}
      {ids.traceId === null ? <RequestId id={ids.requestId} /> : <TraceLink id={ids.traceId} viewerUrl={viewerUrl}>Trace {ids.traceId.slice(0, 8)}</TraceLink>}
    </footer>
  );
}

/** Where there is no trace, logs are found by this. */
function RequestId({ id }: { readonly id: string | null }) {
  return id === null ? null : <span className="faint request-id">request <code title={id}>{id.slice(0, 8)}</code><CopyButton what="request id" text={() => id} /></span>;
}

const TICK_MS = 100;

function Elapsed() {
  const [ms, setMs] = useState(0);
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => { setMs(performance.now() - start); }, TICK_MS);
    return () => { clearInterval(timer); };
  }, []);
  return <span className="number faint" aria-hidden="true">{(ms / 1_000).toFixed(1)} s</span>;
}
