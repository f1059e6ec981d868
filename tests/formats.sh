#!/bin/sh
# What other programs read is what they expect: each format against its schema, on every sample, in every edition; the PDF is one.
# TAP. usage: formats.sh BUILD
set -u
build=$(cd "$1" && pwd)
tests=$(cd "$(dirname "$0")" && pwd)
samples=$tests/../samples
python=/usr/bin/python3 # the system's, where Debian's packages are
$python -c 'import jsonschema' 2>/dev/null || { echo '1..0 # skip python3-jsonschema: not installed'; exit 0; }
command -v jq >/dev/null || { echo '1..0 # skip jq: not installed'; exit 0; }
command -v sqlite3 >/dev/null || { echo '1..0 # skip sqlite3: not installed'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2
n=0 failed=0
now=2026-11-22T10:00:00Z

# ok DESCRIPTION OFFENDING_LINES
ok() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | head -20 | sed 's/^/#   /'
		failed=1
	fi
}

report() { "$build/phonehome" report --now $now "$@"; }

for sample in $(cd "$samples" && ls -d */case.yaml | sed 's,/.*,,'); do
	install -m 600 "$samples/$sample/case.yaml" case.yaml
	"$build/phonehome" scan --now $now --case case.yaml -o "$sample.db" "$samples/$sample/$sample".pcap* >scan.out 2>&1
	for format in json jsonl ocsf sarif; do
		for edition in full regulator public; do
			report --format $format --edition $edition -o "$edition.$format" "$sample.db"
		done
		ok "$sample: $format keeps to its schema in every edition" \
			"$($python -W ignore "$tests/formats.py" $format full.$format regulator.$format public.$format 2>&1)"
	done
	ok "$sample: jsonl has one line a sighting of a handset" "$(
		[ "$(jq -r 'select(.event.action == "disclosure") | 1' full.jsonl | wc -l)" = "$(report --format csv "$sample.db" | sed 1d | wc -l)" ] || wc -l full.jsonl)"
	ok "$sample: SARIF fails what departs from a rule, as often as the answer says" "$(
		[ "$(jq '[.runs[0].results[] | select(.kind == "fail" and .properties.kind)] | length' full.sarif)" = "$(jq '.answer.breach // 0' full.json)" ] ||
			jq -c '.answer' full.json)"
	ok "$sample: what is opaque is to be reviewed" "$(jq -r '.runs[0].results[] | select(.ruleId == "phonehome.opaque" and .kind != "review") | .message.text' full.sarif)"
	ok "$sample: OCSF says Fail as often" "$(
		[ "$(jq -r 'select(.compliance.status_id == 3 and .unmapped.kind) | 1' full.ocsf | wc -l)" = "$(jq '.answer.breach // 0' full.json)" ] || jq -c .answer full.json)"
	ok "$sample: OCSF has every transfer that was judged, whatever of it was read" "$(
		judged=$(sqlite3 "$sample.db" 'SELECT count(*) FROM transfers WHERE rule IS NOT NULL AND handset IS NOT NULL')
		[ "$(jq -s '[.[] | select(.finding_info.types[0] == "transfer").count] | add // 0' full.ocsf)" = "$judged" ] || echo "not $judged")"
	jq -r '.runs[0].results[].partialFingerprints["phonehome/v1"]' full.sarif | sort >once
	rm -f "$sample.db"
	"$build/phonehome" scan --now 2026-11-23T10:00:00Z --case case.yaml -o "$sample.db" "$samples/$sample/$sample".pcap* >scan.out 2>&1
	ok "$sample: fingerprints stay when it is scanned again" \
		"$(report --format sarif --edition public "$sample.db" | jq -r '.runs[0].results[].partialFingerprints["phonehome/v1"]' | sort | diff once -)"
	report --format bsa63 -o sheet.html "$sample.db"
	sha256=$(sha256sum "$samples/$sample/$sample".pcap* | cut -c 1-64)
	ok "$sample: the certificate's sheet names the capture's hash in both parts and in the hash report" \
		"$([ "$(grep -o "$sha256" sheet.html | wc -l)" = 3 ] || grep -o "$sha256" sheet.html)"
	ok "$sample: it loads nothing" "$(grep -oE '(src|href)="[^"]*"|url\([^)]*\)|<script' sheet.html)"
done

PATH=$work/empty "$build/phonehome" report --format pdf --now $now -o report.pdf "$sample.db" 2>message
code=$?
ok 'without WeasyPrint and Chromium pdf says what to install, with exit 2' \
	"$([ $code = 2 ] && [ ! -e report.pdf ] && grep -q 'apt install weasyprint' message || cat message)"
if command -v weasyprint >/dev/null || command -v chromium >/dev/null; then
	report --format pdf -o report.pdf "$sample.db" 2>message
	ok 'with one of them it is a PDF' "$(head -c 5 report.pdf | grep -q '^%PDF-' || cat message)"
	ok 'printing leaves nothing behind' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'phonehome-??????' -newer message 2>/dev/null)"
else
	n=$((n + 1))
	echo "ok $n - pdf # skip weasyprint or chromium: not installed"
fi
echo "1..$n"
exit $failed
