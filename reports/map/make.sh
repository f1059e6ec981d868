#!/bin/sh
# Draws world.svg and centroids.xml anew, from Natural Earth's borders. Needs node and npm. usage: make.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cp "$here/package.json" "$here/package-lock.json" "$here/world.mjs" "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --silent && node world.mjs)
mv "$work/world.svg" "$work/centroids.xml" "$here"
