"""An opener of its own for the seventh set and those after it: follows a message's route and lists what stands at its end, so that no label rests on what the encoders meant to write."""

import base64
import csv
import ctypes
import gzip
import io
import json
import plistlib
import re
import struct
import urllib.parse
import zlib
from xml.etree import ElementTree

from .wrapping import library


def text(data):
    if not isinstance(data, bytes):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


# ---- documents: each gives pairs of a name (or None) and a value ----

def tree(v, key=None):
    if isinstance(v, dict):
        # {"name": "imei", "value": "35..."}: the one names the other.
        said = next((v[k] for k in ("name", "key", "Name") if isinstance(v.get(k), str)), None)
        for k, x in v.items():
            yield from tree(x, said if said and k in ("value", "stringValue", "Value") else text(k))
    elif isinstance(v, (list, tuple)):
        for x in v:
            yield from tree(x, key)
    else:
        yield key, text(v) if isinstance(v, (str, bytes)) else json.dumps(v)


def json_pairs(data):
    return list(tree(json.loads(data)))


def ndjson_pairs(data):
    return [pair for line in data.splitlines() if line for pair in json_pairs(line)]


def form_pairs(data):
    data = text(data)
    return urllib.parse.parse_qsl(data.split("?", 1)[-1], keep_blank_values=True)


def bare_name(name):
    return name.rsplit("}", 1)[-1]


def xml_pairs(data):
    out = []
    for e in ElementTree.fromstring(data).iter():
        out += [(bare_name(k), v) for k, v in e.attrib.items()]
        if {"name", "value"} <= set(e.attrib):
            out.append((e.attrib["name"], e.attrib["value"]))
        out.append((e.attrib.get("name") or bare_name(e.tag), e.text or ""))
    return out


def csv_pairs(data):
    rows = list(csv.reader(io.StringIO(text(data))))
    return [pair for row in rows[1:] for pair in zip(rows[0], row)]


def line_pairs(data):
    out = []
    for line in text(data).splitlines():
        for between in ("=", ": ", "\t"):
            if between in line:
                out.append(tuple(x.strip() for x in line.split(between, 1)))
                break
    return out


def word_pairs(data):
    """"name" "value" "name" "value", as IMAP's ID writes them."""
    words = text(data).split('"')[1::2]
    return list(zip(words[::2], words[1::2]))


def whole(data):
    return [(None, text(data))]


def msgpack_value(data, at=0):
    c = data[at]
    at += 1
    if c < 0x80:
        return c, at
    if 0x80 <= c < 0x90 or c == 0xDE:
        n, at = (c & 15, at) if c != 0xDE else (struct.unpack_from("!H", data, at)[0], at + 2)
        out = {}
        for _ in range(n):
            key, at = msgpack_value(data, at)
            out[key], at = msgpack_value(data, at)
        return out, at
    if 0x90 <= c < 0xA0 or c == 0xDC:
        n, at = (c & 15, at) if c != 0xDC else (struct.unpack_from("!H", data, at)[0], at + 2)
        out = []
        for _ in range(n):
            item, at = msgpack_value(data, at)
            out.append(item)
        return out, at
    if c in (0xC0, 0xC2, 0xC3):
        return {0xC0: None, 0xC2: False, 0xC3: True}[c], at
    numbers = {0xCB: "!d", 0xCF: "!Q", 0xD3: "!q"}
    if c in numbers:
        return struct.unpack_from(numbers[c], data, at)[0], at + 8
    n, at = (c & 31, at) if 0xA0 <= c < 0xC0 else (struct.unpack_from("!H", data, at)[0], at + 2)
    return (data[at:at + n] if c == 0xC5 else data[at:at + n].decode()), at + n


def msgpack_pairs(data):
    return list(tree(msgpack_value(data)[0]))


