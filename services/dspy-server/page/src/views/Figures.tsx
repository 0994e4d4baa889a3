import type { ProgramMetrics } from '../api/server.ts';
import { formatCount, formatDollars, formatMs } from '../model/figures.ts';

/** What the server counted of a program since it started. */
export function Figures({ metrics }: { readonly metrics: ProgramMetrics | undefined }) {
  if (metrics === undefined) return null;
  const { call_count: calls, error_count: errors, p50_latency_ms: p50, p95_latency_ms: p95, p99_latency_ms: p99, total_tokens: tokens, total_cost_usd: cost } = metrics;
  const figures: readonly (readonly [string, string])[] = [
    ['Calls', formatCount(calls)], ['Errors', formatCount(errors)], ['p50', formatMs(p50)], ['p95', formatMs(p95)], ['p99', formatMs(p99)], ['Tokens', formatCount(tokens)], ['Cost', formatDollars(cost)],
  ];
  return (
    <dl className="figures" aria-label="Since the server started">
      {figures.map(([name, figure]) => <div key={name} data-bad={name === 'Errors' && errors > 0}><dt>{name}</dt><dd className="number">{figure}</dd></div>)}
    </dl>
  );
}
