import type { SpanNode } from '../../../contract/trace.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Documents } from '../components/Documents.tsx';
import { FieldList } from '../components/FieldList.tsx';
import { Section } from '../components/Section.tsx';
import { ValueView } from '../components/ValueView.tsx';
import { readDocuments } from '../model/documents.ts';
import { readHttp, readTool, type Fact } from '../model/facts.ts';
import { drawnKind } from '../model/kinds.ts';
import { readConversation } from '../model/messages.ts';
import { formatCount } from '../model/numbers.ts';
import { readPayload } from '../model/payload.ts';
import { parseJson } from '../model/values.ts';
import { ModelCall } from './ModelCall.tsx';

/** What a span did, by what it carries rather than by what it calls itself. */
export function SpanContent({ span }: { readonly span: SpanNode }) {
  const conversation = readConversation(span.attrs);
  if (conversation.input.length > 0 || conversation.output.length > 0) return <ModelCall span={span} conversation={conversation} />;
  const found = readDocuments(span.attrs);
  const reranked = readDocuments(span.attrs, 'reranker.output_documents');
  const documents = found.length > 0 ? found : reranked;
  const isTool = drawnKind(span).toUpperCase() === 'TOOL';
  const http = readHttp(span.attrs);
  return (
    <>
      {http.length > 0 && <Section title="HTTP"><Facts facts={http} /></Section>}
      {isTool && <ToolSection span={span} />}
      <PayloadSection span={span} side="input" title={isTool ? 'Arguments' : 'Input'} />
      {documents.length > 0 && (
        <Section title="Documents" note={formatCount(documents.length)}>
          <Documents documents={documents} truncated={span.truncated} />
        </Section>
      )}
      {documents.length === 0 && <PayloadSection span={span} side="output" title={isTool ? 'Result' : 'Output'} />}
    </>
  );
}

function ToolSection({ span }: { readonly span: SpanNode }) {
  const { description, parameters } = readTool(span.attrs);
  if (description === null && parameters === null) return null;
  return (
    <Section title="Tool">
      {description !== null && <p>{description}</p>}
      {parameters !== null && <details className="tool-schemas"><summary>Parameters</summary><ValueView value={parseJson(parameters) ?? parameters} /></details>}
    </Section>
  );
}

export function PayloadSection({ span, side, title }: { readonly span: SpanNode; readonly side: 'input' | 'output'; readonly title: string }) {
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
