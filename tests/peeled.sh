#!/bin/sh
# What is inside links and tunnels: addresses, transport and ports of each packet are those of tshark's innermost headers. TAP.
# usage: peeled.sh BUILD [CAPTURE...]; without captures the seeds that tshark reads too, and those of nDPI's captures that hold tunnels.
set -u
build=$(cd "$1" && pwd)
shift
top=$(cd "$(dirname "$0")/.." && pwd)
corpus=${PHONEHOME_SHARED:-$top/../shared}/corpus/ndpi

skip() { echo "1..0 # SKIP $1"; exit 0; }
for tool in tshark python3; do
	command -v $tool >/dev/null 2>&1 || skip "$tool is not installed"
done
[ -x "$build/bench_peeled" ] || make -s -C "$top" BUILD="$build" "$build/bench_peeled" >/dev/null 2>&1 || skip "bench_peeled is not built"

if [ $# = 0 ]; then
	seeds=$top/tests/fuzz/corpus/capture
	set -- "$seeds"/whole-links "$seeds"/whole-tunnels "$seeds"/frames-amsdu "$seeds"/fragments "$seeds"/pcapng-every-block "$seeds"/snoop
	for name in 6in4tunnel.pcap capwap.pcap capwap_data.pcapng dlt_ppp.pcap esp.pcapng gre.pcapng ipv6_in_gtp.pcap teredo.pcap \
		vxlan.pcap; do
		[ -f "$corpus/$name" ] && set -- "$@" "$corpus/$name"
	done
fi

python3 - "$build/bench_peeled" "$@" <<'END'
import collections, os, subprocess, sys

program, paths = sys.argv[1], sys.argv[2:]
FIELDS = ['frame.number', 'frame.protocols', 'ip.src', 'ip.dst', 'ip.proto', 'ipv6.src', 'ipv6.dst', 'udp.srcport', 'udp.dstport',
          'tcp.srcport', 'tcp.dstport']
TRANSPORTS = {'udp': 17, 'tcp': 6}
QUOTES = {'icmp', 'icmpv6'}  # what stands behind them is a quotation, not a packet

def ours(path):
    """The last datagram of each frame."""
    out = subprocess.run([program, path], capture_output=True, text=True)
    return {int(line.split()[0]): line.split()[1:] for line in out.stdout.splitlines()}

def innermost(row):
    """Source, target, transport and ports of the last IP header of a frame, None where it has none."""
    values = {name: [v for v in text.split('|') if v] for name, text in zip(FIELDS, row)}
    seen, last, transport = collections.Counter(), None, None
    protocols = values['frame.protocols'][0] if values['frame.protocols'] else ''
    for name in TRANSPORTS:  # tshark 4.4 does not name the IPv4 header behind a label
        protocols = protocols.replace(f':mpls:{name}', f':mpls:ip:{name}')
    for word in protocols.split(':') if protocols else []:
        if word in QUOTES:
            break
        seen[word] += 1
        if word in ('ip', 'ipv6'):
            last, transport = word, None
        elif word in TRANSPORTS and last:
            transport = word
    if last is None:
        return None
    at = lambda name, n: values[name][n - 1] if 0 < n <= len(values[name]) else '?'
    ends = [at(last + '.src', seen[last]), at(last + '.dst', seen[last])]
    if transport is None:
        return [] if protocols.endswith(':ipv6') else ends  # a bubble that keeps a tunnel open
    return ends + [str(TRANSPORTS[transport]), at(transport + '.srcport', seen[transport]), at(transport + '.dstport', seen[transport])]

def theirs(path):
    command = ['tshark', '-n', '-r', path, '-T', 'fields', '-E', 'aggregator=|'] + [a for f in FIELDS for a in ('-e', f)]
    rows = (line.split('\t') for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines())
    return {int(row[0]): innermost(row) for row in rows}

print('1..%d' % (len(paths) + 1))
compared = 0
for n, path in enumerate(paths, 1):
    mine, other = ours(path), theirs(path)
    wrong = [f for f in mine if other.get(f) is None or mine[f][:len(other[f])] != other[f]]
    missing = [f for f in other if other[f] is not None and len(other[f]) > 2 and f not in mine]
    compared += len(mine)
    print('%s %d - %s: %d packets' % ('not ok' if wrong or missing else 'ok', n, os.path.basename(path), len(mine)))
    for f in wrong[:9]:
        print('#   frame %d: %s, tshark: %s' % (f, ' '.join(mine[f]), ' '.join(other.get(f) or ['none'])))
    for f in missing[:9]:
        print('#   frame %d: none, tshark: %s' % (f, ' '.join(other[f])))
print('%s %d - %d packets were compared' % ('ok' if compared else 'not ok', len(paths) + 1, compared))
END
