/** Where prompts are sent to models. */
export const PROMPT_RUNS_PATH = '/api/prompt-runs';

/** Paths that are the server's own; no program or gateway may take one. */
export const FIXED_PATHS: ReadonlySet<string> = new Set([
  '/',
  '/programs',
  '/openapi.json',
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/api/metrics',
  '/api/page',
  PROMPT_RUNS_PATH,
  '/mcp',
  '/login',
  '/logout',
  '/static/style.css',
  '/static/login.js',
  '/favicon.ico',
  '/docs',
]);
