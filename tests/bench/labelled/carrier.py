"""Carriers: how a document leaves a handset. Each takes fields and a depth, and gives a Sent."""

import base64
import json
import struct
from dataclasses import dataclass
from xml.sax.saxutils import escape

from . import document
from .values import quoted
from .wrapping import BY_NAME, wrapped

HOSTS = ("api.example.com", "log.example.net", "t.example.org", "collect.example.com")


@dataclass
class Sent:
    carrier: str
    transport: str
    port: int
    data: bytes
    wrappings: tuple
    document: str
    before: tuple = ()  # (is it the handset who speaks, bytes): HTTP's upgrade, MQTT's CONNECT
    cuts: tuple = ()  # where in the data the far end gets a word in


def request(rng, method, target, headers=(), body=None, chunked=False):
    head = [f"{method} {target} HTTP/1.1", f"Host: {rng.choice(HOSTS)}", "User-Agent: Dalvik/2.1.0 (Linux; U; Android 14)"]
    head += [f"{k}: {v}" for k, v in headers]
    if body is not None:
        head.append("Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + (chunks(rng, body) if chunked else body or b"")


def chunks(rng, body):
    out = b""
    while body:
        n = rng.randrange(1, max(2, len(body)))
        out += f"{n:x}\r\n".encode() + body[:n] + b"\r\n"
        body = body[n:]
    return out + b"0\r\n\r\n"


def write(rng, fields, writers):
    """The fields as one of the documents that can hold them, with its name."""
    keys, values = all(document.ascii_key(k) for k, _ in fields), document.text_fields(fields)
    fit = {n: w for n, w in writers.items() if (values or n not in document.TEXT) and (keys or "xml" not in n or n == "xml-entries")}
    if any(" " in k for k, _ in fields):
        fit = {n: w for n, w in fit.items() if n != "xml"}
    name = rng.choice(list(fit))
    return fit[name](rng, fields), name


def body_of(rng, fields, depth, writers, want_text, flat=None):
    """(bytes, wrappings, document). flat: the one document that stands in this carrier as it is."""
    if depth == 0 and flat:
        return write(rng, fields, {flat: writers[flat]})[0], (), flat
    data, name = write(rng, fields, writers)
    return *wrapped(rng, data, depth, want_text), name


def path_of(rng):
    return rng.choice(("/v1/collect", "/api/track", "/app_logs", "/sdk/config"))


def query(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, True, "form")
    target = path_of(rng) + "?" + (data.decode() if depth == 0 else f"v=2&d={quoted(data.decode())}&z=7")
    return Sent("http-query", "tcp", 80, request(rng, "GET", target), names, doc)


def form_post(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, True, "form")
    body = data if depth == 0 else f"v=2&d={quoted(data.decode())}".encode()
    headers = [("Content-Type", "application/x-www-form-urlencoded")]
    return Sent("http-form", "tcp", 80, request(rng, "POST", path_of(rng), headers, body), names, doc)


def json_post(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, True, "json")
    body = data if depth == 0 else json.dumps({"id": rng.randrange(99), "d": data.decode()}).encode()
    headers = [("Content-Type", "application/json; charset=utf-8")]
    return Sent("http-json", "tcp", 80, request(rng, "POST", path_of(rng), headers, body), names, doc)


def xml_post(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, True, "xml-entries")
    body = data if depth == 0 else f"<req><v>1</v><d>{escape(data.decode())}</d></req>".encode()
    return Sent("http-xml", "tcp", 80, request(rng, "POST", path_of(rng), [("Content-Type", "text/xml")], body), names, doc)


def multipart(rng, fields, depth, writers):
    mark = "----b" + str(rng.randrange(10 ** 9))
    names, doc, parts = (), "parts", fields
    if depth > 0:
        data, names, doc = body_of(rng, fields, depth, writers, False)
        parts = [("v", "2"), ("file", data)]
    body = b""
    for key, value in parts:
        file = '; filename="a.bin"\r\nContent-Type: application/octet-stream' if isinstance(value, bytes) else ""
        body += f'--{mark}\r\nContent-Disposition: form-data; name="{key}"{file}\r\n\r\n'.encode() + document.as_bytes(value) + b"\r\n"
    body += f"--{mark}--\r\n".encode()
    headers = [("Content-Type", f"multipart/form-data; boundary={mark}")]
    return Sent("http-multipart", "tcp", 80, request(rng, "POST", path_of(rng), headers, body), names, doc)


def header(rng, fields, depth, writers):
    if depth == 0 and all(document.ascii_key(k) and isinstance(v, str) and " " not in k for k, v in fields):
        headers = [("X-" + k.replace("_", "-"), v) for k, v in fields]
        return Sent("http-header", "tcp", 80, request(rng, "GET", path_of(rng), headers), (), "headers")
    data, names, doc = body_of(rng, fields, max(depth, 1), writers, True)
    text = "".join(data.decode().split("\n"))
    if not text.isascii():
        text, names = quoted(text), ("percent",) + names
    return Sent("http-header", "tcp", 80, request(rng, "GET", path_of(rng), [("X-Device-Data", text)]), names, doc)


def cookie(rng, fields, depth, writers):
    if depth == 0 and all(document.ascii_key(k) and isinstance(v, str) and " " not in k for k, v in fields):
        pairs = "; ".join(f"{k}={quoted(v)}" for k, v in fields)
        return Sent("http-cookie", "tcp", 80, request(rng, "GET", path_of(rng), [("Cookie", pairs)]), (), "pairs")
    data, names, doc = body_of(rng, fields, max(depth, 1), writers, True)
    headers = [("Cookie", f"s=1; d={quoted(data.decode())}")]
    return Sent("http-cookie", "tcp", 80, request(rng, "GET", path_of(rng), headers), names, doc)


def octets(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, False)
    headers = [("Content-Type", "application/octet-stream")]
    return Sent("http-octets", "tcp", 80, request(rng, "POST", path_of(rng), headers, data), names, doc)


def chunked(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, False)
    return Sent("http-chunked", "tcp", 80, request(rng, "POST", path_of(rng), (), data, chunked=True), names, doc)


CODINGS = {"gzip": "gzip", "deflate": "zlib", "br": "brotli", "zstd": "zstd"}


def encoded(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, False)
    coding = rng.choice([c for c, w in CODINGS.items() if w in BY_NAME])
    headers = [("Content-Type", "application/json"), ("Content-Encoding", coding)]
    body = BY_NAME[CODINGS[coding]].wrap(rng, data)
    return Sent("http-encoded", "tcp", 80, request(rng, "POST", path_of(rng), headers, body), names, doc)


def raw(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, False)
    return Sent("raw-tcp", "tcp", 7711, struct.pack("!HI", 0x5A01, len(data)) + data, names, doc)


def datagram(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, min(depth, 2), writers, False)
    if len(data) > 1300:
        data, names, doc = body_of(rng, fields, 0, writers, False)
    return Sent("udp", "udp", 7722, data, names, doc)


def name_labels(rng, fields, _depth, _writers):
    """The first value alone, as labels of a name that is asked for."""
    data = document.as_bytes(fields[0][1])
    # A resolver may change the case of letters: nobody sends what depends on it.
    plain = data.isascii() and all(chr(c).isalnum() or chr(c) in "-" for c in data) and data == data.lower()
    way = rng.choice(("hex", "base32") + (("plain",) if plain else ()))
    text = {"hex": data.hex, "base32": lambda: base64.b32encode(data).decode().rstrip("=").lower(), "plain": data.decode}[way]()
    labels = [text[i:i + 60] for i in range(0, len(text), 60)] + ["t", "example", "com"]
    name = b"".join(bytes([len(x)]) + x.encode() for x in labels) + b"\0"
    ask = struct.pack("!HHHHHH", rng.randrange(65536), 0x0100, 1, 0, 0, 0) + name + struct.pack("!HH", 1, 1)
    return Sent("dns", "udp", 53, ask, () if way == "plain" else (way,), "labels")


def mqtt_packet(kind, body):
    n, length = len(body), b""
    while True:
        length += bytes([n % 128 | (128 if n > 127 else 0)])
        n //= 128
        if n == 0:
            return bytes([kind]) + length + body


def mqtt(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, False)
    publish = mqtt_packet(0x30, struct.pack("!H", 9) + b"app/state" + data)
    hello = mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c1")
    return Sent("mqtt", "tcp", 1883, publish, names, doc, ((True, hello), (False, b"\x20\2\0\0")))


def websocket_frame(rng, data, first=0x82):
    """RFC 6455 5.2: one masked frame."""
    mask = bytes(rng.randrange(256) for _ in range(4))
    size = bytes([128 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack("!H", len(data))
    return bytes([first]) + size + mask + bytes(c ^ mask[i % 4] for i, c in enumerate(data))


def websocket_opened(rng, path="/chat"):
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
               ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    answer = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
    return (True, request(rng, "GET", path, upgrade)), (False, answer)


def websocket(rng, fields, depth, writers):
    data, names, doc = body_of(rng, fields, depth, writers, False)
    return Sent("websocket", "tcp", 80, websocket_frame(rng, data), names, doc, websocket_opened(rng))


TEXTUAL = [query, form_post, json_post, xml_post, header, cookie]
BINARY = [multipart, octets, chunked, encoded, raw, datagram]
# Those for which a decoder is needed: used where the tree has it.
DECODED = {"mqtt": mqtt, "websocket": websocket}
