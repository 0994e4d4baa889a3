import { useRef, useState, type ClipboardEvent, type DragEvent } from 'react';

import { formatCount } from '../model/figures.ts';
import type { ControlProps } from './Control.tsx';

/** Kinds that a browser shows without running anything in them. */
const SHOWN = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,/;

/** A file chosen, dropped or pasted, which is sent as a `data:` URL; or the address of one. */
export function MediaControl({ id, label, draft, onChange, describedBy, isInvalid, isRequired, accept }: ControlProps<string> & { readonly accept: string }) {
  const [refused, setRefused] = useState('');
  const [isOver, setIsOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const kind = accept.replace('/*', '');

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const isRight = file.type.startsWith(`${kind}/`);
    setRefused(isRight ? '' : `${file.name} is not an ${kind} file`);
    if (isRight) onChange(await dataUrlOf(file));
  };
  const paste = (event: ClipboardEvent): void => {
    const [file] = event.clipboardData.files;
    if (file === undefined) return;
    event.preventDefault();
    void take(file);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const isInline = draft.startsWith('data:');

  return (
    <div className="media" data-over={isOver} onPaste={paste} onDrop={drop} onDragOver={(event) => { event.preventDefault(); setIsOver(true); }} onDragLeave={() => { setIsOver(false); }}>
      {isInline ? (
        <div className="media-file">
          {SHOWN.test(draft) && <img src={draft} alt={`What is sent as ${label}`} />}
          <span className="muted">{draft.slice(5, draft.indexOf(';'))} · {formatCount(Math.ceil((draft.length - draft.indexOf(',')) * 0.75 / 1_024))} kB</span>
          <button type="button" id={id} className="button" onClick={() => { onChange(''); }} aria-label={`Remove file of ${label}`}>Remove</button>
        </div>
      ) : (
        <div className="media-choose">
          <input id={id} className="input" type="url" aria-label={`${label}, address`} placeholder="https://…, or drop or paste a file" value={draft} onChange={(event) => { onChange(event.target.value); }} aria-describedby={describedBy} aria-invalid={isInvalid} aria-required={isRequired} />
          <button type="button" className="button" onClick={() => { picker.current?.click(); }} aria-label={`Choose file for ${label}`}>Choose file</button>
        </div>
      )}
      <input ref={picker} type="file" accept={accept} hidden onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ''; }} />
      {refused !== '' && <p className="problem" role="alert">{refused}</p>}
    </div>
  );
}

function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => { resolve(typeof reader.result === 'string' ? reader.result : ''); });
    reader.addEventListener('error', () => { reject(reader.error ?? new Error(`${file.name} cannot be read`)); });
    reader.readAsDataURL(file);
  });
}