def cbor_value(data, at=0):
    major, n = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        if n == 27:
            return struct.unpack_from("!d", data, at)[0], at + 8
        return {20: False, 21: True, 22: None}[n], at
    if n >= 24:
        size = 1 << (n - 24)
        n, at = int.from_bytes(data[at:at + size], "big"), at + size
    if major < 2:
        return n if major == 0 else -1 - n, at
    if major < 4:
        return data[at:at + n] if major == 2 else data[at:at + n].decode(), at + n
    out = []
    for _ in range(n * (2 if major == 5 else 1)):
        item, at = cbor_value(data, at)
        out.append(item)
    return dict(zip(out[::2], out[1::2])) if major == 5 else out, at


def cbor_pairs(data):
    return list(tree(cbor_value(data)[0]))


def varint(data, at):
    n, shift = 0, 0
    while True:
        c = data[at]
        n, shift, at = n | (c & 127) << shift, shift + 7, at + 1
        if c < 128:
            return n, at


def fields(data):
    """protobuf's, or an error."""
    out, at = [], 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 2:
            n, at = varint(data, at)
            if at + n > len(data) or tag >> 3 == 0:
                raise ValueError("not a message")
            out.append((tag >> 3, data[at:at + n]))
            at += n
        elif tag & 7 == 0 and tag >> 3:
            n, at = varint(data, at)
            out.append((tag >> 3, n))
        else:
            raise ValueError("not a message")
    return out


def protobuf_pairs(data):
    out = []
    try:
        items = fields(data)
    except (ValueError, IndexError):
        return []
    texts = [v for _, v in items if isinstance(v, bytes)]
    if len(texts) == 2:
        out.append((text(texts[0]), text(texts[1])))
    for v in texts:
        out += [(None, text(v)), *protobuf_pairs(v)]
    return out


def length_pairs(data):
    """Thrift's binary protocol and others: texts with a length of four bytes before them, wherever they are, each named by the one before."""
    out, at, last = [], 0, None
    while at + 4 <= len(data):
        n = int.from_bytes(data[at:at + 4], "big")
        part = data[at + 4:at + 4 + n]
        if 0 < n == len(part) and all(32 <= c < 127 for c in part):
            out.append((last, text(part)))
            last, at = text(part), at + 4 + n
        else:
            at += 1
    return out


def compact_pairs(data):
    """Thrift's compact protocol: texts with a length of one byte, read from every place, as a type may look like a length."""
    parts = [data[at + 1:at + 1 + data[at]] for at in range(len(data)) if 0 < data[at] < min(128, len(data) - at)]
    return [(None, text(part)) for part in parts if all(32 <= c < 127 for c in part)]


def query_line_pairs(data):
    return [pair for line in data.splitlines() for pair in form_pairs(line)]


def after_mark_pairs(data):
    """JSON behind a word and a comma."""
    return json_pairs(data.split(b",", 1)[1])


def key_element_pairs(data):
    """<Key>imei</Key><Value>35...</Value>"""
    elements = list(ElementTree.fromstring(data).iter())
    return [(key.text, value.text or "") for key, value in zip(elements, elements[1:]) if bare_name(key.tag) == "Key"]


def quoted_pairs(data):
    """name="value", wherever it stands."""
    return [(name, json.loads(value)) for name, value in re.findall(r'([^\s{,\[="]+)=("(?:[^"\\]|\\.)*")', text(data))]


def after_line_pairs(data):
    return json_pairs(data.split(b"\r\n", 1)[1])


def rows_after_line_pairs(data):
    return ndjson_pairs(data.split(b"\n", 1)[1])


def http_part_pairs(data):
    return json_pairs(data.split(b"\r\n\r\n")[-1])


def message_pairs(data):
    """Texts of JSON with nothing between them, or a mark."""
    out, rest = [], text(data).lstrip("\x1e\n")
    while rest:
        value, at = json.JSONDecoder().raw_decode(rest)
        out, rest = out + list(tree(value)), rest[at:].lstrip("\x1e\n")
    return out


def mqtt_pairs(data):
    return json_pairs(mqtt_payload(data))


