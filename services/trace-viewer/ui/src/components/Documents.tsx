import type { Document } from '../model/documents.ts';
import type { Use } from '../model/used-documents.ts';
import { parseJson } from '../model/values.ts';
import { JsonText } from './Json.tsx';
import { LongText } from './LongText.tsx';
import './Documents.css';

interface DocumentsProps {
  readonly documents: readonly Document[];
  /** What one can see of each in the answer, in their order; empty without an answer. */
  readonly uses: readonly Use[];
  readonly truncated: readonly string[];
}

/** What a retriever found, best first as it said, with a bar for each score. */
export function Documents({ documents, uses, truncated }: DocumentsProps) {
  const scored = documents.some((document) => document.score !== null);
  return (
    <ol className="documents" data-kind="retriever">
      {documents.map((document, index) => (
        <li key={document.key}>
          <span className="document-rank" aria-label={`Rank ${document.rank}`}>{document.rank}</span>
          {scored && (
            <span className="document-score">
              {document.score === null ? <span className="faint">no score</span> : formatScore(document.score)}
              {document.strength !== null && <span className="document-bar" aria-hidden="true"><span style={{ width: `${document.strength * 100}%` }} /></span>}
            </span>
          )}
          <div className="document-content">
            <p>
              {document.title !== null && <strong>{document.title}</strong>}
              <UseMark use={uses[index] ?? null} />
              {document.id !== null && <code className="faint">id {document.id}</code>}
            </p>
            <LongText text={document.content} maxLines={8} cut={truncated.includes(document.key)} />
            {document.metadata !== null && <Metadata text={document.metadata} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

const USES = { words: 'The answer repeats six words or more of it', title: 'The answer names its title' } as const;

function UseMark({ use }: { readonly use: Use }) {
  return use !== null && <span className="document-use" title={`${USES[use]}. That is a hint, no proof.`}>{use === 'words' ? 'quoted in the answer' : 'named in the answer'}</span>;
}

function Metadata({ text }: { readonly text: string }) {
  const json = parseJson(text);
  return (
    <details className="document-metadata">
      <summary>Metadata</summary>
      {json === undefined ? <LongText text={text} mono /> : <JsonText json={json} />}
    </details>
  );
}

function formatScore(score: number): string {
  return Number.isInteger(score) ? String(score) : score.toFixed(Math.abs(score) >= 10 ? 2 : 3);
}
