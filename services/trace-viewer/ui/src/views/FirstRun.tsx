import { useState } from 'react';

import { sendDemoTrace } from '../api/client.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Problem } from '../components/Problem.tsx';
import { RefusedList } from './RefusedList.tsx';
import './FirstRun.css';

interface Setup {
  readonly id: string;
  readonly name: string;
  readonly lead: string;
  readonly text: (endpoint: string) => string;
  readonly after: string;
}

const SETUPS: readonly Setup[] = [
  {
    id: 'dspy-cli', name: 'TypeScript DSPy',
    lead: 'In the folder of the project, start its server with tracing on:',
    text: (endpoint) => `export OTEL_TRACING_ENABLED=true\nexport OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${endpoint}\nexport OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf\nnpx dspy-cli serve`,
    after: 'Then send a program a request.',
  },
  {
    id: 'python', name: 'Python DSPy',
    lead: 'With the OpenInference instrumentation and the OTLP/HTTP exporter:',
    text: (endpoint) => `# pip install openinference-instrumentation-dspy opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from openinference.instrumentation.dspy import DSPyInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter("${endpoint}")))
DSPyInstrumentor().instrument(tracer_provider=provider)`,
    after: 'Before the program runs. A short script ends with provider.shutdown().',
  },
  {
    id: 'otlp', name: 'Anything with OTLP',
    lead: 'Every OpenTelemetry SDK reads these:',
    text: (endpoint) => `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${endpoint}\nOTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf`,
    after: 'http/json is taken as well. The LLM views read OpenInference and OpenTelemetry GenAI attributes.',
  },
  {
    id: 'collector', name: 'Collector',
    lead: 'In the configuration of an OpenTelemetry Collector:',
    text: (endpoint) => `exporters:\n  otlp_http/viewer:\n    traces_endpoint: ${endpoint}\n\nservice:\n  pipelines:\n    traces:\n      exporters: [otlp_http/viewer]`,
    after: 'Add the exporter to the exporters that the pipeline has. Before version 0.144 it is called otlphttp. In a container, localhost is the container itself.',
  },
];

/** Shown while there is no trace: what to set, exactly. It goes away by itself when the first trace arrives. */
export function FirstRun() {
  const [chosen, setChosen] = useState('dspy-cli');
  const endpoint = `${window.location.origin}/v1/traces`;
  const setup = SETUPS.find(({ id }) => id === chosen);
  return (
    <section className="first-run" aria-label="First steps">
      <div className="first-run-card">
        <p className="waiting" role="status"><span className="waiting-dots" aria-hidden="true"><i /><i /><i /></span>Waiting for the first trace</p>
        <h1>Send traces here</h1>
        <RefusedList most={2} />
        <dl className="first-run-facts">
          <div><dt>Endpoint</dt><dd><code>{endpoint}</code><CopyButton text={endpoint} what="endpoint" /></dd></div>
          <div><dt>Protocol</dt><dd><code>http/protobuf</code></dd></div>
        </dl>
        <div className="tabs" role="group" aria-label="What sends the traces">
          {SETUPS.map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={id === chosen} onClick={() => { setChosen(id); }}>{name}</button>
          ))}
        </div>
        {setup !== undefined && (
          <div className="setup">
            <p className="muted">{setup.lead}</p>
            <div className="setup-text">
              <pre tabIndex={0} aria-label="Settings">{setup.text(endpoint)}</pre>
              <CopyButton text={setup.text(endpoint)} what="settings" />
            </div>
            <p className="muted">{setup.after}</p>
          </div>
        )}
        <DemoOffer />
      </div>
    </section>
  );
}

/** Something to look at before there is a program. */
function DemoOffer() {
  const [error, setError] = useState<Error | null>(null);
  const send = async (): Promise<void> => {
    try {
      await sendDemoTrace();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    }
  };
  return (
    <>
      <p className="muted">Only looking? <button type="button" className="link-button" onClick={() => { void send(); }}>Send a demo trace</button>, the way any program sends its own. Its service is called demo.</p>
      {error !== null && <Problem error={error} />}
    </>
  );
}