def column_pairs(data):
    body = json.loads(data)
    return [(name, str(value)) for row in body["rows"] for name, value in zip(body["columns"], row)]


def pair_list_pairs(data):
    return [(name, str(value)) for name, value in json.loads(data)["pairs"]]


def quoted_table_pairs(data):
    lines = data.decode("utf-8-sig").splitlines()
    between = lines[0].split('"')[2]
    head, *rows = ([cell.strip('"') for cell in line.split(between)] for line in lines)
    return [pair for row in rows for pair in zip(head, row)]


def name_value_pairs(data):
    """<n>imei</n><v>35...</v>"""
    elements = list(ElementTree.fromstring(data).iter())
    return [(name.text, value.text or "") for name, value in zip(elements, elements[1:]) if name.tag == "n"]


def wide_json_pairs(data):
    return json_pairs(data.decode("utf-16"))


def msgpack_pairs_of_many(data):
    out, at = [], 0
    while at < len(data):
        value, at = msgpack_value(data, at)
        out += tree(value)
    return out


def text_map_pairs(data):
    """A map of Thrift's binary protocol: names and values that are any text."""
    at = data.index(b"\x0d\0\2\x0b\x0b") + 5
    count, at, words = int.from_bytes(data[at:at + 4], "big"), at + 4, []
    for _ in range(2 * count):
        size = int.from_bytes(data[at:at + 4], "big")
        words.append(text(data[at + 4:at + 4 + size]))
        at += 4 + size
    return list(zip(words[::2], words[1::2]))


def compact_map_pairs(data):
    at = data.rindex(b"\x88") + 1
    words = []
    while data[at]:
        words.append(text(data[at + 1:at + 1 + data[at]]))
        at += 1 + data[at]
    return list(zip(words[::2], words[1::2]))


def after_number_pairs(data):
    """JSON behind figures."""
    return json_pairs(data.lstrip(b"0123456789"))


def after_uri_pairs(data):
    """JSON in the address of a datum, in JSON."""
    return json_pairs(base64.b64decode(json.loads(data)["attachment"].split(",", 1)[1]))


def plist_pairs(data):
    return list(tree(plistlib.loads(data)))


DOCUMENTS = {"json": json_pairs, "ndjson": ndjson_pairs, "form": form_pairs, "xml": xml_pairs, "csv": csv_pairs, "lines": line_pairs, "words": word_pairs, "text": whole,
             "msgpack": msgpack_pairs, "cbor": cbor_pairs, "protobuf": protobuf_pairs, "thrift": length_pairs, "thrift-compact": compact_pairs, "plist": plist_pairs, "query-lines": query_line_pairs, "after-mark": after_mark_pairs, "key-elements": key_element_pairs,
             "quoted": quoted_pairs, "after-line": after_line_pairs, "rows-after-line": rows_after_line_pairs, "http-part": http_part_pairs, "messages": message_pairs, "json-sequence": message_pairs,
             "mqtt": mqtt_pairs, "columns": column_pairs, "pair-lists": pair_list_pairs, "quoted-table": quoted_table_pairs, "n-v": name_value_pairs,
             "json-16": wide_json_pairs, "msgpacks": msgpack_pairs_of_many, "text-map": text_map_pairs, "compact-map": compact_map_pairs, "labels": whole,
             "after-number": after_number_pairs, "after-uri": after_uri_pairs, "headers": lambda _d: [], "trailers": lambda _d: []}


# ---- wrappings: each gives what was inside ----

def any_base64(data):
    data = b"".join(data.split()).translate(bytes.maketrans(b"-_", b"+/"))
    return [base64.b64decode(data + b"=" * (-len(data) % 4), validate=True)]


def values_of(pairs):
    return lambda data: [v.encode() for _, v in pairs(data)]


