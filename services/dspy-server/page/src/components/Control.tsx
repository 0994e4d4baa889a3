import type { KeyboardEvent } from 'react';

import type { Draft } from '../model/drafts.ts';
import type { Control as ControlKind } from '../model/fields.ts';
import { ChoiceControl } from './ChoiceControl.tsx';
import { ListControl } from './ListControl.tsx';
import { MediaControl } from './MediaControl.tsx';

/** What every control has to know of the field it is in. */
export interface ControlProps<D extends Draft = Draft> {
  /** Of the element that takes the focus; others begin with it. */
  readonly id: string;
  /** For people: the field's name, with the row within a list. */
  readonly label: string;
  readonly draft: D;
  readonly onChange: (draft: Draft) => void;
  /** Ids of what is said about the value. */
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
  readonly placeholder: string;
  /** Keys that a list takes from its rows. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** What is wrong with each row of a list, by its place in what was sent. */
  readonly rowProblem?: (sent: number) => string | undefined;
}

const MOST_LINES = 18;
const FALSE_OR_TRUE = [true, false];

/** What fills in a value of a kind. */
export function Control({ control, ...props }: ControlProps & { readonly control: ControlKind }) {
  const { draft } = props;
  if (control.kind === 'list') return <ListControl {...props} item={control.item} draft={typeof draft === 'string' ? [] : draft} />;
  const text: ControlProps<string> = { ...props, draft: typeof draft === 'string' ? draft : '' };
  switch (control.kind) {
    case 'choice':
      return <ChoiceControl {...text} options={control.options} />;
    case 'boolean':
      return text.isRequired ? <Checkbox {...text} /> : <ChoiceControl {...text} options={FALSE_OR_TRUE} />;
    case 'media':
      return <MediaControl {...text} accept={control.accept} />;
    case 'number':
      // Not `type="number"`, which throws away what it does not like; the server says what is wrong with it.
      return <input {...attributesOf(text)} className="input input-number" type="text" inputMode={control.integer ? 'numeric' : 'decimal'} autoComplete="off" />;
    case 'json':
      return <textarea {...attributesOf(text)} className="input input-code" rows={linesOf(draft, 3)} spellCheck={false} placeholder={text.placeholder || JSON.stringify(control.example, null, 2)} />;
    default:
      return <textarea {...attributesOf(text)} className="input" rows={linesOf(draft, text.onKeyDown === undefined ? 2 : 1)} />;
  }
}

function attributesOf({ id, label, draft, onChange, describedBy, isInvalid, isRequired, placeholder, onKeyDown }: ControlProps<string>) {
  return {
    id,
    'aria-label': label,
    value: draft,
    onChange: (event: { readonly target: { readonly value: string } }) => { onChange(event.target.value); },
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    'aria-required': isRequired,
    placeholder,
    onKeyDown,
  };
}

function Checkbox({ id, label, draft, onChange, describedBy, isInvalid }: ControlProps<string>) {
  const isTrue = draft === 'true';
  return (
    <label className="check">
      <input id={id} type="checkbox" aria-label={label} checked={isTrue} onChange={() => { onChange(isTrue ? 'false' : 'true'); }} aria-describedby={describedBy} aria-invalid={isInvalid} />
      <span aria-hidden="true">{isTrue ? 'true' : 'false'}</span>
    </label>
  );
}

/** Lines that a text area begins with; where the browser can, it grows by itself. */
function linesOf(draft: Draft, least: number): number {
  const lines = typeof draft === 'string' ? draft.split('\n', MOST_LINES).length : 0;
  return Math.max(lines, least);
}
