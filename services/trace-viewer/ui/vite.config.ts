import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite services/trace-viewer/ui` serves the page with hot reload against a viewer at VIEWER_URL. */
const viewer = process.env['VIEWER_URL'] ?? 'http://127.0.0.1:4318';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    // First browsers with `light-dark()` and nesting: nothing is rewritten, the tokens stay as they are.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Everything is a file of its own: the content-security policy allows no `data:` scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': viewer, '/v1': viewer } },
});
