// A model and a search that answer at once (the model after DELAY_MS), and a sink for traces: as little as a process can do, so that the server is what is measured.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const COMPLETION = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: '[[ ## reasoning ## ]]\nThe context says that Paris is the capital of France.\n\n[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 310, completion_tokens: 32, total_tokens: 342 },
});

const SEARCH = JSON.stringify({
  topk: ['Paris | Paris is the capital and most populous city of France.', 'Berlin | Berlin is the capital and largest city of Germany.', 'Rome | Rome is the capital city of Italy and home of the Colosseum.'].map((text, index) => ({
    text,
    long_text: text,
    pid: index + 1,
    rank: index + 1,
    score: 20 - index,
    prob: 0.5 / (index + 1),
  })),
});

const DELAY_MS = Number(process.env['DELAY_MS'] ?? 0);
const HEADERS = { 'content-type': 'application/json' };

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().once('end', () => {
    const url = request.url ?? '';
    const answer = (): void => void response.writeHead(200, HEADERS).end(url.startsWith('/api/search') ? SEARCH : url.startsWith('/v1/traces') ? '{}' : COMPLETION);
    if (DELAY_MS > 0 && url.startsWith('/v1/chat')) setTimeout(answer, DELAY_MS);
    else answer();
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
