import { Icon } from '../components/Icon.tsx';
import { plural } from '../model/numbers.ts';
import type { Skew } from '../model/skew.ts';
import { formatDuration } from '../model/time.ts';

interface ClockNoteProps {
  readonly skew: Skew;
  readonly aligned: boolean;
  readonly onChange: (aligned: boolean) => void;
}

/** Says that clocks disagree. Nothing is moved before the reader asks for it. */
export function ClockNote({ skew, aligned, onChange }: ClockNoteProps) {
  return (
    <div className="clock-note" role="note">
      <Icon name="clock" />
      <span>
        Clocks disagree: {plural(skew.spans, 'span')} {skew.spans === 1 ? 'lies' : 'lie'} outside the call that caused {skew.spans === 1 ? 'it' : 'them'}, by up to {formatDuration(skew.mostMs)}.
      </span>
      <span className="switch" role="group" aria-label="Show times">
        <button type="button" aria-pressed={!aligned} onClick={() => { onChange(false); }}>As sent</button>
        <button type="button" aria-pressed={aligned} onClick={() => { onChange(true); }}>Aligned</button>
      </span>
    </div>
  );
}
