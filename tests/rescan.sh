#!/bin/sh
# What is captured live is what a scan of its evidence finds: flows, handsets and facts, however late a handset becomes known. What it sent
# before and could not be read as it came is told as a loss. TAP. usage: rescan.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
phonehome=$build/phonehome
. "$top/tests/net-lib.sh"
command -v python3 >/dev/null 2>&1 || skip_all 'python3 is not installed'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
cd "$folder" || exit 2
chmod 755 .

# Who captures as root goes on as nobody.
place() {
	mkdir "$1" && (umask 077 && printf '0123456789abcdef0123456789abcdef' >"$1/live.db.key" && cp "$1/live.db.key" "$1/scan.db.key")
	[ "$(id -u)" != 0 ] || chown -R nobody "$1"
}

# both NAME CAPTURE OPTION...: live, then scanned; in NAME/differences what differs
both() {
	name=$1 capture=$2
	shift 2
	place "$name"
	"$phonehome" capture -r - --keep "$name/live.pcap" -o "$name/live.db" "$@" <"$capture" >"$name.out" 2>&1
	[ $? -ne 2 ] || return 2
	"$phonehome" scan -o "$name/scan.db" "$@" "$name/live.pcap" >>"$name.out" 2>&1
	python3 "$top/tests/rescan.py" compare "$name/live.db" "$name/scan.db" >"$name/differences" 2>>"$name.out"
}

same() {
	both "$@" && [ ! -s "$1/differences" ]
	ok $? "$1: the same live" "$1/differences"
}

# The flows and handsets are the same all the same, nothing is found that is not there, and it is said.
lossy() {
	both "$@" && grep -q '^only live: capture_loss .*sent by the handset before it was known' "$1/differences" &&
		! grep -vE '^only scan: (sighting|message|read) |^only live: (read|message|capture_loss) ' "$1/differences"
	ok $? "$1: the same live, but for what could not be read, which is told" "$1/differences"
}

mkdir made
python3 "$top/tests/rescan.py" make made >scenarios
echo "1..$(($(wc -l <scenarios) * 2))"
for workers in 1 3; do
	while read -r scenario; do
		how=same handset=
		case $scenario in
		nd_late | two_handsets | far_end_told) how=lossy ;;
		arp_late) handset='--handset 02:00:00:00:00:07' ;;
		esac
		# shellcheck disable=SC2086
		$how "$scenario-$workers" "made/$scenario.pcap" -j $workers $handset
	done <scenarios
done
