import { useEffect, useEffectEvent, useMemo, useState } from 'react';

import { fetchCalls, type LoggedCall, type PageSettings, type Program, type ProgramMetrics } from '../api/server.ts';
import { remember, remembered } from '../browser.ts';
import { fieldId } from '../components/FieldRow.tsx';
import { rememberedDrafts, type Drafts, type Problem } from '../model/drafts.ts';
import { shownProblems } from '../model/failure.ts';
import { draftsFor, formOf, inputsOf, type Form } from '../model/form.ts';
import { parseJson, type JsonObject } from '../model/json.ts';
import { Answer, ANSWER_ID } from './Answer.tsx';
import { Figures } from './Figures.tsx';
import { ProgramForm } from './ProgramForm.tsx';
import { RecentCalls } from './RecentCalls.tsx';
import { useCall } from './use-call.ts';
import './ProgramView.css';

interface ProgramViewProps {
  readonly program: Program;
  readonly settings: PageSettings;
  readonly metrics: ProgramMetrics | undefined;
  /** From a link that somebody shared. */
  readonly given: JsonObject | null;
  /** Told when a call has ended and the figures have changed. */
  readonly onCalled: () => void;
}

/** A program: its form, its answer, its figures and its recent calls. */
export function ProgramView({ program, settings, metrics, given, onCalled }: ProgramViewProps) {
  const { name, model, signature } = program;
  const form = useMemo(() => formOf(program), [program]);
  const [drafts, setDrafts] = useDrafts(name, form, given);
  const [unsent, setUnsent] = useState<readonly Problem[]>([]);
  const [recent, setRecent] = useState<readonly LoggedCall[]>();
  const refresh = async (): Promise<void> => {
    // While the server does not answer, the page says so elsewhere.
    setRecent(await fetchCalls(name).catch(() => recent));
  };
  const { call, run, cancel } = useCall(({ failure }) => {
    onCalled();
    void refresh();
    focusFirst(failure?.problems ?? [], form);
  });
  const lookAgain = useEffectEvent(() => { void refresh(); });
  const calls = metrics?.call_count;
  useEffect(() => { if (calls !== undefined) lookAgain(); }, [calls]);

  const problems = shownProblems(unsent.length > 0 ? unsent : (call?.failure?.problems ?? []), form.fields);
  const isRunning = call?.phase === 'running';
  const send = (): void => {
    if (isRunning) return;
    const { body, problems: found } = inputsOf(form, drafts);
    setUnsent(found);
    if (found.length > 0) {
      focusFirst(found, form);
      return;
    }
    run(form.endpoint, body);
    document.getElementById(ANSWER_ID)?.scrollIntoView({ block: 'nearest' });
  };
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && isRunning) cancel();
  });
  useEffect(() => {
    window.addEventListener('keydown', pressed);
    return () => { window.removeEventListener('keydown', pressed); };
  }, []);

  return (
    <main className="program" aria-label={name}>
      <header className="program-head">
        <div className="program-name">
          <h1>{name}</h1>
          <span className="program-model" title="Model">{model}</span>
          {signature !== null && <code className="line program-signature" title={signature}>{signature}</code>}
        </div>
        <Figures metrics={metrics} />
      </header>
      <div className="program-columns">
        <ProgramForm
          program={program} form={form} drafts={drafts} problems={problems} isRunning={isRunning} isGuarded={settings.is_guarded}
          onChange={(next) => { setDrafts(next); setUnsent([]); }} onSend={send} onCancel={cancel}
        />
        <Answer call={call} isStale={unsent.length > 0} elsewhere={problems.elsewhere} logged={recent?.find((each) => each.request_id !== undefined && each.request_id === call?.ids.requestId)} viewerUrl={settings.viewer_url} />
      </div>
      <RecentCalls calls={recent} viewerUrl={settings.viewer_url} onReuse={(inputs) => { setDrafts(draftsFor(form, inputs)); setUnsent([]); focusFirst([], form, true); }} />
    </main>
  );
}

/** What stands in the form: from a link, else what this browser remembers of the last visit. */
function useDrafts(name: string, form: Form, given: JsonObject | null): readonly [Drafts, (drafts: Drafts) => void] {
  const key = `dspy.inputs.${name}`;
  const [drafts, setDrafts] = useState<Drafts>(() => (given === null ? (rememberedDrafts(form.fields, parseJson(remembered(key) ?? '')) ?? {}) : draftsFor(form, given)));
  useEffect(() => { remember(key, JSON.stringify(drafts)); }, [key, drafts]);
  return [drafts, setDrafts];
}

/** Puts the focus where something is wrong; on the first field when `always` and nothing is. */
function focusFirst(problems: readonly Problem[], { fields }: Form, always = false): void {
  const wrong = fields.find(({ name }) => problems.some(({ path }) => path[0] === name)) ?? (always ? fields[0] : undefined);
  if (wrong !== undefined) document.getElementById(fieldId(wrong.name))?.focus();
}
