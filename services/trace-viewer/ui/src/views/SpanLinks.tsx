import type { SpanDetail } from '../../../contract/trace.ts';
import { AttributeTable } from '../components/AttributeTable.tsx';
import { Section } from '../components/Section.tsx';
import { formatCount } from '../model/numbers.ts';
import { Link, tracePath } from '../router.tsx';

const TRACE_ID = /^[0-9a-f]{32}$/;
const NOTHING_CUT: readonly string[] = [];

/** The spans that a span says it has to do with: a job and the request that queued it, a prompt and the run it was taken from. */
export function SpanLinks({ links }: { readonly links: SpanDetail['links'] }) {
  return links.length > 0 && (
    <Section title="Linked spans" note={formatCount(links.length)}>
      <ul className="span-links">
        {links.map(({ trace_id: traceId, span_id: spanId, attrs }, index) => (
          <li key={index}>
            {TRACE_ID.test(traceId)
              ? <Link to={tracePath(traceId, { span: spanId })} className="link-button">Span <code>{spanId}</code> of trace <code>{traceId.slice(0, 8)}</code></Link>
              : <code>{traceId} {spanId}</code>}
            {Object.keys(attrs).length > 0 && <AttributeTable groups={[{ title: 'Link', attrs }]} truncated={NOTHING_CUT} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}
