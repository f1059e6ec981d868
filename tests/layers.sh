#!/bin/sh
# The house rules that a compiler does not know: stages do not include each other, each library has one home.
# usage: layers.sh (from the top folder); prints TAP.
set -u
. tests/tap-lib.sh

includes() { grep -rnE "^#include \"$1" "$2" --include='*.c' --include='*.h' 2>/dev/null; }

# A room knows base/, the records of the top headers, and itself.
for room in capture peel attach flow decode detect store assess policy; do
	others=$(includes '[a-z]+/' "scanner/$room" | grep -vE "\"(base|$room)/" | grep -v "\"store/[a-z]*\.sql\.h\"")
	none "$room knows no other room" "$others"
done
none "base knows nothing of the project" "$(includes '' scanner/base | grep -v '"base/')"
none "pipeline knows no command and no policy" "$(includes '(command|policy)/' scanner/pipeline)"
none "reports know the store and base alone" "$(includes '[a-z]+/' reports | grep -vE '"(base|store|reports)/')"

# home LIBRARY_HEADER FILE
home() {
	none "$1 has its home in $2" "$(grep -rnE "^#include <$1" scanner reports --include='*.c' --include='*.h' | grep -vE "^($2):")"
}
home 'pcap' scanner/capture/device.c
home 'ndpi' scanner/flow/classify.c
home 'hs\.h' scanner/detect/scan.c
home 'nghttp2/' scanner/decode/http2.c
home 'nghttp3/' scanner/decode/qpack.c
home 'brotli/' scanner/detect/unwrap/brotli.c
home 'zstd\.h' 'scanner/(detect/unwrap|capture/unpack)/zstd.c'
home 'lzma\.h' scanner/capture/unpack/xz.c
home 'lz4frame\.h' scanner/capture/unpack/lz4.c
home 'sqlite3\.h' 'scanner/store/[a-z]+\.[ch]'
home 'maxminddb\.h' scanner/assess/mmdb.c
home 'jansson\.h' scanner/assess/ranges.c
home 'yaml\.h' scanner/policy/yaml.c
home 'seccomp\.h' scanner/pipeline/sandbox.c
home 'openssl/' 'scanner/base/(digest|cipher|certificate).c'
home 'linux/landlock' scanner/pipeline/fence.c
home 'libxslt/' reports/stylesheet.c
home 'libxml/' 'reports/[a-z_]+\.[ch]'

# Every decoder, every language of lines and every wrapping has a seed that is named for it, and a decoder its unit test.
seedless=
for name in $(sed -nE 's/^const struct decoder decoder_([a-z0-9]+).*/\1/p' scanner/decode/*.c) $(sed -nE 's/.*\.name = "([a-z0-9]+)".*/\1/p' scanner/decode/dialect.c); do
	[ "$name" = lines ] || ls "tests/fuzz/corpus/decode/" | grep -qE "^(${name}|${name%1}-)" || seedless="$seedless decode/$name"
done
for file in scanner/decode/*.c; do
	name=$(basename "$file" .c)
	! grep -q '^const struct decoder ' "$file" || [ -f "tests/unit/test_$name.c" ] || seedless="$seedless unit/test_$name.c"
done
for name in $(sed -nE 's/^\t\{ ([a-z0-9]+)_open(_last)?, .*/\1/p' scanner/detect/unwrap/wrapping.c); do
	ls tests/fuzz/corpus/unwrap/ | grep -q "^$name" || seedless="$seedless unwrap/$name"
done
none "every decoder and wrapping has a seed" "$seedless"

unsaid=
losses=$(sed -nE 's/^\t\[LOSS_[A-Z_0-9]+\] = \{ "(.*)", .*/\1/p' scanner/model.c | sort)
for words in $(ls reports/words-*.xml | grep -v words-en); do
	[ "$(sed -nE 's/^\t<loss id="(.*)">.*/\1/p' "$words" | sort)" = "$losses" ] || unsaid="$unsaid $words"
done
none "every loss is said in every language, and no other" "$unsaid"

none "only commands print" "$(grep -rnE '\b(printf|puts|perror|warnx?|fprintf\(std(out|err))\(' scanner reports --include='*.c' |
	grep -vE '^scanner/(command/|main\.c)|snprintf')"
none "no packet bytes cast to structs" "$(grep -rnE '\(struct [a-z0-9_]+ \*\)[^;]*(data|bytes|pos|payload)\b' scanner/peel scanner/attach scanner/decode scanner/capture --include='*.c')"
none "no function of unbounded copying" "$(grep -rnwE '(strcpy|strcat|sprintf|gets|strtok|alloca)' scanner reports --include='*.c')"
none "nothing put off" "$(grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' scanner reports rules samples tests Makefile --include='*' -I | grep -v 'tests/layers.sh')"
tap_end
