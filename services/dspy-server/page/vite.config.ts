import { defineConfig } from 'vite';

/** `npx vite services/dspy-server/page` serves the page against a server at DSPY_SERVER_URL. */
const server = process.env['DSPY_SERVER_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // First browsers with `light-dark()` and nesting: nothing is rewritten, the tokens stay as they are.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Everything is a file of its own: the content-security policy allows no `data:` scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '^/(?:api/|programs$|openapi.json$|[A-Z]\\w*$)': server } },
});
