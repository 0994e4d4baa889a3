-- How many spans a trace has, each once.
SELECT uniqExact(span_id) AS spans FROM spans WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
