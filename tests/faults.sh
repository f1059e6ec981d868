#!/bin/sh
# A worker that crashes or hangs costs the one flow that it was reading; a worker asks nothing of the kernel that its filter
# forbids. TAP. usage: faults.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
faulty=$build/phonehome-faulty sample=$top/samples/redmi-2014-before
. "$top/tests/tap-lib.sh"
[ -x "$faulty" ] || skip_all 'no test build at hand'
needs sqlite3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2
install -m 600 "$sample/case.yaml" case.yaml

# scan DB [option...]: the facts of the sample, one a line
scan() {
	db=$1
	shift
	rm -f "$db"*
	"$faulty" scan --now 2026-01-01T00:00:00Z --case case.yaml --fail-on critical -o "$db" "$@" "$sample/redmi-2014-before.pcap" >out 2>&1
	code=$?
	facts "$db" >"$db.facts"
}

# facts DB: of disclosures and flows, but for those of the flow set aside
facts() {
	sqlite3 "$1" 'SELECT kind, frame, offset, form, path, verdict FROM disclosures ORDER BY frame, offset, kind;
		SELECT first_frame, last_frame, host, bytes_up, protocol FROM transfers WHERE flow_id NOT IN
		(SELECT flow_id FROM transfers JOIN faults ON first_frame = frame) ORDER BY 1'
}

# follow DB [option...]: the same sample as it comes, in two pieces. Who captures as root goes on as nobody.
follow() {
	db=$1
	shift
	rm -rf "$db"* && mkdir "$db.d" && install -m 600 case.yaml "$db.d" && (umask 077 && printf '0123456789abcdef0123456789abcdef' >"$db.d/case.key")
	[ "$(id -u)" != 0 ] || chown -R nobody "$db.d"
	{ head -c 9000 "$sample/redmi-2014-before.pcap"; sleep 0.5; tail -c +9001 "$sample/redmi-2014-before.pcap"; } |
		"$@" "$faulty" capture --read - --now 2026-01-01T00:00:00Z --case "$db.d/case.yaml" --fail-on critical -o "$db.d/db" \
		--workers 2 >out 2>&1
	code=$?
	facts "$db.d/db" >"$db.facts"
}

scan clean.db
ok "$code" "without a fault it scans"
for frame in 28 55 93 105 198; do
	PHONEHOME_FAULT=crash:$frame
	export PHONEHOME_FAULT
	scan crash.db --workers 2
	unset PHONEHOME_FAULT
	ok "$((code != 3))" "a crash at frame $frame is told and exits 3 ($code)"
	flow=$(sqlite3 crash.db 'SELECT frame FROM faults')
	test "$(sqlite3 crash.db 'SELECT count(*) FROM faults')" = 1 && test -n "$flow" &&
		test "$(sqlite3 crash.db "SELECT visibility FROM transfers WHERE first_frame = $flow")" = opaque
	ok $? "its flow, of frame $flow, is set aside as opaque"
	# what is missing stood in that flow; all else is as in the clean run
	last=$(sqlite3 clean.db "SELECT last_frame FROM transfers WHERE first_frame = $flow")
	sqlite3 clean.db "SELECT d.kind, d.frame, d.offset, d.form, d.path, d.verdict FROM disclosures d JOIN transfers t USING (flow_id)
		WHERE t.first_frame <> $flow ORDER BY d.frame, d.offset, d.kind;
		SELECT first_frame, last_frame, host, bytes_up, protocol FROM transfers WHERE first_frame <> $flow ORDER BY 1" >expected
	cmp -s expected crash.db.facts
	ok $? "every other fact is as in a clean run (the flow ends at frame $last)"
done

PHONEHOME_FAULT=hang:105 PHONEHOME_HANG_MS=500
export PHONEHOME_FAULT PHONEHOME_HANG_MS
scan hang.db
unset PHONEHOME_FAULT PHONEHOME_HANG_MS
test "$(sqlite3 hang.db "SELECT what FROM faults")" = "no answer"
ok $? "a worker that hangs is found and treated alike"
cmp -s hang.db.facts crash.db.facts || test "$(wc -l <hang.db.facts)" -gt 40
ok $? "and the rest was read"

# ---- a file that grows ----

