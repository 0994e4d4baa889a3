import { request, type IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request that `fetch` would not send: any method, path and headers, exactly as given. */
export function rawRequest(url: string, { method = 'GET', path = '/', headers = {}, body }: { method?: string; path?: string; headers?: Record<string, string>; body?: Buffer | Readable } = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    if (body === undefined || Buffer.isBuffer(body)) sent.end(body);
    else body.pipe(sent);
  });
}

/** Sends the beginning of a body of this length, then closes the connection. */
export async function hangUpInTheMiddle(url: string, path: string, headers: Record<string, string>, body: Buffer): Promise<void> {
  const sent = request(url + path, { method: 'POST', headers: { ...headers, 'content-length': String(body.length) }, agent: false });
  sent.on('error', () => {});
  await new Promise((resolve) => {
    sent.write(body.subarray(0, body.length / 2), resolve);
  });
  await new Promise((resolve) => {
    sent.once('close', resolve).destroy();
  });
}

export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** The events of an open `text/event-stream` answer; comments are left out. */
export async function* serverSentEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  if (response.body === null) throw new Error('the answer has no body');
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
      const event = fields.get('event');
      if (event !== undefined) yield { event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? 'null') };
    }
  }
}
