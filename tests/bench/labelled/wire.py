"""Encoders that neither the first nor the second set has: typed documents, packings in their rarer dress, frames of protocols."""

import base64
import ctypes
import gzip
import json
import plistlib
import struct
import zlib

from .wrapping import BY_NAME, library, raw_deflate, varint


def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)


def raw(value):
    return value if isinstance(value, bytes) else as_text(value).encode()


def zigzag(n):
    return varint(n << 1 if n >= 0 else (-n << 1) - 1)


# ---- typed documents: of dicts, lists, text, bytes, whole and broken numbers ----

def msgpack(v):
    if isinstance(v, bool) or v is None:
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[v]
    if isinstance(v, int):
        return bytes([v]) if 0 <= v < 128 else b"\xcf" + struct.pack("!Q", v) if v >= 0 else b"\xd3" + struct.pack("!q", v)
    if isinstance(v, float):
        return b"\xcb" + struct.pack("!d", v)
    if isinstance(v, bytes):
        return b"\xc5" + struct.pack("!H", len(v)) + v
    if isinstance(v, str):
        data = v.encode()
        return (bytes([0xA0 | len(data)]) if len(data) < 32 else b"\xda" + struct.pack("!H", len(data))) + data
    if isinstance(v, dict):
        head = bytes([0x80 | len(v)]) if len(v) < 16 else b"\xde" + struct.pack("!H", len(v))
        return head + b"".join(msgpack(k) + msgpack(x) for k, x in v.items())
    return b"\xdc" + struct.pack("!H", len(v)) + b"".join(map(msgpack, v))


def cbor_head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    size = next(i for i, most in enumerate((1 << 8, 1 << 16, 1 << 32, 1 << 64)) if n < most)
    return bytes([major << 5 | 24 + size]) + n.to_bytes(1 << size, "big")


def cbor(v, open_ended=False):
    """open_ended: maps and lists without a length, closed by a break (RFC 8949 3.2.2)."""
    if isinstance(v, bool) or v is None:
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[v]
    if isinstance(v, int):
        return cbor_head(0, v) if v >= 0 else cbor_head(1, -1 - v)
    if isinstance(v, float):
        return b"\xfb" + struct.pack("!d", v)
    if isinstance(v, (bytes, str)):
        data = v if isinstance(v, bytes) else v.encode()
        return cbor_head(2 if isinstance(v, bytes) else 3, len(data)) + data
    major, items = (5, [x for pair in v.items() for x in pair]) if isinstance(v, dict) else (4, v)
    body = b"".join(cbor(x, open_ended) for x in items)
    return bytes([major << 5 | 31]) + body + b"\xff" if open_ended else cbor_head(major, len(v)) + body


def bson(v):
    body = b""
    for key, x in (v.items() if isinstance(v, dict) else ((str(i), x) for i, x in enumerate(v))):
        name = key.encode() + b"\0"
        if isinstance(x, bool):
            body += b"\x08" + name + bytes([x])
        elif isinstance(x, int):
            body += b"\x12" + name + struct.pack("<q", x)
        elif isinstance(x, float):
            body += b"\x01" + name + struct.pack("<d", x)
        elif isinstance(x, (dict, list)):
            body += (b"\x03" if isinstance(x, dict) else b"\x04") + name + bson(x)
        else:
            data = raw(x) + b"\0"
            body += b"\x02" + name + struct.pack("<i", len(data)) + data
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def bencode(v):
    if isinstance(v, int):
        return b"i%de" % v
    if isinstance(v, dict):
        return b"d" + b"".join(bencode(k) + bencode(x) for k, x in sorted(v.items())) + b"e"
    if isinstance(v, list):
        return b"l" + b"".join(map(bencode, v)) + b"e"
    return b"%d:" % len(raw(v)) + raw(v)


def php(v):
    """PHP's serialize()."""
    if isinstance(v, int):
        return b"i:%d;" % v
    if isinstance(v, dict):
        return b"a:%d:{" % len(v) + b"".join(php(k) + php(x) for k, x in v.items()) + b"}"
    return b's:%d:"' % len(raw(v)) + raw(v) + b'";'


def plist_binary(v):
    return plistlib.dumps(v, fmt=plistlib.FMT_BINARY)


def thrift_compact(fields):
    """A struct of (number, text, bytes or whole number)."""
    out, last = b"", 0
    for number, v in fields:
        kind, body = (6, zigzag(v)) if isinstance(v, int) else (8, varint(len(raw(v))) + raw(v))
        out += bytes([number - last << 4 | kind]) + body
        last = number
    return out + b"\0"


def tars(values):
    """Tencent's JCE: a tag and a type, short strings with one byte of length."""
    out = b""
    for tag, v in enumerate(values):
        out += bytes([tag << 4 | 3]) + struct.pack("!q", v) if isinstance(v, int) else bytes([tag << 4 | 6, len(raw(v))]) + raw(v)
    return out


def avro(values):
    return b"".join(zigzag(v) if isinstance(v, int) else zigzag(len(raw(v))) + raw(v) for v in values)


