-- Names of the spans of a service, with their kind as OpenTelemetry has it.
SELECT toString(name) AS name, otel_kind FROM spans WHERE service = {service:String} GROUP BY name, otel_kind ORDER BY name, otel_kind LIMIT 10000
