import type { Draft } from '../model/drafts.ts';
import type { FormField } from '../model/fields.ts';
import { Control } from './Control.tsx';

interface FieldRowProps {
  readonly field: FormField;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** What is wrong, by field name or `name.row`. */
  readonly problems: ReadonlyMap<string, string>;
}

/** An input of the program: name, type, what it is for, and its control with what is wrong below it. */
export function FieldRow({ field, draft, onChange, problems }: FieldRowProps) {
  const { name, type, description, required, control } = field;
  const id = fieldId(name);
  const problem = problems.get(name);
  const placeholder = field.default === undefined || field.default === null ? '' : typeof field.default === 'string' ? field.default : JSON.stringify(field.default);
  const describedBy = [description !== '' && `${id}-description`, problem !== undefined && `${id}-problem`].filter((each) => each !== false).join(' ');
  return (
    <div className="field" data-invalid={problem !== undefined}>
      <div className="field-head">
        <label htmlFor={id}>{name}</label>
        <span className="field-type">{type}</span>
        {!required && <span className="field-optional">{placeholder === '' ? 'optional' : `default ${placeholder.length > 40 ? `${placeholder.slice(0, 40)}…` : placeholder}`}</span>}
      </div>
      {description !== '' && <p className="field-description" id={`${id}-description`}>{description}</p>}
      <Control
        control={control} id={id} label={name} draft={draft} onChange={onChange} placeholder={placeholder} isRequired={required} isInvalid={problem !== undefined}
        describedBy={describedBy === '' ? undefined : describedBy} rowProblem={(sent) => problems.get(`${name}.${sent}`)}
      />
      {problem !== undefined && <p className="problem" id={`${id}-problem`}>{problem}</p>}
    </div>
  );
}

/** Of the element that takes the focus for a field. */
export function fieldId(name: string): string {
  return `input-${name}`;
}
