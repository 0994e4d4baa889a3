// Where the demo's parts answer, whether they are containers or local processes.

export interface Addresses {
  dspyServer: URL;
  viewer: URL;
  demoLm: URL;
  jaeger: URL;
  phoenix: URL;
  /** The model provider's address when a real one is used; undefined means demo-lm. */
  modelBaseUrl: string | undefined;
}

/** Reads the ports from the same variables as docker-compose.yml. An API key without an address means OpenAI itself. */
export function readAddresses(env: NodeJS.ProcessEnv): Addresses {
  const at = (variable: string, port: number) => new URL(`http://127.0.0.1:${env[variable] ?? port}`);
  const realProvider = env['OPENAI_API_KEY'] ? 'https://api.openai.com/v1' : undefined;
  return {
    dspyServer: at('DSPY_SERVER_PORT', 8000),
    viewer: at('VIEWER_PORT', 4318),
    demoLm: at('DEMO_LM_PORT', 8080),
    jaeger: at('JAEGER_PORT', 16686),
    phoenix: at('PHOENIX_PORT', 6006),
    modelBaseUrl: env['OPENAI_BASE_URL'] ?? realProvider,
  };
}
