import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { annotate, fetchAnnotations, takeBack } from '../api/hand-over.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Problem } from '../components/Problem.tsx';
import './AnnotationDialog.css';

/** Under which name the page says things about a trace. */
const NAME = 'note';

/** A label, a score and a note about a trace. */
export function AnnotationDialog({ traceId, onClose }: { readonly traceId: string; readonly onClose: () => void }) {
  const { data, error } = useQuery({ queryKey: ['annotations', traceId], queryFn: ({ signal }) => fetchAnnotations(traceId, signal) });
  const others = data?.annotations.filter(({ name }) => name !== NAME) ?? [];
  return (
    <Dialog title="Note and score" onClose={onClose}>
      {error !== null && <Problem error={error} />}
      {data !== undefined && <Form traceId={traceId} said={data.annotations.find(({ name }) => name === NAME)} onClose={onClose} />}
      {others.length > 0 && (
        <ul className="annotation-others" aria-label="Said by others">
          {others.map(({ name, score, label, note }) => <li key={name}><strong>{name}</strong> {[label, score, note].filter((part) => part !== null && part !== '').join(' · ')}</li>)}
        </ul>
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly traceId: string;
  readonly said: { readonly score: number | null; readonly label: string; readonly note: string } | undefined;
  readonly onClose: () => void;
}

function Form({ traceId, said, onClose }: FormProps) {
  const client = useQueryClient();
  const [label, setLabel] = useState(said?.label ?? '');
  const [score, setScore] = useState(said?.score === null || said?.score === undefined ? '' : String(said.score));
  const [note, setNote] = useState(said?.note ?? '');
  const [error, setError] = useState<Error | null>(null);
  const empty = label === '' && score === '' && note === '';
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      if (!empty) await annotate(traceId, NAME, { label, score: score === '' ? null : Number(score), note });
      else if (said !== undefined) await takeBack(traceId, NAME);
      await client.invalidateQueries({ queryKey: ['annotations', traceId] });
      onClose();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    }
  };
  return (
    <form className="annotation-form" onSubmit={(event) => { void save(event); }}>
      <label>Label<input value={label} maxLength={200} placeholder="good, wrong, …" onChange={(event) => { setLabel(event.target.value); }} /></label>
      <label>Score<input type="number" step="any" value={score} onChange={(event) => { setScore(event.target.value); }} /></label>
      <label>Note<textarea rows={4} maxLength={20_000} value={note} onChange={(event) => { setNote(event.target.value); }} /></label>
      <p className="faint">Found with <code>has:annotation</code>, <code>label:good</code>, <code>score&lt;0.5</code>.</p>
      {error !== null && <Problem error={error} />}
      <div className="dialog-actions"><button type="button" className="button" onClick={onClose}>Cancel</button><button type="submit" className="button button-primary">{empty && said !== undefined ? 'Take back' : 'Save'}</button></div>
    </form>
  );
}
