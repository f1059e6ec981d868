#!/usr/bin/env python3
"""What real programs said over TLS on a loopback of their own, captured by dumpcap, is what phonehome reads with their key log.
tls.sh runs it inside a network namespace: tls.py BUILD TOP, in an empty folder. TAP."""
import base64, collections, gzip, hashlib, http.server, os, re, shutil, signal, socket, sqlite3, ssl, struct, subprocess, sys, threading, time
import xml.etree.ElementTree as tree
import zlib

BUILD, TOP = sys.argv[1:3]
HANDSET, SERVER, HOST = '192.168.43.20', '42.62.48.5', 'data.mistat.intl.xiaomi.com'
IMEI, IMSI, ANDROID, PHONE, PSK = '490154203237518', '404450123456789', '9f3c1b7de204a658', '+919876543210', '000102030405060708090a0b0c0d0e0f'
ALL, ALL_13 = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0', 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256'
KEYLOG, CAPTURE = 'keys.log', 'all.pcapng'
NOW = ['--now', '2026-01-01T00:00:00Z']

number = failures = 0
expected = collections.defaultdict(list)   # the client's port: label and body of each request, in order
labels = {}                                # the client's port: what was tried on it
unplanted = set()                          # ports whose bodies hold no personal data
port_next = 20000


def ok(good, text, lines=()):
    global number, failures
    number += 1
    failures += not good
    print('%s %d - %s' % ('ok' if good else 'not ok', number, text), flush=True)
    for line in () if good else list(lines)[:40]:
        print('#   ' + str(line)[:300])


def skip(text):
    global number
    number += 1
    print('ok %d - # skip %s' % (number, text), flush=True)


def port_new(label):
    global port_next
    port_next += 1
    labels[port_next] = label
    return port_next


