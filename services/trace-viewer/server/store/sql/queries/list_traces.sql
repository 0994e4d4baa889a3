-- These traces, each as one row. Ids are made of fixed length: as a plain text, one that ends in zeros would lose them.
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
    countIf(end = 0) > 0 AS running,
    arraySort(groupUniqArrayIf(model, model != '')) AS models,
    argMinIf(session_id, start, session_id != '') AS session,
    argMinIf(user_id, start, user_id != '') AS user,
    argMinIf(program_version, start, program_version != '') AS version,
    arraySort(groupUniqArrayArray(tags)) AS tags,
    sumIf(if(end > start, end - start, 0), kind = 'LLM') AS lm_ns,
    sumIf(prompt_tokens, own_usage) AS prompt_tokens,
    sumIf(completion_tokens, own_usage) AS completion_tokens,
    sumIf(total_tokens, own_usage) AS total_tokens,
    sumIf(cost, own_usage) AS cost,
    trace_id IN (SELECT trace_id FROM pins FINAL) AS pinned
FROM
(
    SELECT
        trace_id, span_id, parent_id, name, kind, service, start, end, status, model, prompt_tokens, completion_tokens, total_tokens, cost, own_usage,
        input_preview, output_preview, session_id, user_id, program_version, tags,
        -- Clocks of milliseconds let a call and what it calls start at once: the caller ends last, or runs still.
        if(end = 0, 0, bitNot(end)) AS latest_first
    FROM spans FINAL
    WHERE start >= {from:UInt64} AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
)
GROUP BY trace_id
