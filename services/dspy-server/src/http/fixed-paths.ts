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
  '/mcp',
  '/login',
  '/logout',
  '/static/style.css',
]);
