-- The newest calls of one prompt.
SELECT
    lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span, toString(model) AS model, toString(start) AS started, toString(if(end > start, end - start, 0)) AS duration_ns, status,
    input_preview, output_preview, prompt_tokens, completion_tokens, total_tokens, cost
FROM spans FINAL
WHERE {{window}} AND {{spans}} AND {{where}} AND prompt_key = {prompt:UInt64}
ORDER BY start DESC, trace_id, span_id
LIMIT {limit:UInt32}
