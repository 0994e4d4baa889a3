import { useState } from 'react';

import type { LoggedCall } from '../api/server.ts';
import { Icon } from '../components/Icon.tsx';
import { TraceLink } from '../components/TraceLink.tsx';
import { ValueView } from '../components/ValueView.tsx';
import { formatClock, formatCount, formatDollars, formatMs } from '../model/figures.ts';
import type { JsonObject } from '../model/json.ts';
import './RecentCalls.css';

interface RecentCallsProps {
  /** Newest first; absent until they are known. */
  readonly calls: readonly LoggedCall[] | undefined;
  readonly viewerUrl: string;
  readonly onReuse: (inputs: JsonObject) => void;
}

/** The newest calls of the program, whoever made them. */
export function RecentCalls({ calls, viewerUrl, onReuse }: RecentCallsProps) {
  const [open, setOpen] = useState<string>();
  return (
    <section className="card recent" aria-label="Recent calls">
      <header className="card-head"><h2>Recent calls</h2></header>
      {calls?.length === 0 && <p className="faint recent-empty">No calls yet.</p>}
      <ul>
        {calls?.map((call, index) => {
          const key = call.request_id ?? `${call.timestamp} ${index}`;
          return <RecentCall key={key} call={call} viewerUrl={viewerUrl} isOpen={open === key} onToggle={() => { setOpen(open === key ? undefined : key); }} onReuse={onReuse} />;
        })}
      </ul>
    </section>
  );
}

interface RecentCallProps {
  readonly call: LoggedCall;
  readonly viewerUrl: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onReuse: (inputs: JsonObject) => void;
}

const PREVIEW = 200;

function RecentCall({ call, viewerUrl, isOpen, onToggle, onReuse }: RecentCallProps) {
  const { timestamp, success, status, duration_ms: ms, tokens, cost_usd: cost, trace_id: traceId, inputs, outputs, error } = call;
  return (
    <li className="call" data-open={isOpen}>
      <div className="call-row">
        <button type="button" className="call-toggle" aria-expanded={isOpen} onClick={onToggle}>
          <Icon name="chevron" />
          <span className="call-status" data-ok={success}>{success ? 'OK' : (status ?? 'Error')}</span>
          <time className="number muted" dateTime={timestamp}>{formatClock(timestamp, new Date())}</time>
          <span className="line call-preview">{previewOf(inputs)}</span>
          <span className="number call-figure">{formatMs(ms)}</span>
          <span className="number call-figure call-tokens">{tokens === undefined ? '' : `${formatCount(tokens.total_tokens)} tok`}</span>
          <span className="number call-figure call-cost">{cost === undefined ? '' : formatDollars(cost)}</span>
        </button>
        <span className="call-trace">{traceId !== undefined && <TraceLink id={traceId} viewerUrl={viewerUrl}>Trace</TraceLink>}</span>
      </div>
      {isOpen && (
        <div className="call-detail">
          {error !== undefined && <div className="failure"><p>{error}</p></div>}
          <Values title="Inputs" values={inputs} />
          {success && <Values title="Answer" values={outputs} />}
          <button type="button" className="button" onClick={() => { onReuse(inputs); }}><Icon name="reuse" />Use these inputs</button>
        </div>
      )}
    </li>
  );
}

function Values({ title, values }: { readonly title: string; readonly values: JsonObject }) {
  return (
    <div>
      <h3>{title}</h3>
      <dl className="values">{Object.entries(values).map(([name, value]) => <div key={name}><dt>{name}</dt><dd><ValueView value={value} /></dd></div>)}</dl>
    </div>
  );
}

/** The inputs on one line. */
function previewOf(inputs: JsonObject): string {
  const values = Object.values(inputs).map((value) => (typeof value === 'string' ? value.slice(0, PREVIEW) : JSON.stringify(value)));
  return values.join(' · ').slice(0, PREVIEW).replaceAll(/\s+/g, ' ');
}
