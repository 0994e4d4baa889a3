-- When the first and the last span that is stored begins; zeros when there is none.
SELECT toString(min(start)) AS first, toString(max(start)) AS last, count() AS spans FROM spans
