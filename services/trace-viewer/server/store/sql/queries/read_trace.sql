-- The spans of one trace, each once.
SELECT
    lower(hex(span_id)) AS id,
    lower(hex(parent_id)) AS parent,
    name, kind, otel_kind, service, start, end, status, status_message, model, prompt_tokens, completion_tokens, total_tokens, cost, own_usage,
    attributes, events, links, resource, scope, truncated
FROM spans
WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
ORDER BY version DESC
LIMIT 1 BY span_id
