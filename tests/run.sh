#!/bin/sh
# All tests, in the order in which a mistake is cheapest to understand; says at the end what was skipped and why.
# usage: run.sh BUILD
set -u
build=$1 status=0
log=$build/tests.log
: >"$log"
export TZ=UTC LC_ALL=C CMOCKA_MESSAGE_OUTPUT=TAP

as_nobody() { setpriv --reuid nobody --clear-groups "$@" 2>/dev/null; }
if [ "$(id -u)" = 0 ] && as_nobody true && ! as_nobody test -x "$build/phonehome"; then
	echo "$(pwd)/$build/phonehome: user nobody, as whom live captures go on, cannot reach it: test where all may read, or not as root" >&2
	exit 1
fi

run() { prove "$@" 2>&1 | tee -a "$log"; }
# prove's own status, through the pipe to tee
prove_all() {
	echo "== $1"
	shift
	{ run --merge -v "$@" 2>&1; } >"$build/prove.out"
	grep -E '(^not ok|# (skip|SKIP)|^All tests|^Result|^Files=|^  Failed|Failed test|Dubious|error:|ERROR)' "$build/prove.out" || :
	if ! grep -q '^Result: PASS' "$build/prove.out" && ! grep -q '^Result: NOTESTS' "$build/prove.out"; then
		grep -vE '^ok ' "$build/prove.out" | tail -60
		status=1
	fi
}

units=$(find "$build" -maxdepth 1 -name 'test_*' -type f -perm -u+x | sort)
[ -n "$units" ] && prove_all 'unit' -j2 -e '' $units
prove_all 'layers' -e 'sh' tests/layers.sh
for f in $(find "$build" -maxdepth 1 -name 'fuzz_*' -type f -perm -u+x | sort); do
	prove_all "corpus ${f##*/}" -e "$f" "tests/fuzz/corpus/${f##*/fuzz_}"/*
done
for t in golden editions formats faults properties schema consent draft docs accuracy live evidence streams rescan killed quic keylog browser bodies peeled identities quic-names tls corpus; do
	[ -f "tests/$t.sh" ] && prove_all "$t" -e "sh tests/with.sh $build" "tests/$t.sh"
done

echo "== skipped"
grep -hE '# (skip|SKIP)|\.\. skipped: ' "$log" | grep -v '^1\.\.0' | sed 's/^ok [0-9]* *//' | sort -u || :
if [ -n "${PHONEHOME_TOOLS_REQUIRED:-}" ] && grep -qiE '(# skip|skipped:).*(not installed|no such tool)' "$log"; then
	echo "A test was skipped for want of a tool that apt has." >&2
	status=1
fi
exit $status
