import { lazy, Suspense, useState } from 'react';

import { readFields } from '../model/fields.ts';
import { copyableText, joinParts, messageText, type Message, type Part, type ToolCall } from '../model/messages.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { parseJson } from '../model/values.ts';
import { CopyButton } from './CopyButton.tsx';
import { FieldList } from './FieldList.tsx';
import { Icon } from './Icon.tsx';
import { ImagePart } from './ImagePart.tsx';
import { JsonText } from './Json.tsx';
import { LongText } from './LongText.tsx';
import './MessageCard.css';

// Few messages are read as Markdown: its reader comes with the first of them.
const Markdown = lazy(async () => ({ default: (await import('./Markdown.tsx')).Markdown }));

/** Beyond this size Markdown takes longer than anybody waits. */
const MARKDOWN_CHARS = 200_000;

type Form = 'read' | 'markdown' | 'raw';

interface MessageCardProps {
  readonly message: Message;
  /** What came back for its tool calls, by their place. */
  readonly results: readonly (Message | undefined)[];
  /** Attributes of the span that the store could keep only in part. */
  readonly truncated: readonly string[];
  /** Shows a system message as a whole from the start. */
  readonly unfolded?: boolean;
}

/** One message of a conversation. Fields of a prompt are shown as fields; the text as it was sent is one click away. */
export function MessageCard({ message, results, truncated, unfolded = false }: MessageCardProps) {
  const role = message.role === '' ? 'message' : message.role;
  const folds = role === 'system' || role === 'developer';
  const [open, setOpen] = useState(!folds || unfolded);
  const [form, setForm] = useState<Form>('read');
  const text = messageText(message);
  const raw = form === 'raw';
  const parts = raw || folds ? message.parts : joinParts(message.parts);
  const structured = !folds && joinParts(message.parts).some((part) => part.type === 'text' && readFields(part.text) !== null);
  return (
    <article className="message" data-role={role} aria-label={`${role} message`}>
      <header className="message-head">
        {folds ? (
          <button type="button" className="message-fold" aria-expanded={open} onClick={() => { setOpen(!open); }}>
            <Icon name="chevron" />
            <span className="message-role">{role}</span>
            {!open && <span className="line faint">{text.replaceAll(/\s+/g, ' ').slice(0, 300)}</span>}
          </button>
        ) : <span className="message-role">{role}</span>}
        {message.name !== null && <span className="mono muted">{message.name}</span>}
        {message.toolCallId !== null && <span className="mono faint line" title="The tool call that this answers">{message.toolCallId}</span>}
        <span className="message-tools">
          {text !== '' && <span className="message-size" title={plural(text.length, 'character')}>{formatCount(text.length)} ch</span>}
          {open && text !== '' && <Switch form={form} structured={structured} markdown={text.length <= MARKDOWN_CHARS} role={role} onForm={setForm} />}
          <CopyButton text={() => copyableText(message)} what={`${role} message`} />
        </span>
      </header>
      {open && (
        <div className="message-body">
          {form === 'markdown'
            ? <Suspense fallback={<span className="faint" role="status">Reading Markdown</span>}><Markdown text={text} /></Suspense>
            : parts.map((part, index) => <PartView key={index} part={part} plain={raw || folds} cut={truncated.includes(part.key)} />)}
          {message.toolCalls.map((call, index) => <ToolCallView key={index} call={call} result={results[index]} truncated={truncated} />)}
          {message.parts.length === 0 && message.toolCalls.length === 0 && <span className="faint">No content was recorded.</span>}
        </div>
      )}
    </article>
  );
}

interface SwitchProps {
  readonly form: Form;
  readonly structured: boolean;
  readonly markdown: boolean;
  readonly role: string;
  readonly onForm: (form: Form) => void;
}

function Switch({ form, structured, markdown, role, onForm }: SwitchProps) {
  const forms: readonly (readonly [Form, string])[] = [
    ['read', structured ? 'Fields' : 'Text'], ...(markdown ? [['markdown', 'Markdown'] as const] : []), ...(structured ? [['raw', 'Raw'] as const] : []),
  ];
  return forms.length > 1 && (
    <span className="switch" role="group" aria-label={`Show the ${role} message as`}>
      {forms.map(([value, name]) => <button key={value} type="button" aria-pressed={form === value} onClick={() => { onForm(value); }}>{name}</button>)}
    </span>
  );
}

function PartView({ part, plain, cut }: { readonly part: Part; readonly plain: boolean; readonly cut: boolean }) {
  if (part.type === 'image') return <ImagePart url={part.url} {...(!plain && part.number !== undefined && { label: `image ${part.number}` })} />;
  if (part.type === 'reasoning') {
    return <div className="message-reasoning"><span className="faint">reasoning</span><LongText text={part.text} cut={cut} /></div>;
  }
  const fields = plain || part.type !== 'text' ? null : readFields(part.text);
  if (fields === null) return <LongText text={part.text} mono={plain || part.type === 'other'} cut={cut} maxLines={40} />;
  return (
    <>
      {fields.before !== '' && <LongText text={fields.before} />}
      <FieldList fields={fields.fields} cut={cut} />
      {fields.after !== '' && <div className="message-after"><LongText text={fields.after} maxLines={4} /></div>}
    </>
  );
}

function ToolCallView({ call, result, truncated }: { readonly call: ToolCall; readonly result: Message | undefined; readonly truncated: readonly string[] }) {
  return (
    <div className="tool-call" data-kind="tool">
      <p><Icon name="tool" /><span>calls</span> <code>{call.name}</code>{call.id !== null && <span className="mono faint">{call.id}</span>}</p>
      <JsonOrText text={call.args} />
      {result !== undefined && (
        <div className="tool-result" role="group" aria-label={`Result of ${call.name}`}>
          <span className="faint">result</span>
          {result.parts.map((part, index) => (part.type === 'image' ? <ImagePart key={index} url={part.url} /> : <JsonOrText key={index} text={part.text} cut={truncated.includes(part.key)} />))}
        </div>
      )}
    </div>
  );
}

function JsonOrText({ text, cut = false }: { readonly text: string; readonly cut?: boolean }) {
  const json = parseJson(text);
  if (json !== undefined) return <JsonText json={json} />;
  return text !== '' && <LongText text={text} mono cut={cut} />;
}
