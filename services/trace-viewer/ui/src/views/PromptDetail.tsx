import { useSpan } from '../api/trace-queries.ts';
import { LongText } from '../components/LongText.tsx';
import { Problem } from '../components/Problem.tsx';
import { Select } from '../components/Select.tsx';
import { TextDiff } from '../components/TextDiff.tsx';
import type { ListLook } from '../list-address.ts';
import { readConversation } from '../model/messages.ts';
import { formatCost, formatCount } from '../model/numbers.ts';
import type { PromptGroup, PromptVersion } from '../model/prompt-groups.ts';
import { readTemplate, templatePieces } from '../model/prompt-template.ts';
import { formatClock, formatDuration } from '../model/time.ts';
import { Link, navigate, promptsPath, tracePath, type PromptLook } from '../router.tsx';
import { PromptCalls, type CallId } from './PromptCalls.tsx';
import { PromptRunner } from './PromptRunner.tsx';

interface PromptDetailProps {
  readonly look: ListLook;
  readonly group: PromptGroup;
  readonly version: PromptVersion;
  readonly chosen: PromptLook;
}

/** One version of a predictor's prompt: its template, what differs from another version, its calls, and one of them to change and run again. */
export function PromptDetail({ look, group, version, chosen }: PromptDetailProps) {
  const { prompt } = version;
  const other = group.versions.find(({ prompt: { key } }) => key === chosen.against && key !== prompt.key);
  const at = (change: Partial<PromptLook>): string => promptsPath(look, { ...chosen, key: prompt.key, ...change });
  return (
    <section className="prompt-detail" aria-label="The prompt" tabIndex={0}>
      <Facts version={version} />
      {group.versions.length > 1 && (
        <Select label="Compare with" value={other?.prompt.key ?? ''} onChange={(key) => { navigate(at({ against: key === '' ? null : key })); }}>
          <option value="">no other version</option>
          {group.versions.filter((each) => each !== version).map(({ number, prompt: { key } }) => <option key={key} value={key}>version {number}</option>)}
        </Select>
      )}
      <Template version={version} other={other} />
      {chosen.run !== null && <Run key={`${chosen.run.traceId} ${chosen.run.spanId}`} call={chosen.run} />}
      <div className="prompt-columns">
        {other !== undefined && <PromptCalls look={look} prompt={other.prompt.key} title={`Answers to version ${other.number}`} toRun={(run) => at({ run })} />}
        <PromptCalls look={look} prompt={prompt.key} title={`Answers to version ${version.number}`} toRun={(run) => at({ run })} />
      </div>
    </section>
  );
}

function bad(count: number) {
  return count === 0 ? '0' : <span className="row-errors">{formatCount(count)}</span>;
}

function Facts({ version: { number, prompt } }: { readonly version: PromptVersion }) {
  const now = new Date();
  const facts = [
    ['Version', String(number)], ['Calls', formatCount(prompt.count)], ['Errors', bad(prompt.errors)], ['Unreadable', bad(prompt.unreadable)], ['Cut off', bad(prompt.cut_off)],
    ['p50', prompt.p50_ms === null ? '–' : formatDuration(prompt.p50_ms)], ['p95', prompt.p95_ms === null ? '–' : formatDuration(prompt.p95_ms)],
    ['Tokens', prompt.total_tokens === null ? '–' : formatCount(prompt.total_tokens)], ['Cost', formatCost(prompt.cost)],
    ['Models', prompt.models.join(', ')], ['First used', formatClock(prompt.first_used, now)], ['Last used', formatClock(prompt.last_used, now)],
  ] as const;
  return <dl className="prompt-facts">{facts.map(([name, value]) => <div key={name}><dt title={ABOUT[name]}>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

const ABOUT: Readonly<Partial<Record<string, string>>> = {
  Unreadable: 'Answers that the adapter could not read: fields were missing or of the wrong type', 'Cut off': 'Answers that ended because the model had no more tokens',
};

function Template({ version, other }: { readonly version: PromptVersion; readonly other: PromptVersion | undefined }) {
  const { text, error } = useTemplate(version);
  const { text: before } = useTemplate(other);
  return (
    <section aria-label="Template">
      <h2>Template</h2>
      {error !== null && <Problem error={error} />}
      {text === null && <p className="muted">Neither a template nor a system message was recorded.</p>}
      {typeof text === 'string' && (typeof before === 'string' ? <TextDiff a={before} b={text} /> : <LongText text={text} mono render={withPlaceholders} />)}
      <p className="prompt-origin faint">Names in braces stand for the data of a call. As it was <Link to={tracePath(version.prompt.trace_id, { span: version.prompt.span_id })} className="link-button">last sent</Link>.</p>
    </section>
  );
}

function useTemplate(version: PromptVersion | undefined): { readonly text: string | null | undefined; readonly error: Error | null } {
  const { data: span, error } = useSpan(version?.prompt.trace_id ?? '', version?.prompt.span_id ?? null);
  return { text: span === undefined || version === undefined ? undefined : readTemplate(span.attrs, readConversation(span.attrs, span.events).input), error };
}

function withPlaceholders(text: string) {
  return templatePieces(text).map((piece, index) => (index % 2 === 1 ? <mark key={index} className="placeholder">{piece}</mark> : piece));
}

function Run({ call: { traceId, spanId } }: { readonly call: CallId }) {
  const { data: span, error } = useSpan(traceId, spanId);
  return (
    <>
      {error !== null && <Problem error={error} />}
      {span !== undefined && <PromptRunner traceId={traceId} span={span} conversation={readConversation(span.attrs, span.events)} />}
    </>
  );
}
