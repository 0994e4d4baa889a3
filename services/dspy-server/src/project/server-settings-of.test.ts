import { describe, expect, test } from '@jest/globals';
import { DEFAULT_SERVER_SETTINGS } from '../http/server-settings.ts';
import { parseConfig } from './load-config.ts';
import { serverSettingsOf } from './server-settings-of.ts';

const NO_FLAGS = { authToken: undefined, logsDirectory: undefined, mcp: false };
const MODELS = 'models: { default: m, registry: { m: { model: openai/gpt-4o-mini } } }\n';

function settingsOf(server: string, env: Record<string, string> = {}) {
  return serverSettingsOf(parseConfig(`${MODELS}server: ${server}`, 'dspy.config.yaml', env).config.server, env, NO_FLAGS);
}

describe('the settings of the server', () => {
  test('are the defaults where nothing is said', () => {
    expect(settingsOf('{}')).toEqual(DEFAULT_SERVER_SETTINGS);
  });

  test('are what the configuration says, variables included', () => {
    const server = `
  concurrency: 2
  queue_length: 0
  request_timeout_ms: \${TIMEOUT}
  receive_timeout_ms: 1
  headers_timeout_ms: 2
  keep_alive_timeout_ms: 3
  body_limit: 4
  header_limit: 5
  shutdown_ms: 6
  log_file_bytes: 7
  log_files: 8
  prompt_runs: true
  viewer_url: https://viewer.test/
  allowed_hosts: [a.test]
  cors_origins: ['https://a.test']`;
    expect(settingsOf(server, { TIMEOUT: '99' })).toEqual({
      concurrency: 2,
      queueLength: 0,
      requestTimeoutMs: 99,
      receiveTimeoutMs: 1,
      headersTimeoutMs: 2,
      keepAliveTimeoutMs: 3,
      promptRuns: true,
      viewerURL: 'https://viewer.test',
      bodyLimitBytes: 4,
      headerLimitBytes: 5,
      shutdownMs: 6,
      logFileBytes: 7,
      logFiles: 8,
      allowedHosts: ['a.test'],
      corsOrigins: ['https://a.test'],
      ...NO_FLAGS,
    });
  });

  test('take origins from DSPY_CORS_ORIGINS instead', () => {
    expect(settingsOf(`{ cors_origins: ['https://a.test'] }`, { DSPY_CORS_ORIGINS: 'https://b.test/, http://localhost:3000' }).corsOrigins).toEqual(['https://b.test', 'http://localhost:3000']);
    expect(() => settingsOf('{}', { DSPY_CORS_ORIGINS: 'b.test' })).toThrow('DSPY_CORS_ORIGINS: expected origins such as https://example.org, separated by commas, or *, got "b.test"');
  });

  test('take whether prompts may be run from DSPY_PROMPT_RUNS instead', () => {
    expect([settingsOf('{}', { DSPY_PROMPT_RUNS: 'true' }).promptRuns, settingsOf('{ prompt_runs: true }', { DSPY_PROMPT_RUNS: 'false' }).promptRuns]).toEqual([true, false]);
    expect(() => settingsOf('{}', { DSPY_PROMPT_RUNS: 'yes' })).toThrow('DSPY_PROMPT_RUNS: expected true or false, got "yes"');
  });

  test.each([
    ['{ cors_origins: [a.test] }', /dspy\.config\.yaml:2:\d+: server\.cors_origins\.0: .*origin such as https:\/\/example\.org/],
    ['{ concurrency: 0 }', /server\.concurrency: /],
    ['{ timeout: 1 }', /server\.timeout: expected one of the keys .*request_timeout_ms/],
  ])('are refused as %s, with line and key', (server, message) => {
    expect(() => settingsOf(server)).toThrow(message);
  });

  test('take the address of the viewer from DSPY_VIEWER_URL before the configuration', () => {
    expect(settingsOf('{ viewer_url: "http://a.test" }', { DSPY_VIEWER_URL: ' http://b.test:4318/ ' }).viewerURL).toBe('http://b.test:4318');
    expect(settingsOf('{ viewer_url: "http://a.test" }', { DSPY_VIEWER_URL: '' }).viewerURL).toBe('http://a.test');
    expect(() => settingsOf('{}', { DSPY_VIEWER_URL: 'javascript:alert(1)' })).toThrow('DSPY_VIEWER_URL: expected an http:// or https:// address such as http://localhost:4318, got "javascript:alert(1)"');
  });
});
