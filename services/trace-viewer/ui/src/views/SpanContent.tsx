import type { SpanDetail } from '../../../contract/trace.ts';
import { useSpan } from '../api/trace-queries.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Documents } from '../components/Documents.tsx';
import { FieldList } from '../components/FieldList.tsx';
import { Section } from '../components/Section.tsx';
import { ValueView } from '../components/ValueView.tsx';
import { readDocuments, type Document } from '../model/documents.ts';
import { readHttp, readTool, type Fact } from '../model/facts.ts';
import { messageText, readConversation } from '../model/messages.ts';
import { formatCount } from '../model/numbers.ts';
import { readPayload } from '../model/payload.ts';
import type { TreeRow } from '../model/tree.ts';
import { usedDocuments } from '../model/used-documents.ts';
import { parseJson } from '../model/values.ts';
import { ModelCall } from './ModelCall.tsx';

interface SpanContentProps {
  readonly traceId: string;
  readonly span: SpanDetail;
  readonly answering: TreeRow | undefined;
}

/** What a span did, by what it carries rather than by what it calls itself. */
export function SpanContent({ traceId, span, answering }: SpanContentProps) {
  const conversation = readConversation(span.attrs, span.events);
  if (conversation.input.length > 0 || conversation.output.length > 0) return <ModelCall span={span} conversation={conversation} />;
  const found = readDocuments(span.attrs);
  const reranked = readDocuments(span.attrs, 'reranker.output_documents');
  const documents = found.length > 0 ? found : reranked;
  const isTool = span.kind.toUpperCase() === 'TOOL';
  const http = readHttp(span.attrs);
  return (
    <>
      {http.length > 0 && <Section title="HTTP"><Facts facts={http} /></Section>}
      {isTool && <ToolSection span={span} />}
      <PayloadSection span={span} side="input" title={isTool ? 'Arguments' : 'Input'} />
      {documents.length > 0 && (
        <Section title="Documents" note={formatCount(documents.length)}>
          <FoundDocuments traceId={traceId} documents={documents} answering={answering} truncated={span.truncated} />
        </Section>
      )}
      {documents.length === 0 && <PayloadSection span={span} side="output" title={isTool ? 'Result' : 'Output'} />}
    </>
  );
}

interface FoundDocumentsProps {
  readonly traceId: string;
  readonly documents: readonly Document[];
  readonly answering: TreeRow | undefined;
  readonly truncated: readonly string[];
}

/** Documents, held against what the model made of them. */
function FoundDocuments({ traceId, documents, answering, truncated }: FoundDocumentsProps) {
  const { data } = useSpan(traceId, answering?.span.id ?? null);
  const answer = data === undefined ? '' : readConversation(data.attrs, data.events).output.map(messageText).join('\n');
  return <Documents documents={documents} uses={usedDocuments(documents, answer)} truncated={truncated} />;
}

function ToolSection({ span }: { readonly span: SpanDetail }) {
  const { description, parameters } = readTool(span.attrs);
  if (description === null && parameters === null) return null;
  return (
    <Section title="Tool">
      {description !== null && <p>{description}</p>}
      {parameters !== null && <details className="tool-schemas"><summary>Parameters</summary><ValueView value={parseJson(parameters) ?? parameters} /></details>}
    </Section>
  );
}

export function PayloadSection({ span, side, title }: { readonly span: SpanDetail; readonly side: 'input' | 'output'; readonly title: string }) {
  const payload = readPayload(span.attrs, side);
  if (payload === null) return null;
  const cut = span.truncated.includes(payload.key);
  return (
    <Section title={title} actions={<CopyButton text={payload.raw} what={title.toLowerCase()} />}>
      <div className="payload">
        {payload.fields === null || payload.fields.length === 0 ? <ValueView value={payload.raw} cut={cut} /> : <FieldList fields={payload.fields} cut={cut} />}
      </div>
    </Section>
  );
}

export function Facts({ facts, inline = false }: { readonly facts: readonly Fact[]; readonly inline?: boolean }) {
  return (
    <dl className={inline ? 'facts-inline' : 'facts'}>
      {facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}