def body_of(label, size=0):
    """What a handset might send: IMEI and phone number, the IMSI hashed, the Android ID wrapped, and something to fill records."""
    wrapped = base64.urlsafe_b64encode(zlib.compress(b'{"H":{"androidId":"%s"}}' % ANDROID.encode())).decode()
    text = 'n=%s&imei=%s&h=%s&tel=%s&w=%s' % (label, IMEI, hashlib.sha1(IMSI.encode()).hexdigest(), PHONE.replace('+', '%2B'), wrapped)
    fill = hashlib.sha256(label.encode()).hexdigest()
    return (text + '&fill=' + fill * (max(0, size - len(text)) // 64 + 1)).encode()


def request_of(label, body):
    return (b'POST /%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n'
            % (label.encode(), HOST.encode(), len(body))) + body


def expect(port, label, body):
    expected[port].append((label, body))


# ---- programs ----

class Program:
    """Something that serves, until it is stopped."""
    def __init__(self, args, listens, **more):
        self.process = subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        for _ in range(200):
            if listening(listens) or self.process.poll() is not None:
                break
            time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()


def listening(port):
    """By the kernel's table: to connect would be captured."""
    return any(line.split()[1].endswith(':%04X' % port) and line.split()[3] == '0A'
               for table in ('/proc/net/tcp', '/proc/net/tcp6') for line in open(table).readlines()[1:])


def run(args, **more):
    return subprocess.run(args, capture_output=True, **more)


def certificates():
    ext = ['-addext', 'subjectAltName=DNS:%s,DNS:*.io.mi.com' % HOST]
    for name, key in (('rsa', ['-newkey', 'rsa:2048']), ('ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'])):
        run(['openssl', 'req', '-x509', '-nodes', '-days', '3650', '-subj', '/O=Xiaomi/CN=' + HOST, '-keyout', name + '.key', '-out', name + '.pem'] + key + ext)
    run(['openssl', 'dsaparam', '-out', 'dsa.param', '1024'])
    run(['openssl', 'req', '-x509', '-nodes', '-days', '3650', '-subj', '/CN=' + HOST, '-newkey', 'dsa:dsa.param', '-keyout', 'dsa.key', '-out', 'dsa.pem'] + ext)


def s_server(port, *options, cert='rsa', mode='-rev'):
    args = ['openssl', 's_server', '-accept', '%s:%d' % (SERVER, port), '-cert', cert + '.pem', '-key', cert + '.key', '-keylogfile', KEYLOG,
            '-cipher', ALL, '-ciphersuites', ALL_13, '-psk', PSK, '-quiet']
    if cert == 'rsa':
        args += ['-dcert', 'ec.pem', '-dkey', 'ec.key']
    return Program(args + ([mode] if mode else []) + list(options), port)


def s_client(label, *options, port=443, size=0, quiet=True, script=None, sni=True):
    """One request, said at once; or a script of pieces, each after a pause."""
    mine = port_new(label)
    args = ['openssl', 's_client', '-bind', '%s:%d' % (HANDSET, mine), '-connect', '%s:%d' % (SERVER, port)] + list(options)
    if sni:
        args += ['-servername', HOST]
    body = body_of(label, size)
    if script is None:
        expect(mine, label, body)
        done = run(args + ['-quiet', '-no_ign_eof'], input=request_of(label, body), timeout=20)
        return done.returncode == 0, mine
    process = subprocess.Popen(args + (['-quiet', '-no_ign_eof'] if quiet else []), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for piece in script(mine):
        time.sleep(0.15)
        process.stdin.write(piece)
        process.stdin.flush()
    time.sleep(0.15)
    process.stdin.close()
    process.wait(20)
    return True, mine


# ---- what is said ----

def suites():
    """What this OpenSSL and decode/suite.c both know, as (name, OpenSSL's name, the first version); SRP wants a file of users, and is left out."""
    known = dict(re.findall(r'\{ 0x([0-9A-F]{4}), "(\w+)"', open(os.path.join(TOP, 'scanner/decode/suite.c')).read()))
    for line in run(['openssl', 'ciphers', '-V', '-stdname', ALL], text=True).stdout.splitlines():
        code, _, name, _, other, version = line.split()[:6]
        if code.replace('0x', '').replace(',', '') in known and 'SRP' not in name:
            yield name, other, version


def every_suite():
    """Each suite over TLS 1.2 or 1.3, those that are older over the older versions too, with and without encrypt-then-MAC."""
    failed = []
    servers = [s_server(443), s_server(444, cert='dsa')]
    for name, short, version in suites():
        old = version in ('SSLv3', 'TLSv1')
        port = 444 if 'DSS' in name else 443
        psk = ['-psk', PSK] if 'PSK' in name else []
        if version == 'TLSv1.3':
            tries = [('1.3', ['-tls1_3', '-ciphersuites', short])]
        else:
            tries = [('1.2', ['-tls1_2'])] + ([('1.2-mac-then-encrypt', ['-tls1_2', '-no_etm'])] if name.startswith(('TLS_RSA_WITH', 'TLS_ECDHE_RSA', 'TLS_PSK')) and 'CBC' in name else [])
            if old and short in ('AES128-SHA', 'AES256-SHA', 'ECDHE-RSA-AES128-SHA', 'PSK-AES256-CBC-SHA384', 'PSK-AES128-CBC-SHA256'):
                tries += [(v + m, [o] + e) for v, o in (('1.0', '-tls1'), ('1.1', '-tls1_1')) for m, e in (('', []), ('-mac-then-encrypt', ['-no_etm']))]
            tries = [(t, o + ['-cipher', short + ':@SECLEVEL=0']) for t, o in tries]
        for t, options in tries:
            good, _ = s_client('%s-%s' % (name, t), *options, *psk, port=port, size=3000)
            if not good:
                failed.append('%s %s' % (t, name))
    for s in servers:
        s.stop()
    ok(not failed, 'every suite of OpenSSL\'s that can be read was spoken: %d sessions' % len(labels), failed)


def versions_and_records():
    """Records in every shape that s_client can be asked for."""
    server = s_server(443)
    rows = [
        ('small-records-1.3', ['-tls1_3', '-max_send_frag', '512'], 200000),
        ('small-records-1.2', ['-tls1_2', '-max_send_frag', '512'], 200000),
        ('split-records-1.2-cbc', ['-tls1_2', '-cipher', 'AES128-SHA:@SECLEVEL=0', '-split_send_frag', '700'], 100000),
        ('padded-1.3', ['-tls1_3', '-record_padding', '1024'], 9000),
        ('large-1.3', ['-tls1_3'], 1000000),
        ('large-1.2', ['-tls1_2'], 1000000),
        ('no-name', ['-tls1_3'], 100),
        ('alpn', ['-tls1_2', '-alpn', 'h2,http/1.1'], 100),
        ('psk-1.3', ['-tls1_3', '-psk', PSK], 100),
        ('max-fragment', ['-tls1_2', '-maxfraglen', '512'], 9000),
    ]
    failed = [label for label, options, size in rows if not s_client(label, *options, size=size, sni=label != 'no-name')[0]]
    server.stop()
    server = s_server(443, '-groups', 'P-521')
    failed += [label for label in ('hello-retry',) if not s_client(label, '-tls1_3', '-groups', 'X25519:P-521')[0]]
    server.stop()
    server = s_server(443, '-no_ticket')
    failed += [label for label in ('no-ticket',) if not s_client(label, '-tls1_3')[0]]
    server.stop()
    ok(not failed, 'records small, split, padded and large; a HelloRetryRequest', failed)


def resumed():
    """Sessions taken up again: by session id, by ticket, by a PSK of TLS 1.3, with early data."""
    failed = []
    for label, options, server_options in (('by-ticket', ['-tls1_2'], []), ('by-id', ['-tls1_2', '-no_ticket'], ['-no_ticket']), ('by-psk', ['-tls1_3'], []),
                                           ('by-ticket-1.0', ['-tls1', '-cipher', 'AES128-SHA:@SECLEVEL=0'], [])):
        server = s_server(443, *server_options, mode=None)
        session = label + '.session'

        def wait_for_ticket(port):
            body = body_of(label + '-first')
            expect(port, label + '-first', body)
            yield request_of(label + '-first', body)
            yield b''
        s_client(label + '-first', *options, '-sess_out', session, script=wait_for_ticket)
        good, _ = s_client(label + '-again', *options, '-sess_in', session)
        if not good or not os.path.exists(session):
            failed.append(label)
        server.stop()
    ok(not failed, 'sessions are resumed by id, ticket and PSK', failed)


def early_data():
    """What is sent before the far end answered; and what is sent so in vain."""
    for label, again in (('early', ['-early_data', '-no_anti_replay']), ('early-refused', [])):
        server = s_server(443, '-early_data', '-no_anti_replay', '-max_early_data', '16384', mode=None)

        def wait_for_ticket(port):
            body = body_of(label + '-first')
            expect(port, label + '-first', body)
            yield request_of(label + '-first', body)
            yield b''
        s_client(label + '-first', '-tls1_3', '-sess_out', label, script=wait_for_ticket)
        if not again:
            server.stop()
            server = s_server(443, mode=None)
        body = body_of(label + '-data')
        with open(label + '.bin', 'wb') as f:
            f.write(request_of(label + '-data', body))

        def later(port):
            expect(port, label + '-data', body)
            more = body_of(label + '-later')
            expect(port, label + '-later', more)
            yield request_of(label + '-later', more)
        s_client(label, '-tls1_3', '-keylogfile', KEYLOG, '-sess_in', label, '-early_data', label + '.bin', script=later)
        server.stop()


def keys_change():
    """KeyUpdate of TLS 1.3, asked for by either side; renegotiation of TLS 1.2, asked for by the client."""
    def pieces(command, label, times):
        def script(port):
            for n in range(times):
                body = body_of('%s-%d' % (label, n), 2000)
                expect(port, '%s-%d' % (label, n), body)
                # a line that begins with the command's letter is the command, so the body ends its line
                yield request_of('%s-%d' % (label, n), body + b'\r\n')
                expected[port][-1] = ('%s-%d' % (label, n), body + b'\r\n')
                yield command + b'\n'
        return script
    server = s_server(443, '-client_renegotiation', mode=None)
    for label, command, options in (('key-update', b'K', ['-tls1_3']), ('key-update-silent', b'k', ['-tls1_3']),
                                    ('renegotiated', b'R', ['-tls1_2']), ('renegotiated-cbc', b'R', ['-tls1_2', '-cipher', 'AES256-SHA:@SECLEVEL=0']),
                                    ('renegotiated-1.0', b'R', ['-tls1', '-cipher', 'AES128-SHA:@SECLEVEL=0'])):
        s_client(label, *options, quiet=False, script=pieces(command, label, 3))
    server.stop()


# ---- HTTP by curl and nginx ----

NGINX = """worker_processes 1; daemon off; pid nginx.pid; error_log nginx.log; user root;
events { worker_connections 256; }
http { access_log off; client_max_body_size 0; client_body_temp_path temp; keepalive_requests 1000;
  server { listen %s:%d ssl http2; ssl_certificate rsa.pem; ssl_certificate_key rsa.key; 
    location / { proxy_pass http://127.0.0.1:8080; } } }
"""


class Backend(http.server.BaseHTTPRequestHandler):
    """What nginx hands on is read to its end: only so does a client send all of it."""
    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()

    do_PUT = do_POST

    def log_message(self, *_):
        pass


def nginx(port):
    with open('nginx.conf', 'w') as f:
        f.write(NGINX % (SERVER, port))
    return Program(['nginx', '-p', os.getcwd() + '/', '-e', 'nginx.log', '-c', 'nginx.conf'], port)


def curl(label, bodies, *options, port=443, scheme='https', extra=()):
    """Bodies one after another over one connection; extra: options of each request."""
    mine = port_new(label)
    args = ['curl', '-s', '-k', '--max-time', '20', '--interface', HANDSET, '--local-port', str(mine), '--resolve', '%s:%d:%s' % (HOST, port, SERVER)] + list(options)
    for n, body in enumerate(bodies):
        name = '%s-%d' % (label, n)
        with open(name + '.body', 'wb') as f:
            f.write(body)
        args += (['--next', '-s', '-k'] if n and extra else []) + list(extra)
        if n == 0 or extra:
            args += ['--data-binary', '@%s.body' % name]
        expect(mine, name, body)
        args.append('%s://%s:%d/%s' % (scheme, HOST, port, name))
    return run(args, timeout=60).returncode == 0


def many(label, count, *options):
    """Requests at once on one connection, each with a body of its own."""
    mine = port_new(label)
    with open(label + '.config', 'w') as f:
        for n in range(count):
            name = '%s-%d' % (label, n)
            body = body_of(name, 1000 + 7000 * n)
            with open(name + '.body', 'wb') as b:
                b.write(body)
            expect(mine, name, body)
            f.write('%sdata-binary = "@%s.body"\nurl = "https://%s:443/%s"\nsilent\ninsecure\nresolve = "%s:443:%s"\ninterface = "%s"\nlocal-port = %d\nhttp2\noutput = "out"\n'
                    % ('next\n' if n else '', name, HOST, name, HOST, SERVER, HANDSET, mine))
    return run(['curl', '-Z', '--parallel-max', '30', '-K', label + '.config', *options], timeout=60).returncode == 0


def grpc(label):
    """A message of gRPC: a flag, a length, and a protobuf with the IMEI as field 1 and the phone number as field 2."""
    proto = b'\x0a' + bytes([len(IMEI)]) + IMEI.encode() + b'\x12' + bytes([len(PHONE)]) + PHONE.encode()
    return b'\0' + struct.pack('>I', len(proto)) + proto


def web():
    backend = http.server.ThreadingHTTPServer(('127.0.0.1', 8080), Backend)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    server = nginx(443)
    failed = []
    for version, option in (('h1', '--http1.1'), ('h2', '--http2')):
        rows = [
            ('post', [body_of('a'), body_of('b', 40000)], [], []),
            ('gzip', [gzip.compress(body_of('c', 20000), mtime=0)], ['-H', 'Content-Encoding: gzip'], []),
            ('chunked', [body_of('d', 70000)], ['-H', 'Transfer-Encoding: chunked', '-H', 'Expect:'] if version == 'h1' else [], []),
            ('put', [body_of('e', 5000)], ['-X', 'PUT'], []),
            ('large', [body_of('f', 6000000)], ['-H', 'Expect:'], []),
            ('json', [b'{"device":{"imei":"%s","msisdn":"%s"}}' % (IMEI.encode(), PHONE.encode())], ['-H', 'Content-Type: application/json'], []),
            ('tls-1.2', [body_of('g', 3000)], ['--tls-max', '1.2'], []),
            ('grpc', [grpc('h')], ['-H', 'Content-Type: application/grpc', '-H', 'TE: trailers'], []),
        ]
        for label, bodies, options, _ in rows:
            for n, body in enumerate(bodies):
                if not curl('%s-%s%s' % (version, label, '-again' if n else ''), [body], option, *options):
                    failed.append('%s %s' % (version, label))
        if not keep_alive(version + '-keep-alive', option):
            failed.append(version + ' keep-alive')
    if not many('h2-many', 24):
        failed.append('many streams')
    proxy = Proxy(3128, None)
    secure = Proxy(3129, 'rsa')
    for label, options in (('connect', ['-x', 'http://%s:3128' % SERVER]), ('connect-h2', ['-x', 'http://%s:3128' % SERVER, '--http2']),
                           ('tls-in-tls', ['--proxy-insecure', '-x', 'https://%s:3129' % SERVER, '--http1.1']),
                           ('tls-in-tls-h2', ['--proxy-insecure', '-x', 'https://%s:3129' % SERVER, '--http2'])):
        if not curl(label, [body_of(label, 9000)], *options):
            failed.append(label)
    server.stop()
    server = nginx(10443)
    if not curl('other-port', [body_of('other-port')], port=10443):
        failed.append('other port')
    server.stop()
    ok(not failed, 'nginx and curl: HTTP/1.1 and 2, coded, chunked, large, interleaved, by proxies', failed)


def keep_alive(label, option):
    """Three requests on one connection."""
    mine = port_new(label)
    args = ['curl']
    for n in range(3):
        name = '%s-%d' % (label, n)
        body = body_of(name, 20000 * n)
        with open(name + '.body', 'wb') as b:
            b.write(body)
        expect(mine, name, body)
        args += (['--next'] if n else []) + ['-s', '-k', option, '--interface', HANDSET, '--local-port', str(mine), '--resolve', '%s:443:%s' % (HOST, SERVER),
                                             '--data-binary', '@%s.body' % name, 'https://%s:443/%s' % (HOST, name)]
    return run(args, timeout=30).returncode == 0


# ---- servers of our own ----

def context(cert):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(cert + '.pem', cert + '.key')
    c.keylog_filename = KEYLOG
    return c


class Server(threading.Thread):
    """A thread a connection, each doing what serve does."""
    def __init__(self, port):
        super().__init__(daemon=True)
        self.listener = socket.create_server((SERVER, port))
        self.start()

    def run(self):
        while True:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.quietly, args=(s,), daemon=True).start()

    def quietly(self, s):
        try:
            self.serve(s)
        except (OSError, ValueError):
            pass
        s.close()


class Proxy(Server):
    """Answers CONNECT, itself over TLS where cert is given, and passes on what follows."""
    def __init__(self, port, cert):
        self.context = context(cert) if cert else None
        super().__init__(port)

    def serve(self, s):
        if self.context:
            s = self.context.wrap_socket(s, server_side=True)
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            head += s.recv(1) or sys.exit()
        far = socket.create_connection((SERVER, int(head.split()[1].rsplit(b':', 1)[1])))
        s.sendall(b'HTTP/1.1 200 Connection established\r\n\r\n')
        threading.Thread(target=self.carry, args=(far, s), daemon=True).start()
        self.carry(s, far)

    def carry(self, a, b):
        try:
            while True:
                data = a.recv(65536)
                if not data:
                    break
                b.sendall(data)
        except (OSError, ValueError):
            pass
        for s in (a, b):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Mail(Server):
    """As much of SMTP and IMAP as curl asks for, with STARTTLS."""
    def serve(self, s):
        smtp = s.getsockname()[1] == 25
        f = s.makefile('rwb', buffering=0)
        f.write(b'220 ready\r\n' if smtp else b'* OK ready\r\n')
        while True:
            line = f.readline()
            if not line:
                return
            word = line.split()[0 if smtp else 1].upper()
            if word == b'STARTTLS':
                f.write(b'220 go on\r\n' if smtp else line.split()[0] + b' OK go on\r\n')
                s = context('rsa').wrap_socket(s, server_side=True)
                f = s.makefile('rwb', buffering=0)
            elif smtp:
                f.write({b'EHLO': b'250-here\r\n250 STARTTLS\r\n', b'DATA': b'354 go on\r\n'}.get(word, b'250 fine\r\n'))
                if word == b'DATA':
                    while f.readline().strip() != b'.':
                        pass
                    f.write(b'250 fine\r\n')
            else:
                if word == b'CAPABILITY':
                    f.write(b'* CAPABILITY IMAP4rev1 STARTTLS\r\n')
                if word == b'APPEND':
                    f.write(b'+ go on\r\n')
                    left = int(re.search(rb'{(\d+)', line)[1])
                    while left > 0:
                        left -= len(s.recv(left))
                    f.readline()
                f.write(line.split()[0] + b' OK fine\r\n')


def mail():
    servers = [Mail(25), Mail(143)]
    with open('mail', 'w') as f:
        f.write('From: <a@example.com>\r\nSubject: report\r\n\r\nimei=%s&tel=%s\r\n' % (IMEI, PHONE))
    failed = []
    for label, url, options in (('smtp', 'smtp://%s/here' % SERVER, ['--mail-from', 'a@example.com', '--mail-rcpt', 'b@example.com']),
                                ('imap', 'imap://%s/INBOX' % SERVER, ['-u', 'name:secret'])):
        if run(['curl', '-s', '-k', '--ssl-reqd', '--interface', HANDSET, '--local-port', str(port_new(label)), '-T', 'mail', url] + options).returncode:
            failed.append(label)
    for s in servers:
        s.listener.close()
    ok(not failed, 'SMTP and IMAP after STARTTLS, by curl', failed)


# ---- WebSocket ----

def masked(opcode, payload):
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b'\xfe' + struct.pack('>H', len(payload))
    mask = b'abcd'
    return bytes([0x80 | opcode]) + length + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(payload))


