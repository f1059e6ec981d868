#!/bin/sh
# Golden tests: tests/golden/CASE/cmd is one shell line, expected holds all that it prints and `exit N`. TAP.
# usage: golden.sh BUILD [--update]
# A cmd runs in an empty folder with $PHONEHOME, $SAMPLES, $GOLDEN (its own folder), and the functions of golden-lib.sh.
set -u
build=$(cd "$1" && pwd) update=${2:-}
top=$(cd "$(dirname "$0")/.." && pwd)
export PHONEHOME="$build/phonehome" SAMPLES="$top/samples" TZ=UTC LC_ALL=C NO_COLOR=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
n=0 failed=0

# Versions of libraries and what hashes the database's bytes differ between systems; all else must not.
normal() {
	sed -E -e 's/(nDPI|SQLite|Hyperscan) [0-9][^;".]*(\.[0-9][^;". ]*)*/\1 N/g' -e 's/(Hyperscan N)[ 0-9-]*/\1/g' \
		-e "s|$top|TOP|g" -e 's/ d="M[^"]{99,}"/ d="SHAPE"/g' -e '/(Database|Custody chain): /s/[0-9a-f]{64}/HASH/g' | sed -E ':a;N;$!ba;s/(nDPI|SQLite|Hyperscan)\n( *)[0-9][0-9.]*/\1\n\2N/g;s/((Database|Custody chain)<\/dt><dd>[^<]*<code>)[0-9a-f]{64}/\1HASH/g;s/((Database|Custody chain)[^\n]*\n?[^\n]*)[0-9a-f]{64}/\1HASH/g;s/("(database_sha256|head|custody_head)": *")[0-9a-f]{64}/\1HASH/g'
}

for case in "$top"/tests/golden/*/; do
	name=$(basename "$case")
	n=$((n + 1))
	mkdir "$work/$name"
	(
		cd "$work/$name" || exit 9
		GOLDEN=$case
		export GOLDEN
		. "$top/tests/golden-lib.sh"
		. "$case/cmd"
		echo "exit $?"
	) 2>&1 | normal >"$work/$name.out"
	if [ "$update" = --update ]; then
		cp "$work/$name.out" "$case/expected"
		echo "ok $n - $name # updated"
	elif diff -u "$case/expected" "$work/$name.out" >"$work/$name.diff" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		head -40 "$work/$name.diff" | sed 's/^/#   /'
		failed=1
	fi
	rm -rf "${work:?}/$name"
done
echo "1..$n"
exit $failed
