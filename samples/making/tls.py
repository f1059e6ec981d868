"""TLS as seen from outside: a complete ClientHello, then a server's answer and records that look encrypted.

TLS 1.2 connections resume a session, so that no certificate has to be forged; in TLS 1.3 it is encrypted anyway.
"""

import struct

HANDSHAKE, CHANGE_CIPHER_SPEC, APPLICATION_DATA = 22, 20, 23
SUITES_12 = [0xC02B, 0xC02F, 0x009E, 0xC00A, 0xC009, 0xC013, 0xC014, 0x0033, 0x0039, 0x009C, 0x002F, 0x0035, 0x00FF]
SUITES_13 = [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xCCA9, 0xC02F, 0xC030, 0xCCA8, 0xC009, 0xC00A, 0xC013, 0xC014,
             0x009C, 0x009D, 0x002F, 0x0035]
X25519, SECP256R1, SECP384R1, SECP521R1 = 29, 23, 24, 25
SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201]


def vector(size, data):
    """A variable-length vector (RFC 8446 3.4) whose length takes `size` bytes."""
    return len(data).to_bytes(size, "big") + data


def words(numbers):
    return b"".join(struct.pack("!H", number) for number in numbers)


def extension(kind, data=b""):
    return struct.pack("!H", kind) + vector(2, data)


def server_name(name):
    return extension(0, vector(2, b"\0" + vector(2, name.encode())))


def alpn(protocols):
    return extension(16, vector(2, b"".join(vector(1, name.encode()) for name in protocols)))


def handshake(kind, body):
    return bytes([kind]) + vector(3, body)


def record(kind, data, version=0x0303):
    return struct.pack("!BH", kind, version) + vector(2, data)


def hello_12(sni, protocols, dice):
    """What Android's OpenSSL sent about 2014, with a session id to resume."""
    extensions = server_name(sni) + extension(0xFF01, b"\0") + extension(11, vector(1, b"\0"))
    extensions += extension(10, vector(2, words([SECP521R1, SECP384R1, SECP256R1])))
    extensions += extension(35, dice.bytes("ticket", 176)) + extension(13, vector(2, words(SIGNATURES)))
    extensions += alpn(protocols) if protocols else b""
    return client_hello(SUITES_12, extensions, dice)


def hello_13(sni, protocols, dice, more=b"", session=32):
    """What Conscrypt, Android's TLS since version 10, sends."""
    extensions = server_name(sni) + extension(23) + extension(0xFF01, b"\0")
    extensions += extension(10, vector(2, words([X25519, SECP256R1, SECP384R1])))
    extensions += extension(11, vector(1, b"\0")) + extension(35) + (alpn(protocols) if protocols else b"")
    extensions += extension(5, b"\1\0\0\0\0") + extension(13, vector(2, words(SIGNATURES)))
    extensions += extension(51, vector(2, struct.pack("!H", X25519) + vector(2, dice.bytes("key-share", 32))))
    extensions += extension(45, b"\1\1") + extension(43, vector(1, words([0x0304, 0x0303]))) + more
    return client_hello(SUITES_13, extensions, dice, session)


def client_hello(suites, extensions, dice, session=32):
    """RFC 8446 4.1.2, RFC 5246 7.4.1.2."""
    body = struct.pack("!H", 0x0303) + dice.bytes("client-random", 32) + vector(1, dice.bytes("session", session))
    return handshake(1, body + vector(2, words(suites)) + vector(1, b"\0") + vector(2, extensions))


def server_hello(suite, extensions, dice):
    body = struct.pack("!H", 0x0303) + dice.bytes("server-random", 32) + vector(1, dice.bytes("session", 32))
    return handshake(2, body + struct.pack("!HB", suite, 0) + vector(2, extensions))


def encrypted(dice, label, length):
    return record(APPLICATION_DATA, dice.bytes(label, length))


def application_data(dice, label, length):
    """Records of at most 2^14 bytes that carry `length` bytes in all."""
    return b"".join(encrypted(dice, f"{label}-{at}", min(16384, length - at)) for at in range(0, length, 16384))


CHANGE = record(CHANGE_CIPHER_SPEC, b"\1")


def opening(version, sni, protocols, dice):
    """The handshake as (client's hello, server's answer, client's finish)."""
    if version == "1.2":
        hello = record(HANDSHAKE, hello_12(sni, protocols, dice), 0x0301)
        answer = record(HANDSHAKE, server_hello(0xC02F, extension(0xFF01, b"\0"), dice))
        answer += CHANGE + record(HANDSHAKE, dice.bytes("server-finished", 40))
        return hello, answer, CHANGE + record(HANDSHAKE, dice.bytes("client-finished", 40))
    hello = record(HANDSHAKE, hello_13(sni, protocols, dice), 0x0301)
    share = extension(51, struct.pack("!H", X25519) + vector(2, dice.bytes("server-share", 32)))
    answer = record(HANDSHAKE, server_hello(0x1301, extension(43, b"\3\4") + share, dice)) + CHANGE
    answer += encrypted(dice, "server-flight", 2860)
    return hello, answer, CHANGE + encrypted(dice, "client-finished", 69)
