/**
 * `fetch` as it is when the call is made, so that whoever instruments it sees the call.
 *
 * @param extraBody merged into a JSON body.
 */
export function globalFetch(extraBody: Readonly<Record<string, unknown>> | undefined): typeof fetch {
  if (extraBody === undefined) return (input, init) => globalThis.fetch(input, init);
  return (input, init) => {
    if (typeof init?.body !== 'string') return globalThis.fetch(input, init);
    const body = { ...(JSON.parse(init.body) as object), ...extraBody };
    return globalThis.fetch(input, { ...init, body: JSON.stringify(body) });
  };
}
