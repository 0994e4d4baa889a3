-- The spans that took longest.
SELECT
    lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span, toString(name) AS name, toString(kind) AS kind, toString(service) AS service, toString(model) AS model,
    toString(start) AS started, toString(duration) AS duration_ns, status, input_preview, prompt_tokens, completion_tokens, total_tokens, cost,
    if(end > start, end - start, 0) AS duration
FROM spans FINAL
WHERE {{window}} AND {{spans}} AND {{where}}
ORDER BY duration DESC, trace_id, span_id
LIMIT {limit:UInt32}
