import type { Field } from '../model/fields.ts';
import { ValueView } from './ValueView.tsx';
import './FieldList.css';

interface FieldListProps {
  readonly fields: readonly Field[];
  /** True when the store kept only the beginning of the text they were read from. */
  readonly cut?: boolean;
}

/** Names and values, one below the other. */
export function FieldList({ fields, cut = false }: FieldListProps) {
  return (
    <div className="field-lists">
      <dl className="field-list">
        {fields.map((field, index) => (
          <div key={`${index} ${field.name}`}>
            <dt>{field.name}</dt>
            <dd><ValueView value={field.value} cut={cut && index === fields.length - 1} /></dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