chmod 755 "$work" # who captures is not root
follow clean
ok "$code" "without a fault it follows a capture as it comes"
for frame in 28 105; do
	PHONEHOME_FAULT=crash:$frame
	export PHONEHOME_FAULT
	follow crash
	unset PHONEHOME_FAULT
	ok "$((code != 3))" "followed: a crash at frame $frame is told and exits 3 ($code)"
	flow=$(sqlite3 crash.d/db 'SELECT frame FROM faults')
	sqlite3 clean.d/db "SELECT d.kind, d.frame, d.offset, d.form, d.path, d.verdict FROM disclosures d JOIN transfers t USING (flow_id)
		WHERE t.first_frame <> ${flow:-0} ORDER BY d.frame, d.offset, d.kind;
		SELECT first_frame, last_frame, host, bytes_up, protocol FROM transfers WHERE first_frame <> ${flow:-0} ORDER BY 1" >expected
	test -n "$flow" && cmp -s expected crash.facts
	ok $? "followed: every fact but those of its flow is as in a clean run"
done
PHONEHOME_FAULT=hang:105 PHONEHOME_HANG_MS=500
export PHONEHOME_FAULT PHONEHOME_HANG_MS
follow hang
unset PHONEHOME_FAULT PHONEHOME_HANG_MS
test "$(sqlite3 hang.d/db "SELECT what FROM faults")" = "no answer" && cmp -s hang.facts crash.facts
ok $? "followed: a worker that hangs is told from one that waits"
# A sanitizer's build has no filter, and ends where another is killed.
sanitized() { ldd "$faulty" | grep -qE 'lib(a|ub)san'; }

if ! sanitized && command -v strace >/dev/null 2>&1; then
	PHONEHOME_FAULT=crash:105
	export PHONEHOME_FAULT
	follow traced strace -f -qq -ttt -e trace=clone,clone3,fork,vfork -e signal=SEGV -o "$work/trace"
	unset PHONEHOME_FAULT
	ms=$(awk '/SIGSEGV/ && died == 0 { died = $2 } /(clone|clone3|fork|vfork)\(/ && died && !begun { begun = $2 }
		END { printf "%d", begun ? (begun - died) * 1000 : 999999 }' trace)
	test "$ms" -lt 100
	ok $? "followed: the next worker is started $ms ms after the crash"
else
	skip "the next worker is started soon" "strace is not installed, or a sanitizer's build"
fi

if sanitized || ! command -v strace >/dev/null 2>&1; then
	skip "system calls of a worker" "strace is not installed, or a sanitizer's build"
else
	# within WORKER [CALL...]: after its filter a worker makes no other call than reading, writing, memory, exit and these
	within() {
		calls='seccomp|read|pread64|write|fstat|newfstatat|lseek|brk|mmap|munmap|mremap|mprotect|madvise|futex|getrandom|clock_gettime|exit_group|prctl'
		outside=$(sed -n "/^$1 .*seccomp(SECCOMP_SET_MODE_FILTER/,\$p" trace | sed -n "s/^$1  *\([a-z0-9_]*\)(.*/\1/p" | sort -u |
			grep -vxE "$calls|${2:-none}")
		test -z "$outside"
	}
	rm -f strace.db*
	strace -f -qq -o trace "$faulty" scan --now 2026-01-01T00:00:00Z --case case.yaml -o strace.db "$sample/redmi-2014-before.pcap" >/dev/null 2>&1
	worker=$(sed -n 's/^\([0-9]*\) .*seccomp(SECCOMP_SET_MODE_FILTER.*/\1/p' trace | head -1)
	test -n "$worker"
	ok $? "a worker enters its filter"
	within "$worker"
	ok $? "and makes no system call outside its list${outside:+: $outside}"
	follow traced strace -f -qq -o "$work/trace"
	worker=$(sed -n 's/^\([0-9]*\) .*seccomp(SECCOMP_SET_MODE_FILTER.*/\1/p' trace | head -1)
	within "$worker" 'poll|recvmsg|close' && grep -q "^$worker .*poll(" trace
	ok $? "one that follows a capture waits and takes descriptors, no more${outside:+: $outside}"
	if grep -q 'landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) = [1-9]' trace; then
		test "$(grep -c 'landlock_restrict_self(' trace)" = 2 && ! grep -q 'landlock_restrict_self.*= -1' trace
		ok $? "keeper and capturer fence themselves in"
	else
		skip "keeper and capturer fence themselves in" "this kernel has no Landlock"
	fi
fi
tap_end
