#!/usr/bin/env python3
"""Variants of captures and cases for tests/properties.sh; the standard library is all it needs.

    variants.py shuffle SEED FROM TO     unrelated TCP flows in another order, times sorted
    variants.py cut N FROM PREFIX        PREFIX-NN-inside.pcap and PREFIX-NN-between.pcap
    variants.py repeat N FROM TO         the same again and again, an hour later each time
    variants.py renew N FROM TO          the same again and again, from other ports of the handset each time
    variants.py pcapdroid FROM TO        as PCAPdroid's pcapng would hold it, each flow of an app
    variants.py pcapdroid-pcap SNAPLEN FROM TO  and as its pcap with trailers
    variants.py crowd VALUE TO           an app whose bodies are bombs, and its neighbours', each with the value in it
    variants.py values CASE              the values of a case in the forms that must never be written
    variants.py without-custody FILE     a JSON report without what tells of runs
"""
import base64
import hashlib
import json
import random
import re
import struct
import sys
import zlib

HEADER = 24
IP_AT = {1: 14, 113: 16}  # where IP begins, by link type
PORT_DNS = b'\x00\x35'


def read_pcap(path):
    data = open(path, 'rb').read()
    order = '<' if data[:4] in (b'\xd4\xc3\xb2\xa1', b'\x4d\x3c\xb2\xa1') else '>'
    at, packets = HEADER, []
    while at < len(data):
        seconds, fraction, captured, wire = struct.unpack_from(order + '4I', data, at)
        packets.append([seconds, fraction, wire, data[at + 16:at + 16 + captured]])
        at += 16 + captured
    return data[:HEADER], order, packets


def write_pcap(path, head, order, packets):
    with open(path, 'wb') as out:
        out.write(head)
        for seconds, fraction, wire, data in packets:
            out.write(struct.pack(order + '4I', seconds, fraction, len(data), wire) + data)


def flow_of(packet, at):
    """The ends of a TCP or UDP packet, in no order; None for all else, which keeps its place."""
    data = packet[3]
    if data[at - 2:at] != b'\x08\x00' or data[at + 9] not in (6, 17):
        return None
    ports = at + (data[at] & 15) * 4
    return frozenset([(data[at + 12:at + 16], data[ports:ports + 2]), (data[at + 16:at + 20], data[ports + 2:ports + 4])])


def is_dns(flow):
    return any(port == PORT_DNS for _, port in flow)


def shuffle(seed, source, target):
    """Neighbours of unlike flows change places, though nothing comes before a name that was looked up before it."""
    head, order, packets = read_pcap(source)
    at = IP_AT[struct.unpack_from(order + 'I', head, 20)[0]]
    rng = random.Random(int(seed))
    for _ in range(20 * len(packets)):
        i = rng.randrange(len(packets) - 1)
        a, b = packets[i], packets[i + 1]
        flows = flow_of(a, at), flow_of(b, at)
        if None in flows or flows[0] == flows[1] or is_dns(flows[0]):
            continue
        a[:2], b[:2] = b[:2], a[:2]
        packets[i], packets[i + 1] = b, a
    write_pcap(target, head, order, packets)


def cut(count, source, prefix):
    data = open(source, 'rb').read()
    _, _, packets = read_pcap(source)
    ends, at = {HEADER}, HEADER
    for p in packets:
        at += 16 + len(p[3])
        ends.add(at)
    rng = random.Random(7)
    lengths = rng.sample(range(HEADER + 1, len(data)), int(count) - 6) + rng.sample(sorted(ends), 6)
    for i, n in enumerate(sorted(lengths)):
        where = 'between' if n in ends else 'inside'
        with open(f'{prefix}-{i:02}-{where}.pcap', 'wb') as out:
            out.write(data[:n])


def repeat(count, source, target):
    head, order, packets = read_pcap(source)
    again = [[s + 3600 * i, f, wire, data] for i in range(int(count)) for s, f, wire, data in packets]
    write_pcap(target, head, order, again)


def of_ports(data, at, by):
    """Ports of 10000 and more are the handset's: they move by so many."""
    if data[at - 2:at] != b'\x08\x00' or data[at + 9] not in (6, 17):
        return data
    data, ports = bytearray(data), at + (data[at] & 15) * 4
    for p in (ports, ports + 2):
        port = struct.unpack_from('>H', data, p)[0]
        if port >= 10000:
            struct.pack_into('>H', data, p, 10000 + (port - 10000 + by) % 55000)
    return bytes(data)


def renew(count, source, target):
    head, order, packets = read_pcap(source)
    at = IP_AT[struct.unpack_from(order + 'I', head, 20)[0]]
    write_pcap(target, head, order, ((s, f, wire, of_ports(data, at, 41 * i))
               for i in range(int(count)) for s, f, wire, data in packets))


def app_of(packet, at):
    """One of three made-up apps for a flow, unknown for what is none."""
    flow = flow_of(packet, at)
    return -1 if flow is None else 10100 + zlib.crc32(b''.join(a + p for a, p in sorted(flow))) % 3


APPS = {10100: ('com.example.mail', 'Mail'), 10101: ('com.example.shop', 'Shop'), 10102: ('', 'Keyboard')}


def block(kind, body):
    body += b'\0' * (-len(body) % 4)
    return struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)


def option(code, value):
    return struct.pack('<HH', code, len(value)) + value + b'\0' * (-len(value) % 4)


