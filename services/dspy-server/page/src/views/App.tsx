import { useEffect, useState } from 'react';

import { fetchMetrics, fetchPrograms, fetchSettings, ServerError, type PageSettings, type Program, type ProgramMetrics } from '../api/server.ts';
import { useHash, usePolling } from '../browser.ts';
import { hashOf, placeOf } from '../model/link.ts';
import { ProgramList } from './ProgramList.tsx';
import { ProgramView } from './ProgramView.tsx';
import { TopBar } from './TopBar.tsx';
import './App.css';

/** The programs may change by a reload, and are few: they are read again with the figures. */
const LOOK_MS = 3_000;

interface Seen {
  readonly settings: PageSettings;
  readonly programs: readonly Program[];
  readonly metrics: ReadonlyMap<string, ProgramMetrics>;
}

export function App() {
  const [seen, setSeen] = useState<Seen>();
  const [trouble, setTrouble] = useState<ServerError>();
  const look = async (): Promise<void> => {
    try {
      const [settings, programs, metrics] = await Promise.all([seen?.settings ?? fetchSettings(), fetchPrograms(), fetchMetrics()]);
      setSeen((before) => ({ settings, metrics, programs: isSame(before?.programs, programs) ? (before?.programs ?? programs) : programs }));
      setTrouble(undefined);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      setTrouble(error);
    }
  };
  usePolling(() => { void look(); }, LOOK_MS);

  const place = placeOf(useHash());
  const programs = seen?.programs ?? [];
  const program = programs.find(({ name }) => name === place.program) ?? programs[0];
  const title = seen?.settings.title ?? 'Programs';
  useEffect(() => { document.title = program === undefined ? title : `${program.name} · ${title}`; }, [program, title]);

  return (
    <div className="page">
      <TopBar settings={seen?.settings} />
      {trouble !== undefined && <p className="trouble" role="alert">{trouble.message}{trouble.status === 401 && <> <a href="/login">Sign in again</a></>}</p>}
      {seen !== undefined && (
        <div className="page-body">
          <ProgramList programs={programs} metrics={seen.metrics} selected={program?.name} description={seen.settings.description} />
          {/* Another program, or other inputs from a link, is another form. */}
          {program === undefined ? <main className="nothing"><p>No program is served.</p></main> : (
            <Linked key={`${program.name} ${JSON.stringify(place.inputs)}`} program={program} given={place.inputs} seen={seen} onCalled={() => { void look(); }} />
          )}
        </div>
      )}
    </div>
  );
}

function Linked({ program, given, seen, onCalled }: { readonly program: Program; readonly given: Parameters<typeof ProgramView>[0]['given']; readonly seen: Seen; readonly onCalled: () => void }) {
  // Inputs of a link are taken over once; from then on the form has its own.
  const [inputs] = useState(given);
  useEffect(() => { if (inputs !== null) window.history.replaceState(null, '', hashOf(program.name)); }, [inputs, program.name]);
  return <ProgramView program={program} settings={seen.settings} metrics={seen.metrics.get(program.name)} given={inputs} onCalled={onCalled} />;
}

function isSame(before: readonly Program[] | undefined, now: readonly Program[]): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}
