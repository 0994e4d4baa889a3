-- Tokens and cost of calls by {{key}}.
SELECT
    usage_key, count() AS calls, countIf(status = 2) AS errors, countIf(cache_hit) AS cache_hits, countIf(told_cost IS NULL) AS calls_without_cost,
    sum(prompt_tokens) AS prompt_tokens, sum(cache_read_tokens) AS cache_read_tokens, sum(cache_write_tokens) AS cache_write_tokens,
    sum(completion_tokens) AS completion_tokens, sum(reasoning_tokens) AS reasoning_tokens, sum(total_tokens) AS total_tokens, sum(told_cost) AS cost
FROM
(
    SELECT
        {{key}} AS usage_key, status, cache_hit, prompt_tokens, cache_read_tokens, cache_write_tokens, completion_tokens, reasoning_tokens, total_tokens, cost AS told_cost
    FROM spans FINAL {{join}}
    WHERE {{window}} AND {{spans}} AND {{where}} AND own_usage AND (kind IN ('LLM', 'EMBEDDING', 'RERANKER') OR total_tokens IS NOT NULL OR cost IS NOT NULL)
)
GROUP BY usage_key
ORDER BY cost IS NULL, cost DESC, total_tokens DESC, usage_key
LIMIT {limit:UInt32}
