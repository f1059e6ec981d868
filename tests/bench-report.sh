#!/bin/sh
# How long a report of many disclosures takes, and how much memory: each format over a database in which a sample's sightings stand
# as often as asked, each with a value of its own. usage: bench-report.sh BUILD [DISCLOSURES [EDITION]]
# FORMATS='text html' measures some of them. Not a part of `make test`: times are this machine's. The aim is 3 s and 200 MB for 100,000, HTML under 2 MB.
set -eu
build=$(cd "$1" && pwd)
wanted=${2:-100000} edition=${3:-full}
samples=$(cd "$(dirname "$0")/../samples" && pwd)
sample=redmi-2014-before
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work"

install -m 600 "$samples/$sample/case.yaml" case.yaml
"$build/phonehome" scan --case case.yaml -o big.db "$samples/$sample/$sample".pcap* >scan.out 2>&1 || [ $? = 1 ] || { cat scan.out; exit 2; }

# columns TABLE 'name=expression ...': its columns as a SELECT copies them, some of them changed.
columns() {
	list=$(sqlite3 big.db "SELECT group_concat('t.' || name, ', ') FROM pragma_table_info('$1')")
	for change in $2; do
		list=$(printf '%s\n' "$list" | sed "s|\bt[.]${change%%=*}\b|${change#*=}|")
	done
	printf '%s' "$list"
}

# Ids of copies: a small number that the map gives, and the number of the copy. Ten copies of a sighting share one copy of its flow.
flow='f.n+100*(c.i/10)' fact='s.n+1000*c.i'
sqlite3 -bail big.db >/dev/null <<SQL
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TEMP TABLE flows AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM flow WHERE id IN (SELECT flow FROM sighting);
CREATE TEMP TABLE sightings AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM sighting;
CREATE TEMP TABLE copies AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT (SELECT $wanted / count(*) + 1 FROM sightings)) SELECT i FROM c;
CREATE TEMP TABLE tens AS SELECT i FROM copies WHERE i % 10 = 0 UNION SELECT 0;
BEGIN;
INSERT OR IGNORE INTO flow SELECT $(columns flow "id=$flow at=t.at+c.i*1000000 until=t.until+c.i*1000000") FROM flow t JOIN flows f ON f.id = t.id JOIN tens c;
INSERT INTO message SELECT $(columns message "id=$fact flow=$flow")
	FROM sightings s JOIN sighting g ON g.id = s.id JOIN message t ON t.id = g.message JOIN flows f ON f.id = g.flow JOIN copies c;
INSERT INTO sighting SELECT $(columns sighting "id=$fact flow=$flow message=$fact at=t.at+c.i*1000000 hmac=randomblob(32)")
	FROM sighting t JOIN sightings s ON s.id = t.id JOIN flows f ON f.id = t.flow JOIN copies c;
COMMIT;
SQL
"$build/phonehome" assess --case case.yaml -o big.db >assess.out 2>&1 || [ $? = 1 ] || { cat assess.out; exit 2; }

echo "$(sqlite3 big.db 'SELECT count(*) FROM distinct_disclosures') disclosures, $(sqlite3 big.db 'SELECT count(*) FROM flow') flows, edition $edition"
for format in ${FORMATS:-text html csv json jsonl sarif ocsf bsa63}; do
	/usr/bin/time -f '%e s (%U s of CPU), %M kB' -o spent "$build/phonehome" report --format $format --edition "$edition" -o "report.$format" big.db
	printf '%-6s %s, %s bytes\n' $format "$(cat spent)" "$(wc -c <"report.$format")"
done
