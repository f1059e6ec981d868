-- The rules that judged at least one fact, as they were written.
SELECT rule, title, status, severity, effect, description, date, valid_from, valid_to, "references", falsepositives, file, line, sha256, text,
	findings, breaches, reviews, permitted
FROM rules_used
WHERE findings > 0
ORDER BY breaches DESC, reviews DESC, rule LIMIT :most
