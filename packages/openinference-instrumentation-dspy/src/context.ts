import { type Context, context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';

/** What HTTP requests sent from here are: part of a provider call with this label, or not worth a span. */
export type HttpRole = { readonly label: string } | 'untraced';

const HTTP_ROLE = createContextKey('dspy HTTP role');

/** Under which key the API keeps the span; it does not tell, but uses it. */
const SPAN = keyOf((spy) => trace.setSpan(spy, trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 })));

/**
 * The context of an operation: its span, and what HTTP requests sent directly from it are. The API's own contexts copy everything and make three
 * functions for each value that is set; there is one for every operation, so this one only points to what is around it.
 */
export class OperationContext implements Context {
  /** What is around the outermost operation: all else is asked there, however deep operations are nested. */
  readonly base: Context;
  readonly #span: Span;
  readonly #role: HttpRole | undefined;

  /** The innermost operation decides about HTTP requests; `undefined` makes them ordinary ones again. */
  constructor(outer: Context, span: Span, role: HttpRole | undefined) {
    this.base = outer instanceof OperationContext ? outer.base : outer;
    this.#span = span;
    this.#role = role;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.#span;
    return key === HTTP_ROLE ? this.#role : this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#copy().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#copy().deleteValue(key);
  }

  #copy(): Context {
    return this.base.setValue(SPAN, this.#span).setValue(HTTP_ROLE, this.#role);
  }
}

/** Of the context that is active here. */
export function httpRole(): HttpRole | undefined {
  return context.active().getValue(HTTP_ROLE) as HttpRole | undefined;
}

function keyOf(set: (context: Context) => unknown): symbol {
  let used = Symbol();
  const spy: Context = { getValue: () => undefined, deleteValue: () => spy, setValue: (key) => ((used = key), ROOT_CONTEXT) };
  set(spy);
  return used;
}
