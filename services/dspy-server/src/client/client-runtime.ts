/** What every client has in it: TypeScript that needs only `fetch`. */
export const CLIENT_RUNTIME = `export interface ClientOptions {
  /** Where the server is: \`http://localhost:8000\`. */
  readonly baseURL: string;
  /** Its key, where it asks for one. */
  readonly token?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** In place of the global \`fetch\`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface CallOptions {
  /** Ends the call, on the server too. */
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One thing that is wrong with the inputs. */
export interface InputProblem {
  readonly type: string;
  /** Where: \`['body', 'question']\`. */
  readonly loc: ReadonlyArray<string | number>;
  readonly msg: string;
  readonly input?: unknown;
}

/** An answer that is not a success. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  /** 422: the inputs do not fit; 401: no or a wrong key; 429: busy; 502 to 504: the model or the search failed. */
  readonly status: number;
  /** What is wrong: a text, or a list for 422. */
  readonly detail: string | ReadonlyArray<InputProblem>;
  /** When to try again, where the server says so. */
  readonly retryAfterSeconds: number | undefined;
  /** By these ids the server's logs and traces know the request. */
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;

  constructor(status: number, body: unknown, headers: Headers) {
    const given: { detail?: unknown; request_id?: unknown; trace_id?: unknown } = typeof body === 'object' && body !== null ? body : { detail: body };
    const detail = Array.isArray(given.detail) ? (given.detail as InputProblem[]) : String(given.detail);
    super(\`\${status}: \${typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => \`\${loc.join('.')}: \${msg}\`).join('; ')}\`);
    this.status = status;
    this.detail = detail;
    this.retryAfterSeconds = Number(headers.get('retry-after')) || undefined;
    this.requestId = headers.get('x-request-id') ?? undefined;
    this.traceId = headers.get('x-trace-id') ?? undefined;
  }
}

/** What a program gives while it runs; the result comes last. */
export type ProgramEvent<Outputs> =
  | { readonly event: 'field'; readonly field: string; readonly text: string; readonly last: boolean; readonly predictor: string; readonly call: number }
  | { readonly event: 'status'; readonly message: string }
  | { readonly event: 'result'; readonly result: Outputs };

export interface Program<Inputs, Outputs> {
  /** Runs it once. @throws {ProgramError} */
  (inputs: Inputs, options?: CallOptions): Promise<Outputs>;
  /** Runs it once and gives its fields as they are generated; leaving the loop ends the call. @throws {ProgramError} */
  stream(inputs: Inputs, options?: CallOptions): AsyncGenerator<ProgramEvent<Outputs>, void, undefined>;
}

function program<Inputs, Outputs>(path: string, client: ClientOptions): Program<Inputs, Outputs> {
  const ask = async (accept: string, inputs: Inputs, { signal, headers }: CallOptions): Promise<Response> => {
    const response = await (client.fetch ?? globalThis.fetch)(client.baseURL.replace(/\\/$/, '') + path, {
      method: 'POST',
      headers: { ...client.headers, ...(client.token === undefined ? {} : { authorization: \`Bearer \${client.token}\` }), ...headers, 'content-type': 'application/json', accept },
      body: JSON.stringify(inputs),
      ...(signal ? { signal } : {}),
    });
    if (!response.ok) throw new ProgramError(response.status, parsed(await response.text()), response.headers);
    return response;
  };
  return Object.assign(async (inputs: Inputs, options: CallOptions = {}) => (await (await ask('application/json', inputs, options)).json()) as Outputs, {
    async *stream(inputs: Inputs, options: CallOptions = {}): AsyncGenerator<ProgramEvent<Outputs>, void, undefined> {
      const response = await ask('text/event-stream', inputs, options);
      for await (const { event, data } of eventsOf(response)) {
        if (event === 'error') throw new ProgramError((data as { status: number }).status, data, response.headers);
        if (event === 'result') yield { event, result: data as Outputs };
        else yield { event, ...(data as object) } as ProgramEvent<Outputs>;
        if (event === 'result') return;
      }
      throw new TypeError('the server ended the stream before the result');
    },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: unknown }, void, undefined> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      text += decoder.decode(read.value, { stream: true });
      const blocks = text.split('\\n\\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\\n');
        const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
        const event = lines.find((line) => line.startsWith('event: '))?.slice(7);
        if (event !== undefined && data.length > 0) yield { event, data: JSON.parse(data.join('\\n')) as unknown };
      }
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}
`;
