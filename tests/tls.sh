#!/bin/sh
# TLS of real programs (OpenSSL, GnuTLS, nginx, curl) captured on a loopback of their own: with their key log each body is read byte for byte as
# it was said and as tshark shows it, and what was planted in it is found; without it nothing is. TAP. usage: tls.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)

skip() { echo "1..0 # SKIP $1"; exit 0; }
for tool in openssl nginx curl dumpcap tshark editcap python3 ip unshare; do
	command -v $tool >/dev/null 2>&1 || skip "$tool is not installed"
done
python3 -c 'import ssl, sqlite3' 2>/dev/null || skip 'python3 has no ssl or no sqlite3'
own='unshare -n'
[ "$(id -u)" = 0 ] || own='unshare -rn'
$own ip link set lo up 2>/dev/null || skip 'no network namespaces here'
[ -x "$build/bench_bodies" ] || make -s -C "$top" BUILD="$build" "$build/bench_bodies" >/dev/null 2>&1 || skip "bench_bodies is not built"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" && $own python3 "$top/tests/tls.py" "$build" "$top"
