import { useQuery } from '@tanstack/react-query';

import { fetchStats } from '../api/client.ts';
import { useTitle } from '../browser.ts';
import { plural } from '../model/numbers.ts';
import { Link, tracesPath } from '../router.tsx';
import { RefusedList } from './RefusedList.tsx';

/** Whether traces arrive, and why not. */
export function DoctorView() {
  useTitle('Doctor');
  const { data, error } = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => fetchStats(signal) });
  return (
    <main className="view">
      <div className="doctor">
        <h1>Do traces arrive?</h1>
        <dl>
          <div><dt>Server</dt><dd>{error === null ? 'answers' : error.message}</dd></div>
          <div><dt>Endpoint</dt><dd><code>{window.location.origin}/v1/traces</code></dd></div>
          <div><dt>Protocol</dt><dd><code>http/protobuf</code> or <code>http/json</code></dd></div>
          <div><dt>Stored</dt><dd>{data === undefined ? '' : `${plural(data.traces, 'trace')}, ${plural(data.total_spans, 'span')}${data.services.length === 0 ? '' : `, of ${data.services.join(', ')}`}`}</dd></div>
        </dl>
        <RefusedList most={20} />
        <p className="muted">Requests that came on a wrong path or in a form that cannot be read are listed here as they come; the viewer forgets them when it stops. <Link to={tracesPath()} className="link-button">All traces</Link></p>
      </div>
    </main>
  );
}
