import { GEN_AI } from './gen-ai.ts';
import { LANGSMITH } from './langsmith.ts';
import { MLFLOW } from './mlflow.ts';
import { OPENINFERENCE } from './openinference.ts';
import { FACT_NAMES, type FactName, type KindRule, type Source } from './source.ts';
import { TRACELOOP } from './traceloop.ts';
import { VERCEL_AI } from './vercel-ai.ts';

/** A span may speak several at once: what an earlier one tells wins. */
const SOURCES: readonly Source[] = [OPENINFERENCE, VERCEL_AI, GEN_AI, TRACELOOP, MLFLOW, LANGSMITH];

/** One place where an attribute may be a fact. */
interface Place {
  /** Position in `FACT_NAMES`. */
  readonly fact: number;
  /** The lower, the better. */
  readonly rank: number;
  /** Where inside a JSON text or a map; `undefined` is the attribute itself. */
  readonly path: readonly string[] | undefined;
}

/** What an attribute may tell. */
export interface Meaning {
  readonly places: readonly Place[];
  readonly kinds: Readonly<Record<string, KindRule>> | undefined;
  readonly kindRank: number;
}

/** All sources as one table, so that a span's attributes are looked up once each. */
export const MEANINGS: ReadonlyMap<string, Meaning> = makeTable();

function makeTable(): ReadonlyMap<string, Meaning> {
  const places = new Map<string, Place[]>();
  const kinds = new Map<string, { kinds: Readonly<Record<string, KindRule>>; kindRank: number }>();
  for (const source of SOURCES) {
    for (const [attribute, values] of Object.entries(source.kinds)) kinds.set(attribute, { kinds: values, kindRank: kinds.size });
    for (const [fact, names] of Object.entries(source.names) as [FactName, readonly string[]][]) {
      for (const name of names) {
        const [attribute = '', path] = name.split('#');
        const known = places.get(attribute) ?? [];
        known.push({ fact: FACT_NAMES.indexOf(fact), rank: places.size, path: path === undefined ? undefined : path.split('.').filter((step) => step !== '') });
        places.set(attribute, known);
      }
    }
  }
  const attributes = [...places.keys(), ...kinds.keys()];
  return new Map(attributes.map((name) => [name, { places: places.get(name) ?? [], kinds: kinds.get(name)?.kinds, kindRank: kinds.get(name)?.kindRank ?? Number.MAX_SAFE_INTEGER }]));
}
