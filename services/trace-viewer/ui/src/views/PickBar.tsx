import { Icon } from '../components/Icon.tsx';
import { plural } from '../model/numbers.ts';

interface PickBarProps {
  readonly picks: readonly string[];
  readonly onCompare: () => void;
  readonly onClear: () => void;
}

/** What was picked in the list, once something was, and what to do with it. */
export function PickBar({ picks, onCompare, onClear }: PickBarProps) {
  return (
    <div className="pick-bar" role="group" aria-label="Picked for comparison">
      <span role="status">{picks.length === 1 ? '1 trace picked: pick another' : `${plural(picks.length, 'trace')} picked`}</span>
      {picks.length > 1 && <button type="button" className="button button-primary" onClick={onCompare} title="Compare (c)">Compare</button>}
      <button type="button" className="button-quiet" onClick={onClear} aria-label="Let go of what was picked"><Icon name="cross" /></button>
    </div>
  );
}
