import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';

import type { PromptRunAnswer } from '../../../contract/prompt-run.ts';
import type { SpanDetail } from '../../../contract/trace.ts';
import { fetchPromptRunModels, runPrompt } from '../api/prompt-runs.ts';
import { LongText } from '../components/LongText.tsx';
import { Problem } from '../components/Problem.tsx';
import { Select } from '../components/Select.tsx';
import { TextDiff } from '../components/TextDiff.tsx';
import { messageText, type Conversation } from '../model/messages.ts';
import { formatCost } from '../model/numbers.ts';
import { draftOf, runOf, whyNotAgain, type PromptDraft } from '../model/prompt-draft.ts';
import { formatDuration } from '../model/time.ts';
import { Link, tracePath } from '../router.tsx';
import './PromptRunner.css';

interface PromptRunnerProps {
  readonly traceId: string;
  readonly span: SpanDetail;
  readonly conversation: Conversation;
}

/** The prompt of a call, to be changed and sent again through the server that has the models and their keys. */
export function PromptRunner({ traceId, span, conversation }: PromptRunnerProps) {
  const { data, error } = useQuery({ queryKey: ['prompt-run-models'], queryFn: ({ signal }) => fetchPromptRunModels(signal) });
  const why = whyNotAgain(conversation, span.truncated) ?? data?.unavailable ?? null;
  return (
    <section className="prompt-runner" aria-label="Edit and run again">
      <h2>Edit and run again</h2>
      {error !== null && <Problem error={error} />}
      {why !== null && <p className="muted">{why}</p>}
      {why === null && data !== undefined && <Editor origin={{ trace_id: traceId, span_id: span.id }} initial={draftOf(conversation, span.attrs, span.model, data.models)} models={data.models} before={conversation.output.map(messageText).join('\n\n')} />}
    </section>
  );
}

interface EditorProps {
  readonly origin: { readonly trace_id: string; readonly span_id: string };
  readonly initial: PromptDraft;
  readonly models: readonly { readonly name: string; readonly model: string }[];
  /** What was answered then. */
  readonly before: string;
}

function Editor({ origin, initial, models, before }: EditorProps) {
  const [draft, setDraft] = useState(initial);
  const [answer, setAnswer] = useState<PromptRunAnswer | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [running, setRunning] = useState(false);
  const cancel = useRef<AbortController | null>(null);
  const run = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const control = new AbortController();
    cancel.current = control;
    setRunning(true);
    setError(null);
    try {
      setAnswer(await runPrompt(runOf(draft, origin), control.signal));
    } catch (cause) {
      if (!control.signal.aborted) setError(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      setRunning(false);
    }
  };
  const write = (index: number, content: string): void => {
    setDraft({ ...draft, messages: draft.messages.map((message, place) => (place === index ? { ...message, content } : message)) });
  };
  return (
    <form onSubmit={(event) => { void run(event); }}>
      {draft.messages.map(({ role, content }, index) => (
        <label key={index} className="prompt-message">
          <span>{role}</span>
          <textarea value={content} rows={Math.min(16, Math.max(2, content.split('\n').length))} spellCheck={false} onChange={(event) => { write(index, event.target.value); }} />
        </label>
      ))}
      <div className="prompt-controls">
        <Select label="Model" value={draft.model} onChange={(model) => { setDraft({ ...draft, model }); }}>{models.map(({ name }) => <option key={name} value={name}>{name}</option>)}</Select>
        <label>Temperature<input type="number" min={0} max={10} step="any" value={draft.temperature} placeholder="model’s" onChange={(event) => { setDraft({ ...draft, temperature: event.target.value }); }} /></label>
        <label>Most tokens<input type="number" min={1} max={10_000_000} step={1} value={draft.maxTokens} placeholder="model’s" onChange={(event) => { setDraft({ ...draft, maxTokens: event.target.value }); }} /></label>
        <button type="button" className="button" disabled={draft === initial} onClick={() => { setDraft(initial); }}>Reset</button>
        {running
          ? <button type="button" className="button" onClick={() => cancel.current?.abort()}>Stop</button>
          : <button type="submit" className="button button-primary">Run</button>}
        <span role="status" className="faint">{running ? 'Waiting for the model …' : ''}</span>
      </div>
      {error !== null && <Problem error={error} />}
      {answer !== null && <Answer answer={answer} before={before} />}
    </form>
  );
}

function Answer({ answer, before }: { readonly answer: PromptRunAnswer; readonly before: string }) {
  const [marked, setMarked] = useState(false);
  const facts = [answer.model, formatDuration(answer.duration_ms), answer.cost === null ? 'cost unknown' : formatCost(answer.cost), ...(answer.finish_reason === 'stop' ? [] : [`ended by ${answer.finish_reason}`])];
  return (
    <section aria-label="New answer">
      <p className="prompt-answer-facts">
        <span>{facts.join(' · ')}</span>
        {answer.trace_id !== null && <Link to={tracePath(answer.trace_id)} className="link-button">Its trace</Link>}
        <label><input type="checkbox" checked={marked} onChange={(event) => { setMarked(event.target.checked); }} /> Mark what changed</label>
      </p>
      {marked
        ? <TextDiff a={before} b={answer.text} />
        : <div className="prompt-answers"><div><h3>Then</h3><LongText text={before} mono /></div><div><h3>Now</h3><LongText text={answer.text} mono /></div></div>}
    </section>
  );
}
