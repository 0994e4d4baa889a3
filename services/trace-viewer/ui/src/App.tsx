import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';

import { useLive } from './api/live.ts';
import { Shortcuts } from './components/Shortcuts.tsx';
import { TopBar } from './components/TopBar.tsx';
import { useKeys } from './keys.ts';
import { Link, sessionsPath, tracesPath, useRoute } from './router.tsx';
import { ImportDrop } from './views/ImportDrop.tsx';
import { TraceListView } from './views/TraceListView.tsx';
import { TraceView } from './views/TraceView.tsx';
import './App.css';

// Views that are looked at less come when they are.
const PerformanceView = lazy(async () => ({ default: (await import('./views/PerformanceView.tsx')).PerformanceView }));
const PromptsView = lazy(async () => ({ default: (await import('./views/PromptsView.tsx')).PromptsView }));
const CompareView = lazy(async () => ({ default: (await import('./views/CompareView.tsx')).CompareView }));
const GroupsView = lazy(async () => ({ default: (await import('./views/GroupsView.tsx')).GroupsView }));
const SessionsView = lazy(async () => ({ default: (await import('./views/SessionsView.tsx')).SessionsView }));
const SessionView = lazy(async () => ({ default: (await import('./views/SessionView.tsx')).SessionView }));
const DoctorView = lazy(async () => ({ default: (await import('./views/DoctorView.tsx')).DoctorView }));

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
  const [lastList, setLastList] = useState(tracesPath());
  const list = route.view === 'traces' ? tracesPath(route.look) : lastList;
  if (list !== lastList) setLastList(list);
  useKeys({ '?': () => { setHelp(true); } });
  return (
    <div className="page">
      <TopBar live={live} view={route.view} tracesPath={list} onShortcuts={() => { setHelp(true); }} />
      {route.view === 'traces' && <TraceListView look={route.look} />}
      {route.view === 'trace' && <TraceView key={route.id} id={route.id} look={route.look} back={list} />}
      <Suspense fallback={<main className="view"><p className="visually-hidden" role="status">Loading the view</p></main>}>
        {route.view === 'doctor' && <DoctorView />}
        {route.view === 'performance' && <PerformanceView look={route.look} operation={route.operation} against={route.against} frame={route.frame} />}
        {route.view === 'prompts' && <PromptsView look={route.look} chosen={route.chosen} />}
        {route.view === 'sessions' && (route.session === null ? <SessionsView look={route.look} /> : <SessionView key={route.session} session={route.session} back={sessionsPath(route.look)} />)}
        {route.view === 'groups' && <GroupsView a={route.a} b={route.b} />}
        {route.view === 'compare' && <CompareView key={`${route.a} ${route.b}`} a={route.a} b={route.b} row={route.row} />}
      </Suspense>
      {route.view === 'unknown' && (
        <main className="lost"><h1>Nothing is here</h1><p className="muted">No view has this address.</p><Link to="/" className="button">All traces</Link></main>
      )}
      <ImportDrop />
      {help && <Shortcuts onClose={() => { setHelp(false); }} />}
    </div>
  );
}
