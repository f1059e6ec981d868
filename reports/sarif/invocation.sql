-- SARIF: one row: was all of the input read?
SELECT NOT EXISTS (SELECT 1 FROM faults) AND NOT EXISTS (SELECT 1 FROM captures WHERE damaged = 1 OR complete = 0) AS "executionSuccessful:bool",
	:now AS endTimeUtc
