/** An answer whose body is JSON, or text where it is not. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** How long an answer may take before the request is given up. */
const TIMEOUT_MS = 30_000;

export function getJson(url: string): Promise<JsonAnswer> {
  return sendJson(url, {});
}

/** Posts a value as JSON; a string is sent as it is, so that a test can send what is not JSON. */
export function postJson(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<JsonAnswer> {
  return sendJson(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** @throws Error with the URL when nothing answers within 30 s */
export async function sendJson(url: string, init: RequestInit): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    return { status: response.status, body: parse(await response.text()), headers: response.headers };
  } catch (cause) {
    throw new Error(`${init.method ?? 'GET'} ${url} got no answer`, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
