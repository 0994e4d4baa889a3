-- How many spans a sample is taken from.
SELECT toString(count()) AS spans FROM spans WHERE {{window}} AND {{where}}
