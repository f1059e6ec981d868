"""Documents: fields, each a key and a text or bytes, written down as programs write them before they wrap and send them."""

import json
import struct
from xml.sax.saxutils import escape

from .values import digits, hexes, quoted, uuid4
from .wrapping import varint


def noise(rng):
    """Fields that stand in every report of every app, and are nobody's."""
    some = [
        ("app_version", f"{rng.randrange(1, 12)}.{rng.randrange(30)}.{rng.randrange(9)}"), ("event", rng.choice(("open", "close", "tap"))),
        ("ts", str(1784000000000 + rng.randrange(10 ** 9))), ("time", str(1784000000 + rng.randrange(10 ** 6))),
        ("lang", rng.choice(("de_DE", "en-IN", "zh_CN"))), ("screen", "1080x2340"), ("sdk", "34"), ("os", "Android"),
        ("session_id", uuid4(rng)), ("trace", hexes(rng, 32)), ("build", "google/raven/raven:14/AP1A.240505.004/11583682"),
        ("duration", str(rng.randrange(100, 99999))), ("ratio", f"{rng.random():.6f}"), ("order", digits(rng, 15)),
        ("etag", hexes(rng, 40)), ("size", str(rng.randrange(10 ** 6))), ("pkg", "com.example.notes"),
        ("net", "10.0.0.%d" % rng.randrange(1, 250)), ("span", hexes(rng, 16)),
    ]
    return rng.sample(some, rng.randrange(2, 6))


def ascii_key(key):
    return key.isascii()


def text_fields(fields):
    return all(isinstance(v, str) for _, v in fields)


def form(_rng, fields):
    return "&".join(f"{quoted(k)}={quoted(v)}" for k, v in fields).encode()


def json_flat(rng, fields):
    pretty = rng.random() < 0.3
    return json.dumps(dict(fields), ensure_ascii=rng.random() < 0.5, indent=2 if pretty else None,
                      separators=None if pretty else (",", ":")).encode()


def json_deep(rng, fields):
    cut = rng.randrange(len(fields) + 1)
    return json.dumps({"H": dict(fields[:cut]), "B": [{"e": 1, "PL": dict(fields[cut:])}]}, ensure_ascii=False).encode()


def xml_elements(_rng, fields):
    body = "".join(f"<{k.replace(' ', '_')}>{escape(v)}</{k.replace(' ', '_')}>" for k, v in fields)
    return f'<?xml version="1.0" encoding="UTF-8"?><report>{body}</report>'.encode()


def xml_entries(_rng, fields):
    return ("<map>" + "".join(f'<string name="{escape(k)}">{escape(v)}</string>' for k, v in fields) + "</map>").encode()


def csv_table(_rng, fields):
    cells = [(k, f'"{v}"' if "," in v else v) for k, v in fields]
    return (",".join(k for k, _ in cells) + "\n" + ",".join(v for _, v in cells) + "\n").encode()


def lines(rng, fields):
    between = rng.choice((": ", "=", " = "))
    return "\n".join(f"{k}{between}{v}" for k, v in fields).encode()


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode()


def protobuf(_rng, fields):
    """No names at all."""
    out = b""
    for number, (_, value) in enumerate(fields, 1):
        data = as_bytes(value)
        out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def msgpack(_rng, fields):
    out = bytes([0x80 | len(fields)])
    for key, value in fields:
        name, data = key.encode(), as_bytes(value)
        out += b"\xd9" + bytes([len(name)]) + name
        out += (b"\xc4" if isinstance(value, bytes) else b"\xd9") + bytes([len(data)]) + data
    return out


def cbor(_rng, fields):
    def head(major, n):
        return bytes([major << 5 | n]) if n < 24 else bytes([major << 5 | 24, n])
    out = head(5, len(fields))
    for key, value in fields:
        data = as_bytes(value)
        out += head(3, len(key.encode())) + key.encode() + head(2 if isinstance(value, bytes) else 3, len(data)) + data
    return out


def thrift(_rng, fields):
    """The binary protocol: a struct of strings, numbered."""
    out = b""
    for number, (_, value) in enumerate(fields, 1):
        data = as_bytes(value)
        out += struct.pack("!bhi", 11, number, len(data)) + data
    return out + b"\0"


def plist(_rng, fields):
    body = "".join(f"<key>{escape(k)}</key><string>{escape(v)}</string>" for k, v in fields)
    return f'<?xml version="1.0"?><plist version="1.0"><dict>{body}</dict></plist>'.encode()


TEXT = {"form": form, "json": json_flat, "json-deep": json_deep, "xml": xml_elements, "xml-entries": xml_entries, "csv": csv_table,
        "lines": lines, "plist": plist}
BINARY = {"msgpack": msgpack, "cbor": cbor}
NAMELESS = {"protobuf": protobuf, "thrift": thrift}


def shuffled(rng, fields):
    fields = list(dict(fields).items())
    rng.shuffle(fields)
    return fields