def pcapdroid(source, target):
    """Raw IP on two interfaces, the app's uid in a comment, its name in a block before its first packet."""
    head, order, packets = read_pcap(source)
    at, named = IP_AT[struct.unpack_from(order + 'I', head, 20)[0]], set()
    with open(target, 'wb') as out:
        out.write(block(0x0A0D0D0A, struct.pack('<IHHq', 0x1A2B3C4D, 1, 0, -1) + option(4, b'PCAPdroid v1.9.0') + option(0, b'')))
        for _ in range(2):
            out.write(block(1, struct.pack('<HHI', 101, 0, 65535)))
        for i, packet in enumerate(packets):
            if packet[3][at - 2:at] not in (b'\x08\x00', b'\x86\xdd'):
                continue
            uid, ip = app_of(packet, at), packet[3][at:]
            if uid in APPS and uid not in named:
                named.add(uid)
                package, name = (text.encode() for text in APPS[uid])
                out.write(block(0xBAD, struct.pack('<IBBiBB', 62652, 1, 1, uid, len(package), len(name)) + package + name))
            ticks = packet[0] * 1000000 + packet[1]
            out.write(block(6, struct.pack('<5I', i % 2, ticks >> 32, ticks & 0xFFFFFFFF, len(ip), packet[2] - at) +
                            ip + b'\0' * (-len(ip) % 4) + option(1, b'u-%d' % uid) + option(0, b'')))


def pcapdroid_pcap(snaplen, source, target):
    """A made-up Ethernet header and a trailer around each packet; without both where the snap length leaves no room."""
    head, order, packets = read_pcap(source)
    at, snaplen, out = IP_AT[struct.unpack_from(order + 'I', head, 20)[0]], int(snaplen), []
    for packet in packets:
        if packet[3][at - 2:at] not in (b'\x08\x00', b'\x86\xdd'):
            continue
        uid, ip = app_of(packet, at), packet[3][at:at + snaplen]
        frame = b'\0' * 12 + (b'\x08\x00' if ip[0] >> 4 == 4 else b'\x86\xdd') + ip
        frame += b'\0' * (-len(frame) % 4)
        frame += struct.pack('>Ii20s', 0x01072021, uid, APPS.get(uid, ('', 'Unknown'))[1].encode()[:19])
        frame += struct.pack('<I', zlib.crc32(frame))
        wire = packet[2] - at
        out.append([*packet[:2], wire, ip] if len(frame) > snaplen else [*packet[:2], wire + len(frame) - len(ip), frame])
    write_pcap(target, struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, snaplen, 1), '<', out)


def post(body):
    head = 'POST /log HTTP/1.1\r\nHost: log.example\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n' % len(body)
    return head.encode() + body


def connection(port, server, data):
    """A client's segments, and nothing of the far end."""
    for at in range(0, len(data), 1400):
        part = data[at:at + 1400]
        tcp = struct.pack('>HHIIHHHH', port, 80, 1 + at, 1, 0x5018, 65535, 0, 0)
        yield struct.pack('>BBHIBBH4s4s', 0x45, 0, 40 + len(part), 0, 64, 6, 0, bytes([192, 168, 43, 20]), server) + tcp + part


def crowd(value, target):
    """Bombs of addresses have all of a shard owe for what unpacking cost; a neighbour's log is packed to a fifteenth."""
    out, at = [], 1407385800
    for i in range(16):
        bomb = zlib.compress(b'a@b.cn ' * 300000 + b'%d' % i, 9, 31)
        log = b''.join(b'{"event":"screen_%d","session":"0","result":"ok","flags":[0,0,0]}\n' % k for k in range(220))
        log = zlib.compress(log + b'{"imei":"%s","n":%d}' % (value.encode(), i), 9, 31)
        for ip in [*connection(2000 + i, bytes([203, 0, 113, 1]), post(bomb)), *connection(3000 + i, bytes([203, 0, 113, 100 + i]), post(log))]:
            out.append([at, 0, len(ip), ip])
            at += 1
    write_pcap(target, struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101), '<', out)


def forms(value):
    raw = value.encode()
    yield value
    for text in (raw, raw.lstrip(b'+')):
        yield text.decode()
        yield base64.b64encode(text).decode().rstrip('=')
        yield base64.urlsafe_b64encode(text).decode().rstrip('=')
        yield text.hex()
        for algorithm in ('md5', 'sha1', 'sha256'):
            digest = hashlib.new(algorithm, text).digest()
            yield digest.hex()
            yield base64.b64encode(digest).decode().rstrip('=')
            yield base64.urlsafe_b64encode(digest).decode()[:16]


def values(case):
    """
    What stands in brackets under `values:`. What is shorter than seven characters may stand anywhere; what the case also names
    as an address of its handset is shown as that.
    """
    inside, found, addresses = None, set(), ''
    for line in open(case, encoding='utf-8'):
        indent = len(line) - len(line.lstrip())
        if line.strip().startswith('addresses:'):
            addresses += line
        if line.strip() == 'values:':
            inside = indent
        elif inside is not None and indent <= inside:
            inside = None
        elif inside is not None:
            listed = re.search(r'\[(.*)\]', line)
            found.update(v.strip().strip('"\'') for v in (listed.group(1).split(',') if listed else []))
    for value in sorted(found):
        if len(value) >= 7 and value not in addresses:
            print('\n'.join(sorted(set(forms(value)))))


def without_custody(path):
    """Line by line, so that what is compared is what was written."""
    for line in open(path, encoding='utf-8'):
        if not line.lstrip().startswith(('"database"', '"database_sha256"')):
            print(re.sub(r'"custody_(number|head)":("[0-9a-f]*"|[0-9]+)', '', line), end='')


COMMANDS = {'crowd': crowd, 'shuffle': shuffle, 'cut': cut, 'repeat': repeat, 'renew': renew, 'pcapdroid': pcapdroid, 'pcapdroid-pcap': pcapdroid_pcap, 'values': values, 'without-custody': without_custody}
COMMANDS[sys.argv[1]](*sys.argv[2:])
