import { timeBefore, type Against } from '../against.ts';
import { Select } from '../components/Select.tsx';
import { SideLetter } from '../components/SideLetter.tsx';
import type { ListLook } from '../list-address.ts';
import { fromLocalInput, toLocalInput } from '../model/time.ts';
import './AgainstBar.css';

interface AgainstBarProps {
  readonly look: ListLook;
  readonly against: Against | null;
  /** The versions that came up most often, the most frequent first. */
  readonly versions: readonly string[];
  /** Of all that is stored; `undefined` while it is not known. */
  readonly stored: { readonly from: string; readonly to: string } | undefined;
  readonly onChange: (against: Against | null, look?: Partial<ListLook>) => void;
}

/** Chooses what figures are compared with. */
export function AgainstSelect({ look, against, versions, stored, onChange }: AgainstBarProps) {
  const choose = (by: string): void => {
    if (by === 'version') onChange({ by, version: versions[0] ?? null, other: versions[1] ?? versions[0] ?? null });
    else if (by === 'time' && stored !== undefined) {
      const { base, now } = timeBefore(look, stored);
      onChange({ by, ...base }, now);
    } else onChange(null);
  };
  return (
    <Select label="Compare" value={against?.by ?? ''} onChange={choose}>
      <option value="">nothing</option>
      <option value="time" disabled={stored === undefined}>two times</option>
      <option value="version" disabled={versions.length === 0}>two versions{versions.length === 0 ? ' (none was told)' : ''}</option>
    </Select>
  );
}

/** Both sides of the comparison, each to be changed; says which is which. */
export function AgainstBar({ look, against, versions, onChange }: AgainstBarProps) {
  if (against === null) return null;
  const swap = (): void => {
    if (against.by === 'version') onChange({ by: 'version', version: against.other, other: against.version });
    else onChange({ by: 'time', from: look.from, to: look.to }, { from: against.from, to: against.to });
  };
  return (
    <div className="against" role="group" aria-label="What is compared">
      <SideLetter side="A" />
      {against.by === 'version'
        ? <VersionSelect label="Version A" version={against.other} versions={versions} onVersion={(other) => { onChange({ ...against, other }); }} />
        : <Times side="A" from={against.from} to={against.to} onTimes={(times) => { onChange({ by: 'time', ...times }); }} />}
      <span className="muted">with</span>
      <SideLetter side="B" />
      {against.by === 'version'
        ? <VersionSelect label="Version B" version={against.version} versions={versions} onVersion={(version) => { onChange({ ...against, version }); }} />
        : <Times side="B" from={look.from} to={look.to} onTimes={(times) => { onChange(against, times); }} />}
      <button type="button" className="button" onClick={swap}>Swap</button>
      <span className="faint">Everything else on this page is about B.</span>
    </div>
  );
}

interface VersionSelectProps {
  readonly label: string;
  readonly version: string | null;
  readonly versions: readonly string[];
  readonly onVersion: (version: string | null) => void;
}

function VersionSelect({ label, version, versions, onVersion }: VersionSelectProps) {
  const known = version === null || versions.includes(version) ? versions : [version, ...versions];
  return (
    <Select label={label} value={version ?? ''} onChange={(name) => { onVersion(name === '' ? null : name); }}>
      <option value="">any</option>
      {known.map((name) => <option key={name} value={name}>{name}</option>)}
    </Select>
  );
}

interface TimesProps {
  readonly side: 'A' | 'B';
  readonly from: string | null;
  readonly to: string | null;
  readonly onTimes: (times: { readonly from: string | null; readonly to: string | null }) => void;
}

function Times({ side, from, to, onTimes }: TimesProps) {
  return (
    <span className="against-times">
      <input type="datetime-local" step="1" aria-label={`${side} from`} value={from === null ? '' : toLocalInput(from)} onChange={(event) => { onTimes({ from: fromLocalInput(event.target.value), to }); }} />
      <span className="muted">to</span>
      <input type="datetime-local" step="1" aria-label={`${side} to`} value={to === null ? '' : toLocalInput(to)} onChange={(event) => { onTimes({ from, to: fromLocalInput(event.target.value) }); }} />
    </span>
  );
}
