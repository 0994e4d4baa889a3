import type { BaseLM } from '../lm/base-lm.ts';
import type { Demo } from '../prediction/example.ts';
import type { Signature } from '../signature/signature.ts';
import { dumpDemo, restoreDemos } from './demo-state.ts';
import { dumpLM, restoreLM } from './lm-state.ts';
import type { Parameter } from './parameter.ts';
import { readList, wrong } from './read-state.ts';
import { dumpSignature, restoreSignature } from './signature-state.ts';

/** What of a predictor is saved. */
interface SavedPredictor {
  readonly signature: Signature;
  readonly demos: readonly Demo[];
  readonly lm: BaseLM | undefined;
  readonly traces: readonly unknown[];
  readonly train: readonly unknown[];
}

/** What is saved of a predictor. `traces` and `train` are there for Python DSPy, which reads and writes them. */
export function predictorParameter(predictor: SavedPredictor): Parameter {
  return {
    dump: () => ({
      traces: predictor.traces,
      train: predictor.train,
      demos: predictor.demos.map((demo) => dumpDemo(demo, predictor.signature)),
      signature: dumpSignature(predictor.signature),
      lm: dumpLM(predictor.lm),
    }),
    prepare(state, source) {
      if ('extended_signature' in state) throw wrong(source, 'extended_signature', 'is how DSPy up to 2.5 saved programs, which newer ones cannot read either; optimize and save the program again');
      const signature = restoreSignature(predictor.signature, state['signature'], source);
      const demos = restoreDemos(state['demos'], source);
      const traces = readList(state['traces'] ?? [], source, 'traces');
      const train = readList(state['train'] ?? [], source, 'train');
      const lm = restoreLM(state['lm'], predictor.lm, source);
      return () => Object.assign(predictor, { signature, demos, traces, train, lm });
    },
  };
}
