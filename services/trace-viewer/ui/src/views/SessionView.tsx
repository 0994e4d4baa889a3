import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';

import type { TraceSummary } from '../../../contract/trace-list.ts';
import { fetchSessions, fetchSkeleton, fetchTurns } from '../api/client.ts';
import { useSpan } from '../api/trace-queries.ts';
import { useSeen, useTitle } from '../browser.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Icon } from '../components/Icon.tsx';
import { Problem } from '../components/Problem.tsx';
import { RunningMark, StatusMark } from '../components/StatusMark.tsx';
import { useKeys } from '../keys.ts';
import { WHOLE_LIST } from '../list-address.ts';
import { condition } from '../model/complete-query.ts';
import { formatCost, formatCount, plural } from '../model/numbers.ts';
import { readPayload } from '../model/payload.ts';
import { readPreview } from '../model/preview.ts';
import { formatClock, formatDuration, formatInstant } from '../model/time.ts';
import { flatten } from '../model/tree.ts';
import { Link, navigate, tracePath, tracesPath } from '../router.tsx';
import { findProgram, ProgramSide } from './ProgramPayload.tsx';
import '../components/MessageCard.css';
import './ProgramPayload.css';
import './SessionView.css';

const MOST = 1_000;

/** The traces of a session as the conversation that they are, first to last. */
export function SessionView({ session, back }: { readonly session: string; readonly back: string }) {
  useTitle(`Session ${session}`);
  useKeys({ Escape: () => { navigate(back); } });
  const turns = useQuery({ queryKey: ['traces', 'session', session], queryFn: ({ signal }) => fetchTurns(session, MOST, signal) });
  const total = useQuery({ queryKey: ['traces', 'sessions', 'of', session], queryFn: ({ signal }) => fetchSessions({ ...WHOLE_LIST, q: condition('session', session) }, 1, signal) });
  const figures = total.data?.sessions[0];
  const traces = turns.data?.traces.toReversed();
  const first = traces === undefined || figures === undefined ? 0 : Math.max(0, figures.traces - traces.length);
  const error = turns.error ?? total.error;
  return (
    <main className="view">
      <header className="session-header">
        <Link to={back} className="button-quiet" aria-label="Back to all sessions" title="Back to all sessions (Esc)"><Icon name="back" /></Link>
        <h1 className="line">{session}</h1><CopyButton text={session} what="session id" />
        {figures !== undefined && (
          <p className="muted">
            {plural(figures.traces, 'turn')} · {formatDuration(figures.duration_ms)}{figures.total_tokens !== null && ` · ${plural(figures.total_tokens, 'token')}`}
            {figures.cost !== null && ` · ${figures.calls_without_cost > 0 ? '≥ ' : ''}${formatCost(figures.cost)}`}{figures.errors > 0 && <span className="row-errors"> · {formatCount(figures.errors)} with an error</span>}
          </p>
        )}
        <Link className="link-button session-list" to={tracesPath({ q: condition('session', session) })}>As a list</Link>
      </header>
      {error !== null && <Problem error={error} />}
      {traces?.length === 0 && <p className="list-end">No trace of this session is here: none has arrived, or they were deleted.</p>}
      {traces !== undefined && traces.length > 0 && (
        <ol className="turns" tabIndex={0} aria-label="Turns" start={first + 1}>
          {first > 0 && <li className="list-end">The last {formatCount(traces.length)} turns. “As a list” has all.</li>}
          {traces.map((trace, index) => <Turn key={trace.trace_id} trace={trace} number={first + index + 1} />)}
        </ol>
      )}
    </main>
  );
}

/** One trace: its beginning at once, all of what went in and came out when it comes into sight. */
function Turn({ trace, number }: { readonly trace: TraceSummary; readonly number: number }) {
  const element = useRef<HTMLLIElement>(null);
  const seen = useSeen(element);
  const skeleton = useQuery({ queryKey: ['trace', trace.trace_id], queryFn: ({ signal }) => fetchSkeleton(trace.trace_id, signal), enabled: seen, structuralSharing: false });
  const program = useMemo(() => (skeleton.data === undefined ? undefined : findProgram(flatten(skeleton.data.spans, BigInt(skeleton.data.start)))), [skeleton.data]);
  const { data: span } = useSpan(trace.trace_id, program?.span.id ?? null);
  const now = new Date();
  const side = (title: 'Input' | 'Output', preview: string | null) => {
    const payload = span === undefined ? null : readPayload(span.attrs, title === 'Input' ? 'input' : 'output');
    if (payload !== null) return <ProgramSide title={title} name={program?.span.name ?? ''} payload={payload} cut={span?.truncated.includes(payload.key) === true} />;
    return <p className="program-side">{preview === null ? <span className="faint">{title === 'Input' ? 'no input recorded' : trace.running ? 'running' : 'no output recorded'}</span> : readPreview(preview).map(({ text }) => text).join('  ·  ')}</p>;
  };
  return (
    <li ref={element} className="turn">
      <header className="turn-head">
        <span className="faint number">{number}</span>
        {trace.running ? <RunningMark /> : <StatusMark code={trace.status} />}
        <Link to={tracePath(trace.trace_id)} className="line">{trace.name}</Link>
        <span className="muted">{formatDuration(trace.duration_ms)}{trace.total_tokens !== null && ` · ${plural(trace.total_tokens, 'token')}`}{trace.cost !== null && ` · ${formatCost(trace.cost)}`}</span>
        {trace.errors > 0 && <span className="row-errors">{plural(trace.errors, 'span')} in error</span>}
        <time className="faint number" title={formatInstant(trace.start)}>{formatClock(trace.start, now)}</time>
      </header>
      <div className="message" data-role="user">{side('Input', trace.input)}</div>
      <div className="message" data-role="assistant">{side('Output', trace.output)}</div>
    </li>
  );
}
