SELECT
    uniqExact(trace_id) AS traces,
    arraySort(groupUniqArray(service)) AS services,
    count() AS total_spans
FROM spans FINAL
