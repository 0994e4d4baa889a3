SELECT uniqExact(trace_id) AS traces FROM spans
