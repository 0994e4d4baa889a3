-- The newest traces, of one service or of all (''), each as one row.
WITH newest AS
(
    SELECT trace_id
    FROM spans
    GROUP BY trace_id
    HAVING {service:String} = '' OR countIf(service = {service:String}) > 0
    ORDER BY min(start) DESC, trace_id
    LIMIT {limit:UInt32}
)
SELECT
    lower(hex(trace_id)) AS id,
    -- The root, or the outermost span while none has arrived: a span without a parent sorts first.
    argMin((name, kind, service, parent_id = unhex('0000000000000000')), (parent_id != unhex('0000000000000000'), start, latest_first, span_id)) AS root,
    argMinIf((input_preview, output_preview), (start, latest_first, parent_id != unhex('0000000000000000'), span_id), input_preview != '') AS previews,
    min(start) AS first_start,
    max(greatest(start, end)) AS last_end,
    count() AS spans,
    countIf(status = 2) AS errors,
    countIf(status = 1) AS oks,
    arraySort(groupUniqArrayIf(model, model != '')) AS models,
    sumIf(prompt_tokens, own_usage) AS prompt_tokens,
    sumIf(completion_tokens, own_usage) AS completion_tokens,
    sumIf(total_tokens, own_usage) AS total_tokens,
    sumIf(cost, own_usage) AS cost
FROM
(
    SELECT
        trace_id, span_id, parent_id, name, kind, service, start, end, status, model, prompt_tokens, completion_tokens, total_tokens, cost, own_usage,
        input_preview, output_preview,
        -- Clocks of milliseconds let a call and what it calls start at once: the caller ends last, or runs still.
        if(end = 0, 0, bitNot(end)) AS latest_first
    FROM spans
    WHERE trace_id IN newest
    ORDER BY version DESC
    LIMIT 1 BY trace_id, span_id
)
GROUP BY trace_id
ORDER BY first_start DESC, id
