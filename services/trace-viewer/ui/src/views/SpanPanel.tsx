import type { SpanDetail } from '../../../contract/trace.ts';
import { useSpan } from '../api/trace-queries.ts';
import { AttributeTable, type AttributeGroup } from '../components/AttributeTable.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Exceptions } from '../components/Exceptions.tsx';
import { KindLabel, KindMark } from '../components/KindMark.tsx';
import { Problem } from '../components/Problem.tsx';
import { FoldSection } from '../components/Section.tsx';
import { RunningBadge, StatusBadge } from '../components/StatusMark.tsx';
import { readExceptions } from '../model/exceptions.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { formatDuration, formatInstant } from '../model/time.ts';
import type { TreeRow } from '../model/tree.ts';
import { EventSection } from './EventSection.tsx';
import { SpanContent } from './SpanContent.tsx';
import { SpanCopy } from './SpanCopy.tsx';
import { SpanLinks } from './SpanLinks.tsx';
import './SpanPanel.css';

interface SpanPanelProps {
  readonly traceId: string;
  readonly row: TreeRow;
  /** What the span did itself, while none of its children ran. */
  readonly selfMs: number;
  /** The next call of a model, whose answer shows what documents were good for. */
  readonly answering: TreeRow | undefined;
}

/** Everything about one span: what matters for its kind first, all that was sent last. */
export function SpanPanel({ traceId, row, selfMs, answering }: SpanPanelProps) {
  const { span } = row;
  const { data: detail, error } = useSpan(traceId, span.id);
  return (
    <>
      <header className="detail-header">
        <div className="detail-title">
          <KindMark kind={span.kind} />
          <h2>{span.name}</h2>
          {span.running ? <RunningBadge /> : <StatusBadge code={span.status.code} />}
          {span.cache_hit && <span className="cache-badge" title="No tokens were spent and no price was paid for this answer">from cache</span>}
          <span className="detail-id">
            <code className="faint">{span.id}</code><CopyButton text={span.id} what="span id" />
            {detail !== undefined && <SpanCopy span={detail} />}
          </span>
        </div>
        <dl className="detail-facts">
          <div><dt className="visually-hidden">Kind</dt><dd><KindLabel kind={span.kind} /></dd></div>
          {span.model !== null && <div><dt className="visually-hidden">Model</dt><dd>{span.model}</dd></div>}
          <div><dt className="visually-hidden">Duration</dt><dd>{span.running ? 'running' : formatDuration(span.duration_ms)}</dd></div>
          {row.size > 1 && <div><dt>self</dt><dd title="Time in which none of its children ran">{formatDuration(selfMs)}</dd></div>}
          <div><dt>starts at</dt><dd title={formatInstant(span.start)}>{formatDuration(row.startMs)}</dd></div>
          <div><dt className="visually-hidden">Service</dt><dd className="line">{span.service}</dd></div>
        </dl>
      </header>
      {error !== null && <Problem error={error} />}
      {detail !== undefined && <Content traceId={traceId} span={detail} answering={answering} />}
    </>
  );
}

function Content({ traceId, span, answering }: { readonly traceId: string; readonly span: SpanDetail; readonly answering: TreeRow | undefined }) {
  const exceptions = readExceptions(span);
  const groups = attributeGroups(span);
  const count = Object.keys(span.attrs).length;
  return (
    <>
      {exceptions.length > 0 && <Exceptions exceptions={exceptions} />}
      <SpanContent traceId={traceId} span={span} answering={answering} />
      <SpanLinks links={span.links} />
      <EventSection span={span} />
      {groups.length > 0 && (
        <FoldSection id="attributes" title="Attributes" note={count === 0 ? 'of the resource only' : formatCount(count)} {...(span.truncated.length > 0 && { actions: <span className="detail-cut">{plural(span.truncated.length, 'value')} stored in part</span> })}>
          <AttributeTable groups={groups} truncated={span.truncated} />
        </FoldSection>
      )}
    </>
  );
}

function attributeGroups(span: SpanDetail): readonly AttributeGroup[] {
  const scope = Object.fromEntries(Object.entries(span.scope).filter(([, value]) => value !== ''));
  return [
    { title: 'Span', attrs: span.attrs },
    { title: 'Instrumentation', attrs: scope },
    { title: 'Resource', attrs: span.resource.attrs },
  ].filter(({ attrs }) => Object.keys(attrs).length > 0);
}
