-- One row: by what the records were examined, and when this sheet was made, in Indian Standard Time.
SELECT strftime('%d/%m/%Y', :now, '+330 minutes') AS date_ist, strftime('%H:%M', :now, '+330 minutes') AS time_ist,
	(SELECT tool FROM assessment) AS tool, (SELECT case_name FROM assessment) AS case_name, (SELECT case_sha256 FROM assessment) AS case_sha256,
	(SELECT rules_sha256 FROM assessment) AS rules_sha256, (SELECT clock_uncertainty FROM assessment) AS clock_uncertainty,
	(SELECT number FROM custody_chain ORDER BY number DESC LIMIT 1) AS custody_number,
	(SELECT hash FROM custody_chain ORDER BY number DESC LIMIT 1) AS custody_head
