/** The server refused or failed; `status` is 0 when it did not answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code = 'viewer_api';
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

interface Init extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The page and the API come from the same server, of the same version: an answer is trusted to have the shape that
 * the shared contract gives it.
 */
export async function request<T>(path: string, init: Init): Promise<T> {
  const response = await answer(path, init, 'application/json');
  const body: T = response.status === 204 ? null : await response.json();
  return body;
}

/** An answer that is a text. */
export async function requestText(path: string, init: Init): Promise<string> {
  return (await answer(path, init, 'text/*')).text();
}

async function answer(path: string, init: Init, accept: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { accept, ...(init.body !== undefined && { 'content-type': 'application/json' }), ...init.headers } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('The viewer’s server does not answer. Is it still running?', 0, { cause });
  }
  if (!response.ok) throw new ApiError(await detail(response), response.status);
  return response;
}

async function detail(response: Response): Promise<string> {
  const fallback = `The viewer’s server answered ${response.status} ${response.statusText}`.trim();
  try {
    const problem: unknown = await response.json();
    return typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : fallback;
  } catch {
    return fallback;
  }
}
