#!/bin/sh
# The examples of README.md and the man page run, and print what they are said to print. TAP. usage: docs.sh BUILD
# In README.md: blocks marked console; a line `$ command`, then lines that must stand in its output.
# In the man page: lines `.Dl $ command`.
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
ln -s "$top/samples" "$work/samples"
PATH=$build:$PATH
export PATH
cd "$work" || exit 2

awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on' "$top/README.md" >examples
sed -n 's/^\.Dl \$/$/p' "$top/scanner/phonehome.1" >>examples
n=0 missing='' command=''

report() {
	[ -n "$command" ] || return 0
	n=$((n + 1))
	if [ "$code" -le 1 ] && [ -z "$missing" ]; then
		echo "ok $n - $command"
	else
		echo "not ok $n - $command (exit $code)"
		printf '%s\n' "$missing" | sed 's/^/#   not printed: /'
	fi
}

while IFS= read -r line; do
	case $line in
	'$ '*)
		report
		command=${line#'$ '} missing=''
		sh -c "$command" >output 2>&1 </dev/null
		code=$?
		;;
	*)
		grep -qF -- "$line" output || missing="$missing$line
"
		;;
	esac
done <examples
report

n=$((n + 1))
undocumented=$(for c in scan capture assess explain report diff verify 'case new' 'case import' 'case check'; do phonehome $c --help | sed -n 's/^ .*--\([a-z0-9-]*\).*/\1/p'; done | sort -u |
	while read -r o; do [ "$o" = help ] || grep -qE "Fl -$o( |\$)" "$top/scanner/phonehome.1" || echo "--$o"; done)
if [ -z "$undocumented" ]; then echo "ok $n - every option is in the man page"; else echo "not ok $n - not in the man page: $undocumented"; fi
echo "1..$n"
