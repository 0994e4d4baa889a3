import { describe, expect, test } from '@jest/globals';
import { ConfigFileError } from './config-error.ts';
import { loadConfig, parseConfig } from './load-config.ts';

const FILE = 'dspy.config.yaml';

/** A valid file with the lines given put in place of, or after, those that are there. */
const MINIMAL = `models:
  default: mini
  registry:
    mini:
      model: openai/gpt-4o-mini
`;

function messageOf(text: string, variables: Record<string, string> = {}): string {
  try {
    parseConfig(text, FILE, variables);
  } catch (error) {
    if (error instanceof ConfigFileError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('a valid configuration', () => {
  test('has defaults for everything that may be left out', () => {
    expect(parseConfig(MINIMAL, FILE, {}).config).toEqual({
      app_id: 'dspy-app',
      description: '',
      models: { default: 'mini', registry: { mini: { model: 'openai/gpt-4o-mini' } } },
      program_models: {},
      server: {},
    });
  });

  test('takes the keys of Python, and variables in any value', () => {
    const text = `
app_id: my-project
description: Golden
models:
  default: openai:gpt-4o-mini
  registry:
    openai:gpt-4o-mini: { model: openai/gpt-4o-mini, model_type: chat, max_tokens: 8192, temperature: 1.0, env: OPENAI_API_KEY, api_base: "\${BASE}", cache: false }
    alt: { model: openai/gpt-4.1-mini, temperature: "\${TEMPERATURE:-0.5}", cache: "\${CACHE:-true}", api_key: "\${KEY}" }
program_models: { TypedProgram: alt }
retrievers: { default: wiki, registry: { wiki: { type: colbertv2, url: "http://localhost:8893/api/search" } } }
server: { body_limit: 1000 }
`;
    expect(parseConfig(text, FILE, { BASE: 'http://localhost:1/v1', KEY: '12345' }).config).toEqual({
      app_id: 'my-project',
      description: 'Golden',
      models: {
        default: 'openai:gpt-4o-mini',
        registry: {
          'openai:gpt-4o-mini': {
            model: 'openai/gpt-4o-mini',
            model_type: 'chat',
            max_tokens: 8192,
            temperature: 1,
            env: 'OPENAI_API_KEY',
            api_base: 'http://localhost:1/v1',
            cache: false,
          },
          alt: { model: 'openai/gpt-4.1-mini', temperature: 0.5, cache: true, api_key: '12345' },
        },
      },
      program_models: { TypedProgram: 'alt' },
      retrievers: { default: 'wiki', registry: { wiki: { type: 'colbertv2', url: 'http://localhost:8893/api/search' } } },
      server: { body_limit: 1000 },
    });
  });

  test('a variable cannot change the structure of the file', () => {
    const { config } = parseConfig('description: ${TEXT}\n' + MINIMAL, FILE, { TEXT: 'a\nmodels: {}\n' });
    expect(config.description).toBe('a\nmodels: {}\n');
  });
});

describe('a configuration with an error gives one line that names file, line, key and what was expected', () => {
  test.each([
    ['no models', 'app_id: x\n', 'dspy.config.yaml: models: expected a mapping, and it is missing'],
    ['no registry', 'models:\n  default: mini\n', 'dspy.config.yaml:2:3: models.registry: expected a mapping, and it is missing'],
    ['an empty registry', 'models:\n  default: mini\n  registry: {}\n', 'dspy.config.yaml:3:13: models.registry: expected at least one model, got a mapping'],
    ['an empty file', '', 'dspy.config.yaml: models: expected a mapping, and it is missing'],
    ['a list', '- a\n', 'dspy.config.yaml: expected a mapping, got a list'],
    ['an unknown default', MINIMAL.replace('default: mini', 'default: nope'), 'dspy.config.yaml:2:12: models.default: expected one of models.registry (mini), got "nope"'],
    ['a default named like a property of every object', MINIMAL.replace('default: mini', 'default: constructor'), 'dspy.config.yaml:2:12: models.default: expected one of models.registry (mini), got "constructor"'],
    ['an unknown model of a program', `${MINIMAL}program_models:\n  MyRAG: nope\n`, 'dspy.config.yaml:7:10: program_models.MyRAG: expected one of models.registry (mini), got "nope"'],
    ['a wrong type', `${MINIMAL}      temperature: hot\n`, 'dspy.config.yaml:6:20: models.registry.mini.temperature: expected a number, got "hot"'],
    ['a number out of range', `${MINIMAL}      temperature: 9\n`, 'dspy.config.yaml:6:20: models.registry.mini.temperature: expected at most 2, got 9'],
    ['a misspelt key', `${MINIMAL}server:\n  bodylimit: 5\n`, 'dspy.config.yaml:7:14: server.bodylimit: did you mean body_limit? expected one of the keys workers, cors_origins, allowed_hosts, concurrency, queue_length, request_timeout_ms, receive_timeout_ms, headers_timeout_ms, keep_alive_timeout_ms, body_limit, header_limit, shutdown_ms, log_file_bytes, log_files, prompt_runs, viewer_url'],
    ['a model without its provider', MINIMAL.replace('openai/', ''), 'dspy.config.yaml:5:14: models.registry.mini.model: expected provider/model, for example openai/gpt-4o-mini, got "gpt-4o-mini"'],
    ['an interface that there is not', `${MINIMAL}      model_type: text\n`, 'dspy.config.yaml:6:19: models.registry.mini.model_type: expected "chat" or "responses", got "text"'],
    ['an address that is none', `${MINIMAL}      api_base: nowhere\n`, 'dspy.config.yaml:6:17: models.registry.mini.api_base: expected an http:// or https:// address, got "nowhere"'],
    ['a kind of retriever that there is not', `${MINIMAL}retrievers:\n  default: a\n  registry:\n    a: { type: faiss, url: "http://x/" }\n`, 'dspy.config.yaml:9:16: retrievers.registry.a.type: expected "colbertv2", got "faiss"'],
    ['an unset variable', `${MINIMAL}      api_key: \${OPENAI_API_KEY}\n`, 'dspy.config.yaml:6:16: models.registry.mini.api_key: expected the environment variable OPENAI_API_KEY to be set (in the environment or in .env), or a default as in ${OPENAI_API_KEY:-…}'],
    ['a key twice', `${MINIMAL}models: {}\n`, 'dspy.config.yaml:6:1: expected valid YAML: Map keys must be unique'],
    ['a flow that is never closed', 'models: [\n', 'dspy.config.yaml:2:1: expected valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['__proto__ as a key', `${MINIMAL}__proto__: { x: 1 }\n`, 'dspy.config.yaml:6:12: __proto__: expected one of the keys app_id, description, models, program_models, retrievers, server'],
    ['more than one error', `${MINIMAL}      temperature: hot\n      max_tokens: 0\n`, 'dspy.config.yaml:6:20: models.registry.mini.temperature: expected a number, got "hot" (and 1 more)'],
  ])('%s', (_name, text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test('a key is never shown', () => {
    expect(messageOf(`${MINIMAL}      api_key: [sk-secret]\n`)).toBe('dspy.config.yaml:6:16: models.registry.mini.api_key: expected text, got a list');
    expect(messageOf(`${MINIMAL}      api_key: 12345678\n`)).toBe('dspy.config.yaml:6:16: models.registry.mini.api_key: expected text, got a number (not shown)');
  });

  test('a file that cannot be read', async () => {
    await expect(loadConfig('/nowhere/dspy.config.yaml', {})).rejects.toThrow('/nowhere/dspy.config.yaml: expected a readable file (ENOENT)');
  });
});