class Socket(Server):
    """WebSocket over HTTP/1.1 or, where h2 was agreed on, over HTTP/2 (RFC 8441)."""
    def serve(self, s):
        c = context('rsa')
        c.set_alpn_protocols(['h2', 'http/1.1'])
        s = c.wrap_socket(s, server_side=True)
        if s.selected_alpn_protocol() == 'h2':
            s.sendall(b'\0\0\6\4\0\0\0\0\0\0\x08\0\0\0\1')                # SETTINGS_ENABLE_CONNECT_PROTOCOL
            s.recv(65536)
            s.sendall(b'\0\0\1\1\4\0\0\0\1\x88')                                # :status 200
        else:
            key = re.search(rb'Sec-WebSocket-Key: (\S+)', s.recv(65536))[1]
            accept = base64.b64encode(hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest())
            s.sendall(b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n' % accept)
        while s.recv(65536):
            pass


def literal(name, value):
    """A field of HPACK that is not indexed (RFC 7541 section 6.2.2)."""
    return b'\0' + bytes([len(name)]) + name + bytes([len(value)]) + value


def frame(kind, flags, stream, payload):
    return struct.pack('>I', len(payload))[1:] + bytes([kind, flags]) + struct.pack('>I', stream) + payload


def farewell(s):
    """To close while something is unread would lose what is not sent yet."""
    try:
        s.unwrap()
    except OSError:
        pass
    s.close()


def websocket():
    server = Socket(444)
    for label, protocols in (('websocket', ['http/1.1']), ('websocket-h2', ['h2'])):
        mine = port_new(label)
        c = ssl.create_default_context()
        c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
        c.keylog_filename = KEYLOG
        c.set_alpn_protocols(protocols)
        s = c.wrap_socket(socket.create_connection((SERVER, 444), source_address=(HANDSET, mine)), server_hostname=HOST)
        if label == 'websocket':
            s.sendall(b'GET /%s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                      b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n' % (label.encode(), HOST.encode()))
            s.recv(4096)
        else:
            fields = [(b':method', b'CONNECT'), (b':protocol', b'websocket'), (b':scheme', b'https'), (b':path', b'/' + label.encode()), (b':authority', HOST.encode())]
            s.sendall(b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + frame(4, 0, 0, b'') + frame(1, 4, 1, b''.join(literal(*f) for f in fields)))
            s.recv(4096)
        for n in range(3):
            body = body_of('%s-%d' % (label, n), 50 + 2000 * n)
            expect(mine, label, body)
            data = masked(1, body)
            s.sendall(data if label == 'websocket' else frame(0, 0, 1, data))
        farewell(s)
    server.listener.close()


# ---- another library ----

def gnutls():
    """Ciphers that OpenSSL does not speak any more."""
    if not shutil.which('gnutls-cli'):
        return skip('gnutls-cli is not installed')
    server = Program(['gnutls-serv', '-q', '-p', '446', '--x509certfile', 'rsa.pem', '--x509keyfile', 'rsa.key', '--echo',
                      '--priority', 'LEGACY:+ARCFOUR-128:+3DES-CBC:+MD5:+RSA:+VERS-TLS1.0:+VERS-TLS1.1'], 446)
    failed = []
    for version in ('1.0', '1.1', '1.2'):
        for cipher, mac in (('ARCFOUR-128', 'SHA1'), ('ARCFOUR-128', 'MD5'), ('3DES-CBC', 'SHA1'), ('AES-128-CBC', 'SHA1')):
            label = 'gnutls-%s-%s-%s' % (version, cipher, mac)
            body = body_of(label, 5000)
            priority = 'LEGACY:-VERS-ALL:+VERS-TLS%s:-CIPHER-ALL:+%s:-MAC-ALL:+%s:-KX-ALL:+RSA' % (version, cipher, mac)
            done = run(['gnutls-cli', '--insecure', '--priority', priority, '--sni-hostname', HOST, '-p', '446', SERVER],
                       input=request_of(label, body))
            if done.returncode:
                failed.append(label + ' ' + done.stderr.decode()[-200:])
            expected[label].append((label, body))
    server.stop()
    ok(not failed, 'GnuTLS speaks RC4 and 3DES over TLS 1.0 to 1.2', failed)


def wait_until_captured():
    """A file that is there says only that the capture will begin."""
    while not os.path.exists(CAPTURE) or os.path.getsize(CAPTURE) == 0:
        time.sleep(0.05)
    before = os.path.getsize(CAPTURE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HANDSET, 0))
        while os.path.getsize(CAPTURE) == before:
            probe.sendto(b'', (SERVER, 9))
            time.sleep(0.05)


