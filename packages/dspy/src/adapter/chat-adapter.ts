import type { Message } from '../lm/message.ts';
import type { Demo } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';
import { Adapter, type AdapterCall } from './adapter.ts';

/** Fields under `[[ ## name ## ]]` markers. */
export class ChatAdapter extends Adapter {
  override async call(call: AdapterCall): Promise<readonly Values[]> {
    throw new Error(`not written yet: ${call.lm.model}`);
  }

  override format(signature: Signature, _demos: readonly Demo[], _inputs: Values): Message[] {
    throw new Error(`not written yet: ${signature.name}`);
  }

  override parse(_signature: Signature, completion: string): Values {
    throw new Error(`not written yet: ${completion}`);
  }
}
