"""Wrappings: each makes other bytes of bytes, and says whether it takes and gives text that a form, a header or a JSON string can hold."""

import base64
import ctypes
import ctypes.util
import gzip
import json
import struct
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .values import quoted


@dataclass(frozen=True)
class Wrapping:
    name: str
    wrap: object          # (rng, bytes) -> bytes
    takes_text: bool      # only UTF-8 text can go in
    gives_text: bool


def library(name):
    found = ctypes.util.find_library(name)
    return ctypes.CDLL(found) if found else None


def brotli_with(lib):
    def brotli(_rng, data):
        size = ctypes.c_size_t(len(data) + 1024)
        out = ctypes.create_string_buffer(size.value)
        lib.BrotliEncoderCompress(5, 22, 0, ctypes.c_size_t(len(data)), data, ctypes.byref(size), out)
        return out.raw[:size.value]
    return brotli


def zstd_with(lib):
    lib.ZSTD_compress.restype = ctypes.c_size_t

    def zstd(_rng, data):
        out = ctypes.create_string_buffer(len(data) + 1024)
        size = lib.ZSTD_compress(out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)), 3)
        return out.raw[:size]
    return zstd


def raw_deflate(_rng, data):
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def in_json(rng, data):
    name = rng.choice(("payload", "data", "extra", "ctx"))
    return json.dumps({"v": rng.randrange(1, 9), name: data.decode(), "n": 1}, ensure_ascii=rng.random() < 0.5).encode()


def in_form(rng, data):
    return f"a={rng.randrange(10, 99)}&{rng.choice(('data', 'content', 'p'))}={quoted(data.decode())}&z=1".encode()


def in_xml(_rng, data):
    return f'<?xml version="1.0"?><r><v>2</v><data>{escape(data.decode())}</data></r>'.encode()


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def in_protobuf(rng, data):
    field = rng.randrange(2, 15)
    return b"\x08" + varint(rng.randrange(1, 500)) + varint(field << 3 | 2) + varint(len(data)) + data + b"\x78\x01"


def in_jwt(_rng, data):
    claims = json.dumps({"iss": "app", "exp": 1790000000, "d": data.decode()}).encode()
    parts = [b'{"alg":"HS256","typ":"JWT"}', claims, bytes(range(32))]
    return b".".join(base64.urlsafe_b64encode(p).rstrip(b"=") for p in parts)


def in_msgpack(_rng, data):
    return b"\x82\xa1v\x02\xa4data\xc5" + struct.pack("!H", len(data)) + data


def lined_base64(_rng, data):
    return base64.encodebytes(data)


ALL = [
    Wrapping("base64", lambda _r, d: base64.b64encode(d), False, True),
    Wrapping("base64url", lambda _r, d: base64.urlsafe_b64encode(d).rstrip(b"="), False, True),
    Wrapping("base64-lines", lined_base64, False, True),
    Wrapping("hex", lambda _r, d: d.hex().encode(), False, True),
    Wrapping("base32", lambda _r, d: base64.b32encode(d), False, True),
    Wrapping("percent", lambda _r, d: quoted(d.decode()).encode(), True, True),
    Wrapping("json", in_json, True, True),
    Wrapping("form", in_form, True, True),
    Wrapping("xml", in_xml, True, True),
    Wrapping("jwt", in_jwt, True, True),
    Wrapping("gzip", lambda _r, d: gzip.compress(d, mtime=0), False, False),
    Wrapping("zlib", lambda _r, d: zlib.compress(d), False, False),
    Wrapping("deflate", raw_deflate, False, False),
    Wrapping("protobuf", in_protobuf, False, False),
    Wrapping("msgpack", in_msgpack, False, False),
    Wrapping("utf-16", lambda _r, d: d.decode().encode("utf-16-le"), True, False),
]
LEFT_OUT = []
for _name, _lib, _with in (("brotli", library("brotlienc"), brotli_with), ("zstd", library("zstd"), zstd_with)):
    if _lib:
        ALL.append(Wrapping(_name, _with(_lib), False, False))
    else:
        LEFT_OUT.append(_name)
BY_NAME = {w.name: w for w in ALL}
PACKED = {"gzip", "zlib", "deflate", "brotli", "zstd"}


def is_text(data):
    try:
        return all(c >= " " or c in "\t\r\n" for c in data.decode())
    except UnicodeDecodeError:
        return False


def wrapped(rng, data, depth, want_text):
    """(bytes, names of the wrappings from the outside in). Packing what is packed already is left out: nobody does."""
    names = []
    for left in range(depth - 1, -1, -1):
        text = is_text(data)
        choice = [w for w in ALL if (text or not w.takes_text) and not (names and names[-1] in PACKED and w.name in PACKED)]
        if left == 0 and want_text:
            choice = [w for w in choice if w.gives_text]
        if len(data) > 6000:
            choice = [w for w in choice if w.name in PACKED or w.name == "base64"] or choice
        one = rng.choice(choice)
        data = one.wrap(rng, data)
        names.append(one.name)
    return data, tuple(reversed(names))
