-- The spans of one trace, each once, without what they carry: a list per column, which is read many times faster than a row per span. A figure
-- that nobody told is NaN, which JSON tells as null: lists of a Nullable would leave it out.
SELECT
    groupArray(lower(hex(span_id))) AS id,
    groupArray(lower(hex(parent_id))) AS parent,
    groupArray(toString(name)) AS name,
    groupArray(toString(kind)) AS kind,
    groupArray(toString(service)) AS service,
    groupArray(start) AS start,
    groupArray(end) AS end,
    groupArray(status) AS status,
    groupArray(status_message) AS message,
    groupArray(toString(model)) AS model,
    groupArray(toString(tool_name)) AS tool,
    groupArray(ifNull(toFloat64(prompt_tokens), nan)) AS prompt_tokens,
    groupArray(ifNull(toFloat64(completion_tokens), nan)) AS completion_tokens,
    groupArray(ifNull(toFloat64(total_tokens), nan)) AS total_tokens,
    groupArray(ifNull(cost, nan)) AS cost,
    groupArray(toUInt8(own_usage)) AS own_usage,
    groupArray(toUInt8(cache_hit)) AS cache_hit,
    groupArray(input_preview != '' OR output_preview != '') AS has_payload
FROM
(
    SELECT
        span_id, parent_id, name, kind, service, start, end, status, status_message, model, tool_name, prompt_tokens, completion_tokens, total_tokens, cost,
        own_usage, cache_hit, input_preview, output_preview
    FROM spans
    WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
    ORDER BY version DESC
    LIMIT 1 BY span_id
)
