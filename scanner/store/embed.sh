#!/bin/sh
# embed.sh FILE NAME: a text file as the C string NAME, one literal a line. Question marks are escaped for the sake of trigraphs.
# iso(x), a time in nanoseconds, becomes ISO 8601 in UTC with microseconds; before 1970 too, where / and % round towards 1970.
set -eu
rest='((\1 % 1000000000 + 1000000000) % 1000000000)'
iso="strftime('%Y-%m-%dT%H:%M:%S', (\\1 - $rest) / 1000000000, 'unixepoch') || printf('.%06dZ', $rest / 1000)"
printf 'static const char %s[] =\n' "$2"
sed -e "s~\\biso(\\([a-z_.]*\\))~$iso~g" -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' -e 's/	/\\t/g' -e 's/^/	"/' -e 's/$/\\n"/' "$1"
printf '	;\n'
