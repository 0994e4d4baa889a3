-- Everything that was sent of these traces, each span once.
SELECT
    lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS id, lower(hex(parent_id)) AS parent, toString(name) AS name, otel_kind, toString(start) AS started, toString(end) AS ended,
    status, status_message, attributes, events, links, toString(resource) AS resource, toString(scope) AS scope, extra
FROM spans
WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
ORDER BY version DESC
LIMIT 1 BY trace_id, span_id
