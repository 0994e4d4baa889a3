import { observe } from '../observe.ts';
import type { Prediction, Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';

/**
 * A program, or a part of one. Write `forward`; callers use `call`, which makes the call visible to observers.
 */
export abstract class Module<S extends Signature = Signature> {
  /** What the program takes and gives. The server reads it to validate requests and to describe the program. */
  signature?: S;

  /** Runs the program. */
  call(inputs: S['~types']['inputs']): Promise<Prediction<S['~types']['outputs']>> {
    return observe({ kind: 'module', name: this.constructor.name, module: this, inputs: inputs as Values }, () => this.forward(inputs));
  }

  /** What the program does. Not called from outside: `call` is. */
  abstract forward(inputs: S['~types']['inputs']): Promise<Prediction<S['~types']['outputs']>>;
}
