#!/bin/sh
# Bodies of HTTP/1 requests agree byte for byte with tshark's reassembly on captures that hold some. TAP. usage: bodies.sh BUILD
# Left out: coded bodies, which tshark shows decoded, and requests that it does not reassemble, which it does not show.
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
corpus=${PHONEHOME_SHARED:-$top/../shared}/corpus/ndpi

skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -d "$corpus" ] || skip "no corpus of captures at hand"
for tool in tshark python3; do
	command -v $tool >/dev/null 2>&1 || skip "$tool is not installed"
done
[ -x "$build/bench_bodies" ] || make -s -C "$top" BUILD="$build" "$build/bench_bodies" >/dev/null 2>&1 || skip "bench_bodies is not built"

python3 - "$build/bench_bodies" "$corpus" <<'END'
import collections, hashlib, os, subprocess, sys
import xml.etree.ElementTree as tree

program, corpus = sys.argv[1:]

def ours(path):
    out = subprocess.run([program, path], capture_output=True, text=True).stdout
    rows = [line.split() for line in out.splitlines()]
    return collections.Counter((method, int(size), sha) for _, carrier, method, _, coding, _, size, sha in rows
                               if carrier == 'http1' and coding == '-')

def theirs(path):
    """Bodies by frame: a dissected packet may hold several requests."""
    run = subprocess.run(['tshark', '-n', '-r', path, '-Y', 'http.request.method && http.file_data', '-T', 'pdml'], capture_output=True)
    found = collections.Counter()
    for packet in tree.fromstring(run.stdout).iter('packet'):
        for http in (p for p in packet.iter('proto') if p.get('name') == 'http'):
            fields = {f.get('name'): f for f in http.iter('field')}
            if not {'http.request.method', 'http.file_data'} <= set(fields) or 'http.content_encoding' in fields:
                continue
            body = bytes.fromhex(fields['http.file_data'].get('value'))
            found[fields['http.request.method'].get('show'), len(body), hashlib.sha256(body).hexdigest()] += 1
    return found

files = [f for f in sorted(os.listdir(corpus))
         if any(verb in open(os.path.join(corpus, f), 'rb').read() for verb in (b'POST /', b'PUT /', b'POST http', b'PATCH /'))]
total = 0
print('1..%d' % (len(files) + 1))
for n, name in enumerate(files, 1):
    path = os.path.join(corpus, name)
    mine, other = ours(path), theirs(path)
    missing = other - mine
    total += sum(other.values())
    print('%s %d - %s: %d bodies of tshark, %d of ours' % ('not ok' if missing else 'ok', n, name, sum(other.values()), sum(mine.values())))
    for method, size, sha in missing:
        print('#   only tshark: %s %d bytes %s' % (method, size, sha))
print('%s %d - %d bodies were compared' % ('ok' if total else 'not ok', len(files) + 1, total))
END
