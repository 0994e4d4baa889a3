import { useSpan } from '../api/trace-queries.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { FieldList } from '../components/FieldList.tsx';
import { ValueView } from '../components/ValueView.tsx';
import type { Field } from '../model/fields.ts';
import { readPayload, type Payload } from '../model/payload.ts';
import type { TreeRow } from '../model/tree.ts';
import './ProgramPayload.css';

interface ProgramPayloadProps {
  readonly traceId: string;
  readonly program: TreeRow;
}

/** What went into the program and what came out, in sight while one reads its spans. */
export function ProgramPayload({ traceId, program }: ProgramPayloadProps) {
  const { name, id } = program.span;
  const { data: span } = useSpan(traceId, id);
  const input = span === undefined ? null : readPayload(span.attrs, 'input');
  const output = span === undefined ? null : readPayload(span.attrs, 'output');
  return (
    <section className="program" aria-label={`Input and output of ${name}`} tabIndex={0}>
      {input !== null && <ProgramSide title="Input" name={name} payload={input} cut={span?.truncated.includes(input.key) === true} />}
      {output !== null && <ProgramSide title="Output" name={name} payload={output} cut={span?.truncated.includes(output.key) === true} />}
    </section>
  );
}

/** One side of a program: its fields, or its text. */
export function ProgramSide({ title, name, payload, cut }: { readonly title: string; readonly name: string; readonly payload: Payload; readonly cut: boolean }) {
  return (
    <div className="program-side">
      <header><h2>{title}</h2><span className="faint line">{name}</span><CopyButton text={payload.raw} what={`the program’s ${title.toLowerCase()}`} /></header>
      {payload.fields === null || payload.fields.length === 0 ? <ValueView value={payload.raw} cut={cut} /> : <FieldList fields={wordsFirst(payload.fields)} cut={cut} />}
    </div>
  );
}

/** An answer before the passages it was made from: texts first, then lists and objects. */
function wordsFirst(fields: readonly Field[]): readonly Field[] {
  return [...fields.filter(isText), ...fields.filter((field) => !isText(field))];
}

function isText(field: Field): boolean {
  return typeof field.value !== 'object' || field.value === null;
}

/** The outermost span that tells what it was given or what it gave. */
export function findProgram(rows: readonly TreeRow[]): TreeRow | undefined {
  return rows.find(({ span }) => span.has_payload);
}
