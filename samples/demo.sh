#!/bin/sh
# Scans every sample under one case, prints what was found, leaves the database and the page.
# usage: demo.sh PHONEHOME FOLDER
set -eu
phonehome=$1 out=$2 here=$(dirname "$0")

rm -rf "$out"
mkdir -p "$out"
install -m 600 "$here/case.yaml" "$out/case.yaml"
status=0
"$phonehome" scan --case "$out/case.yaml" -o "$out/phonehome.db" "$here"/redmi-2014-before/redmi-2014-before.pcap \
	"$here"/redmi-2014-after/redmi-2014-after.pcap "$here"/miui-2015-migrated/miui-2015-migrated.pcap \
	"$here"/mixed-2026/mixed-2026.pcapng >"$out/scan.txt" 2>&1 || status=$?
if [ "$status" -gt 1 ]; then # 1: departures from rules were found, as there should be
	cat "$out/scan.txt" >&2
	exit "$status"
fi
"$phonehome" report "$out/phonehome.db"
"$phonehome" report --format html --output "$out/report.html" "$out/phonehome.db"
printf '\nThe database: %s\nThe page:     %s\n' "$out/phonehome.db" "$out/report.html"
