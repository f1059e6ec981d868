#!/bin/sh
# The numbers that a mobile network's sessions tell of a handset are those that tshark reads, and none stands plain in the database. TAP.
# usage: identities.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
corpus=${PHONEHOME_SHARED:-$top/../shared}/corpus/ndpi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

for tool in tshark python3; do
	command -v $tool >/dev/null 2>&1 || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
set -- "$top/tests/fuzz/corpus/capture/attachments"
[ -f "$corpus/gtp_c.pcap" ] && set -- "$@" "$corpus/gtp_c.pcap"

python3 - "$build/phonehome" "$work" "$@" <<'END'
import hashlib, hmac, os, re, sqlite3, subprocess, sys

program, work, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
FIELDS = {'e212.imsi': 'imsi', 'e164.msisdn': 'phone-number', 'gtpv2.mei': 'imei', 'gtp.ext_imeisv': 'imei'}

def luhn(body):
    digits = [int(d) * (1 + i % 2) for i, d in enumerate(body)]
    return body + str(-sum(d // 10 + d % 10 for d in digits) % 10)

def normal(kind, value):
    """A number as sightings have it: of 16 digits the phone's, with its check digit, and the whole."""
    if kind == 'phone-number':
        return {(kind, '+' + value)}
    if kind != 'imei':
        return {(kind, value)}
    return {('imei', luhn(value[:14]))} | ({('imeisv', value)} if len(value) == 16 else set())

def theirs(path):
    command = ['tshark', '-n', '-r', path, '-Y', 'gtp or gtpv2', '-T', 'fields'] + [a for f in FIELDS for a in ('-e', f)]
    found = set()
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
        for kind, values in zip(FIELDS.values(), line.split('\t')):
            for value in filter(None, values.split(',')):
                found |= normal(kind, value)
    return found

print('1..%d' % (3 * len(paths)))
for n, path in enumerate(paths):
    db = os.path.join(work, '%d.db' % n)
    subprocess.run([program, 'scan', '-o', db, path], capture_output=True)
    key = open(db + '.key', 'rb').read()
    ours = {(kind, bytes(h)) for kind, h in sqlite3.connect(db).execute('SELECT kind, hmac FROM identity')}
    plain = theirs(path)
    wanted = {(kind, hmac.digest(key, kind.encode() + b'\0' + value.encode(), 'sha256')) for kind, value in plain}
    good = plain and ours == wanted
    print('%s %d - %s: %d numbers' % ('ok' if good else 'not ok', 3 * n + 1, os.path.basename(path), len(ours)))
    stored = open(db, 'rb').read()
    shown = [kind for kind, value in plain if value.lstrip('+')[:-2].encode() in stored]
    print('%s %d - %s: none of them stands plain in the database' % ('not ok' if shown else 'ok', 3 * n + 2, os.path.basename(path)))
    whole = sqlite3.connect(db).execute('PRAGMA integrity_check').fetchall()
    print('%s %d - %s: SQLite finds the database whole' % ('ok' if whole == [('ok',)] else 'not ok', 3 * n + 3, os.path.basename(path)))
END
