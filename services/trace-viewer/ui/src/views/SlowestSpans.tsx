import type { SlowSpan } from '../api/analysis.ts';
import { readPreview } from '../model/preview.ts';
import { formatClock, formatDuration } from '../model/time.ts';
import { Link, tracePath } from '../router.tsx';

/** The spans of a kind that took longest, each at its place in its trace. */
export function SlowestSpans({ title, spans }: { readonly title: string; readonly spans: readonly SlowSpan[] }) {
  const now = new Date();
  return (
    <section className="panel slowest" aria-label={title}>
      <header><h2>{title}</h2></header>
      <ol>
        {spans.map((span) => (
          <li key={`${span.trace_id} ${span.span_id}`}>
            <Link to={tracePath(span.trace_id, { span: span.span_id })}>
              <span className="number">{formatDuration(span.duration_ms)}</span>
              <span className="line">{span.name} <span className="faint">{span.model ?? ''} {span.input === null ? '' : readPreview(span.input).map(({ text }) => text).join(' ')}</span></span>
              <span className="faint number">{formatClock(span.start, now)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
