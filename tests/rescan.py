#!/usr/bin/env python3
"""Captures in which a handset becomes known late, and whether two databases hold the same facts of one.

usage: rescan.py make FOLDER            writes SCENARIO.pcap for each, and says their names
       rescan.py compare LIVE.db SCAN.db   says what differs
"""
import socket
import sqlite3
import struct
import sys

PHONE, TABLET, SITE, ROUTER = '10.0.0.7', '10.0.0.8', '203.0.113.5', '10.0.0.1'
PHONE6, SITE6 = '2001:db8::7', '2001:db8:f::1'
SYN, ACK, PUSH = 2, 16, 24
IMEI = b'imei=490154203237518&more\n'


def mac(n):
    return bytes([2, 0, 0, 0, 0, n])


def ip(source, target, protocol, payload):
    if ':' in source:
        head = struct.pack('>IHBB', 6 << 28, len(payload), protocol, 64)
        return head + socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, target) + payload
    head = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return head + socket.inet_aton(source) + socket.inet_aton(target) + payload


class Capture:
    """Packets, a tenth of a second between them."""

    def __init__(self, link=1):
        self.link, self.at, self.packets = link, 1e9, []

    def frame(self, kind, source_mac, target_mac, payload):
        ether = mac(target_mac) + mac(source_mac) + struct.pack('>H', kind) if self.link == 1 else b''
        self.packets.append((self.at, ether + payload))
        self.at += 0.1

    def send(self, source, target, protocol, payload, m=7, to=1):
        self.frame(0x86DD if ':' in source else 0x800, m, to, ip(source, target, protocol, payload))

    def udp(self, source, source_port, target, target_port, payload, **macs):
        self.send(source, target, 17, struct.pack('>HHHH', source_port, target_port, 8 + len(payload), 0) + payload, **macs)

    def tcp(self, source, source_port, target, target_port, flags, seq, payload=b'', **macs):
        head = struct.pack('>HHIIBBHHH', source_port, target_port, seq, 1, 0x50, flags, 65535, 0, 0)
        self.send(source, target, 6, head + payload, **macs)

    def call(self, source, port=40000, target=SITE, m=7):
        self.tcp(source, port, target, 80, SYN, 99, m=m)
        self.tcp(source, port, target, 80, PUSH, 100, b'GET /?imei=490154203237518 HTTP/1.1\r\nHost: a.example\r\n\r\n', m=m)
        self.tcp(target, 80, source, port, PUSH, 500, b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', m=1, to=m)

    def dhcp(self, address, m, answered=True, phone=True):
        for op, kind in ((1, 3), (2, 5)):
            yours = socket.inet_aton(address if op == 2 else '0.0.0.0')
            options = bytes([53, 1, kind]) + bytes([50, 4]) + socket.inet_aton(address)
            options += bytes([60, 15]) + b'android-dhcp-13' if phone and op == 1 else b''
            body = struct.pack('>BBBBIHH', op, 1, 6, 0, 1, 0, 0) + bytes(4) + yours + bytes(8) + mac(m) + bytes(10 + 64 + 128)
            body += struct.pack('>I', 0x63825363) + options + b'\xff'
            if op == 1:
                self.udp('0.0.0.0', 68, '255.255.255.255', 67, body, m=m)
            elif answered:
                self.udp(ROUTER, 67, address, 68, body, m=1, to=m)

    def arp(self, address, m):
        self.frame(0x806, m, 1, struct.pack('>HHBBH', 1, 0x800, 6, 4, 2) + mac(m) + socket.inet_aton(address) + mac(1) + socket.inet_aton(ROUTER))

    def neighbour(self, address, m):
        body = struct.pack('>BBHI', 136, 0, 0, 0x60000000) + socket.inet_pton(socket.AF_INET6, address) + bytes([2, 1]) + mac(m)
        self.send(address, 'ff02::1', 58, body, m=m)

    def write(self, name):
        with open(name, 'wb') as f:
            f.write(struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 65535, self.link))
            for at, data in self.packets:
                f.write(struct.pack('<IIII', int(at), int(at % 1 * 1e6), len(data), len(data)) + data)


def answers_first(c, phone=PHONE, site=SITE, n=3):
    """Flows that go on from before the capture: the far end is seen first, and the handset's port is the lower one."""
    for k in range(n):
        c.udp(site, 9999, phone, 4000 + k, b'to you', m=1, to=7)


def says(c, phone=PHONE, site=SITE, n=3, m=7):
    for k in range(n):
        c.udp(phone, 4000 + k, site, 9999, IMEI, m=m)


def dhcp_late(c):
    says(c)
    c.call('10.0.0.9', m=9)
    c.dhcp(PHONE, 7)
    says(c)


def arp_late(c):
    """Its frames come in those of an access point; that it has the MAC of the one that is named, ARP tells."""
    says(c, m=3)
    c.arp(PHONE, 7)
    says(c, m=3)


