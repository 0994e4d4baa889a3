import { LLMProvider, LLMSystem } from '@arizeai/openinference-semantic-conventions';

/** How one provider is called in each vocabulary. */
export interface ProviderNames {
  /** In span names: `OpenAI API call`. */
  readonly label: string;
  /** `llm.provider` */
  readonly provider: string;
  /** `llm.system`; absent where OpenInference has no word and a guess would be wrong. */
  readonly system?: string;
  /** `gen_ai.provider.name` */
  readonly genAI: string;
}

const OPENAI: ProviderNames = { label: 'OpenAI', provider: LLMProvider.OPENAI, system: LLMSystem.OPENAI, genAI: 'openai' };
const VERTEX: ProviderNames = { label: 'Vertex AI', provider: LLMProvider.GOOGLE, system: LLMSystem.VERTEXAI, genAI: 'gcp.vertex_ai' };

const KNOWN: ReadonlyMap<string, ProviderNames> = new Map([
  ['openai', OPENAI],
  ['text-completion-openai', OPENAI],
  ['azure', { label: 'Azure OpenAI', provider: LLMProvider.AZURE, system: LLMSystem.OPENAI, genAI: 'azure.ai.openai' }],
  ['anthropic', { label: 'Anthropic', provider: LLMProvider.ANTHROPIC, system: LLMSystem.ANTHROPIC, genAI: 'anthropic' }],
  ['gemini', { label: 'Gemini', provider: LLMProvider.GOOGLE, genAI: 'gcp.gemini' }],
  ['vertex', VERTEX],
  ['vertex_ai', VERTEX],
  ['bedrock', { label: 'Bedrock', provider: LLMProvider.AWS, system: LLMSystem.AMAZON, genAI: 'aws.bedrock' }],
  ['groq', { label: 'Groq', provider: LLMProvider.GROQ, genAI: 'groq' }],
  ['mistral', { label: 'Mistral', provider: LLMProvider.MISTRALAI, system: LLMSystem.MISTRALAI, genAI: 'mistral_ai' }],
  ['ollama', { label: 'Ollama', provider: LLMProvider.OLLAMA, genAI: 'ollama' }],
  ['ollama_chat', { label: 'Ollama', provider: LLMProvider.OLLAMA, genAI: 'ollama' }],
  ['openrouter', { label: 'OpenRouter', provider: 'openrouter', genAI: 'openrouter' }],
  ['deepseek', { label: 'DeepSeek', provider: LLMProvider.DEEPSEEK, genAI: 'deepseek' }],
  ['xai', { label: 'xAI', provider: LLMProvider.XAI, genAI: 'x_ai' }],
  ['cohere', { label: 'Cohere', provider: LLMProvider.COHERE, system: LLMSystem.COHERE, genAI: 'cohere' }],
  ['perplexity', { label: 'Perplexity', provider: LLMProvider.PERPLEXITY, genAI: 'perplexity' }],
]);

/** Names of the provider that a model's prefix says (`openai` of `openai/gpt-4o-mini`); one we do not know keeps its own name. */
export function providerNames(prefix: string): ProviderNames {
  return KNOWN.get(prefix) ?? { label: prefix.charAt(0).toUpperCase() + prefix.slice(1), provider: prefix, genAI: prefix };
}

/** The model's name without its provider: `gpt-4o-mini`. */
export function modelName(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}
