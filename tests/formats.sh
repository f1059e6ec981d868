#!/bin/sh
# What other programs read is what they expect: each format against its schema, on every sample, in every edition; the PDF is one.
# TAP. usage: formats.sh BUILD
set -u
build=$(cd "$1" && pwd)
tests=$(cd "$(dirname "$0")" && pwd)
samples=$tests/../samples
. "$tests/tap-lib.sh"
python=/usr/bin/python3 # the system's, where Debian's packages are
$python -c 'import jsonschema' 2>/dev/null || skip_all 'python3-jsonschema is not installed'
needs jq sqlite3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2
now=2026-11-22T10:00:00Z

report() { "$build/phonehome" report --now $now "$@"; }

for sample in $(cd "$samples" && ls -d */case.yaml | sed 's,/.*,,'); do
	install -m 600 "$samples/$sample/case.yaml" case.yaml
	"$build/phonehome" scan --now $now --case case.yaml -o "$sample.db" "$samples/$sample/$sample".pcap* >scan.out 2>&1
	for format in json jsonl ocsf sarif; do
		for edition in full regulator public; do
			report --format $format --edition $edition -o "$edition.$format" "$sample.db"
		done
		none "$sample: $format keeps to its schema in every edition" \
			"$($python -W ignore "$tests/formats.py" $format full.$format regulator.$format public.$format 2>&1)"
	done
	none "$sample: jsonl has one line a sighting of a handset" "$(
		[ "$(jq -r 'select(.event.action == "disclosure") | 1' full.jsonl | wc -l)" = "$(report --format csv "$sample.db" | sed 1d | wc -l)" ] || wc -l full.jsonl)"
	none "$sample: SARIF fails what departs from a rule, as often as the answer says" "$(
		[ "$(jq '[.runs[0].results[] | select(.kind == "fail" and .properties.kind)] | length' full.sarif)" = "$(jq '.answer.breach // 0' full.json)" ] ||
			jq -c '.answer' full.json)"
	none "$sample: what is opaque is to be reviewed" "$(jq -r '.runs[0].results[] | select(.ruleId == "phonehome.opaque" and .kind != "review") | .message.text' full.sarif)"
	none "$sample: OCSF says Fail as often" "$(
		[ "$(jq -r 'select(.compliance.status_id == 3 and .unmapped.kind) | 1' full.ocsf | wc -l)" = "$(jq '.answer.breach // 0' full.json)" ] || jq -c .answer full.json)"
	none "$sample: OCSF has every transfer that was judged, whatever of it was read" "$(
		judged=$(sqlite3 "$sample.db" 'SELECT count(*) FROM transfers WHERE rule IS NOT NULL AND handset IS NOT NULL')
		[ "$(jq -s '[.[] | select(.finding_info.types[0] == "transfer").count] | add // 0' full.ocsf)" = "$judged" ] || echo "not $judged")"
	jq -r '.runs[0].results[].partialFingerprints["phonehome/v1"]' full.sarif | sort >once
	rm -f "$sample.db"
	"$build/phonehome" scan --now 2026-11-23T10:00:00Z --case case.yaml -o "$sample.db" "$samples/$sample/$sample".pcap* >scan.out 2>&1
	none "$sample: fingerprints stay when it is scanned again" \
		"$(report --format sarif --edition public "$sample.db" | jq -r '.runs[0].results[].partialFingerprints["phonehome/v1"]' | sort | diff once -)"
	report --format bsa63 -o sheet.html "$sample.db"
	sha256=$(sha256sum "$samples/$sample/$sample".pcap* | cut -c 1-64)
	none "$sample: the certificate's sheet names the capture's hash in both parts and in the hash report" \
		"$([ "$(grep -o "$sha256" sheet.html | wc -l)" = 3 ] || grep -o "$sha256" sheet.html)"
	none "$sample: it loads nothing" "$(grep -oE '(src|href)="[^"]*"|url\([^)]*\)|<script' sheet.html)"
done

PATH=$work/empty "$build/phonehome" report --format pdf --now $now -o report.pdf "$sample.db" 2>message
code=$?
none 'without WeasyPrint and Chromium pdf says what to install, with exit 2' \
	"$([ $code = 2 ] && [ ! -e report.pdf ] && grep -q 'apt install weasyprint' message || cat message)"
if command -v weasyprint >/dev/null || command -v chromium >/dev/null; then
	report --format pdf -o report.pdf "$sample.db" 2>message
	none 'with one of them it is a PDF' "$(head -c 5 report.pdf | grep -q '^%PDF-' || cat message)"
	none 'printing leaves nothing behind' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'phonehome-??????' -newer message 2>/dev/null)"
else
	skip pdf 'neither weasyprint nor chromium is installed'
fi
tap_end
