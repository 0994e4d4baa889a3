import { Change } from '../components/Change.tsx';
import { SideLetter } from '../components/SideLetter.tsx';
import type { ListLook } from '../list-address.ts';
import type { GroupFigures } from '../model/group-figures.ts';
import { formatCost, formatCount, formatShare } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { Link, tracesPath } from '../router.tsx';

interface GroupTotalsProps {
  readonly a: GroupFigures;
  readonly b: GroupFigures;
  readonly looks: readonly [ListLook, ListLook];
}

type Row = readonly [name: string, of: (figures: GroupFigures) => number | null, format: (value: number) => string, share?: true];

const few = (value: number): string => formatCount(Number(value.toPrecision(3)));
const ROWS: readonly Row[] = [
  ['With an error', ({ errorShare }) => errorShare, formatShare, true],
  ['Duration', ({ durationMs }) => durationMs, formatDuration], ['in models', ({ lmMs }) => lmMs, formatDuration], ['in retrieval', ({ retrievalMs }) => retrievalMs, formatDuration],
  ['in tools', ({ toolMs }) => toolMs, formatDuration], ['in own code', ({ ownMs }) => ownMs, formatDuration],
  ['Model calls', ({ calls }) => calls, few], ['Tokens', ({ tokens }) => tokens, few],
];

/** What a trace of each group takes, on average. */
export function GroupTotals({ a, b, looks }: GroupTotalsProps) {
  return (
    <section className="panel panel-wide" aria-label="Per trace">
      <header><h2>Per trace</h2><span className="faint">means over the traces of each side</span></header>
      <table className="figures figures-totals">
        <thead><tr><th scope="col">Figure</th><th scope="col"><SideLetter side="A" /></th><th scope="col"><SideLetter side="B" /></th><th scope="col">Change</th></tr></thead>
        <tbody>
          <tr><th scope="row">Traces</th><td><Link to={tracesPath(looks[0])}>{formatCount(a.traces)}</Link></td><td><Link to={tracesPath(looks[1])}>{formatCount(b.traces)}</Link></td><td /></tr>
          {ROWS.map(([name, of, format, share]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {[of(a), of(b)].map((value, index) => <td key={index}>{value === null ? <span className="faint">–</span> : format(value)}</td>)}
              <td><Change from={of(a)} to={of(b)} share={share} /></td>
            </tr>
          ))}
          <tr>
            <th scope="row">Cost</th><td>{cost(a)}</td><td>{cost(b)}</td>
            <td>{a.unpricedCalls === 0 && b.unpricedCalls === 0 && <Change from={a.cost} to={b.cost} />}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** A sum with unpriced calls in it is a lower bound, and says so. */
function cost({ cost: dollars, unpricedCalls }: GroupFigures) {
  if (dollars === null) return <span className="faint" title="Nobody told the price of these calls">unknown</span>;
  return `${unpricedCalls > 0 ? '≥ ' : ''}${formatCost(dollars)}`;
}