def main():
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
    for a in (HANDSET, SERVER):
        subprocess.run(['ip', 'addr', 'add', a + '/32', 'dev', 'lo'], check=True)
    certificates()
    open(KEYLOG, 'w').close()
    os.environ['SSLKEYLOGFILE'] = os.path.abspath(KEYLOG)
    dump = subprocess.Popen(['dumpcap', '-q', '-i', 'lo', '-B', '64', '-f', 'host %s or port 446' % HANDSET, '-w', CAPTURE], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until_captured()
    began = time.time()
    every_suite()
    versions_and_records()
    resumed()
    early_data()
    keys_change()
    web()
    mail()
    websocket()
    gnutls()
    print('# %.1f s' % (time.time() - began))
    time.sleep(1)
    dump.send_signal(signal.SIGINT)
    dump.wait()


def digest(body):
    return len(body), hashlib.sha256(body).hexdigest()


def ours(capture, *keylog):
    """The bodies that phonehome reads, by the client's port."""
    found = collections.defaultdict(list)
    for line in run([os.path.join(BUILD, 'bench_bodies'), capture, *keylog], text=True).stdout.splitlines():
        port, carrier, method, path, coding, part, size, sha = line.split()
        found[int(port)].append((path.lstrip('/'), (int(size), sha)))
    return found


# ---- what is read ----

def compare_with_what_was_said(mine):
    by_label = collections.defaultdict(list)
    for rows in mine.values():
        for path, d in rows:
            by_label[path].append((path, d))
    wrong, count = [], 0
    for port, wanted in expected.items():
        got = sorted(mine.get(port, []) if isinstance(port, int) else by_label[port])
        wanted = sorted((label, digest(body)) for label, body in wanted)
        count += len(wanted)
        if got != wanted:
            wrong.append('%s: %d of %d' % (labels.get(port, port), len(set(got) & set(wanted)), len(wanted)))
    ok(not wrong, 'all %d bodies are read byte for byte as they were said' % count, wrong)


def theirs():
    """Bodies by tshark: objects of HTTP/1, and of HTTP/2 what its data frames hold and come to."""
    ports = [a for p in (444, 446, 10443, 3129) for a in ('-d', 'tcp.port==%d,tls' % p)]
    done = run(['tshark', '-n', '-r', CAPTURE, '-o', 'tls.keylog_file:' + KEYLOG, '-o', 'tcp.reassemble_out_of_order:TRUE', *ports, '-Y', 'http2.data.data', '-T', 'fields', '-e', 'http2.data.data',
                '-e', 'http2.body.reassembled.data', '--export-objects', 'http,objects'], text=True)
    found = {digest(bytes.fromhex(v)) for v in re.findall('[0-9a-f]+', done.stdout)}
    return found | {digest(open(os.path.join('objects', f), 'rb').read()) for f in os.listdir('objects')}


# tshark 4.0 follows no proxy inside TLS, shows of a WebSocket its text alone, and knows no ARIA.
NOT_BY_TSHARK = re.compile('tls-in-tls|websocket|.*_ARIA_')


def compare_with_tshark():
    other = theirs()
    wrong, count = [], 0
    for rows in expected.values():
        for label, body in rows:
            if NOT_BY_TSHARK.match(label):
                continue
            count += 1
            plain = gzip.decompress(body) if body.startswith(b'\x1f\x8b') else body
            if digest(plain) not in other:
                wrong.append(label)
    ok(not wrong, 'tshark shows the same %d bodies with the same keys' % count, wrong)


def scan(database, *args):
    done = run([os.path.join(BUILD, 'phonehome'), 'scan', '--case', 'case.yaml', '-o', database, *NOW, *args], text=True)
    with open(database + '.out', 'w') as f:
        f.write(done.stdout + done.stderr)
    return done.returncode


def rows(database, sql):
    with sqlite3.connect(database) as db:
        return db.execute(sql).fetchall()


PLANTED = {('imei', 'plain'), ('imsi', 'sha1-hex'), ('phone-number', 'plain'), ('android-id', 'plain')}


def planted_data():
    code = scan('keys.db', '--keylog', KEYLOG, CAPTURE)
    ok(code in (0, 1), 'a scan with the key log ends well (exit %d)' % code, open('keys.db.out').readlines()[-5:])
    found = collections.defaultdict(set)
    for port, kind, form in rows('keys.db', 'SELECT client_port, kind, form FROM disclosures'):
        found[port].add((kind, form))
    wrong = []
    for port, said in expected.items():
        if not isinstance(port, int):
            continue
        plain = labels[port].endswith(('json', 'grpc'))
        wanted = {('imei', 'plain'), ('phone-number', 'plain')} if plain else PLANTED
        if not wanted <= found[port]:
            wrong.append('%s: not found: %s' % (labels[port], sorted(wanted - found[port])))
    for port in (p for p, label in labels.items() if label in ('smtp', 'imap')):
        if not {('imei', 'plain'), ('phone-number', 'plain')} <= found[port]:
            wrong.append(labels[port])
    ok(not wrong, 'every planted datum is found: plain, hashed and wrapped', wrong)
    ends = rows('keys.db', 'SELECT x."end", x.protocol, x.cipher, f.client_port FROM sessions x JOIN flow f ON f.id = x.flow_id WHERE x."end" <> \'read\'')
    ok(not ends, 'every session is read to its end', ['%s: %s' % (labels.get(r[3]), r[:3]) for r in ends])
    ok(not rows('keys.db', "SELECT 1 FROM transfers WHERE bytes_opaque > 0 AND server_port <> 3128"), 'and nothing of them is opaque',
       rows('keys.db', "SELECT client_port, bytes_opaque, bytes_decrypted FROM transfers WHERE bytes_opaque > 0"))


def secrets_blocks():
    """The key log inside the capture, before and behind the packets that it opens."""
    views = ('SELECT client_port, frame, offset, length, kind, form, path, tier, masked, host FROM disclosures ORDER BY 1, 2, 3, 4, 5, 6, 7',
             'SELECT frame, protocol, cipher, host, alpn, ja4, "end", bytes_decrypted FROM sessions ORDER BY 1')
    wanted = [rows('keys.db', v) for v in views]
    run(['editcap', '--inject-secrets', 'tls,' + KEYLOG, CAPTURE, 'before.pcapng'])
    text = open(KEYLOG, 'rb').read()
    padded = text + b'\0' * (-len(text) % 4)
    block = struct.pack('<III', 10, 20 + len(padded), 0x544C534B) + struct.pack('<I', len(text)) + padded + struct.pack('<I', 20 + len(padded))
    with open('behind.pcapng', 'wb') as f:
        f.write(open(CAPTURE, 'rb').read() + block)
    for name in ('before', 'behind'):
        scan(name + '.db', name + '.pcapng')
        got = [rows(name + '.db', v) for v in views]
        ok(got == wanted and wanted[0], 'a secrets block %s the packets serves as well' % name, ['%d of %d' % (len(set(g) & set(w)), len(w)) for g, w in zip(got, wanted)])


def without_keys():
    code = scan('none.db', CAPTURE)
    clear = {port for port, label in labels.items() if '_NULL_' in label}
    found = rows('none.db', "SELECT client_port, kind, form, tier FROM disclosures WHERE server_port NOT IN (25, 143)")
    wrong = [r for r in found if r[0] not in clear]
    ok(code in (0, 1) and not wrong, 'without keys nothing is disclosed', wrong)
    seen = rows('none.db', 'SELECT client_port, visibility, host, host_source, bytes_decrypted, bytes_opaque FROM transfers WHERE server_port IN (443, 444, 446, 10443)')
    wrong = [labels[r[0]] for r in seen if r[0] in clear and r[5]]
    ok(len(clear) > 9 and clear <= {r[0] for r in found} and not wrong, 'but of %d flows that encrypted nothing' % len(clear), wrong)
    seen = [r for r in seen if r[0] not in clear]
    wrong = [r for r in seen if r[1] != 'opaque' or r[4] or not r[5]]
    ok(len(seen) > 200 and not wrong, 'each of %d flows is opaque' % len(seen), wrong)
    wrong = [(labels.get(r[0]),) + r for r in seen if (r[2] != HOST or r[3] != 'sni') and labels.get(r[0]) != 'no-name']
    ok(not wrong, 'and its server name is read all the same', wrong)
    wrong = rows('none.db', 'SELECT protocol, "end", count(*) FROM sessions WHERE "end" <> \'no-key\' AND cipher NOT LIKE \'%_NULL_%\' GROUP BY 1, 2')
    ok(not wrong, 'each session says that it had no key', wrong)


def wrong_keys():
    """Secrets of other sessions under the randoms of these."""
    lines = [line.split() for line in open(KEYLOG) if line.strip() and not line.startswith('#')]
    by_label = collections.defaultdict(list)
    for line in lines:
        by_label[line[0], len(line[2])].append(line[2])
    with open('wrong.log', 'w') as f:
        for label, random, secret in lines:
            others = by_label[label, len(secret)]
            other = next((o for o in others[::-1] if o != secret), secret[::-1])
            f.write('%s %s %s\n' % (label, random, other))
    scan('wrong.db', '--keylog', 'wrong.log', CAPTURE)
    found = rows('wrong.db', 'SELECT client_port, kind, form FROM disclosures WHERE server_port NOT IN (25, 143)')
    ends = dict(rows('wrong.db', 'SELECT "end", count(*) FROM sessions GROUP BY 1'))
    ok(not found and ends.get('wrong-key', 0) > 150 and 'read' not in ends, 'wrong keys open nothing, and are said to be wrong: %s' % ends, found)


def no_secret_is_kept():
    for form in ('json', 'html', 'text', 'csv'):
        run([os.path.join(BUILD, 'phonehome'), 'report', '--format', form, *NOW, '-o', 'keys.' + form, 'keys.db'])
    wanted = {line.split()[2].lower() for line in open(KEYLOG) if line.strip() and not line.startswith('#')}
    leaks = []
    for name in sorted(os.listdir('.')):
        if not name.startswith(('keys.', 'before.', 'behind.')) or name.endswith(('.log', '.pcapng')):
            continue
        data = open(name, 'rb').read()
        lower = data.lower()
        leaks += [name for secret in wanted if secret.encode() in lower or bytes.fromhex(secret) in data]
    ok(len(wanted) > 200 and not leaks, 'none of %d secrets stands in a database, a report or what was printed' % len(wanted), sorted(set(leaks)))


def no_core():
    """Who holds keys is not dumpable: its files below /proc are root's, whoever runs it."""
    if os.getuid() != 0:
        return skip('who may be dumped is told by running as somebody else, which takes root')
    with open(os.path.join(BUILD, 'phonehome'), 'rb') as program:
        if b'__asan_init' in program.read():
            return skip('a sanitizer looks at its own process, which is then not hidden')
    folder = os.path.abspath('nobody')
    os.mkdir(folder)
    shutil.copy(KEYLOG, folder)
    shutil.copy(os.path.join(BUILD, 'phonehome'), folder)
    shutil.copy(os.path.join(BUILD, 'places.mmdb'), folder)
    shutil.copytree(os.path.join(TOP, 'rules'), os.path.join(folder, 'rules'))
    for path in [folder] + [os.path.join(folder, f) for f in os.listdir(folder)]:
        os.chown(path, 65534, 65534)
    os.chmod(os.getcwd(), 0o711)
    scanner = subprocess.Popen([os.path.join(folder, 'phonehome'), 'scan', '--rules', 'rules', '--places', 'places.mmdb', '--keylog', KEYLOG, '-o', 'x.db', '-'], cwd=folder,
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, user=65534, group=65534, extra_groups=[])
    hidden = False
    for _ in range(100):
        time.sleep(0.05)
        if scanner.poll() is not None:
            break
        hidden = os.stat('/proc/%d/mem' % scanner.pid).st_uid == 0
        if hidden:
            break
    gone = scanner.poll() is not None
    scanner.stdin.close()
    said = scanner.stderr.read().decode().splitlines()
    scanner.wait()
    ok(hidden and not gone, 'who holds keys leaves no core', said)


main()
mine = ours(CAPTURE, KEYLOG)
compare_with_what_was_said(mine)
compare_with_tshark()
shutil.copy(os.path.join(TOP, 'samples/case.yaml'), 'case.yaml')
with open('case.key', 'wb') as f:
    f.write(b'0123456789abcdef0123456789abcdef')
os.chmod('case.yaml', 0o600)
os.chmod('case.key', 0o600)
planted_data()
secrets_blocks()
without_keys()
wrong_keys()
no_secret_is_kept()
no_core()
print('1..%d' % number)
sys.exit(failures > 0)
