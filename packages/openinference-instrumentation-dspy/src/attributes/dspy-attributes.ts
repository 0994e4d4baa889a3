// Names of our own, for what neither OpenInference nor OpenTelemetry has a word for. They are in either vocabulary's spans.

/** `true` on a span whose answer came from the cache; there are no tokens on it then. */
export const DSPY_CACHE_HIT = 'dspy.cache_hit';
/** How many attempts failed before the answer; absent when none did. Each is a `dspy.retry` event, too. */
export const DSPY_LM_RETRIES = 'dspy.lm.retries';
/** Milliseconds from the call to the first piece of an answer that is streamed. */
export const DSPY_LM_TIME_TO_FIRST_TOKEN_MS = 'dspy.lm.time_to_first_token_ms';
/** On the outermost module: a hash of its saved state (demos, instructions, models), the same in every process. */
export const DSPY_PROGRAM_VERSION = 'dspy.program.version';
/** On an evaluation: the mean score in per cent. */
export const DSPY_EVALUATION_SCORE = 'dspy.evaluation.score';
/** Which adapter could not read an answer, on a `dspy.parse_failure` event. */
export const DSPY_ADAPTER = 'dspy.adapter';
/** Which attempt failed, from 1, and how long the wait after it was, on a `dspy.retry` event. */
export const DSPY_RETRY_ATTEMPT = 'dspy.retry.attempt';
export const DSPY_RETRY_WAIT_MS = 'dspy.retry.wait_ms';

export const PARSE_FAILURE_EVENT = 'dspy.parse_failure';
export const RETRY_EVENT = 'dspy.retry';
export const FIRST_TOKEN_EVENT = 'dspy.first_token';
