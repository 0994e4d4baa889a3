import { useEffect, useState, type KeyboardEvent } from 'react';

import { isEmpty, type Draft } from '../model/drafts.ts';
import type { Control as ControlKind } from '../model/fields.ts';
import { Control, type ControlProps } from './Control.tsx';
import { Icon } from './Icon.tsx';

/** Rows that can be added and removed; Enter adds one, Backspace in an empty one removes it. */
export function ListControl({ id, label, draft: rows, onChange, describedBy, isInvalid, item, rowProblem }: ControlProps<readonly Draft[]> & { readonly item: ControlKind }) {
  const [focused, setFocused] = useState<{ readonly id: string }>();
  useEffect(() => { if (focused !== undefined) document.getElementById(focused.id)?.focus(); }, [focused]);
  // A list without rows shows one to begin with; left empty, it is not sent.
  const shown = rows.length === 0 ? [''] : rows;
  const idOf = (row: number): string => (row === 0 ? id : `${id}-${row}`);

  const add = (after: number): void => {
    onChange(shown.toSpliced(after + 1, 0, ''));
    setFocused({ id: idOf(after + 1) });
  };
  const remove = (row: number): void => {
    onChange(shown.toSpliced(row, 1));
    setFocused({ id: idOf(Math.max(row - 1, 0)) });
  };
  const onKeyDown = (event: KeyboardEvent, row: number): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      add(row);
    } else if (event.key === 'Backspace' && isEmpty(shown[row] ?? '') && shown.length > 1) {
      event.preventDefault();
      remove(row);
    }
  };

  return (
    <div className="rows" role="group" aria-label={label} aria-describedby={describedBy}>
      {shown.map((row, index) => {
        const problem = isEmpty(row) ? undefined : rowProblem?.(shown.slice(0, index).filter((before) => !isEmpty(before)).length);
        const rowId = idOf(index);
        return (
          <div key={index} className="row">
            <span className="row-number" aria-hidden="true">{index + 1}</span>
            <Control
              control={item} id={rowId} label={`${label}, item ${index + 1}`} draft={row} placeholder="" isRequired={false} isInvalid={isInvalid || problem !== undefined}
              describedBy={problem === undefined ? undefined : `${rowId}-problem`}
              onChange={(next) => { onChange(shown.with(index, next)); }} onKeyDown={(event) => { onKeyDown(event, index); }}
            />
            <button type="button" className="button-quiet" aria-label={`Remove item ${index + 1} of ${label}`} title="Remove" disabled={rows.length === 0} onClick={() => { remove(index); }}><Icon name="cross" /></button>
            {problem !== undefined && <p className="problem row-problem" id={`${rowId}-problem`}>{problem}</p>}
          </div>
        );
      })}
      <button type="button" className="button-quiet row-add" onClick={() => { add(shown.length - 1); }} aria-label={`Add an item to ${label}`}><Icon name="plus" />Add</button>
    </div>
  );
}
