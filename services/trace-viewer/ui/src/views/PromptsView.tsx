import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchPrompts, type PromptFigures } from '../api/analysis.ts';
import { useSpan } from '../api/trace-queries.ts';
import { useTitle } from '../browser.ts';
import { MessageCard } from '../components/MessageCard.tsx';
import { Problem } from '../components/Problem.tsx';
import type { ListLook } from '../list-address.ts';
import { readConversation, type Message } from '../model/messages.ts';
import { formatCost, formatCount, plural } from '../model/numbers.ts';
import { formatClock, formatDuration } from '../model/time.ts';
import { pairToolResults } from '../model/tool-results.ts';
import { Link, navigate, promptsPath, tracePath } from '../router.tsx';
import { ViewFilters } from './ViewFilters.tsx';
import './TraceListView.css';
import './PromptsView.css';

interface PromptsViewProps {
  readonly look: ListLook;
  readonly selected: string | null;
}

/** The prompts that programs send, each once, apart from the data in it. */
export function PromptsView({ look, selected }: PromptsViewProps) {
  useTitle('Prompts');
  const { data, error } = useQuery({ queryKey: ['analysis', 'prompts', JSON.stringify(look)], queryFn: ({ signal }) => fetchPrompts(look, signal), placeholderData: keepPreviousData });
  const prompts = data?.prompts ?? [];
  const shown = prompts.find(({ key }) => key === selected) ?? prompts[0];
  return (
    <main className="view">
      <h1 className="visually-hidden">Prompts</h1>
      <ViewFilters look={look} onLook={(change) => { navigate(promptsPath({ ...look, ...change })); }} />
      {error !== null && <Problem error={error} />}
      {data !== undefined && prompts.length === 0 && <p className="list-end">No model call with a prompt fits the filters.</p>}
      {shown !== undefined && (
        <div className="prompts">
          <nav className="prompt-list" aria-label="Prompts">
            {prompts.map((prompt) => <PromptLink key={prompt.key} prompt={prompt} to={promptsPath(look, prompt.key)} current={prompt.key === shown.key} />)}
          </nav>
          <LastCall key={shown.key} prompt={shown} />
        </div>
      )}
    </main>
  );
}

function PromptLink({ prompt, to, current }: { readonly prompt: PromptFigures; readonly to: string; readonly current: boolean }) {
  const { data } = useSpan(prompt.trace_id, prompt.span_id);
  const first = data === undefined ? undefined : readConversation(data.attrs, data.events).input[0];
  const words = first?.parts.map((part) => (part.type === 'image' ? '' : part.text)).join(' ').replaceAll(/\s+/g, ' ').slice(0, 200) ?? '';
  return (
    <Link to={to} className="prompt-link" aria-current={current ? 'true' : undefined}>
      <span className="line">{words === '' ? 'Prompt' : words}</span>
      <span className="line faint">
        {plural(prompt.count, 'call')} · p50 {prompt.p50_ms === null ? '–' : formatDuration(prompt.p50_ms)}{prompt.errors > 0 && <span className="row-errors"> · {plural(prompt.errors, 'error')}</span>}
      </span>
    </Link>
  );
}

const NO_RESULTS: readonly Message[] = [];

function LastCall({ prompt }: { readonly prompt: PromptFigures }) {
  const { data: span, error } = useSpan(prompt.trace_id, prompt.span_id);
  const now = new Date();
  const facts: readonly (readonly [string, string])[] = [
    ['Calls', formatCount(prompt.count)], ['Errors', formatCount(prompt.errors)], ['Cut off', formatCount(prompt.cut_off)],
    ['p50', prompt.p50_ms === null ? '–' : formatDuration(prompt.p50_ms)], ['p95', prompt.p95_ms === null ? '–' : formatDuration(prompt.p95_ms)],
    ['Tokens', prompt.total_tokens === null ? '–' : formatCount(prompt.total_tokens)], ['Cost', formatCost(prompt.cost)],
    ['Models', prompt.models.join(', ')], ['Last used', formatClock(prompt.last_used, now)],
  ];
  const conversation = span === undefined ? undefined : readConversation(span.attrs, span.events);
  return (
    <section className="prompt-detail" aria-label="The prompt" tabIndex={0}>
      <dl className="trace-facts prompt-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {error !== null && <Problem error={error} />}
      {conversation !== undefined && span !== undefined && (
        <>
          <p className="prompt-origin faint">As it was last sent, in <Link to={tracePath(prompt.trace_id, { span: prompt.span_id })} className="link-button">its trace</Link>. System messages hold the template, user messages the data.</p>
          <div className="conversation">
            {pairToolResults(conversation.input).map((paired) => <MessageCard key={paired.message.key} {...paired} truncated={span.truncated} unfolded />)}
            {conversation.output.map((message) => <MessageCard key={message.key} message={message} results={NO_RESULTS} truncated={span.truncated} />)}
          </div>
        </>
      )}
    </section>
  );
}
