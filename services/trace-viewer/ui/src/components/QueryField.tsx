import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';

import { parseQuery } from '../../../contract/query/parse-query.ts';
import type { QueryHint } from '../../../contract/query/query-hints.ts';
import { useKeys } from '../keys.ts';
import { completeQuery, type Completion } from '../model/complete-query.ts';
import { Icon } from './Icon.tsx';
import './QueryField.css';

interface QueryFieldProps {
  readonly query: string;
  readonly hints: readonly QueryHint[];
  readonly label?: string;
  /** Told of a query that can be read. */
  readonly onQuery: (query: string) => void;
}

/** A query as it is written: what may come next is offered, what cannot be read is said, and Enter asks. */
export function QueryField({ query, hints, label = 'Search traces', onQuery }: QueryFieldProps) {
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => { setText(query); }, [query]);
  useKeys({ '/': () => { field.current?.select(); } });

  const completions = caret === null ? [] : completeQuery(text, caret, hints);
  const parsed = parseQuery(text);
  const accept = ({ text: word, from, to }: Completion): void => {
    const next = text.slice(0, from) + word + text.slice(to);
    // At once: a key that is pressed before the next frame belongs behind the word.
    flushSync(() => {
      setText(next);
      setCaret(from + word.length);
      setChosen(-1);
    });
    field.current?.setSelectionRange(from + word.length, from + word.length);
  };
  const ask = (): void => {
    setAsked(true);
    setCaret(null);
    if (parsed.ok) onQuery(text.trim());
  };
  const press = (event: KeyboardEvent): void => {
    const picked = completions[chosen];
    if (event.key === 'Enter') {
      if (picked === undefined) ask();
      else accept(picked);
    } else if (event.key === 'Tab' && completions.length > 0 && !event.shiftKey && text !== query) accept(picked ?? completions[0] ?? { text: '', about: '', from: 0, to: 0 });
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && completions.length > 0) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((chosen + step + completions.length + (chosen === -1 && step === -1 ? 1 : 0)) % completions.length);
    } else if (event.key === 'Escape') {
      if (completions.length > 0) setCaret(null);
      else field.current?.blur();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="query-field">
      <Icon name="search" />
      <input
        ref={field} type="text" role="combobox" spellCheck={false} autoComplete="off" value={text} placeholder="Search words, or kind:LLM duration>2s  /" aria-label={label}
        aria-expanded={completions.length > 0} aria-controls={`${id}list`} aria-autocomplete="list" aria-activedescendant={chosen === -1 ? undefined : `${id}${chosen}`}
        aria-invalid={!parsed.ok && asked} aria-describedby={`${id}problem`}
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart);
          setChosen(-1);
          setAsked(false);
          if (event.target.value === '') onQuery('');
        }}
        onFocus={(event) => { setCaret(event.target.selectionStart); }}
        onClick={(event) => { setCaret(event.currentTarget.selectionStart); }}
        onBlur={() => { setCaret(null); }} onKeyDown={press}
      />
      {completions.length > 0 && (
        <ul className="query-list" role="listbox" id={`${id}list`} aria-label="How to go on">
          {completions.map((completion, index) => (
            <li
              key={completion.text} id={`${id}${index}`} role="option" aria-selected={index === chosen}
              onPointerDown={(event) => { event.preventDefault(); accept(completion); }}
            >
              <code>{completion.text}</code><span className="faint line">{completion.about}</span>
            </li>
          ))}
        </ul>
      )}
      <p id={`${id}problem`} className="query-problem" role="status" hidden={parsed.ok || !asked}>{parsed.ok || !asked ? '' : parsed.problem.message}</p>
    </div>
  );
}
