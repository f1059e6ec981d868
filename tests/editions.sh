#!/bin/sh
# No edition of a report, in any format, holds a value of the case in any form; the public one holds no address of a handset and no frame.
# TAP. usage: editions.sh BUILD
set -u
build=$(cd "$1" && pwd)
tests=$(cd "$(dirname "$0")" && pwd)
samples=$tests/../samples
. "$tests/tap-lib.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2
python=/usr/bin/python3 # the system's, where Debian's packages are
$python -c 'import yaml' 2>/dev/null || skip_all 'python3-yaml is not installed'
needs jq sqlite3
now=2026-11-22T10:00:00Z
formats='text html csv json jsonl sarif ocsf bsa63'

# Every edition in every format, into the folder sample/.
write_reports() {
	mkdir "$1" && install -m 600 "$samples/$1/case.yaml" "$1/case.yaml" || exit 2
	"$build/phonehome" scan --now $now --case "$1/case.yaml" -o "$1/t.db" "$samples/$1/$1".pcap* >"$1/scan.out" 2>&1
	for edition in full regulator public; do
		for format in $formats; do
			"$build/phonehome" report --now $now --edition $edition --format $format -o "$1/$edition.$format" "$1/t.db" || echo "$edition $format: exit $?"
		done
	done
}

for sample in $(cd "$samples" && ls -d */case.yaml | sed 's,/.*,,'); do
	none "$sample: every edition in every format can be written" "$(write_reports "$sample" 2>&1)"
	none "$sample: no value of the case is in any of them, in any form" "$($python "$tests/forms.py" "$sample/case.yaml" values "$sample"/full.* "$sample"/regulator.* "$sample"/public.*)"
	none "$sample: the public edition has no address, name or frame of a handset" "$($python "$tests/forms.py" "$sample/case.yaml" handset "$sample"/public.*)"
	frames=$(jq -r '[.. | objects | to_entries[] | select(.key | test("frame|offset|masked|sighting_id|flow_id|_ip$|^path$|phonehome_(frame|path|step)")) |
		select(.value != "***") | .key] | unique[]' "$sample/public.json" "$sample/public.jsonl" "$sample/public.ocsf" "$sample/public.sarif")
	none "$sample: the public edition has no key of a frame, an address or a sample" "$frames"
	none "$sample: the public edition has the same counts" "$(for e in full regulator public; do jq -c '.answer, .status' "$sample/$e.json"; done | sort | uniq -c | grep -v '^ *3 ')"
	none "$sample: the regulator's edition has no sample of a third party's datum" \
		"$(jq -r '.findings[]? | select(.kind == "contact" or .kind == "sms" or .kind == "call-log") | .masked | select(. != "***")' "$sample/regulator.json")"
	none "$sample: only the full edition tells the key's id" "$(grep -l "$(sqlite3 "$sample/t.db" "SELECT value FROM meta WHERE name = 'key_id'")" "$sample"/regulator.* "$sample"/public.*)"
done

# An edition names every view but those without anything to leave out, and gives it the columns that it has.
columns() {
	sqlite3 "$sample/t.db" "CREATE TEMP TABLE t AS WITH RECURSIVE $(sed '/^--/d' "$tests/../reports/editions/$1.sql") SELECT * FROM $2 LIMIT 0;
		SELECT group_concat(name) FROM pragma_table_info('t')"
}
views=$(sqlite3 "$sample/t.db" "SELECT name FROM sqlite_master WHERE type = 'view'")
whole=' clauses place_sources service_places services '
none 'the public edition says of every view what of it is shown' "$(for v in $views; do
	case $whole in *" $v "*) continue ;; esac
	grep -q "^$v AS " "$tests/../reports/editions/public.sql" || echo "$v"
done)"
none 'an edition changes no columns' "$(for e in full regulator public; do for v in $views; do
	[ "$(columns $e "$v")" = "$(sqlite3 "$sample/t.db" "SELECT group_concat(name) FROM pragma_table_info('$v')")" ] || echo "$e $v"
done; done)"
tap_end
