import type { Program, ProgramMetrics } from '../api/server.ts';
import { formatCount, formatMs } from '../model/figures.ts';
import { hashOf } from '../model/link.ts';

interface ProgramListProps {
  readonly programs: readonly Program[];
  readonly metrics: ReadonlyMap<string, ProgramMetrics>;
  readonly selected: string | undefined;
  readonly description: string;
}

/** The programs, each with how often it was called and how long it usually takes. */
export function ProgramList({ programs, metrics, selected, description }: ProgramListProps) {
  return (
    <nav className="programs" aria-label="Programs">
      {description !== '' && <p className="programs-about">{description}</p>}
      <ul>
        {programs.map(({ name }) => {
          const figures = metrics.get(name);
          return (
            <li key={name}>
              <a href={hashOf(name)} aria-current={name === selected ? 'page' : undefined}>
                <span className="line programs-name">{name}</span>
                {figures !== undefined && figures.call_count > 0 && (
                  <span className="number programs-figures">
                    {figures.error_count > 0 && <span className="programs-errors" title={`${formatCount(figures.error_count)} failed`}>{formatCount(figures.error_count)} failed</span>}
                    <span title={`${formatCount(figures.call_count)} calls; half of them took at most ${formatMs(figures.p50_latency_ms)}`}>{formatCount(figures.call_count)}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
