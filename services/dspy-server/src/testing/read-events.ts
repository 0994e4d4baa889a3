/** The server-sent events of a response, comments left out, with their data read as JSON. */
export async function* readEvents(response: Response): AsyncGenerator<{ readonly event: string; readonly data: unknown }, void, undefined> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const [event, data] = ['event: ', 'data: '].map((name) => lines.find((line) => line.startsWith(name))?.slice(name.length));
      if (event !== undefined) yield { event, data: JSON.parse(data ?? 'null') as unknown };
    }
  }
}

/** All of them. */
export async function allEvents(response: Response): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of readEvents(response)) events.push(event);
  return events;
}
