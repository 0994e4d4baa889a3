import type { Program } from '../api/server.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { FieldRow } from '../components/FieldRow.tsx';
import { isEmpty, type Drafts } from '../model/drafts.ts';
import { curlOf } from '../model/curl.ts';
import type { ShownProblems } from '../model/failure.ts';
import { inputsOf, type Form } from '../model/form.ts';
import { hashOf, withoutFiles } from '../model/link.ts';

interface ProgramFormProps {
  readonly program: Program;
  readonly form: Form;
  readonly drafts: Drafts;
  readonly problems: ShownProblems;
  readonly isRunning: boolean;
  readonly isGuarded: boolean;
  readonly onChange: (drafts: Drafts) => void;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

const COMMAND_KEY = /Mac|iP(?:hone|ad)/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
/** A command longer than this is shown in part, and copied whole. */
const SHOWN = 2_000;

/** A control for each input, and how to send them: here, by a link, or by curl. */
export function ProgramForm({ program, form, drafts, problems, isRunning, isGuarded, onChange, onSend, onCancel }: ProgramFormProps) {
  const { method, path } = form.endpoint;
  const { body, problems: unwritten } = inputsOf(form, drafts);
  const curl = curlOf({ method, url: window.location.origin + path, body, isGuarded });
  const isBlank = Object.values(drafts).every(isEmpty);
  return (
    <form className="card" aria-label={`Inputs of ${program.name}`} noValidate onSubmit={(event) => { event.preventDefault(); onSend(); }}>
      <header className="card-head">
        <h2>Inputs</h2>
        <span className="card-actions">
          <CopyButton what="link to this form" icon="link" text={() => window.location.href.replace(/#.*$/s, '') + hashOf(program.name, withoutFiles(body))}>Link</CopyButton>
          <button type="button" className="button-quiet" disabled={isBlank} onClick={() => { onChange({}); }}>Clear</button>
        </span>
      </header>
      <div className="fields">
        {form.isWhole && <p className="muted">{program.gateways === undefined ? 'This program says nothing of its inputs: it takes any object.' : <>This program is asked through its gateway, <code>{method} {path}</code>, which takes any object.</>}</p>}
        {form.fields.map((field) => (
          <FieldRow key={field.name} field={field} draft={drafts[field.name] ?? ''} problems={problems.at} onChange={(draft) => { onChange({ ...drafts, [field.name]: draft }); }} />
        ))}
      </div>
      <div className="send">
        <button type="submit" className="button button-primary" aria-disabled={isRunning}>{isRunning ? 'Running…' : 'Send'}</button>
        {isRunning ? <button type="button" className="button" onClick={onCancel}>Cancel</button> : null}
        <span className="keys" aria-hidden="true">{isRunning ? <><kbd>Esc</kbd> cancels</> : <><kbd>{COMMAND_KEY}</kbd> <kbd>Enter</kbd> sends</>}</span>
      </div>
      <details className="curl">
        <summary>The same with curl</summary>
        {unwritten.length > 0 ? <p className="muted">As soon as the inputs can be sent.</p> : (
          <div className="curl-command">
            {/* Scrolls, so it must take the focus for those who scroll by keyboard. */}
            <pre tabIndex={0} role="region" aria-label="curl command">{curl.length > SHOWN ? `${curl.slice(0, SHOWN)}…` : curl}</pre>
            <CopyButton what="curl command" text={() => curl} />
          </div>
        )}
      </details>
    </form>
  );
}
