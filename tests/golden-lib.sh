# Functions for the cmd files of golden tests.

now=2026-11-22T10:00:00Z

# A sample's case in the current folder, under a key that never changes.
case_of() {
	install -m 600 "$SAMPLES/$1/case.yaml" case.yaml
	(umask 077 && printf '0123456789abcdef0123456789abcdef' >case.key)
}

# scan_sample NAME: its capture under its case, into t.db, silently.
scan_sample() {
	case_of "$1"
	"$PHONEHOME" scan --now $now --case case.yaml -o t.db "$SAMPLES/$1/$1".pcap* >scan.out 2>&1
	code=$?
	[ $code -le 1 ] || cat scan.out
	return $code
}

# report_sample NAME FORMAT: what the report of a sample says.
report_sample() {
	scan_sample "$1"
	"$PHONEHOME" report --now $now --format "$2" t.db
}

# scan_samples NAME...: each into a database of its own, NAME.db, under the one key.
scan_samples() {
	for name; do
		scan_sample "$name"
		mv t.db "$name.db"
		rm -f t.db.*
	done
}

# rules_small DIR: the small rules of tests/broken, which are right, as a folder.
rules_small() {
	mkdir -p "$1/places" "$1/services" "$1/identifiers" "$1/residency"
	for kind in places services identifiers; do
		cp "$GOLDEN/../../broken/$kind.yaml" "$1/$kind/small.yaml"
	done
	cp "$GOLDEN/../../broken/rules.yaml" "$1/residency/small.yaml"
	cp "$GOLDEN/../../broken/tests.yaml" "$1/residency/small_test.yaml"
}
