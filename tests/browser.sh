#!/bin/sh
# The HTML reports of all samples, in each language, for the public, and one of hostile names, in headless Chromium with scripts on and off. TAP.
# usage: browser.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
phonehome=$build/phonehome now=2026-11-22T10:00:00Z

skip() { echo "1..0 # SKIP $1"; exit 0; }
for tool in chromium node npm sqlite3; do
	command -v $tool >/dev/null 2>&1 || skip "$tool is not installed"
done

# What the tests drive the browser with is fetched once, by the hashes of the lock file.
tools=$build/browser
lock=$(sha256sum <"$top/tests/browser/package-lock.json")
if [ "$(cat "$tools/lock" 2>/dev/null)" != "$lock" ]; then
	rm -rf "$tools"
	mkdir -p "$tools"
	cp "$top/tests/browser/package.json" "$top/tests/browser/package-lock.json" "$tools"
	(cd "$tools" && timeout 60 npm ci --ignore-scripts --no-audit --no-fund --silent) >/dev/null 2>&1 ||
		skip 'npm cannot fetch playwright-core and axe-core'
	echo "$lock" >"$tools/lock"
fi
cp "$top"/tests/browser/*.mjs "$tools"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2

# page NAME DATABASE [option]...
page() {
	name=$1 database=$2
	shift 2
	"$phonehome" report --format html --now $now "$@" -o "$name.html" "$database" || echo "not ok - $name: no report"
}

for sample in "$top"/samples/*/case.yaml; do
	folder=$(dirname "$sample") name=$(basename "$(dirname "$sample")")
	install -m 600 "$sample" case.yaml
	rm -f case.key
	"$phonehome" scan --now $now --case case.yaml -o "$name.db" "$folder/$name".pcap* >scan.out 2>&1
	[ $? -le 1 ] || sed 's/^/#   /' scan.out
	page "$name" "$name.db" --lang en
done
for lang in hi zh-CN zh-TW; do
	page "$lang" redmi-2014-after.db --lang $lang
done
page public mixed-2026.db --lang en --edition public
cp mixed-2026.db hostile.db
sqlite3 hostile.db <"$top/tests/browser/hostile.sql"
page hostile hostile.db --lang en

timeout 90 node "$tools/check.mjs" "$(command -v chromium)" ./*.html || echo "not ok - the browser ended with $?"
