"""A QUIC version 1 connection: real Initial packets (RFC 9001 5.2), then short-header packets of random bytes.

AES is written out because Python has none of its own; it runs over two packets only.
"""

import hmac
import struct

from . import tls

SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")


def gf_times(a, b):
    """Multiply in AES's field, GF(2^8) modulo x^8+x^4+x^3+x+1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def make_sbox():
    """FIPS 197 5.1.1: the inverse in the field, then an affine map."""
    box = []
    for value in range(256):
        inverse = next((i for i in range(256) if gf_times(value, i) == 1), 0)
        turned = inverse * 0x101
        box.append((inverse ^ turned >> 4 ^ turned >> 5 ^ turned >> 6 ^ turned >> 7 ^ 0x63) & 0xFF)
    return box


SBOX = make_sbox()


def aes_round_keys(key):
    """FIPS 197 5.2, for a key of 16 bytes."""
    schedule, factor = [key[i:i + 4] for i in range(0, 16, 4)], 1
    while len(schedule) < 44:
        word = schedule[-1]
        if len(schedule) % 4 == 0:
            word = bytes(SBOX[byte] for byte in word[1:] + word[:1])
            word = bytes([word[0] ^ factor]) + word[1:]
            factor = gf_times(factor, 2)
        schedule.append(bytes(a ^ b for a, b in zip(schedule[-4], word)))
    return [b"".join(schedule[i:i + 4]) for i in range(0, 44, 4)]


def mix_column(column):
    """FIPS 197 5.1.3."""
    return [gf_times(column[i], 2) ^ gf_times(column[(i + 1) % 4], 3) ^ column[(i + 2) % 4] ^ column[(i + 3) % 4]
            for i in range(4)]


def aes(key, data):
    """One block of AES-128."""
    keys = aes_round_keys(key)
    state = bytes(a ^ b for a, b in zip(data, keys[0]))
    for number, round_key in enumerate(keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]  # SubBytes and ShiftRows
        if number < 10:
            state = sum((mix_column(state[i:i + 4]) for i in range(0, 16, 4)), [])
        state = bytes(a ^ b for a, b in zip(state, round_key))
    return state


def ghash(key, data):
    """NIST SP 800-38D 6.4: data is whole blocks."""
    subkey, total = int.from_bytes(key, "big"), 0
    for at in range(0, len(data), 16):
        left, product = subkey, 0
        total ^= int.from_bytes(data[at:at + 16], "big")
        for bit in range(127, -1, -1):
            product ^= left if total >> bit & 1 else 0
            left = left >> 1 ^ (0xE1 << 120 if left & 1 else 0)
        total = product
    return total.to_bytes(16, "big")


def seal(key, nonce, plain, header):
    """AES-128-GCM: ciphertext and tag."""
    blocks = -(-len(plain) // 16)
    stream = b"".join(aes(key, nonce + struct.pack("!I", 2 + i)) for i in range(blocks))
    secret = bytes(a ^ b for a, b in zip(plain, stream))
    hashed = header + bytes(-len(header) % 16) + secret + bytes(-len(secret) % 16)
    tag = ghash(aes(key, bytes(16)), hashed + struct.pack("!QQ", 8 * len(header), 8 * len(secret)))
    return secret + bytes(a ^ b for a, b in zip(tag, aes(key, nonce + b"\0\0\0\1")))


def expand(secret, label, length):
    """HKDF-Expand-Label (RFC 8446 7.1), for at most one block of output."""
    info = struct.pack("!H", length) + tls.vector(1, b"tls13 " + label) + b"\0"
    return hmac.digest(secret, info + b"\1", "sha256")[:length]


def initial_secret(connection, side):
    return expand(hmac.digest(SALT, connection, "sha256"), side + b" in", 32)


def protect(header, number, plain, secret):
    """RFC 9001 5.3 and 5.4; the packet number stands in the header's last two bytes."""
    key, iv, mask_key = expand(secret, b"quic key", 16), expand(secret, b"quic iv", 12), expand(secret, b"quic hp", 16)
    nonce = (int.from_bytes(iv, "big") ^ number).to_bytes(12, "big")
    sealed = seal(key, nonce, plain, header)
    mask = aes(mask_key, sealed[2:18])  # the sample starts four bytes after the packet number's start
    masked = bytes([header[0] ^ mask[0] & 0x0F]) + header[1:-2]
    return masked + bytes(a ^ b for a, b in zip(header[-2:], mask[1:3])) + sealed


def varint(number):
    return struct.pack("!H", 0x4000 | number)


def crypto_frame(data):
    return b"\6" + varint(0) + varint(len(data)) + data


def initial(target, source, secret, frames, size):
    """An Initial packet (RFC 9000 17.2.2) padded to `size` bytes in all."""
    front = b"\xc1\0\0\0\1" + tls.vector(1, target) + tls.vector(1, source) + b"\0"
    room = size - len(front) - 2 - 2 - 16
    header = front + varint(2 + room + 16) + struct.pack("!H", 0)
    return protect(header, 0, frames.ljust(room, b"\0"), secret)


def client_initial(sni, dice):
    connection = dice.bytes("connection", 8)
    parameters = b"".join(bytes([kind]) + tls.vector(1, value) for kind, value in (
        (1, varint(30000 & 0x3FFF)), (4, b"\x80\x10\0\0"), (5, b"\x80\1\0\0"), (8, varint(100)), (15, b"")))
    hello = tls.hello_13(sni, ["h3"], dice, more=tls.extension(57, parameters), session=0)
    return initial(connection, b"", initial_secret(connection, b"client"), crypto_frame(hello), 1250)


def server_initial(dice):
    share = tls.extension(51, struct.pack("!H", tls.X25519) + tls.vector(2, dice.bytes("server-share", 32)))
    body = struct.pack("!H", 0x0303) + dice.bytes("server-random", 32) + b"\0" + struct.pack("!HB", 0x1301, 0)
    hello = tls.handshake(2, body + tls.vector(2, tls.extension(43, b"\3\4") + share))
    secret = initial_secret(dice.bytes("connection", 8), b"server")
    frames = b"\2" + varint(0) + varint(0) + varint(0) + varint(0) + crypto_frame(hello)
    return initial(b"", dice.bytes("server-connection", 8), secret, frames, 1200)


def short(connection, dice, label, length):
    """A 1-RTT packet: the fixed bit, the connection's id and bytes nobody can read."""
    return b"\x4c" + connection + dice.bytes(label, length)


def exchange(sni, dice, sizes):
    """(from the handset?, datagram), in order; sizes are the later packets' lengths, up and down in turn."""
    server = dice.bytes("server-connection", 8)
    yield True, client_initial(sni, dice)
    yield False, server_initial(dice)
    for index, size in enumerate(sizes):
        up = index % 2 == 0
        yield up, short(server if up else b"", dice, f"packet-{index}", size)
