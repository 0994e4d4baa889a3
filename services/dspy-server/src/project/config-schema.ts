import { z } from 'zod';

/** Numbers may come from `${NAME}`, which gives text. */
const number = (schema: z.ZodNumber) => z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value), schema);
const boolean = z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean());
const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' });
const filled = z.string().min(1, 'expected text');

const modelSchema = z.strictObject({
  /** As Python writes it: `openai/gpt-4o-mini`. */
  model: z.string().regex(/^[^/\s]+\/\S+$/, 'expected provider/model, for example openai/gpt-4o-mini'),
  /** Which of the provider's interfaces to use; `chat` unless given. */
  model_type: z.enum(['chat', 'responses']).optional(),
  temperature: number(z.number().min(0).max(2)).optional(),
  max_tokens: number(z.int().positive()).nullable().optional(),
  top_p: number(z.number().min(0).max(1)).optional(),
  seed: number(z.int()).optional(),
  stop: z.array(z.string()).optional(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  api_base: httpUrl.optional(),
  api_key: filled.optional(),
  /** Name of the environment variable that holds the key. */
  env: z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable').optional(),
  headers: z.record(z.string(), z.string()).optional(),
  timeout_ms: number(z.int().positive()).optional(),
  num_retries: number(z.int().min(0)).optional(),
  cache: boolean.optional(),
  extra_body: z.record(z.string(), z.unknown()).optional(),
});

const retrieverSchema = z.strictObject({
  type: z.literal('colbertv2'),
  url: httpUrl,
});

const positive = number(z.int().positive()).optional();
const origin = z.string().refine((value) => value === '*' || URL.parse(value)?.origin === value, 'expected an origin such as https://example.org, or *');

/** Most processes that may share the port. */
export const MOST_WORKERS = 64;

const serverSchema = z.strictObject({
  /** Processes that share the port, as of the start; `--workers` wins. */
  workers: number(z.int().min(1).max(MOST_WORKERS)).optional(),
  /** Pages of these origins may call the server; `*` allows every origin, without cookies. */
  cors_origins: z.array(origin).optional(),
  /** Names that `Host` may have beside those of this machine, where the server listens on loopback only. */
  allowed_hosts: z.array(filled).optional(),
  /** Calls of one program at the same time. */
  concurrency: positive,
  /** Calls of one program that wait for their turn. */
  queue_length: number(z.int().min(0)).optional(),
  request_timeout_ms: positive,
  receive_timeout_ms: positive,
  headers_timeout_ms: positive,
  keep_alive_timeout_ms: positive,
  /** Largest request body, in bytes. */
  body_limit: positive,
  /** Largest headers, in bytes. */
  header_limit: positive,
  /** How long calls in flight may go on once the server is told to stop. */
  shutdown_ms: positive,
  /** A log file of this size is put aside. */
  log_file_bytes: positive,
  /** How many log files are put aside per program. */
  log_files: number(z.int().min(0)).optional(),
  /** Whether prompts may be sent to the models of the registry as they are, as the trace viewer does. */
  prompt_runs: z.boolean().optional(),
  /** Address of the trace viewer that the page links to. */
  viewer_url: httpUrl.optional(),
});

/** What `dspy.config.yaml` may say. Keys are Python's; `retrievers` is built like its `models`. */
export const projectConfigSchema = z.strictObject({
  /** Name of the project, shown to people. */
  app_id: filled.default('dspy-app'),
  description: z.string().default(''),
  models: z.strictObject({
    default: filled,
    registry: z.record(filled, modelSchema).refine((registry) => Object.keys(registry).length > 0, 'expected at least one model'),
  }),
  program_models: z.record(filled, filled).default({}),
  retrievers: z.strictObject({ default: filled, registry: z.record(filled, retrieverSchema) }).optional(),
  server: serverSchema.prefault({}),
});

/** The keys that the mapping at `path` may have. */
export function keysAllowedAt([section, part, ...rest]: readonly PropertyKey[]): string[] {
  if (part === 'registry' && rest.length > 0) return Object.keys(section === 'models' ? modelSchema.shape : retrieverSchema.shape);
  if (section === 'models' || section === 'retrievers') return ['default', 'registry'];
  return Object.keys(section === 'server' ? serverSchema.shape : projectConfigSchema.shape);
}

export type ProjectConfig = z.output<typeof projectConfigSchema>;
export type ModelConfig = z.output<typeof modelSchema>;
export type ServerConfig = z.output<typeof serverSchema>;
export type RetrieverConfig = z.output<typeof retrieverSchema>;