def java_utf(values):
    """What DataOutputStream writes."""
    return b"".join(struct.pack("!q", v) if isinstance(v, int) else struct.pack("!H", len(raw(v))) + raw(v) for v in values)


def protobuf(fields):
    """(number, text, bytes or whole number)"""
    out = b""
    for number, v in fields:
        out += varint(number << 3) + varint(v) if isinstance(v, int) else varint(number << 3 | 2) + varint(len(raw(v))) + raw(v)
    return out


# ---- packings in their rarer dress ----

def gzip_members(rng, data):
    """RFC 1952 2.2: members one after the other are one file."""
    cut = rng.randrange(len(data) + 1)
    return gzip.compress(data[:cut], mtime=0) + gzip.compress(data[cut:], mtime=0)


def gzip_named(_rng, data):
    """RFC 1952 2.3: an extra field, a name, a comment and a sum of the header."""
    head = b"\x1f\x8b\x08\x1e\0\0\0\0\0\x03" + struct.pack("<H", 6) + b"AB\x02\0zz" + b"log.json\0" + b"upload\0"
    body = gzip.compress(data, mtime=0)[10:]
    return head + struct.pack("<H", zlib.crc32(head) & 0xFFFF) + body


def gzip_unended(_rng, data):
    """Flushed, never finished: what a logger that is killed leaves."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)


def zstd_streamed(lib):
    lib.ZSTD_createCCtx.restype = ctypes.c_void_p
    lib.ZSTD_compress2.restype = ctypes.c_size_t

    def zstd(_rng, data):
        """No size of the content, and a checksum (RFC 8878 3.1.1.1)."""
        context = ctypes.c_void_p(lib.ZSTD_createCCtx())
        for parameter, value in ((200, 0), (201, 1)):
            lib.ZSTD_CCtx_setParameter(context, parameter, value)
        out = ctypes.create_string_buffer(len(data) + 1024)
        size = lib.ZSTD_compress2(context, out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)))
        lib.ZSTD_freeCCtx(context)
        return out.raw[:size]
    return zstd


PACKINGS = {"gzip": lambda _r, d: gzip.compress(d, mtime=0), "gzip-members": gzip_members, "gzip-named": gzip_named, "gzip-unended": gzip_unended,
            "zlib": lambda _r, d: zlib.compress(d, 9), "deflate": raw_deflate}
if "brotli" in BY_NAME:
    PACKINGS["brotli"] = BY_NAME["brotli"].wrap
if library("zstd"):
    PACKINGS["zstd-streamed"] = zstd_streamed(library("zstd"))


def packed(rng, data, *names):
    """(name, bytes)"""
    name = rng.choice(names or list(PACKINGS))
    return name, PACKINGS[name](rng, data)


def base64_lines(data, width=76, end="\r\n"):
    text = base64.b64encode(data).decode()
    return end.join(text[i:i + width] for i in range(0, len(text), width))


# ---- frames of protocols ----

def h2_frame(kind, flags, stream, body):
    return struct.pack("!I", len(body))[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + body


def h2_string(text):
    data = text.encode()
    return (bytes([len(data)]) if len(data) < 127 else b"\x7f" + varint(len(data) - 127)) + data


def h2_request(rng, path, headers, body):
    """RFC 9113 3.3, prior knowledge; RFC 7541 without its dynamic table. The body is cut into frames."""
    block = b"\x83\x86" + b"\x04" + h2_string(path) + b"\x01" + h2_string("api.example.com")
    block += b"".join(b"\0" + h2_string(k) + h2_string(v) for k, v in headers)
    out = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + h2_frame(4, 0, 0, b"") + h2_frame(1, 4, 1, block)
    while body:
        n = rng.randrange(1, len(body) + 1)
        out += h2_frame(0, 1 if n == len(body) else 0, 1, body[:n])
        body = body[n:]
    return out


def mqtt5_string(text):
    return struct.pack("!H", len(raw(text))) + raw(text)


def mqtt5_properties(pairs):
    body = b"".join(b"\x26" + mqtt5_string(k) + mqtt5_string(v) for k, v in pairs)
    return varint(len(body)) + body


def coap(rng, paths, queries, payload):
    """RFC 7252 3: a POST, confirmable, without a token."""
    out, last = struct.pack("!BBH", 0x40, 2, rng.randrange(65536)), 0
    for number, text in [(11, p) for p in paths] + [(15, q) for q in queries]:
        data, delta = text.encode(), number - last
        long = len(data) >= 13
        out += bytes([delta << 4 | (13 if long else len(data))]) + (bytes([len(data) - 13]) if long else b"") + data
        last = number
    return out + (b"\xff" + payload if payload else b"")


def dns_query(rng, labels):
    name = b"".join(bytes([len(x)]) + x.encode() for x in labels) + b"\0"
    return struct.pack("!HHHHHH", rng.randrange(65536), 0x0100, 1, 0, 0, 0) + name + struct.pack("!HH", 16, 1)


def cut_labels(text, width=63):
    return [text[i:i + width] for i in range(0, len(text), width)]
