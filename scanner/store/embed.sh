#!/bin/sh
# embed.sh FILE NAME: a text file as the C string NAME, one literal a line. Question marks are escaped for the sake of trigraphs.
set -eu
printf 'static const char %s[] =\n' "$2"
sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' -e 's/	/\\t/g' -e 's/^/	"/' -e 's/$/\\n"/' "$1"
printf '	;\n'
