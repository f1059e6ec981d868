-- Puts what an attacker could send, and what a careless case could say, into a scanned database: markup, a closed script, terminal
-- escapes, marks that turn the direction of writing, a formula, the pattern's own slots, a name of a megabyte. Reports must show text.
CREATE TEMP TABLE hostile (n INTEGER PRIMARY KEY, text TEXT);
INSERT INTO hostile VALUES
	(0, '<img src=http://hostile.example/x onerror=alert(1)>"''&amp;'),
	(1, '</script></style><script>alert(2)</script>'),
	(2, 'a' || char(27) || '[31mred' || char(27) || ']0;title' || char(7)),
	(3, 'abc' || char(0x202e) || 'gnp.exe' || char(0x2066, 0x200f)),
	(4, '=HYPERLINK("http://hostile.example","click")'),
	(5, '{n} {what} ]]> <!-- javascript:alert(3)'),
	(6, replace(hex(zeroblob(524288)), '00', 'Aa'));
UPDATE message SET host = (SELECT text FROM hostile WHERE n = id % 7);
UPDATE flow SET host = (SELECT text FROM hostile WHERE n = id % 7), host_source = 'http';
UPDATE far_end SET host = (SELECT text FROM hostile WHERE n = flow % 7), host_source = 'http';
UPDATE sighting SET path = (SELECT text FROM hostile WHERE n = id % 7), masked = (SELECT text FROM hostile WHERE n = (id + 1) % 6),
	form = (SELECT text FROM hostile WHERE n = id % 6);
UPDATE place SET operator = (SELECT text FROM hostile WHERE n = id % 7), region = (SELECT text FROM hostile WHERE n = id % 6),
	country_evidence = (SELECT text FROM hostile WHERE n = id % 6);
UPDATE consent_signal SET signal = (SELECT text FROM hostile WHERE n = id % 6), detail = (SELECT text FROM hostile WHERE n = (id + 1) % 7) || ', ' || (SELECT text FROM hostile WHERE n = id % 6);
UPDATE step SET action = (SELECT text FROM hostile WHERE n = number % 7);
UPDATE consent_event SET services = (SELECT text FROM hostile WHERE n = number % 6);
UPDATE rule SET title = (SELECT text FROM hostile WHERE n = level_rank), text = (SELECT group_concat(text, char(10)) FROM hostile WHERE n < 6);
UPDATE service SET title = (SELECT text FROM hostile WHERE n = length(id) % 6), owner = (SELECT text FROM hostile WHERE n = length(title) % 6);
UPDATE ruleset SET case_name = (SELECT text FROM hostile WHERE n = 1);
UPDATE capture SET file = (SELECT text FROM hostile WHERE n = 0);
