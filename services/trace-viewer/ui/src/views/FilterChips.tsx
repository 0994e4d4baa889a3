import { Icon } from '../components/Icon.tsx';
import { isWhole, WHOLE_LIST, type ListLook } from '../list-address.ts';
import { queryParts } from '../model/query-parts.ts';
import { formatClock } from '../model/time.ts';
import './FilterChips.css';

interface FilterChipsProps {
  readonly look: ListLook;
  readonly onLook: (change: Partial<ListLook>) => void;
}

/** What narrows the list, each to be taken away by itself. */
export function FilterChips({ look, onLook }: FilterChipsProps) {
  if (isWhole(look)) return null;
  const now = new Date();
  const { from, to, service } = look;
  return (
    <ul className="filter-chips" aria-label="Filters">
      {queryParts(look.q).map(({ text, without }) => <Chip key={text} text={text} mono onRemove={() => { onLook({ q: without }); }} />)}
      {service !== null && <Chip text={`service ${service}`} onRemove={() => { onLook({ service: null }); }} />}
      {(from !== null || to !== null) && (
        <Chip text={`started ${from === null ? '' : `from ${formatClock(from, now)}`}${to === null ? '' : ` to ${formatClock(to, now)}`}`} onRemove={() => { onLook({ from: null, to: null }); }} />
      )}
      <li><button type="button" className="link-button" onClick={() => { onLook({ ...WHOLE_LIST, sort: look.sort }); }}>Clear all</button></li>
    </ul>
  );
}

function Chip({ text, mono = false, onRemove }: { readonly text: string; readonly mono?: boolean; readonly onRemove: () => void }) {
  return (
    <li className="filter-chip">
      <span className={mono ? 'mono line' : 'line'}>{text}</span>
      <button type="button" onClick={onRemove} aria-label={`Remove the filter ${text}`}><Icon name="cross" /></button>
    </li>
  );
}
