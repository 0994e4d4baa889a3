import type { TimeFigures } from '../api/analysis.ts';
import type { ListLook } from '../list-address.ts';
import { condition } from '../model/complete-query.ts';
import { formatShare, plural } from '../model/numbers.ts';
import { formatDuration } from '../model/time.ts';
import { Link, tracesPath } from '../router.tsx';

type Program = TimeFigures['programs'][number];

const SHARES = [['lm_ms', 'models', 'llm'], ['retrieval_ms', 'retrieval', 'retriever'], ['tool_ms', 'tools', 'tool'], ['own_ms', 'own code', 'chain']] as const;

/** What each program spends its time on. */
export function TimeShares({ programs, look }: { readonly programs: readonly Program[]; readonly look: ListLook }) {
  return (
    <section className="panel" aria-label="Where time goes">
      <header><h2>Where time goes</h2><span className="faint">mean per trace</span></header>
      <ul className="shares">{programs.slice(0, 5).map((program) => <Shares key={program.program} program={program} look={look} />)}</ul>
    </section>
  );
}

function Shares({ program, look }: { readonly program: Program; readonly look: ListLook }) {
  const total = SHARES.reduce((sum, [name]) => sum + program[name], 0);
  const shares = SHARES.filter(([name]) => program[name] > 0);
  return (
    <li>
      <p className="shares-line">
        <strong className="line">{program.program}</strong>
        <span className="number">{formatDuration(program.duration_ms)}</span>
        <span className="faint"><Link to={tracesPath({ ...look, q: `${look.q} ${condition('name', program.program)}`.trim() })}>{plural(program.traces, 'trace')}</Link></span>
      </p>
      <div className="shares-bar" aria-hidden="true">{shares.map(([name, , kind]) => <span key={name} data-kind={kind} style={{ flexGrow: program[name] }} />)}</div>
      <p className="shares-words">{shares.map(([name, word]) => `${word} ${formatShare(program[name] / total)}`).join(', ')}</p>
    </li>
  );
}
