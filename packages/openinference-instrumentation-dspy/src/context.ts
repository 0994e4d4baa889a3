import { createContextKey, type Context } from '@opentelemetry/api';

/** What HTTP requests sent from here are: part of a provider call with this label, or not worth a span. */
export type HttpRole = { readonly label: string } | 'untraced';

const HTTP_ROLE = createContextKey('dspy HTTP role');

/** The innermost operation decides, so each operation sets it; `undefined` makes requests ordinary ones again. */
export function withHttpRole(context: Context, role: HttpRole | undefined): Context {
  return context.getValue(HTTP_ROLE) === role ? context : context.setValue(HTTP_ROLE, role);
}

export function httpRole(context: Context): HttpRole | undefined {
  return context.getValue(HTTP_ROLE) as HttpRole | undefined;
}
