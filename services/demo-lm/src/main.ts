import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { CORPUS } from './search/corpus.ts';
import { SearchIndex } from './search/search-index.ts';

const { port, host, delayMs } = readConfig(process.argv);
const index = new SearchIndex(CORPUS);
const app = createApp({ index, delayMs, report: (error) => console.error(error) });
const server = createServer(app.callback());

server.once('error', (error) => {
  console.error(`demo-lm cannot listen on ${host}:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, host, () => {
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  console.log(`demo-lm: model at http://${host}:${actual}/v1, search over ${index.size} passages at http://${host}:${actual}/api/search`);
});

/** How often a stop looks for connections that have become idle. */
const IDLE_CHECK_MS = 50;

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    // Answers under way are finished; connections that only wait are closed.
    const timer = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    server.close(() => clearInterval(timer));
  });
}
