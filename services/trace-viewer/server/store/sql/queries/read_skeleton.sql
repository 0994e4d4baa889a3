-- The spans of one trace, each once, without what they carry.
SELECT
    lower(hex(span_id)) AS id,
    lower(hex(parent_id)) AS parent,
    name, kind, service, start, end, status, status_message, model, tool_name, prompt_tokens, cache_read_tokens, cache_write_tokens, completion_tokens,
    reasoning_tokens, total_tokens, cost, own_usage, cache_hit, input_preview, output_preview, notEmpty(truncated) AS truncated, toString(prompt_key) AS prompt_key
FROM spans
WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
ORDER BY version DESC
LIMIT 1 BY span_id
