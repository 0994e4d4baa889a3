-- The names that come up most often, those of few different values only.
SELECT
    topK(20)(toString(kind)) AS kind,
    topK(50)(toString(name)) AS name,
    topK(50)(toString(service)) AS service,
    topK(50)(toString(model)) AS model,
    topK(20)(toString(provider)) AS provider,
    topK(50)(toString(tool_name)) AS tool,
    topK(20)(toString(finish_reason)) AS finish,
    topK(20)(toString(program_version)) AS version,
    topKArray(50)(CAST(tags, 'Array(String)')) AS tag
FROM spans
