import type { LMResponse, Observer, Operation, OperationResult } from '@dspy-otel/dspy';

/** Sums what the model calls of one program call used. */
export class CallUsage implements Observer {
  promptTokens = 0;
  completionTokens = 0;
  totalTokens = 0;
  /** US dollars; `undefined` as long as no price is known. */
  cost: number | undefined;
  /** Model calls by the model's name; `undefined` as long as there was none. */
  models: Record<string, number> | undefined;

  observe<O extends Operation>(operation: O, next: () => Promise<OperationResult<O>>): Promise<OperationResult<O>> {
    if (operation.kind !== 'lm') return next();
    const { model } = operation.lm;
    return next().then((result) => {
      this.#add(model, result as LMResponse);
      return result;
    });
  }

  #add(model: string, { usage, cost }: LMResponse): void {
    this.models ??= {};
    this.models[model] = (this.models[model] ?? 0) + 1;
    if (cost !== undefined) this.cost = (this.cost ?? 0) + cost;
    if (!usage) return;
    this.promptTokens += usage.promptTokens;
    this.completionTokens += usage.completionTokens;
    this.totalTokens += usage.totalTokens;
  }
}
