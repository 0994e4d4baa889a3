import { setAttributes, setMetadata, setPromptTemplate, setSession, setTags, setUser } from '@arizeai/openinference-core';
import { context } from '@opentelemetry/api';

/** What the spans of a piece of work have in common. */
export interface SharedAttributes {
  /** `session.id` (and `gen_ai.conversation.id`): the conversation that the work is part of. */
  readonly sessionId?: string | undefined;
  /** `user.id` */
  readonly userId?: string | undefined;
  /** `metadata`, as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** `tag.tags` */
  readonly tags?: readonly string[] | undefined;
  /** `llm.prompt_template.*`, in place of what the adapter's prompt is made from. */
  readonly promptTemplate?: { readonly template: string; readonly variables?: Record<string, unknown>; readonly version?: string } | undefined;
  /** Any others. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/**
 * Runs `run` so that every DSPy span of it, and of everything it awaits, has these attributes: what Python's `using_attributes` does. Uses
 * `@arizeai/openinference-core`, so that other OpenInference instrumentations see them, too.
 *
 * ```ts
 * import { Predict } from '@dspy-otel/dspy';
 * import { usingAttributes } from '@dspy-otel/openinference-instrumentation-dspy';
 *
 * const qa = new Predict('question -> answer');
 * await usingAttributes({ sessionId: 'chat-7', userId: 'ada', tags: ['beta'] }, () => qa.call({ question: 'Why?' }));
 * ```
 *
 * @returns what `run` returns.
 */
export function usingAttributes<T>({ sessionId, userId, metadata, tags, promptTemplate, attributes }: SharedAttributes, run: () => T): T {
  let inner = context.active();
  if (sessionId !== undefined) inner = setSession(inner, { sessionId });
  if (userId !== undefined) inner = setUser(inner, { userId });
  if (metadata !== undefined) inner = setMetadata(inner, metadata);
  if (tags !== undefined) inner = setTags(inner, [...tags]);
  if (promptTemplate !== undefined) inner = setPromptTemplate(inner, promptTemplate);
  if (attributes !== undefined) inner = setAttributes(inner, attributes);
  return context.with(inner, run);
}
