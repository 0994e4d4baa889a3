-- Sessions of the traces of a window of time that a query asks for, the one that was spoken in last first.
SELECT
    session,
    argMinIf(told_user, began, told_user != '') AS user,
    count() AS traces,
    countIf(errors > 0) AS failed,
    toString(min(began)) AS first_start,
    toString(max(ended)) AS last_end,
    toString(sum(ended - began)) AS busy_ns,
    argMinIf(first_input, began, first_input != '') AS input,
    sum(unpriced) AS calls_without_cost,
    sum(trace_prompt) AS prompt_tokens,
    sum(trace_completion) AS completion_tokens,
    sum(trace_total) AS total_tokens,
    sum(trace_cost) AS cost
FROM
(
    SELECT
        argMinIf(session_id, start, session_id != '') AS session,
        argMinIf(user_id, start, user_id != '') AS told_user,
        min(start) AS began,
        max(greatest(start, end)) AS ended,
        countIf(status = 2) AS errors,
        argMinIf(input_preview, start, input_preview != '') AS first_input,
        countIf(kind = 'LLM' AND cost IS NULL AND NOT cache_hit) AS unpriced,
        sumIf(prompt_tokens, own_usage) AS trace_prompt,
        sumIf(completion_tokens, own_usage) AS trace_completion,
        sumIf(total_tokens, own_usage) AS trace_total,
        sumIf(cost, own_usage) AS trace_cost
    FROM spans FINAL
    WHERE {{window}} AND {{where}}
    GROUP BY trace_id
    HAVING session != ''
)
GROUP BY session
ORDER BY max(ended) DESC, session
LIMIT {limit:UInt32}
