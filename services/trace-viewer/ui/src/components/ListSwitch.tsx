import type { ListLook } from '../list-address.ts';
import { Link, sessionsPath, tracesPath } from '../router.tsx';
import './ListSwitch.css';

/** The same traces one by one, or by session. */
export function ListSwitch({ view, look }: { readonly view: 'traces' | 'sessions'; readonly look: ListLook }) {
  return (
    <nav className="switch list-switch" aria-label="Traces or sessions">
      <Link to={tracesPath(look)} aria-current={view === 'traces' ? 'page' : undefined}>Traces</Link>
      <Link to={sessionsPath(look)} aria-current={view === 'sessions' ? 'page' : undefined}>Sessions</Link>
    </nav>
  );
}
