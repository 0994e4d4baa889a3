-- Prompts apart from their data, the most used first.
SELECT
    toString(prompt_key) AS key, arraySort(groupUniqArrayIf(toString(model), model != '')) AS models, toString(min(start)) AS first_used, toString(max(start)) AS last_used,
    countIf(finish_reason IN ('length', 'max_tokens', 'MAX_TOKENS')) AS cut_off,
    argMax((lower(hex(trace_id)), lower(hex(span_id))), (start, span_id)) AS last_call, {{figures}}
FROM spans FINAL
WHERE {{window}} AND {{spans}} AND {{where}} AND prompt_key != 0
GROUP BY prompt_key
ORDER BY count DESC, key
LIMIT {limit:UInt32}