def binary_values(value):
    def walk(v):
        if isinstance(v, bytes):
            yield v
        elif isinstance(v, str):
            yield v.encode()
        elif isinstance(v, dict):
            for x in v.values():
                yield from walk(x)
        elif isinstance(v, list):
            for x in v:
                yield from walk(x)
    return lambda data: list(walk(value(data)[0]))


def protobuf_values(data):
    try:
        items = fields(data)
    except (ValueError, IndexError):
        return []
    return [x for _, v in items if isinstance(v, bytes) for x in (v, *protobuf_values(v))]


def thrift_values(data):
    """Binary of any bytes, with its length before it."""
    return [data[at + 4:at + 4 + n] for at in range(len(data) - 4) for n in (int.from_bytes(data[at:at + 4], "big"),) if 8 < n <= len(data) - at - 4]


def multipart_parts(data):
    mark = data.split(b"\r\n", 1)[0]
    return [part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for part in data.split(mark)[1:-1]]


def grpc_messages(data):
    out = []
    while data:
        size = int.from_bytes(data[1:5], "big")
        out.append(gzip.decompress(data[5:5 + size]) if data[0] else data[5:5 + size])
        data = data[5 + size:]
    return out


def framed(data):
    """Parts behind four bytes of a mark and four of a length."""
    out = []
    while data:
        size = int.from_bytes(data[4:8], "big")
        out.append(data[8:8 + size])
        data = data[8 + size:]
    return out


def mail_parts(data):
    return [data.split(b"base64\r\n\r\n", 1)[1].split(b"--", 1)[0]]


def brotli_open(data):
    size = ctypes.c_size_t(1 << 20)
    out = ctypes.create_string_buffer(size.value)
    if library("brotlidec").BrotliDecoderDecompress(ctypes.c_size_t(len(data)), data, ctypes.byref(size), out) != 1:
        raise ValueError("brotli")
    return [out.raw[:size.value]]


def zstd_open(data):
    lib = library("zstd")
    lib.ZSTD_decompress.restype = ctypes.c_size_t
    out = ctypes.create_string_buffer(1 << 20)
    size = lib.ZSTD_decompress(out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)))
    if size > len(out):
        raise ValueError("zstd")
    return [out.raw[:size]]


WRAPPINGS = {"gzip": lambda d: [gzip.decompress(d)], "zlib": lambda d: [zlib.decompress(d)], "deflate": lambda d: [zlib.decompress(d, -15)], "brotli": brotli_open, "zstd": zstd_open,
             "base64": any_base64, "hex": lambda d: [bytes.fromhex(d.decode())], "base32": lambda d: [base64.b32decode(d + b"=" * (-len(d) % 8), True)],
             "json": values_of(json_pairs), "form": values_of(form_pairs), "xml": values_of(xml_pairs), "percent": lambda d: [urllib.parse.unquote_to_bytes(d)],
             "jwt": lambda d: any_base64(d.split(b".")[1]), "multipart": multipart_parts, "protobuf": protobuf_values, "thrift": thrift_values, "grpc": grpc_messages, "frames": framed, "mail-part": mail_parts, "word": lambda d: [d.split()[-1]],
             "msgpack": binary_values(msgpack_value), "cbor": binary_values(cbor_value), "utf-16": lambda d: [d.decode("utf-16-le").encode()]}


# ---- carriers ----

def header_pairs(lines):
    return [tuple(x.decode() for x in line.split(b": ", 1)) for line in lines if line]


def http_pieces(data):
    head, body = data.split(b"\r\n\r\n", 1)
    first, *rest = head.split(b"\r\n")
    headers = header_pairs(rest)
    if ("Transfer-Encoding", "chunked") in headers:
        out = b""
        while body:
            size, body = body.split(b"\r\n", 1)
            n = int(size, 16)
            headers += header_pairs(body.split(b"\r\n")) if not n else []
            out, body = out + body[:n], body[n + 2:] if n else b""
        body = out
    target = first.split(b" ")[1]
    cookies = [tuple(c.split("=", 1)) for k, v in headers if k == "Cookie" for c in v.split("; ")]
    pairs = [*headers, *[(k.removeprefix("X-"), v) for k, v in headers], *[(k, urllib.parse.unquote(v)) for k, v in cookies]]
    pieces = [target, *target.split(b"/"), body, *[v.encode() for _, v in pairs]]
    if b"?" in target:
        pieces += [v.encode() for _, v in form_pairs(target)]
        pairs += form_pairs(target)
    return pieces, [*pairs, (None, urllib.parse.unquote(target.decode()))]


