import { currentSettings } from '../settings.ts';

/** What sends a request here: that of the settings, or the global `fetch` as it is now, so that whoever instruments it sees the call. */
export function send(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  return (currentSettings().fetch ?? globalThis.fetch)(input, init);
}

/**
 * {@link send} with something added to what is sent.
 *
 * @param extraBody merged into a JSON body.
 */
export function sendWith(extraBody: Readonly<Record<string, unknown>> | undefined): typeof fetch {
  if (extraBody === undefined) return send;
  return (input, init) => {
    if (typeof init?.body !== 'string') return send(input, init);
    const body = { ...(JSON.parse(init.body) as object), ...extraBody };
    return send(input, { ...init, body: JSON.stringify(body) });
  };
}
