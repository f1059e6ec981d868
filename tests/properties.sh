#!/bin/sh
# What must hold whatever the capture: the same facts by any number of workers, in any order of unrelated packets, cut
# anywhere, scanned twice, or killed in between; no personal value in anything that is written. TAP.
# usage: properties.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
export TZ=UTC LC_ALL=C NO_COLOR=1
now=2026-01-01T00:00:00Z

. "$top/tests/tap-lib.sh"
needs sqlite3 python3 sha256sum
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2
variants="python3 $top/tests/variants.py"

sample() { ls "$top/samples/$1/$1".pcap*; }

# case_of NAME: its case here, under a key that never changes.
case_of() {
	cp "$top/samples/$1/case.yaml" "$1.yaml"
	(umask 077 && printf '0123456789abcdef0123456789abcdef' >case.key)
}

# scan DB NAME OPTION_OR_FILE...: under the case of NAME; its exit code, its words in DB.out
scan() {
	db=$1 name=$2
	shift 2
	"$build/phonehome" scan --case "$name.yaml" -o "$db" --now $now "$@" >"$db.out" 2>&1
}

# dump DB VIEW...: every row of the views, in an order of its own.
dump() {
	db=$1
	shift
	for view; do
		echo "== $view"
		sqlite3 "$db" "SELECT * FROM $view" | sort
	done
}

# Views of the facts and of what was made of them; those that tell of runs and files are left out.
views='disclosures transfers findings clauses distinct_disclosures handsets losses faults places opaque_flows consent_signals'

# What a disclosure is, whatever its capture's hash, its frame's number and its time.
disclosed="SELECT kind, form, path, tier, masked, handset, client_ip, client_port, server_ip, server_port, host, service, country,
	offset, length FROM disclosures"

names='redmi-2014-before redmi-2014-after miui-2015-migrated mixed-2026'
for name in $names; do
	case_of "$name"
done

# ---- workers ----

for name in $names; do
	for workers in 1 2 4 8; do
		scan "$name-$workers.db" "$name" --workers $workers "$(sample "$name")"
		echo "exit $?" >"$name-$workers.dump"
		dump "$name-$workers.db" $views >>"$name-$workers.dump"
	done
	: >differences
	for workers in 2 4 8; do
		diff "$name-1.dump" "$name-$workers.dump" >>differences
	done
	test ! -s differences && grep -q '^exit [01]$' "$name-1.dump"
	ok $? "$name: one worker and two, four, eight see the same" differences
done

# What unpacking may cost is bounded: who uses up what is everybody's leaves each other flow what its own bytes earn.
name=redmi-2014-before
$variants crowd 490154203237518 crowd.pcap
for workers in 1 2 8; do
	scan "crowd-$workers.db" $name --workers $workers crowd.pcap
	dump "crowd-$workers.db" $views >"crowd-$workers.dump"
done
{ diff crowd-1.dump crowd-2.dump; diff crowd-1.dump crowd-8.dump; } >differences
seen=$(sqlite3 crowd-1.db "SELECT count(*) FROM disclosures WHERE kind = 'imei' AND tier = 'known'")
[ "$seen" = 16 ] || echo "$seen neighbours of 16 were read" >>differences
[ "$(sqlite3 crowd-1.db "SELECT count(*) FROM losses WHERE loss LIKE '%unwrap'")" -gt 0 ] || echo "the bombs were no loss" >>differences
test ! -s differences
ok $? "an app that sends bombs blinds nobody to what others pack, by one worker and two, eight" differences

