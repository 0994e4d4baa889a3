import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchPrompts } from '../api/analysis.ts';
import { useTitle } from '../browser.ts';
import { Problem } from '../components/Problem.tsx';
import type { ListLook } from '../list-address.ts';
import { plural } from '../model/numbers.ts';
import { groupPrompts, type PromptVersion } from '../model/prompt-groups.ts';
import { formatDuration } from '../model/time.ts';
import { Link, navigate, NO_PROMPT, promptsPath, type PromptLook } from '../router.tsx';
import { PromptDetail } from './PromptDetail.tsx';
import { ViewFilters } from './ViewFilters.tsx';
import './TraceListView.css';
import './PromptsView.css';

interface PromptsViewProps {
  readonly look: ListLook;
  readonly chosen: PromptLook;
}

/** The prompts that programs send, by predictor and version, apart from the data in them. */
export function PromptsView({ look, chosen }: PromptsViewProps) {
  useTitle('Prompts');
  const { data, error } = useQuery({ queryKey: ['analysis', 'prompts', JSON.stringify(look)], queryFn: ({ signal }) => fetchPrompts(look, signal), placeholderData: keepPreviousData });
  const groups = groupPrompts(data?.prompts ?? []);
  const all = groups.flatMap((group) => group.versions.map((version) => ({ group, version })));
  const shown = all.find(({ version: { prompt } }) => prompt.key === chosen.key) ?? all[0];
  return (
    <main className="view">
      <h1 className="visually-hidden">Prompts</h1>
      <ViewFilters look={look} onLook={(change) => { navigate(promptsPath({ ...look, ...change })); }} />
      {error !== null && <Problem error={error} />}
      {data !== undefined && all.length === 0 && <p className="list-end">No model call with a prompt fits the filters.</p>}
      {shown !== undefined && (
        <div className="prompts">
          <nav className="prompt-list" aria-label="Prompts">
            {groups.map(({ name, versions }) => (
              <section key={name} aria-label={name}>
                <h2 className="line" title={name}>{name}</h2>
                {versions.map((version) => <VersionLink key={version.prompt.key} version={version} look={look} current={version === shown.version} />)}
              </section>
            ))}
          </nav>
          <PromptDetail key={shown.version.prompt.key} look={look} {...shown} chosen={chosen} />
        </div>
      )}
    </main>
  );
}

function VersionLink({ version: { number, prompt }, look, current }: { readonly version: PromptVersion; readonly look: ListLook; readonly current: boolean }) {
  const { key, count, p50_ms: p50, errors, unreadable } = prompt;
  return (
    <Link to={promptsPath(look, { ...NO_PROMPT, key })} className="prompt-link" aria-current={current ? 'true' : undefined}>
      <span>Version {number}</span>
      <span className="line faint">
        {plural(count, 'call')} · p50 {p50 === null ? '–' : formatDuration(p50)}
        {errors > 0 && <span className="row-errors"> · {plural(errors, 'error')}</span>}
        {unreadable > 0 && <span className="row-errors"> · {unreadable} unreadable</span>}
      </span>
    </Link>
  );
}
