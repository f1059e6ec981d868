#!/bin/sh
# nDPI's own test captures: each scans without a fault, and the flows that Debian's ndpiReader sees have its verdict. TAP.
# usage: corpus.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
shared=${PHONEHOME_SHARED:-$top/../shared}
corpus=$shared/corpus/ndpi score=$shared/tools/ndpi-score.py

skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -d "$corpus" ] || skip "no corpus of captures at hand"
for tool in ndpiReader sqlite3 python3; do
	command -v $tool >/dev/null 2>&1 || skip "$tool is not installed"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/expected" "$work/flows"
echo 1..5

# ok NUMBER CONDITION_STATUS DESCRIPTION
ok() { if [ "$2" = 0 ]; then echo "ok $1 - $3"; else echo "not ok $1 - $3"; fi; }

files=$(ls "$corpus" | wc -l)
(cd "$corpus" && "$build/phonehome" scan --now 2026-01-01T00:00:00Z -o "$work/t.db" ./*) >"$work/out" 2>"$work/err"
code=$?
case $code in 0 | 1 | 3) ok 1 0 "all $files captures scan with exit 0, 1 or 3" ;; *) ok 1 1 "exit $code"; tail -5 "$work/err" | sed 's/^/#   /' ;; esac
! grep -qE 'died|Sanitizer|runtime error|LeakSanitizer' "$work/err"
ok 2 $? "no worker died and no sanitizer spoke"
grep -E 'died|Sanitizer|runtime error|SUMMARY' "$work/err" | head -20 | sed 's/^/#   /'
kept=$(sqlite3 "$work/t.db" 'SELECT count(*) FROM captures WHERE complete')
test "$kept" = "$(ls "$corpus" | while read -r f; do sha256sum "$corpus/$f"; done | cut -d' ' -f1 | sort -u | wc -l)"
ok 3 $? "every distinct capture is complete in the database ($kept)"

# ndpiReader gets no more than two processors' worth of work here: it runs once for each capture.
ls "$corpus" | xargs -P2 -I{} sh -c "ndpiReader -q -v 2 -w '$work/expected/{}.out' -i '$corpus/{}' >/dev/null 2>&1"
ls "$corpus" | while read -r f; do : >"$work/flows/$f.tsv"; done # none seen in it: all of its flows are missed
sqlite3 -separator '	' "$work/t.db" 'SELECT capture, transport, client_ip, client_port, server_ip, server_port, protocol, host
	FROM transfers ORDER BY capture, first_frame' |
	awk -F '\t' -v OFS='\t' -v dir="$work/flows" '{ sub(/^ip-/, "", $2); f = dir "/" $1 ".tsv"; print $2, $3, $4, $5, $6, $7, $8 >f; if (f != last && last != "") close(last); last = f }'
python3 "$score" "$work/expected" "$work/flows" >"$work/score"
sed 's/^/# /' "$work/score" | head -6

# share WORD: the number before it, and of which it is the share
count() { sed -n "s/^$1 \([0-9]*\).*/\1/p" "$work/score"; }
expected=$(sed -n 's/.*flows expected \([0-9]*\).*/\1/p' "$work/score")
test "$(($(count found) * 1000))" -ge "$((expected * 990))"
ok 4 $? "at least 99 % of ndpiReader's flows are seen: $(count found) of $expected"
test "$(($(count exact) * 1000))" -ge "$(($(count found) * 999))"
ok 5 $? "at least 99.9 % of these have its verdict: $(count exact) of $(count found)"
