import type { Json } from '../model/json.ts';
import type { ControlProps } from './Control.tsx';

/** More than these are chosen from a list that opens. */
const MOST_RADIOS = 5;

/** One of some values; none, when it may be left out. A draft is the value as JSON. */
export function ChoiceControl({ id, label, draft, onChange, describedBy, isInvalid, isRequired, options }: ControlProps<string> & { readonly options: readonly Json[] }) {
  const choices = options.map((option) => ({ draft: JSON.stringify(option), word: typeof option === 'string' ? option : JSON.stringify(option) }));
  if (options.length > MOST_RADIOS) {
    return (
      <select id={id} className="input" aria-label={label} value={draft} onChange={(event) => { onChange(event.target.value); }} aria-describedby={describedBy} aria-invalid={isInvalid} aria-required={isRequired}>
        <option value="">{isRequired ? 'Choose…' : 'not set'}</option>
        {choices.map((choice) => <option key={choice.draft} value={choice.draft}>{choice.word}</option>)}
      </select>
    );
  }
  const shown = isRequired ? choices : [{ draft: '', word: 'not set' }, ...choices];
  return (
    <div className="choices" role="radiogroup" aria-label={label} aria-describedby={describedBy} aria-invalid={isInvalid} aria-required={isRequired}>
      {shown.map((choice, index) => (
        <label key={choice.draft} className="choice">
          <input id={index === 0 ? id : undefined} type="radio" name={id} checked={draft === choice.draft} onChange={() => { onChange(choice.draft); }} />
          <span className={choice.draft === '' ? 'faint' : ''}>{choice.word}</span>
        </label>
      ))}
    </div>
  );
}
