#!/bin/sh
# Consent and verdict, end to end: one sighting of a sample (an IMEI to a service of Xiaomi in China), judged again under case files whose
# events stand 30 s before or after it, with a clock that is right and one that may be 60 s off; and every line of the verdict's
# table under rules made for it. TAP. usage: consent.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
export TZ=UTC LC_ALL=C NO_COLOR=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2
sample=$top/samples/redmi-2014-before
n=0 failed=0

install -m 600 "$sample/case.yaml" whole.yaml
(umask 077 && printf '0123456789abcdef0123456789abcdef' >case.key)
"$build/phonehome" scan --case whole.yaml -o t.db "$sample"/*.pcap >scan.out 2>&1
[ $? -le 1 ] || { cat scan.out; echo "Bail out! the sample cannot be scanned"; exit 2; }

# The frame of the sighting, and the second in which it happened.
frame=39 second=$(date -d 2014-08-07T04:30:35Z +%s)
seconds() { date -u -d "@$((second + $1))" +%Y-%m-%dT%H:%M:%SZ; }
before=$(seconds -30) after=$(seconds +31) hour=$(seconds -3600) later=$(seconds +3600)

# Rules of our own beside the services and places that came with phonehome.
mkdir rules rules/residency
for part in identifiers places services; do ln -s "$top/rules/$part" rules/$part; done

# rule RESIDENCY CONSENT [EFFECT]: the one rule from now on; RESIDENCY and CONSENT are YAML, '' for none.
rule() {
	{
		printf 'title: Of this test\nid: 5b0c5d0e-3a0b-4e56-9a53-0f3d6a3f6a11\nstatus: test\nlevel: high\n'
		printf 'description: Made for a test.\nauthor: phonehome\ndate: 2026-11-22\nreferences: [none]\ntags: []\nprofile: []\n'
		printf 'valid: {from: 2014-01-01}\napplies:\n  data: [imei]\n  opaque: ignore\n'
		[ -z "$1" ] || printf 'residency: %s\n' "$1"
		[ -z "$2" ] || printf 'consent: %s\n' "$2"
		printf 'effect: %s\nfalsepositives: []\n' "${3:-judge}"
	} >rules/residency/one.yaml
}

# judge CLOCK WINDOW EVENT...: consent and verdict of the IMEI of the frame, as "consent verdict". WINDOW is "from to" or ''.
judge() {
	clock=$1 window=$2
	shift 2
	{
		sed -e '/^consent:/,/^places:/{/^places:/!d}' -e "s/^clock_uncertainty:.*/clock_uncertainty: $clock/" whole.yaml
		echo 'consent:'
		[ -z "$window" ] || echo "  complete: {from: ${window% *}, to: ${window#* }}"
		echo '  events:'
		[ $# -gt 0 ] || echo '    []'
		for event; do echo "    - {$event}"; done
	} >case.yaml
	chmod 600 case.yaml
	answer_of --case case.yaml
}

answer_of() {
	"$build/phonehome" assess --rules rules -o t.db "$@" >assess.out 2>&1
	[ $? -le 1 ] || { tr '\n' ' ' <assess.out; return; }
	"$build/phonehome" report --format csv t.db | awk -F, -v frame=$frame -v wanted="${kind:-imei}" '{ gsub(/"[^"]*"/, ""); sub(/\r$/, "") }
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["frame"] == frame && $at["kind"] == wanted { print $at["consent"], $at["verdict"] }'
}

# is NAME EXPECTED CLOCK WINDOW EVENT...
is() {
	name=$1 expected=$2
	shift 2
	n=$((n + 1))
	answer=$(judge "$@")
	if [ "$answer" = "$expected" ]; then
		echo "ok $n - $name: $answer"
	else
		echo "not ok $n - $name: expected $expected, not: $answer"
		failed=1
	fi
}

# every NAME EXPECTED_WITH_A_RIGHT_CLOCK EVENT...: what spans the sighting by 60 s leaves it unknown.
every() {
	name=$1 expected=$2
	shift 2
	is "$name" "$expected" 0s "$day" "$@"
	is "$name, the clock 60 s off" 'unknown review' 60s "$day" "$@"
}

day='2014-08-07T00:00:00Z 2014-08-08T00:00:00Z'
all='service: [mi-account], data: [imei]'

