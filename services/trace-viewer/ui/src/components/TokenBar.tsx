import { formatCost, formatCount } from '../model/numbers.ts';
import type { Tokens } from '../model/usage.ts';
import './TokenBar.css';

interface TokenBarProps {
  readonly tokens: Tokens;
  readonly cost: number | null;
  /** How the cost comes about, if that was told. */
  readonly formula: string | null;
}

interface Kind {
  readonly name: string;
  readonly count: number;
  readonly of: 'cached' | 'prompt' | 'reasoning' | 'completion';
}

/** Tokens by kind, as parts of one bar with their numbers. */
export function TokenBar({ tokens, cost, formula }: TokenBarProps) {
  const kinds = parts(tokens);
  const total = kinds.reduce((sum, kind) => sum + kind.count, 0);
  return (
    <div className="tokens">
      {total > 0 && (
        <div className="token-bar" aria-hidden="true">
          {kinds.filter((kind) => kind.count > 0).map((kind) => <span key={kind.of} data-tokens={kind.of} style={{ flexGrow: kind.count }} />)}
        </div>
      )}
      <dl className="token-list">
        {kinds.map((kind) => (
          <div key={kind.of} data-tokens={kind.of}><dt>{kind.name}</dt><dd>{formatCount(kind.count)}</dd></div>
        ))}
        {tokens.cacheWrite !== null && <div><dt>written to cache</dt><dd>{formatCount(tokens.cacheWrite)}</dd></div>}
        {tokens.total !== null && <div className="token-total"><dt>total</dt><dd>{formatCount(tokens.total)}</dd></div>}
        <div><dt>cost</dt><dd className={cost === null ? 'faint' : undefined} title={cost === null ? 'Nobody told a price for this call' : undefined}>{formatCost(cost)}</dd></div>
      </dl>
      {formula !== null && <p className="token-formula">= {formula}</p>}
    </div>
  );
}

function parts(tokens: Tokens): readonly Kind[] {
  const { prompt, completion, cacheRead, reasoning } = tokens;
  const list: Kind[] = [];
  if (prompt !== null) {
    const cached = Math.min(prompt, cacheRead ?? 0);
    if (cached > 0) list.push({ name: 'prompt, cached', count: cached, of: 'cached' }, { name: 'prompt, new', count: prompt - cached, of: 'prompt' });
    else list.push({ name: 'prompt', count: prompt, of: 'prompt' });
  }
  if (completion !== null) {
    const thought = Math.min(completion, reasoning ?? 0);
    if (thought > 0) list.push({ name: 'reasoning', count: thought, of: 'reasoning' }, { name: 'answer', count: completion - thought, of: 'completion' });
    else list.push({ name: 'completion', count: completion, of: 'completion' });
  }
  return list;
}
