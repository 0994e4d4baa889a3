import { Fragment, useState } from 'react';

import type { Attributes } from '../../../contract/scalars.ts';
import { asText } from '../model/attributes.ts';
import { CopyButton } from './CopyButton.tsx';
import { Icon } from './Icon.tsx';
import { LongText } from './LongText.tsx';
import './AttributeTable.css';

export interface AttributeGroup {
  readonly title: string;
  readonly attrs: Attributes;
}

interface AttributeTableProps {
  readonly groups: readonly AttributeGroup[];
  readonly truncated: readonly string[];
}

/** A name that may break after its dots, where it reads best. */
function Breakable({ name }: { readonly name: string }) {
  return name.split(/(?<=\.)/).map((part, index) => <Fragment key={index}>{index > 0 && <wbr />}{part}</Fragment>);
}

/** Every attribute as it was sent, found by its name or by what is in its value. */
export function AttributeTable({ groups, truncated }: AttributeTableProps) {
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const shown = groups
    .map(({ title, attrs }) => ({
      title,
      rows: Object.entries(attrs)
        .map(([name, value]) => ({ name, text: asText(value) }))
        .filter(({ name, text }) => wanted === '' || name.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted))
        .toSorted((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true })),
    }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <div className="attributes">
      <label className="attribute-search">
        <Icon name="search" />
        <span className="visually-hidden">Search names and values</span>
        <input type="search" value={query} placeholder="Search names and values" onChange={(event) => { setQuery(event.target.value); }} />
      </label>
      {shown.length === 0 && <p className="muted">No attribute has “{query.trim()}” in its name or value.</p>}
      {shown.map(({ title, rows }) => (
        <table key={title}>
          <caption>{title}</caption>
          <tbody>
            {rows.map(({ name, text }) => (
              <tr key={name}>
                <th scope="row"><Breakable name={name} /></th>
                <td>
                  <LongText text={text} mono maxLines={4} cut={truncated.includes(name)} />
                  <CopyButton text={text} what={name} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
