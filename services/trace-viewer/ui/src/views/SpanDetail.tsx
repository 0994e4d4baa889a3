import type { Resource, SpanNode } from '../../../contract/trace.ts';
import { AttributeTable, type AttributeGroup } from '../components/AttributeTable.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Exceptions } from '../components/Exceptions.tsx';
import { KindLabel, KindMark } from '../components/KindMark.tsx';
import { FoldSection } from '../components/Section.tsx';
import { RunningBadge, StatusBadge } from '../components/StatusMark.tsx';
import { readExceptions } from '../model/exceptions.ts';
import { drawnKind } from '../model/kinds.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { formatDuration, formatInstant } from '../model/time.ts';
import { isRunning, type TreeRow } from '../model/tree.ts';
import { EventSection } from './EventSection.tsx';
import { SpanContent } from './SpanContent.tsx';
import './SpanDetail.css';

interface SpanDetailProps {
  readonly row: TreeRow;
  /** What the span did itself, while none of its children ran. */
  readonly selfMs: number;
  readonly resource: Resource | undefined;
}

/** Everything about one span: what matters for its kind first, all that was sent last. */
export function SpanDetail({ row, selfMs, resource }: SpanDetailProps) {
  const { span } = row;
  const exceptions = readExceptions(span);
  const groups = attributeGroups(span, resource);
  const count = Object.keys(span.attrs).length;
  return (
    <>
      <header className="detail-header">
        <div className="detail-title">
          <KindMark kind={drawnKind(span)} />
          <h2>{span.name}</h2>
          {isRunning(span) ? <RunningBadge /> : <StatusBadge code={span.status.code} />}
          <span className="detail-id"><code className="faint">{span.id}</code><CopyButton text={span.id} what="span id" /></span>
        </div>
        <dl className="detail-facts">
          <div><dt className="visually-hidden">Kind</dt><dd><KindLabel kind={drawnKind(span)} /></dd></div>
          {span.model !== null && <div><dt className="visually-hidden">Model</dt><dd>{span.model}</dd></div>}
          <div><dt className="visually-hidden">Duration</dt><dd>{isRunning(span) ? 'running' : formatDuration(span.duration_ms)}</dd></div>
          {row.size > 1 && <div><dt>self</dt><dd title="Time in which none of its children ran">{formatDuration(selfMs)}</dd></div>}
          <div><dt>starts at</dt><dd title={formatInstant(span.start)}>{formatDuration(row.startMs)}</dd></div>
          <div><dt className="visually-hidden">Service</dt><dd className="line">{span.service}</dd></div>
        </dl>
      </header>
      {exceptions.length > 0 && <Exceptions exceptions={exceptions} />}
      <SpanContent span={span} />
      <EventSection span={span} />
      {groups.length > 0 && (
        <FoldSection id="attributes" title="Attributes" note={count === 0 ? 'of the resource only' : formatCount(count)} {...(span.truncated.length > 0 && { actions: <span className="detail-cut">{plural(span.truncated.length, 'value')} stored in part</span> })}>
          <AttributeTable groups={groups} truncated={span.truncated} />
        </FoldSection>
      )}
    </>
  );
}

function attributeGroups(span: SpanNode, resource: Resource | undefined): readonly AttributeGroup[] {
  const scope = Object.fromEntries(Object.entries(span.scope).filter(([, value]) => value !== ''));
  const links = Object.fromEntries(span.links.flatMap((link, index) => [
    [`links[${index}].trace_id`, link.trace_id], [`links[${index}].span_id`, link.span_id],
    ...Object.entries(link.attrs).map(([name, value]) => [`links[${index}].${name}`, value] as const),
  ]));
  return [
    { title: 'Span', attrs: span.attrs },
    { title: 'Links to other spans', attrs: links },
    { title: 'Instrumentation', attrs: scope },
    { title: 'Resource', attrs: resource?.attrs ?? {} },
  ].filter(({ attrs }) => Object.keys(attrs).length > 0);
}
