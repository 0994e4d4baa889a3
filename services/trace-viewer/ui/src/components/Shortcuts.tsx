import { Dialog } from './Dialog.tsx';

const GROUPS = [
  { title: 'Traces', keys: [
    ['Next, previous trace', ['j', 'k']],
    ['Open the trace', ['Enter']],
    ['Pick it, compare what was picked', ['x', 'c']],
    ['Pause, go on', ['p']],
    ['Show what is new', ['n']],
    ['Let go of the trace', ['Esc']],
  ] },
  { title: 'A trace', keys: [
    ['Next, previous span', ['j', 'k']],
    ['Open, close the branch', ['→', '←']],
    ['Next model call', ['l']],
    ['Next, previous error', ['e', 'E']],
    ['Find; next, previous match', ['/', 'n', 'N']],
    ['Zoom to the span, see all', ['z', '0']],
    ['Compact, critical path', ['c', 'p']],
    ['Flame graph', ['f']],
    ['In it: walk, zoom, see all', ['arrows', 'Enter', '0']],
    ['Expand, collapse everything', ['+', '−']],
    ['Read the span', ['Enter']],
    ['Back', ['Esc']],
  ] },
  { title: 'Everywhere', keys: [['These shortcuts', ['?']]] },
] as const;

export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className="shortcut-list">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([what, keys]) => (
                <div key={what}><dt>{what}</dt><dd>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
