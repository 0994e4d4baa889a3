import { expect, test } from '@jest/globals';

import { ConfigError, readConfig } from './config.ts';

function read(args: string[] = [], env: Record<string, string> = {}): ReturnType<typeof readConfig> {
  return readConfig(['node', 'dspy-viewer', ...args], { XDG_DATA_HOME: '/data-home', ...env });
}

test('has defaults for everything', () => {
  expect(read()).toEqual({
    port: 4318, host: '127.0.0.1', grpcPort: 0, dataDir: '/data-home/dspy-otel/viewer', maxBodyBytes: 67_108_864, maxValueBytes: 8_388_608, maxAttributes: 10_000, memoryMiB: 1024, retentionDays: 0, maxDiskMiB: 0, archive: undefined, allowedHosts: [], clickhouseUrl: undefined, clickhouseCluster: undefined, token: undefined, dspyServer: undefined,
  });
});

test('takes the command line and the environment', () => {
  const env = { DSPY_VIEWER_DATA: '/from-env', DSPY_VIEWER_MAX_BODY_BYTES: '2048', DSPY_VIEWER_MAX_VALUE_BYTES: '1000', DSPY_VIEWER_MAX_ATTRIBUTES: '500', DSPY_VIEWER_MEMORY_MIB: '600', DSPY_VIEWER_RETENTION_DAYS: '30', DSPY_VIEWER_MAX_DISK_MIB: '2048', DSPY_VIEWER_ALLOWED_HOSTS: 'a.example, b.example,', CLICKHOUSE_URL: 'http://clickhouse:8123/traces', CLICKHOUSE_CLUSTER: 'main', DSPY_VIEWER_TOKEN: 'a-token-of-some-length', DSPY_SERVER_URL: 'http://dspy:8000', DSPY_API_KEY: 'key' };
  expect(read(['--port', '0', '--host', '0.0.0.0', '--grpc-port', '4317'], env)).toEqual({
    port: 0, host: '0.0.0.0', grpcPort: 4317, dataDir: '/from-env', maxBodyBytes: 2048, maxValueBytes: 1000, maxAttributes: 500, memoryMiB: 600, retentionDays: 30, maxDiskMiB: 2048, archive: undefined, allowedHosts: ['a.example', 'b.example'], clickhouseUrl: 'http://clickhouse:8123/traces', clickhouseCluster: 'main', token: 'a-token-of-some-length', dspyServer: { url: 'http://dspy:8000', key: 'key' },
  });
  expect(read(['--data', '/from-args'], env).dataDir).toBe('/from-args');
});

test.each([
  ['DSPY_VIEWER_MAX_BODY_BYTES', '64MB', 'DSPY_VIEWER_MAX_BODY_BYTES: expected a whole number from 1024 to 536870912, found "64MB".'],
  ['DSPY_VIEWER_MEMORY_MIB', '100', 'DSPY_VIEWER_MEMORY_MIB: expected a whole number from 512 to 1048576, found "100".'],
])('refuses %s=%s and says what was expected', (name, value, message) => {
  expect(() => read([], { [name]: value })).toThrow(new ConfigError(name, message.slice(name.length + 11, message.indexOf(', found')), value));
  expect(() => read([], { [name]: value })).toThrow(message);
});

test.each(['0.0.0.0', '::', '192.168.1.5', 'my-machine'])('does not listen on %s without a token unless told so', (host) => {
  expect(() => read(['--host', host])).toThrow(`--host: expected an address of this machine alone, DSPY_VIEWER_TOKEN to be set, or --allow-anonymous, found "${host}".`);
  expect(read(['--host', host, '--allow-anonymous']).token).toBeUndefined();
  expect(read(['--host', host], { DSPY_VIEWER_TOKEN: 'a-token-of-some-length' }).host).toBe(host);
});

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('listens on %s without a token', (host) => {
  expect(read(['--host', host]).host).toBe(host);
});

test('refuses a token that is easily guessed, and does not repeat it', () => {
  expect(() => read([], { DSPY_VIEWER_TOKEN: 'short' })).toThrow('DSPY_VIEWER_TOKEN: expected at least 16 characters of ASCII without blanks, found "5 characters".');
});

test.each(['export', 'import'])('%s names its file, and --data may come before or after', (kind) => {
  expect(read([kind, 'traces.jsonl.gz', '--data', '/there'])).toMatchObject({ archive: { kind, file: 'traces.jsonl.gz' }, dataDir: '/there' });
  expect(read(['--data', '/there', kind, '-'])).toMatchObject({ archive: { kind, file: '-' }, dataDir: '/there' });
});
