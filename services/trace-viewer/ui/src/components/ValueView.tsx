import { ofJson, readValue, type Json, type Value } from '../model/values.ts';
import { JsonText } from './Json.tsx';
import { LongText } from './LongText.tsx';
import './ValueView.css';

/** A value as a reader would like to see it: prose as prose, lists as lists, JSON in colour. */
export function ValueView({ value, cut = false }: { readonly value: Json; readonly cut?: boolean }) {
  const form: Value = typeof value === 'string' ? readValue(value) : ofJson(value);
  if (form.form === 'list') return <Passages items={form.items} />;
  if (form.form === 'json') return isPlain(form.json) ? <code className="value-plain">{JSON.stringify(form.json)}</code> : <JsonText json={form.json} />;
  return form.text === '' ? <span className="faint">empty</span> : <LongText text={form.text} cut={cut} />;
}

function isPlain(json: Json): boolean {
  return typeof json !== 'object' || json === null;
}

function Passages({ items }: { readonly items: readonly string[] }) {
  return (
    <ol className="passages">
      {items.map((item, index) => {
        const [, title, rest] = /^([^|\n]{1,120}) \| ([\s\S]+)$/.exec(item) ?? [];
        return (
          <li key={index}>
            <span className="passage-number" aria-hidden="true">{index + 1}</span>
            <div>
              {title !== undefined && <strong>{title}</strong>}
              <LongText text={rest ?? item} maxLines={6} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