def nd_late(c):
    answers_first(c, PHONE6, SITE6)
    says(c, PHONE6, SITE6)
    c.call(PHONE)
    c.neighbour(PHONE6, 7)
    says(c, PHONE6, SITE6)
    c.call(PHONE6, 41000, SITE6)


def pcapdroid(c):
    answers_first(c, '10.215.173.1')
    says(c, '10.215.173.1')
    c.call('10.215.173.1')


def quic_before(c):
    for k in range(4):
        c.udp(SITE, 443, PHONE, 50000 + k, bytes([0x40 + k]) * 200, m=1, to=7)
    for k in range(4):
        c.udp(PHONE, 50000 + k, SITE, 443, bytes([0x50 + k]) * 100)
    c.tcp(SITE, 443, PHONE, 51000, PUSH, 900, b'\x17\x03\x03\x00\x02ab', m=1, to=7)
    c.tcp(PHONE, 51000, SITE, 443, PUSH, 100, b'\x17\x03\x03\x00\x02ab')


def two_handsets(c):
    """What they say to each other begins before either is known."""
    c.udp(PHONE, 6000, TABLET, 7000, b'hello')
    c.udp(TABLET, 7000, PHONE, 6000, b'hello', m=8, to=7)
    c.call(TABLET, m=8)
    c.udp(PHONE, 6000, TABLET, 7000, IMEI)
    c.call(PHONE)
    c.udp(PHONE, 6000, TABLET, 7000, IMEI)


def hotspot(c):
    """Two behind the MAC of one that hands on: to what calls first the IPv6 address seems to belong."""
    c.call(PHONE)
    c.call(PHONE6, 41000, SITE6)
    c.call(TABLET)
    c.call(PHONE6, 42000, SITE6)


def moves(c):
    """It gets another address, and another the one that it had; what goes on there is not its own."""
    c.dhcp(PHONE, 7)
    c.call(PHONE)
    says(c)
    c.dhcp('10.0.0.77', 7)
    c.call('10.0.0.77')
    says(c, '10.0.0.77')
    c.dhcp(PHONE, 8, phone=False)
    says(c, m=8)
    c.call(PHONE, 42000, m=8)


def other_order(c):
    """The one that was seen first calls last."""
    says(c)
    c.call(TABLET, m=8)
    c.call(PHONE)
    says(c)


def never_calls(c):
    says(c)
    c.at += 61
    says(c)
    c.at += 1
    says(c)


def over_before(c):
    """The flow is over and forgotten when its handset becomes known."""
    says(c)
    c.at += 200
    c.udp('10.0.0.9', 4000, SITE, 9999, b'hello', m=9)
    c.call(PHONE)


def far_end_told(c):
    c.udp(SITE, 9999, PHONE, 4000, IMEI, m=1, to=7)
    c.udp(PHONE, 4000, SITE, 9999, IMEI)
    c.call(PHONE)


SCENARIOS = (dhcp_late, arp_late, nd_late, pcapdroid, quic_before, two_handsets, hotspot, moves, other_order, never_calls, over_before,
             far_end_told)

HANDSET = '(SELECT name FROM handset h WHERE h.capture = x.capture AND h.number = x.handset)'
FLOW = '(SELECT first_frame FROM flow f WHERE f.id = x.flow)'
TABLES = {
    'handset_address': HANDSET + ', handset, address, since, mac, reason',
    'flow': 'first_frame, last_frame, client, client_port, server, server_port, transport, ' + HANDSET + ', handset_called, protocol, host, packets, '
            'bytes_up, bytes_down',
    'read': 'first_frame, bytes_clear, bytes_opaque, visibility',
    'message': FLOW + ', frame, carrier, host, method, path, keys, bytes, messages',
    'sighting': FLOW + ', frame, offset, kind, tier, form, path',
    'session': FLOW + ', frame, protocol, host',
    'capture_loss': 'loss, detail, count, bytes, frame',
}


def make(folder):
    for scenario in SCENARIOS:
        c = Capture(101 if scenario is pcapdroid else 1)
        scenario(c)
        c.write(f'{folder}/{scenario.__name__}.pcap')
        print(scenario.__name__)


def compare(live, scan):
    for table, columns in TABLES.items():
        rows = f"SELECT {columns} FROM {'flow' if table == 'read' else table} x"
        a, b = (sorted(str(row) for row in sqlite3.connect(db).execute(rows)) for db in (live, scan))
        for row in sorted(set(a) - set(b)):
            print('only live:', table, row)
        for row in sorted(set(b) - set(a)):
            print('only scan:', table, row)
        if len(a) != len(b) and set(a) == set(b):
            print(table, 'holds a row twice')


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2])
    else:
        compare(sys.argv[2], sys.argv[3])
