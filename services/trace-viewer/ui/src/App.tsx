import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';

import { useLive } from './api/live.ts';
import { Shortcuts } from './components/Shortcuts.tsx';
import { TopBar } from './components/TopBar.tsx';
import { useKeys } from './keys.ts';
import { Link, tracesPath, useRoute } from './router.tsx';
import { TraceListView } from './views/TraceListView.tsx';
import { TraceView } from './views/TraceView.tsx';
import './App.css';

const client = new QueryClient({
  defaultOptions: { queries: { retry: 1, retryDelay: 1_000, refetchOnWindowFocus: false, staleTime: 1_000 } },
});

export function App() {
  return <QueryClientProvider client={client}><Page /></QueryClientProvider>;
}

function Page() {
  const route = useRoute();
  const live = useLive();
  const [help, setHelp] = useState(false);
  const [lastService, setLastService] = useState<string | null>(null);
  if (route.view === 'traces' && route.service !== lastService) setLastService(route.service);
  useKeys({ '?': () => { setHelp(true); } });
  const back = tracesPath(lastService);
  return (
    <div className="page">
      <TopBar live={live} tracesPath={back} onShortcuts={() => { setHelp(true); }} />
      {route.view === 'traces' && <TraceListView key={route.service ?? ''} service={route.service} />}
      {route.view === 'trace' && <TraceView key={route.id} id={route.id} look={route.look} back={back} />}
      {route.view === 'unknown' && (
        <main className="lost"><h1>Nothing is here</h1><p className="muted">No view has this address.</p><Link to="/" className="button">All traces</Link></main>
      )}
      {help && <Shortcuts onClose={() => { setHelp(false); }} />}
    </div>
  );
}