def websocket_pieces(data):
    out, packed = b"", data[0] & 0x40
    while data:
        n, at = data[1] & 127, 2
        if n == 126:
            n, at = int.from_bytes(data[2:4], "big"), 4
        mask = data[at:at + 4]
        out += bytes(c ^ mask[i % 4] for i, c in enumerate(data[at + 4:at + 4 + n]))
        out += b"\0\0\xff\xff" if packed and data[0] & 0x80 else b""
        data = data[at + 4 + n:]
    return zlib.decompressobj(-15).decompress(out) if packed else out


def h2_frames(data, kinds):
    """What the frames of these kinds hold, one after the other, without padding."""
    out, at = b"", len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    while at < len(data):
        n = int.from_bytes(data[at:at + 3], "big")
        part = data[at + 9:at + 9 + n]
        if data[at + 3] in kinds:
            out += part[1:len(part) - part[0]] if data[at + 3] == 0 and data[at + 4] & 8 else part
        at += 9 + n
    return out


def h2_pairs(data):
    """Headers as the sets write them: no string is packed, a name is a number of the fixed table or a text."""
    block, at, out = h2_frames(data, (1, 9)), 0, []
    while at < len(block):
        first, at, words = block[at], at + 1, []
        for _ in range(0 if first & 0x80 else 1 if first & 0x3F else 2):
            n, at = block[at], at + 1
            if n == 127:
                more, at = varint(block, at)
                n += more
            words.append(text(block[at:at + n]))
            at += n
        out += [tuple([None, *words][-2:])] if words else []
    return out


def mqtt_payload(data):
    n, at = varint(data, 1)
    topic = int.from_bytes(data[at:at + 2], "big")
    more = 2 if data[0] & 6 else 0
    return data[at + 2 + topic + more:at + n]


def dns_name(data):
    """The labels before the four that every name of a set ends with, as one text."""
    labels, at = [], 12
    while data[at]:
        labels.append(data[at + 1:at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(labels[:-4])


def requests_of(sent):
    """The whole of each request, for those whose head came before."""
    if sent.carrier == "http-continue":
        return [sent.before[0][1] + sent.data]
    if sent.carrier == "web-pipelined":
        return [b"GET " + part for part in sent.data.split(b"GET ")[1:]]
    return [sent.data]


def opened(sent):
    """(pieces to unwrap, pairs that stand there already)"""
    if sent.carrier.startswith(("http-", "web-")):
        each = [http_pieces(data) for data in requests_of(sent)]
        return [x for pieces, _ in each for x in pieces], [x for _, pairs in each for x in pairs]
    if sent.carrier.startswith("h2"):
        return [h2_frames(sent.data, (0,))], h2_pairs(sent.data)
    one = {"websocket": websocket_pieces, "mqtt": mqtt_payload, "dns": dns_name}.get(sent.carrier.split("-")[0], lambda d: d)(sent.data)
    return [one], []


def pairs_of(sent):
    pieces, pairs = opened(sent)
    pairs = list(pairs)
    for name in sent.wrappings:
        inside = []
        for piece in pieces:
            try:
                inside += WRAPPINGS[name](piece)
            except Exception:  # pylint: disable=broad-except  (a piece that is no such thing is not on the route)
                continue
        pieces = inside
    for piece in pieces:
        try:
            pairs += DOCUMENTS[sent.document](piece)
        except Exception:  # pylint: disable=broad-except
            continue
    return pairs
