import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchPromptCalls } from '../api/analysis.ts';
import { useSpan } from '../api/trace-queries.ts';
import { FieldList } from '../components/FieldList.tsx';
import { LongText } from '../components/LongText.tsx';
import { Problem } from '../components/Problem.tsx';
import type { ListLook } from '../list-address.ts';
import { readFields } from '../model/fields.ts';
import { messageText, readConversation } from '../model/messages.ts';
import { readVariables } from '../model/prompt-template.ts';
import { formatClock, formatDuration } from '../model/time.ts';
import { Link, tracePath } from '../router.tsx';

/** A call by its trace and its span. */
export interface CallId {
  readonly traceId: string;
  readonly spanId: string;
}

interface PromptCallsProps {
  readonly look: ListLook;
  readonly prompt: string;
  readonly title: string;
  /** Address at which a call is edited and run again. */
  readonly toRun: (call: CallId) => string;
}

/** The newest calls of one prompt: what went in, and what was answered. */
export function PromptCalls({ look, prompt, title, toRun }: PromptCallsProps) {
  const { data, error } = useQuery({ queryKey: ['analysis', 'prompt-calls', prompt, JSON.stringify(look)], queryFn: ({ signal }) => fetchPromptCalls(look, prompt, signal), placeholderData: keepPreviousData });
  return (
    <section className="prompt-calls" aria-label={title}>
      <h2>{title}</h2>
      {error !== null && <Problem error={error} />}
      {data?.calls.map(({ trace_id: traceId, span_id: spanId, start, duration_ms: durationMs, model, status }) => (
        <article key={`${traceId} ${spanId}`} className="prompt-call">
          <header>
            <Link to={tracePath(traceId, { span: spanId })} className="link-button">{formatClock(start, new Date())}</Link>
            <span className="faint">{model} · {formatDuration(durationMs)}</span>
            {status === 'error' && <span className="row-errors">failed</span>}
            <Link to={toRun({ traceId, spanId })} className="link-button">Edit and run</Link>
          </header>
          <CallTexts traceId={traceId} spanId={spanId} />
        </article>
      ))}
    </section>
  );
}

/** The data of a call beside its answer. */
function CallTexts({ traceId, spanId }: CallId) {
  const { data: span } = useSpan(traceId, spanId);
  if (span === undefined) return <p className="faint">…</p>;
  const { input, output } = readConversation(span.attrs, span.events);
  const variables = readVariables(span.attrs);
  const asked = input.filter(({ role }) => role !== 'system' && role !== 'developer').map(messageText).join('\n\n');
  const answered = output.map(messageText).join('\n\n');
  const fields = readFields(answered);
  return (
    <div className="prompt-answers">
      <div><h3>Data</h3>{variables === null ? <LongText text={asked} maxLines={8} /> : <FieldList fields={variables} />}</div>
      <div><h3>Answer</h3>{answered === '' ? <p className="faint">{span.status.message === '' ? 'None was recorded.' : span.status.message}</p> : fields === null ? <LongText text={answered} maxLines={8} /> : <FieldList fields={fields.fields} />}</div>
    </div>
  );
}
