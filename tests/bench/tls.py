#!/usr/bin/env python3
"""A capture of HTTPS uploads, made in memory by Python's ssl, with its key log.

usage: tls.py OUT.pcap KEYLOG MEGABYTES telemetry|use
Each connection carries 16 requests; every tenth body names an IMEI. Telemetry is 64 KiB of JSON; use is
4 KiB of JSON that is answered by a picture, for most of what a handset's network carries goes to the handset.
"""
import os
import random
import ssl
import struct
import subprocess
import sys
import tempfile

SEGMENT, BODY, SMALL, REQUESTS = 1448, 64 << 10, 4 << 10, 16
CLIENT, SERVER = bytes([192, 168, 43, 20]), bytes([42, 62, 48, 5])


class Wire:
    """Writes what each side says as TCP segments of a pcap file."""

    def __init__(self, path):
        self.file = open(path, 'wb')
        self.file.write(struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        self.ticks, self.bytes = 0, 0

    def begin(self, port):
        self.ends = {True: [CLIENT, port, SERVER, 443, 1000], False: [SERVER, 443, CLIENT, port, 2000]}
        self.packet(True, 2, b'')
        self.ends[True][4] += 1
        self.packet(False, 18, b'')
        self.ends[False][4] += 1
        self.packet(True, 16, b'')

    def packet(self, client, flags, data):
        source, sport, target, dport, seq = self.ends[client]
        ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 40 + len(data), 0, 0, 64, 6, 0, source, target)
        tcp = struct.pack('>HHIIBBHHH', sport, dport, seq, self.ends[not client][4], 0x50, flags, 65535, 0, 0)
        self.ticks += 10
        size = 40 + len(data)
        self.file.write(struct.pack('<IIII', 1_700_000_000 + self.ticks // 1_000_000, self.ticks % 1_000_000, size, size) + ip + tcp + data)
        self.bytes += size

    def say(self, client, data):
        for at in range(0, len(data), SEGMENT):
            piece = data[at:at + SEGMENT]
            self.packet(client, 24, piece)
            self.ends[client][4] += len(piece)

    def end(self):
        self.packet(True, 17, b'')
        self.ends[True][4] += 1
        self.packet(False, 17, b'')


def contexts(keylog):
    with tempfile.TemporaryDirectory() as folder:
        key, cert = os.path.join(folder, 'key'), os.path.join(folder, 'cert')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '30',
                        '-subj', '/CN=tracking.miui.com'], check=True, capture_output=True)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(cert, key)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.keylog_filename = keylog
    return client, server


def shaken(context, wire, **options):
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    return context.wrap_bio(into, out, **options), into, out


def connection(wire, client_context, server_context, port, bodies, answer):
    wire.begin(port)
    client, client_in, client_out = shaken(client_context, wire, server_hostname='tracking.miui.com')
    server, server_in, server_out = shaken(server_context, wire, server_side=True)

    def carry():
        for mine, out, theirs in ((True, client_out, server_in), (False, server_out, client_in)):
            data = out.read()
            if data:
                wire.say(mine, data)
                theirs.write(data)

    done = [False, False]
    while not all(done):
        for i, side in enumerate((client, server)):
            if done[i]:
                continue
            try:
                side.do_handshake()
                done[i] = True
            except ssl.SSLWantReadError:
                pass
            carry()
    for body in bodies:
        client.write(b'POST /track/v4 HTTP/1.1\r\nHost: tracking.miui.com\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' %
                     len(body) + body)
        carry()
        left = len(body)
        while left > 0:
            try:
                left -= len(server.read(1 << 20))
            except ssl.SSLWantReadError:
                break
        server.write(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % len(answer) + answer)
        carry()
        left = len(answer)
        while left > 0:
            try:
                left -= len(client.read(1 << 20))
            except ssl.SSLWantReadError:
                break
    wire.end()


def telemetry(rng, planted, size=BODY):
    events = []
    while sum(map(len, events)) < size:
        events.append('{"event":"%s","page":"com.miui.%s.MainActivity","duration_ms":%d,"ts":%d,"network":"wifi","result":"%s"}' % (
            rng.choice(('page_view', 'click', 'page_leave', 'app_start')), rng.choice(('home', 'gallery', 'weather', 'notes')),
            rng.randrange(60000), 1_700_000_000_000 + rng.randrange(10 ** 9), rng.choice(('ok', 'the user went back', 'timed out'))))
    return ('{"app":"weather",%s"events":[%s]}' % ('"imei":"490154203237518",' if planted else '', ','.join(events))).encode()


def picture(rng):
    return b'\xff\xd8\xff\xe1\0\x08Exif\0\0' + rng.randbytes(BODY)


def small(rng, planted):
    return telemetry(rng, planted, SMALL)


def main():
    path, keylog, size, body = sys.argv[1], sys.argv[2], int(sys.argv[3]) * 1_000_000, {'telemetry': telemetry, 'use': small}[sys.argv[4]]
    rng, wire, n = random.Random(7), Wire(path), 0
    contexts_of_both = contexts(keylog)
    answer = picture(rng) if body == small else b'ok'
    pool = [body(rng, i == 0) for i in range(10)]
    while wire.bytes < size:
        connection(wire, *contexts_of_both, 20000 + n % 40000, [pool[(n + i) % 10] for i in range(REQUESTS)], answer)
        n += 1


main()
