import { type Adapter, ChatAdapter, JSONAdapter, signature, type Signature, type Values, XMLAdapter } from '@dspy-otel/dspy';
import { cpuMicroseconds } from './measure.ts';

const FIELDS = ['title', 'summary', 'answer', 'author', 'place', 'reason', 'source', 'note', 'topic', 'remark'];
const SENTENCE = 'The museum opens at nine {weekdays} and shows "old" maps. ';
const tenFields: Signature = signature(`question -> ${FIELDS.join(', ')}`);
const typed: Signature = signature('question -> names: list[str], counts: dict[str, int], score: float, kind: Literal["a", "b"], ok: bool');
const TYPED: Values = { names: ['a', 'b', 'c'], counts: { x: 1, y: 2 }, score: 0.5, kind: 'a', ok: true };
const inputs = { question: 'What is the capital of France?' };

/** An adapter, and how a model would write these values for it. */
interface Case {
  readonly adapter: Adapter;
  readonly write: (values: Values) => string;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const lines = (values: Values, line: (name: string, value: string) => string): string => Object.entries(values).map(([name, value]) => line(name, plain(value))).join('\n\n');
const CASES: Readonly<Record<string, Case>> = {
  ChatAdapter: { adapter: new ChatAdapter(), write: (values) => `${lines(values, (name, value) => `[[ ## ${name} ## ]]\n${value}`)}\n\n[[ ## completed ## ]]` },
  JSONAdapter: { adapter: new JSONAdapter(), write: (values) => JSON.stringify(values) },
  // A comma too many: what is not quite JSON is read by other code.
  'JSONAdapter, nearly JSON': { adapter: new JSONAdapter(), write: (values) => JSON.stringify(values).replace(/\}$/, ',}') },
  XMLAdapter: { adapter: new XMLAdapter(), write: (values) => lines(values, (name, value) => `<${name}>\n${value}\n</${name}>`) },
};

/** Formatting and parsing with every adapter: CPU microseconds and fields per second. */
export async function adapterFigures(): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {};
  for (const [name, { adapter, write }] of Object.entries(CASES)) {
    const format = await cpuMicroseconds(() => adapter.format(tenFields, [], inputs), { calls: 5_000 });
    const parsed = { tenFields: write(ofSize(800)), tenFieldsOf100kB: write(ofSize(100_000)) };
    figures[name] = {
      format: { cpuMicroseconds: format, fieldsPerSecond: perSecond(FIELDS.length + 1, format) },
      tenFields: await parseFigures(adapter, tenFields, parsed.tenFields, 2_000),
      tenFieldsOf100kB: await parseFigures(adapter, tenFields, parsed.tenFieldsOf100kB, 100),
      fiveTypedFields: await parseFigures(adapter, typed, write(TYPED), 2_000),
    };
  }
  return { ...figures, 'JSON.parse of the 100 kB': { cpuMicroseconds: await jsonParse() } };
}

/** The least that reading that much can take. */
async function jsonParse(): Promise<number> {
  const text = JSON.stringify(ofSize(100_000));
  return cpuMicroseconds(() => JSON.parse(text) as unknown, { calls: 500 });
}

async function parseFigures(adapter: Adapter, asked: Signature, text: string, calls: number): Promise<object> {
  const microseconds = await cpuMicroseconds(() => adapter.parse(asked, text), { calls });
  return { bytes: text.length, cpuMicroseconds: microseconds, fieldsPerSecond: perSecond(asked.outputFields.length, microseconds) };
}

function ofSize(bytes: number): Values {
  const value = SENTENCE.repeat(Math.ceil(bytes / FIELDS.length / SENTENCE.length)).trim();
  return Object.fromEntries(FIELDS.map((name) => [name, value]));
}

function perSecond(fields: number, microseconds: number): number {
  return Math.round((fields / microseconds) * 1e6);
}