# ---- the states of consent, under a rule that asks for it ----

rule '' '{need: given}'
every 'given before' 'given permitted' "at: $before, state: given, $all"
every 'given after' 'none breach' "at: $after, state: given, $all"
every 'refused before' 'refused breach' "at: $before, state: refused, $all"
every 'refused after' 'none breach' "at: $after, state: refused, $all"
every 'withdrawn before' 'withdrawn breach' "at: $hour, state: given, $all" "at: $before, state: withdrawn, $all"
every 'withdrawn after' 'given permitted' "at: $hour, state: given, $all" "at: $after, state: withdrawn, $all"
every 'expired before' 'expired breach' "at: $hour, state: given, $all" "at: $before, state: expired, $all"
every 'its end before' 'expired breach' "at: $hour, state: given, expires: $before, $all"
every 'its end after' 'given permitted' "at: $hour, state: given, expires: $after, $all"
every 'given again before' 'given permitted' "at: $hour, state: withdrawn, $all" "at: $before, state: given, $all"
every 'for another place, before' 'outside-scope breach' "at: $before, state: given, places: [SG], $all"
every 'for another service of the owner, before' 'outside-scope breach' "at: $before, state: given, service: [mi-cloud], data: [imei]"
every 'for another kind, before' 'outside-scope breach' "at: $before, state: given, service: [mi-account], data: [contact]"
every 'for another kind, after' 'none breach' "at: $after, state: given, service: [mi-account], data: [contact]"
is 'for this place' 'given permitted' 60s "$day" "at: $hour, state: given, places: [CN], $all"
is 'for any service and data' 'given permitted' 60s "$day" "at: $hour, state: given, service: any, data: any"
is 'of another owner' 'none breach' 60s "$day" "at: $hour, state: given, service: [umeng], data: [imei]"
is 'of this handset' 'given permitted' 60s "$day" "at: $hour, state: given, handset: redmi-1s, $all"
is 'two at once that differ' 'unknown review' 0s "$day" "at: $hour, state: given, $all" "at: $hour, state: refused, $all"
is 'no event in the window' 'none breach' 60s "$day"
is 'no window' 'unknown review' 0s ''
is 'no event, and the window ends 30 s after' 'none breach' 0s "$hour $after"
is 'no event, and the window ends within the clock' 'unknown review' 60s "$hour $after"
is 'no event, and the window begins within the clock' 'unknown review' 60s "$before $later"
is 'no event, and the window is another day' 'unknown review' 0s '2014-08-09T00:00:00Z 2014-08-10T00:00:00Z'

# ---- the verdict, line by line ----

given="at: $hour, state: given, $all" refused="at: $hour, state: refused, $all"
kind=operator-name
is '1. no rule applies' 'none not-judged' 0s "$day"
kind=imei
rule '{deny: [CN], grade: C}' ''
is '2. denied, consent does not matter' 'given breach' 0s "$day" "$given"
rule '{deny: [CN], grade: C}' '{need: given, cures: true}'
is '2. denied, cured by consent' 'given permitted' 0s "$day" "$given"
is '2. denied, not cured' 'refused breach' 0s "$day" "$refused"
is '2. denied, whether cured is not known' 'unknown review' 0s ''
rule '{allow: [SG], grade: C}' '{need: given}'
is '2. not among the places allowed' 'given breach' 0s "$day" "$given"
rule '{allow: [CN], grade: C}' '{need: given}'
is '3. allowed, but refused' 'refused breach' 0s "$day" "$refused"
is '4. allowed, consent not known' 'unknown review' 0s ''
is '5. allowed and given' 'given permitted' 0s "$day" "$given"
rule '{allow: [SG], grade: A}' '{need: given}'
is '4. the evidence for the place is too weak' 'given review' 0s "$day" "$given"
is '3. before 4: refused, the place not known' 'refused breach' 0s "$day" "$refused"
rule '{allow: [SG], grade: C}' '' indicate
is 'a rule that indicates gives no more than review' 'given review' 0s "$day" "$given"

# ---- without a case ----

rule '' '{need: given}'
n=$((n + 1))
answer=$(answer_of)
if [ "$answer" = 'unknown review' ]; then echo "ok $n - no case: $answer"; else echo "not ok $n - no case: $answer"; failed=1; fi
echo "1..$n"
exit $failed
