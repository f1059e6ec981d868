#!/bin/sh
# build.sh OUTDIR: fetches the pinned data sets, merges them into OUTDIR/places.mmdb and
# writes the compressed copy that is committed, places.mmdb.xz beside this script.
set -eu

die() {
	echo "places: $*" >&2
	exit 1
}

[ $# -eq 1 ] || die "usage: build.sh OUTDIR"
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)

missing=
command -v npm >/dev/null || missing="$missing npm"
command -v perl >/dev/null || missing="$missing perl"
command -v xz >/dev/null || missing="$missing xz-utils"
perl -MMaxMind::DB::Writer::Tree -e 1 2>/dev/null || missing="$missing libmaxmind-db-writer-perl"
perl -MMaxMind::DB::Reader -e 1 2>/dev/null || missing="$missing libmaxmind-db-reader-perl"
perl -MYAML::XS -e 1 2>/dev/null || missing="$missing libyaml-libyaml-perl"
[ -z "$missing" ] || die "missing Debian packages: apt install$missing"

cp "$here/package.json" "$here/package-lock.json" "$out/"
npm ci --prefix "$out" --ignore-scripts --no-audit --no-fund --loglevel=error ||
	die "npm could not fetch the data sets of package-lock.json"

perl "$here/merge.pl" "$out/node_modules" "$here" "$out/places.mmdb.part"
mv "$out/places.mmdb.part" "$out/places.mmdb"

xz -9e -T1 -c "$out/places.mmdb" >"$out/places.mmdb.xz"
cp "$out/places.mmdb.xz" "$here/places.mmdb.xz.part"
mv "$here/places.mmdb.xz.part" "$here/places.mmdb.xz"
sha256sum "$out/places.mmdb" | sed "s|$out/||"
