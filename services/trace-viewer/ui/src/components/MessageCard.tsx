import { useState } from 'react';

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

interface MessageCardProps {
  readonly message: Message;
  /** Attributes of the span that the store could keep only in part. */
  readonly truncated: readonly string[];
}

/** One message of a conversation. Fields of a prompt are shown as fields; the text as it was sent is one click away. */
export function MessageCard({ message, truncated }: MessageCardProps) {
  const role = message.role === '' ? 'message' : message.role;
  const folds = role === 'system' || role === 'developer';
  const [open, setOpen] = useState(!folds);
  const [raw, setRaw] = useState(false);
  const text = messageText(message);
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
          {structured && (
            <span className="switch" role="group" aria-label="Show the message as">
              <button type="button" aria-pressed={!raw} onClick={() => { setRaw(false); }}>Fields</button>
              <button type="button" aria-pressed={raw} onClick={() => { setRaw(true); }}>Raw</button>
            </span>
          )}
          <CopyButton text={() => copyableText(message)} what={`${role} message`} />
        </span>
      </header>
      {open && (
        <div className="message-body">
          {parts.map((part, index) => <PartView key={index} part={part} plain={raw || folds} cut={truncated.includes(part.key)} />)}
          {message.toolCalls.map((call, index) => <ToolCallView key={index} call={call} />)}
          {message.parts.length === 0 && message.toolCalls.length === 0 && <span className="faint">No content was recorded.</span>}
        </div>
      )}
    </article>
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

function ToolCallView({ call }: { readonly call: ToolCall }) {
  const args = parseJson(call.args);
  return (
    <div className="tool-call" data-kind="tool">
      <p><Icon name="tool" /><span>calls</span> <code>{call.name}</code>{call.id !== null && <span className="mono faint">{call.id}</span>}</p>
      {args === undefined ? call.args !== '' && <LongText text={call.args} mono /> : <JsonText json={args} />}
    </div>
  );
}
