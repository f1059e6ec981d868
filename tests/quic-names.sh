#!/bin/sh
# Who is called over QUIC: the names that nDPI 4.11 finds in its own captures are found, without a key. TAP. usage: quic-names.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
shared=${PHONEHOME_SHARED:-$top/../shared}/corpus

skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -d "$shared/ndpi" ] && [ -d "$shared/ndpi-result" ] || skip "no corpus of captures at hand"
command -v python3 >/dev/null 2>&1 || skip "python3 is not installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

python3 - "$build/phonehome" "$shared" "$work" <<'END'
import collections, ipaddress, os, re, sqlite3, subprocess, sys

program, shared, work = sys.argv[1:]
flow = re.compile(r'\s+\d+\s+(?:UDP|TCP) (\S+):(\d+) <?-> (\S+):(\d+) .*?\[proto: [0-9.]+/(\S+?)\]')
many = 'quic_frags_ch_out_of_order_same_packet_craziness.pcapng'

def end(address, port):
    return str(ipaddress.ip_address(address.strip('[]'))), int(port)

def field(name, line):
    found = re.search(r'\[' + re.escape(name) + r': ([^\]]*)\]', line)
    return found.group(1) if found else ''

def expected():
    """Flows of QUIC that have a name or a fingerprint, and all named flows of the captures that are about QUIC, by capture."""
    rows = collections.defaultdict(list)
    for file in sorted(os.listdir(shared + '/ndpi-result')):
        capture = file[:-len('.out')]
        if not os.path.exists(f'{shared}/ndpi/{capture}'):
            continue
        for line in open(f'{shared}/ndpi-result/{file}', errors='replace'):
            match = flow.match(line)
            if match and ('QUIC' in match.group(5).split('.') or capture.startswith('quic')):
                rows[capture].append((frozenset((end(*match.group(1, 2)), end(*match.group(3, 4)))),
                    field('Hostname/SNI', line), field('JA4', line)))
    return rows

def seen(captures):
    subprocess.run([program, 'scan', '-o', work + '/t.db'] + [f'{shared}/ndpi/{c}' for c in captures], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    db = sqlite3.connect(work + '/t.db')
    hosts, prints = collections.defaultdict(set), collections.defaultdict(set)
    for flow_id, capture, *ends, host in db.execute(
            "SELECT flow_id, capture, client_ip, client_port, server_ip, server_port, host FROM transfers WHERE host_source IN ('sni', 'http', 'proxy')"):
        hosts[os.path.basename(capture), frozenset((end(*ends[:2]), end(*ends[2:])))].add(host)
    for capture, *ends, ja4 in db.execute(
            'SELECT t.capture, t.client_ip, t.client_port, t.server_ip, t.server_port, ja4 FROM sessions s JOIN transfers t USING (flow_id)'):
        prints[os.path.basename(capture), frozenset((end(*ends[:2]), end(*ends[2:])))].add(ja4)
    return hosts, prints

rows = expected()
hosts, prints = seen(rows)
named = [(c, ends, host.lower()) for c in rows for ends, host, ja4 in rows[c] if host]
missed = [row for row in named if row[2] not in hosts[row[0], row[1]]]
about = [row for row in named if row[0].startswith('quic')]
lost = [row for row in about if row in missed]
print('1..4')
print('%s 1 - %d of %d names in the captures about QUIC' % ('ok' if len(about) - len(lost) >= 160 else 'not ok', len(about) - len(lost), len(about)))
for capture, ends, host in lost:
    print('#   not found: %s %s' % (capture, host))
shuffled = [row for row in named if row[0] == many]
found = [row for row in shuffled if row not in missed]
print('%s 2 - %d of %d names in hellos that are cut up and shuffled' % ('ok' if len(found) == len(shuffled) == 113 else 'not ok', len(found), len(shuffled)))
print('%s 3 - %d of %d names in all captures' % ('ok' if not missed else 'not ok', len(named) - len(missed), len(named)))

# Of the first part nDPI 4.11 writes the protocol and the kind of name otherwise than JA4's description has it.
def alike(a, b):
    return a[:3] == b[:3] and a[4:8] == b[4:8] and a[10:] == b[10:] if a[:1] == 'q' and a[1:3] != '00' else a[10:] == b[10:]

marked = [(c, ends, ja4) for c in rows for ends, host, ja4 in rows[c] if ja4.startswith('q')]
wrong = [row for row in marked if not any(alike(row[2], mine) for mine in prints[row[0], row[1]])]
print('%s 4 - %d of %d fingerprints agree' % ('not ok' if wrong else 'ok', len(marked) - len(wrong), len(marked)))
for capture, ends, ja4 in wrong:
    print('#   %s: %s, not %s' % (capture, ' '.join(prints[capture, ends]), ja4))
END
