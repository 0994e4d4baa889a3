import type { BaseLM } from '../lm/base-lm.ts';
import type { LMRequest, LMResponse, ToolDefinition } from '../lm/request.ts';
import type { Module } from '../module/module.ts';
import type { Observer } from '../observe.ts';
import type { Operation, OperationResult } from '../operation.ts';
import type { Values } from '../prediction/prediction.ts';

type Message = string | undefined | Promise<string | undefined>;

/**
 * Says in words what a program is doing. Only tools have messages unless a subclass says more; a method that gives
 * `undefined` says nothing.
 *
 * ```ts
 * import { type Module, StatusMessageProvider, streamify, ChainOfThought } from '@dspy-otel/dspy';
 *
 * class Steps extends StatusMessageProvider {
 *   override moduleStartStatusMessage(module: Module): string {
 *     return `${module.constructor.name} starts`;
 *   }
 * }
 * const stream = streamify(new ChainOfThought('question -> answer'), { statusMessageProvider: new Steps() });
 * for await (const item of stream({ question: 'Why?' })) console.log(item);
 * ```
 */
export class StatusMessageProvider {
  toolStartStatusMessage(tool: ToolDefinition, _args: Values): Message {
    return `Using the tool ${tool.name}…`;
  }

  toolEndStatusMessage(tool: ToolDefinition, _result: unknown): Message {
    return `The tool ${tool.name} is done; asking the model with what it gave…`;
  }

  moduleStartStatusMessage(_module: Module, _inputs: Values): Message {
    return undefined;
  }

  moduleEndStatusMessage(_module: Module, _prediction: object): Message {
    return undefined;
  }

  lmStartStatusMessage(_lm: BaseLM, _request: LMRequest): Message {
    return undefined;
  }

  lmEndStatusMessage(_lm: BaseLM, _response: LMResponse): Message {
    return undefined;
  }
}

/** Sends what the provider says about each operation. What fails has no end. */
export class StatusObserver implements Observer {
  readonly #provider: StatusMessageProvider;
  readonly #send: (message: string) => void;

  constructor(provider: StatusMessageProvider, send: (message: string) => void) {
    this.#provider = provider;
    this.#send = send;
  }

  async observe<O extends Operation>(operation: O, next: () => Promise<OperationResult<O>>): Promise<OperationResult<O>> {
    await this.#say(this.#started(operation));
    const result = await next();
    await this.#say(this.#ended(operation, result));
    return result;
  }

  #started(operation: Operation): Message {
    switch (operation.kind) {
      case 'module':
        return this.#provider.moduleStartStatusMessage(operation.module, operation.inputs);
      case 'lm':
        return this.#provider.lmStartStatusMessage(operation.lm, operation.request);
      case 'tool':
        return this.#provider.toolStartStatusMessage(operation.tool, operation.args);
      default:
        return undefined;
    }
  }

  #ended(operation: Operation, result: unknown): Message {
    switch (operation.kind) {
      case 'module':
        return this.#provider.moduleEndStatusMessage(operation.module, result as object);
      case 'lm':
        return this.#provider.lmEndStatusMessage(operation.lm, result as LMResponse);
      case 'tool':
        return this.#provider.toolEndStatusMessage(operation.tool, result);
      default:
        return undefined;
    }
  }

  async #say(message: Message): Promise<void> {
    const said = await message;
    if (said !== undefined) this.#send(said);
  }
}