# A HAR file's entries are shared out one by one.
cp "$top/tests/data/har/case.yaml" har.yaml
for workers in 1 2 8; do
	scan "har-$workers.db" har --workers $workers "$top"/tests/data/har/*.har
	{ echo "exit $?"; dump "har-$workers.db" $views; } >"har-$workers.dump"
done
{ diff har-1.dump har-2.dump; diff har-1.dump har-8.dump; } >differences
test ! -s differences && grep -q '^exit 1$' har-1.dump && [ "$(sqlite3 har-1.db 'SELECT count(*) FROM disclosures')" = 22 ]
ok $? "HAR files: one worker and two, eight see the same" differences
gzip -c "$top/tests/data/har/chrome.har" >packed.gz
scan packed.db har packed.gz
sqlite3 packed.db "$disclosed" | sort >packed
scan chrome.db har "$top/tests/data/har/chrome.har"
sqlite3 chrome.db "$disclosed" | sort | diff - packed >differences && test -s packed
ok $? "a HAR file that is packed is read as what is inside" differences
$variants values har.yaml >values
for format in text html csv json; do
	"$build/phonehome" report --format $format --now $now -o "har.$format" har-1.db
done
grep -liaF -f values har-1.db har-1.db.out har.text har.html har.csv har.json >leaks 2>/dev/null
test ! -s leaks && test -s values
ok $? "HAR files: no value of the case stands in the database or a report, in any form" leaks

# ---- order ----

for name in redmi-2014-before redmi-2014-after miui-2015-migrated; do
	: >differences
	sqlite3 "$name-1.db" "$disclosed" | sort >whole
	for seed in 1 2 3; do
		$variants shuffle $seed "$(sample "$name")" "shuffled-$seed.pcap"
		cmp -s "$(sample "$name")" "shuffled-$seed.pcap" && echo "seed $seed: nothing was shuffled" >>differences
		scan "shuffled-$name-$seed.db" "$name" "shuffled-$seed.pcap"
		sqlite3 "shuffled-$name-$seed.db" "$disclosed" | sort | diff whole - >>differences
	done
	test ! -s differences
	ok $? "$name: unrelated flows in another order disclose the same" differences
done

# ---- as PCAPdroid writes it ----

# A snap length of 300 leaves no room for many trailers: those packets stand bare, and some are cut.
for name in redmi-2014-before miui-2015-migrated; do
	$variants pcapdroid "$(sample $name)" droid.pcapng
	$variants pcapdroid-pcap 65535 "$(sample $name)" droid.pcap
	$variants pcapdroid-pcap 1000 "$(sample $name)" short.pcap
	: >differences
	sqlite3 "$name-1.db" "$disclosed" | sort >whole
	for file in droid.pcapng droid.pcap; do
		rm -f droid.db*
		scan droid.db $name $file
		sqlite3 droid.db "$disclosed" | sort | diff whole - >>differences
		sqlite3 droid.db "SELECT 'no app: ' || kind FROM disclosures WHERE app IS NULL" >>differences
		sqlite3 droid.db "SELECT loss FROM losses WHERE loss LIKE '%PCAPdroid%' OR loss LIKE '%not IP%'" >>differences
	done
	apps=$(sqlite3 droid.db "SELECT group_concat(DISTINCT app) FROM disclosures" | tr , '\n' | sort | tr '\n' ' ')
	[ "$apps" = 'Keyboard Mail Shop ' ] || echo "apps: $apps" >>differences
	rm -f droid.db*
	scan droid.db $name short.pcap
	[ "$(sqlite3 droid.db "SELECT sum(flows) FROM captures")" = "$(sqlite3 "$name-1.db" "SELECT sum(flows) FROM captures")" ] ||
		echo "flows of bare packets are missing" >>differences
	test ! -s differences && test -s whole
	ok $? "$name: as PCAPdroid would have written it, the same was disclosed, and by which app" differences
done

# ---- cuts ----

# place: where a datum stood and what it was. How it was reached may differ where a request's head was cut.
place="SELECT frame, offset, length, kind, masked, handset, server_ip FROM disclosures"
name=redmi-2014-after
sqlite3 "$name-1.db" "$place" | sort -u >whole
$variants cut 60 "$(sample $name)" cut
: >codes && : >more && : >silent
cut_one() {
	scan "$1.db" $name "$1"
	echo $? >"$1.code"
}
for f in cut-*.pcap; do
	cut_one "$f" &
	# Two at a time.
	[ -n "${before:-}" ] && wait "$before"
	before=$!
done
wait
for f in cut-*.pcap; do
	case $(cat "$f.code") in 0 | 1 | 3) ;; *) echo "$f: exit $(cat "$f.code")" >>codes ;; esac
	sqlite3 "$f.db" "$place" | sort -u | comm -23 - whole | sed "s/^/$f: /" >>more
	said=no
	grep -q 'file is damaged' "$f.db.out" && test "$(sqlite3 "$f.db" 'SELECT count(*) FROM losses WHERE damage')" -gt 0 && said=yes
	case $f-$said in *-inside.pcap-yes | *-between.pcap-no) ;; *) echo "$f: damage said: $said" >>silent ;; esac
done
test ! -s codes
ok $? "cut at 60 lengths a capture scans with exit 0, 1 or 3" codes
test ! -s more
ok $? "cut at 60 lengths it discloses nothing that the whole does not" more
test ! -s silent
ok $? "cut inside a packet the damage is said, between packets there is none" silent

# ---- twice ----

name=mixed-2026
cp $name-1.db twice.db
scan twice.db $name "$(sample $name)"
code=$?
dump twice.db $views >twice
{ echo "exit $code"; cat twice; } | diff $name-1.dump - >differences && grep -q 'read before' twice.db.out
ok $? "a capture scanned twice changes nothing, and that is said" differences

# The same packets in another file: its snap length is another's.
name=redmi-2014-before
{ head -c 16 "$(sample $name)" && printf '\377\377\000\001' && tail -c +21 "$(sample $name)"; } >again.pcap
scan once.db $name "$(sample $name)"
scan both.db $name "$(sample $name)" again.pcap
for db in once both; do
	sqlite3 $db.db "SELECT 'disclosures', count(*) FROM distinct_disclosures; SELECT * FROM transfer_counts ORDER BY 1, 2, 3, 4, 5;" >$db.counts
	"$build/phonehome" report --format text $db.db | sed -n '1,/^Capture/p' | grep -E 'opaque|could not be read' >>$db.counts
done
[ "$(sqlite3 both.db 'SELECT count(*) FROM captures')" = 2 ] && [ "$(wc -l <once.counts)" -gt 5 ] && diff once.counts both.counts >differences
ok $? "what two captures saw is counted once" differences

# ---- killed ----

name=redmi-2014-before
$variants repeat 60 "$(sample $name)" long.pcap
start=$(date +%s%N)
scan clean.db $name --workers 2 long.pcap
took=$((($(date +%s%N) - start) / 1000000))
dump clean.db $views >clean
: >differences
for tenth in 1 2 3 4 5 6 7 8 9 10; do
	rm -f killed.db*
	"$build/phonehome" scan --case $name.yaml -o killed.db --now $now --workers 2 long.pcap >killed.out 2>&1 &
	scanner=$!
	sleep "$(printf '%d.%03d' $((took * tenth / 11000)) $((took * tenth / 11 % 1000)))"
	kill -9 $scanner 2>/dev/null
	wait $scanner 2>/dev/null
	scan killed.db $name --workers 2 long.pcap
	dump killed.db $views | diff clean - >>differences || echo "killed at $tenth of 11" >>differences
	[ "$(sqlite3 killed.db 'PRAGMA integrity_check')" = ok ] || echo "killed at $tenth of 11: the database is damaged" >>differences
done
test ! -s differences
ok $? "killed at ten moments of its $took ms and scanned again, the facts are those of a clean run" differences

# ---- personal values ----

for name in $names; do
	$variants values "$name.yaml" >values
	: >missing
	for format in text html csv json; do
		"$build/phonehome" report --format $format --now $now -o "$name.$format" "$name-1.db" 2>>missing
	done
	grep -liaF -f values "$name-1.db" "$name-1.db.out" "$name.text" "$name.html" "$name.csv" "$name.json" >leaks 2>/dev/null
	cat missing >>leaks
	test ! -s leaks && test "$(wc -l <values)" -gt 20
	ok $? "$name: no value of the case stands in the database or a report, in any form" leaks
done

# ---- again ----

for name in $names; do
	cp "$name-1.db" again.db
	"$build/phonehome" assess --case "$name.yaml" -o again.db --now $now >again.out 2>&1
	"$build/phonehome" report --format json --now $now again.db >again.json 2>/dev/null
	$variants without-custody "$name.json" >first && $variants without-custody again.json >second
	cmp -s first second && test -s first
	ok $? "$name: assessed again the report is the same, byte for byte" again.out
	python3 -m json.tool "$name.json" >/dev/null 2>errors
	ok $? "$name: the report is JSON" errors
done

tap_end
