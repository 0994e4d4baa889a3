-- Prompts apart from their data, the most used first. A failure to read an answer is told by the span that called the model, at the time
-- at which it happened: it is about the last call before it. Clocks of two spans of one process may differ by less than a millisecond.
SELECT prompts.*, failures.unreadable AS unreadable
FROM
(
    SELECT
        toString(prompt_key) AS key, arraySort(groupUniqArrayIf(toString(model), model != '')) AS models, toString(min(start)) AS first_used, toString(max(start)) AS last_used,
        countIf(finish_reason IN ('length', 'max_tokens', 'MAX_TOKENS')) AS cut_off,
        argMax((lower(hex(trace_id)), lower(hex(span_id)), lower(hex(parent_id))), (start, span_id)) AS last_call, {{figures}}
    FROM spans FINAL
    WHERE {{window}} AND {{spans}} AND {{where}} AND prompt_key != 0
    GROUP BY prompt_key
    ORDER BY count DESC, key
    LIMIT {limit:UInt32}
) AS prompts
LEFT JOIN
(
    SELECT toString(calls.prompt_key) AS key, count() AS unreadable
    FROM
    (
        SELECT trace_id, span_id, toUInt64OrZero(JSONExtractString(arrayJoin(JSONExtractArrayRaw(events)) AS event, 'time')) + 1000000 AS time
        FROM spans FINAL
        WHERE {{window}} AND events LIKE '%dspy.parse_failure%' AND JSONExtractString(event, 'name') = 'dspy.parse_failure'
    ) AS told
    ASOF INNER JOIN
    (
        SELECT trace_id, parent_id, end, prompt_key FROM spans FINAL WHERE {{window}} AND {{spans}} AND {{where}} AND prompt_key != 0
    ) AS calls ON told.trace_id = calls.trace_id AND told.span_id = calls.parent_id AND told.time >= calls.end
    GROUP BY calls.prompt_key
) AS failures ON failures.key = prompts.key
ORDER BY count DESC, key
