import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Session } from '../../../contract/session.ts';
import { fetchSessions } from '../api/client.ts';
import { useTitle } from '../browser.ts';
import { ListSwitch } from '../components/ListSwitch.tsx';
import { Problem } from '../components/Problem.tsx';
import { isWhole, type ListLook } from '../list-address.ts';
import { formatCost, formatCount } from '../model/numbers.ts';
import { readPreview } from '../model/preview.ts';
import { formatClock, formatDuration, formatInstant } from '../model/time.ts';
import { Link, navigate, sessionsPath } from '../router.tsx';
import { ViewFilters } from './ViewFilters.tsx';
import './TraceListView.css';
import './PerformanceView.css';
import './SessionsView.css';

const MOST = 1_000;

/** Traces by session: who began how, how often they went on, and what it took. */
export function SessionsView({ look }: { readonly look: ListLook }) {
  useTitle('Sessions');
  const { data, error } = useQuery({ queryKey: ['traces', 'sessions', JSON.stringify(look)], queryFn: ({ signal }) => fetchSessions(look, MOST, signal), placeholderData: keepPreviousData });
  const sessions = data?.sessions;
  const now = new Date();
  return (
    <main className="view sessions">
      <h1 className="visually-hidden">Sessions</h1>
      <ViewFilters look={look} onLook={(change) => { navigate(sessionsPath({ ...look, ...change })); }} first={<ListSwitch view="sessions" look={look} />} />
      {error !== null && <Problem error={error} />}
      {sessions?.length === 0 && (isWhole(look)
        ? <p className="list-end">No trace tells a session. The attribute <code>session.id</code> of any of its spans does, and the header <code>x-session-id</code> of a request to dspy-cli.</p>
        : <p className="list-end">No session fits the filters.</p>)}
      {sessions !== undefined && sessions.length > 0 && (
        <div className="panel-scroll sessions-table" tabIndex={0} role="group" aria-label="Sessions, scrollable">
          <table className="figures">
            <thead><tr><th scope="col">Session</th><th scope="col">First input</th><th scope="col">Turns</th><th scope="col">Errors</th><th scope="col" title="What its traces took, without the time in between">Duration</th><th scope="col">Tokens</th><th scope="col">Cost</th><th scope="col">Last</th></tr></thead>
            <tbody>{sessions.map((session) => <Row key={session.session} session={session} look={look} now={now} />)}</tbody>
          </table>
          {sessions.length === MOST && <p className="list-end">The newest {formatCount(MOST)} sessions. A search or a time finds older ones.</p>}
        </div>
      )}
    </main>
  );
}

function Row({ session, look, now }: { readonly session: Session; readonly look: ListLook; readonly now: Date }) {
  return (
    <tr>
      <th scope="row"><Link to={sessionsPath(look, session.session)} className="line session-id">{session.session}</Link>{session.user !== null && <span className="line faint session-user">{session.user}</span>}</th>
      <td><span className="line session-input">{session.input === null ? <span className="faint">no input recorded</span> : readPreview(session.input).map(({ text }) => text).join('  ·  ')}</span></td>
      <td>{formatCount(session.traces)}</td>
      <td>{session.errors === 0 ? <span className="faint">0</span> : <span className="row-errors">{formatCount(session.errors)}</span>}</td>
      <td>{formatDuration(session.duration_ms)}</td>
      <td>{session.total_tokens === null ? <span className="faint">–</span> : formatCount(session.total_tokens)}</td>
      <td>{session.cost === null ? <span className="faint">–</span> : `${session.calls_without_cost > 0 ? '≥ ' : ''}${formatCost(session.cost)}`}</td>
      <td title={formatInstant(session.end)}>{formatClock(session.end, now)}</td>
    </tr>
  );
}
