"""The fifth set, of shapes of none of the others: written after the fourth had been looked at and mended, and run once before anything
more was."""

import base64
import gzip
import json
import struct
import zlib
from xml.sax.saxutils import escape

from . import wire
from .carrier import Sent, websocket_frame, websocket_opened
from .person import of_nobody, told_of
from .second import compact, times
from .third import CASE, DUMMIES, MORE_MAKERS, get, http, query, socket  # noqa: F401
from .values import digits, hexes, luhn, quoted, uuid4
from .wrapping import varint

NAMES = {
    "imei": ("imei", "deviceImei", "device.imei", "_imei", "imei_primary"), "imsi": ("imsi", "sim.imsi", "subscriber_imsi"), "iccid": ("iccid", "sim.iccid", "iccid_1"),
    "phone-number": ("phone_number", "phoneNumber", "msisdn", "mobile"), "email": ("email", "usr.email", "email_address", "userEmail"),
    "android-id": ("android_id", "androidId", "device.android_id"), "advertising-id": ("gaid", "googleAdvertisingId", "advertising_id", "ad_id"),
    "wifi-mac": ("mac", "mac_address", "wifi.mac", "wlan0_mac"), "bluetooth-mac": ("bluetooth_mac", "bt.mac", "btAddress"), "bssid": ("bssid", "wifi.bssid"),
    "serial-number": ("serial", "serial_number", "device.serial", "hw_serial"),
}
CARELESS = ("imei", "imsi", "email", "serial-number", "advertising-id", "wifi-mac", "android-id", "iccid", "phone-number", "bssid")


def some(rng, p, most=4):
    return {rng.choice(NAMES[k]): p.give(k) for k in rng.sample(CARELESS, rng.randrange(1, most))}


def sentry(rng, p):
    """An envelope: headers and payloads, a line each."""
    event = {"event_id": hexes(rng, 32), "user": {"id": uuid4(rng), "email": p.give("email")}, "contexts": {"device": {"model": "SM-A556B", **some(rng, p, 3)}}, "tags": [["level", "error"]]}
    payload = compact(event)
    body = compact({"event_id": event["event_id"], "dsn": f"https://{hexes(rng, 32)}@o1.example.com/2"}) + b"\n" + compact({"type": "event", "length": len(payload)}) + b"\n" + payload + b"\n"
    name, body = wire.packed(rng, body, "gzip", "gzip-members")
    return http(rng, "sentry", "/api/2/envelope/", body, ("Content-Encoding", "gzip"), ("X-Sentry-Auth", f"Sentry sentry_version=7, sentry_key={hexes(rng, 32)}"), doc="ndjson", names=(name,))


def leanplum(rng, p):
    data = json.dumps([{"action": "start", "time": times(rng) / 1000, "userAttributes": json.dumps(some(rng, p, 4)), "deviceModel": "SM-A556B"}])
    return http(rng, "leanplum", "/api?action=multi", query({"appId": "app_" + hexes(rng, 12), "data": data, "sdkVersion": "7.2"}).encode(), ("Content-Type", "application/x-www-form-urlencoded"),
                names=("form", "json-string"))


def kochava(rng, p):
    body = {"action": "initial", "kochava_app_id": "konotes-" + hexes(rng, 6), "nt_id": uuid4(rng), "data": {"adid": p.give("advertising-id"), "android_id": p.give("android-id"),
            "bssid": p.give("bssid"), "carrier_name": "o2", "device_cores": 8, "screen_dpi": 420, "volume": 0.4667, "uptime": rng.random() * 1000}}
    return http(rng, "kochava", "/track/json", compact(body))


def positional(rng, p):
    p.note("android-id", False)
    p.note("email", False)
    body = [["Notes", "4.2.10", "com.example.notes"], ["Android", "14", "SM-A556B", "AndroidAgent", "7.3", p.value("android-id"), "", "", "samsung", {"email_hint": p.value("email")}], times(rng)]
    return http(rng, "positional", "/mobile/v4/connect", zlib.compress(compact(body)), ("Content-Encoding", "deflate"), names=("zlib",))


def datadog(rng, p):
    lines = b"\n".join(compact({"date": times(rng), "service": "notes", "usr": {"id": "u1"}, "context": some(rng, p, 3), "ddtags": "env:prod,version:4.2.10"}) for _ in range(2))
    name, data = wire.packed(rng, lines, "zlib", "gzip", "zstd-streamed")
    said = {"zlib": "deflate", "gzip": "gzip", "zstd-streamed": "zstd"}[name]
    return http(rng, "rum", "/api/v2/rum?ddsource=android", data, ("Content-Encoding", said), ("Content-Type", "text/plain;charset=UTF-8"), doc="ndjson", names=(name,))


def gelf(rng, p):
    body = {"version": "1.1", "host": "phone", "short_message": "started", "level": 6, **{"_" + k.strip("_").replace(".", "_"): v for k, v in some(rng, p, 4).items()}}
    name, data = wire.packed(rng, compact(body), "zlib", "gzip")
    return Sent("udp-gelf", "udp", 12201, data, (name,), "json")


def logfmt(rng, p):
    text = f"ts=2026-07-14T08:12:33Z level=info msg=\"device registered\" {' '.join(f'{k}={v}' for k, v in some(rng, p, 4).items())} dur=13ms\n"
    return rng.choice((lambda: Sent("udp-logfmt", "udp", 5140, text.encode(), (), "logfmt"), lambda: socket("logfmt", text.encode(), "logfmt", port=5140)))()


def ltsv(rng, p):
    text = "\t".join(["time:2026-07-14", *(f"{k}:{v}" for k, v in some(rng, p, 4).items()), "status:200"]) + "\n"
    return http(rng, "ltsv", "/log", text.encode(), ("Content-Type", "text/plain"), doc="ltsv")


def cee(rng, p):
    line = f"<14>Jul 14 08:12:33 phone app[1423]: @cee: " + compact({"ev": "boot", **some(rng, p, 3)}).decode()
    data = line.encode()
    return socket("cee", str(len(data)).encode() + b" " + data, "json", port=601)


def statsd(rng, p):
    text = f"app.launch:1|c|#os:android,imei:{p.give('imei')},region:in\napp.cold:413|ms|#os:android\n"
    return Sent("udp-statsd", "udp", 8125, text.encode(), (), "tags")


def realtime(rng, p):
    body = {"t": "d", "d": {"r": rng.randrange(99), "a": "p", "b": {"p": f"/devices/{hexes(rng, 20)}/profile", "d": some(rng, p, 4), "h": base64.b64encode(bytes(20)).decode()}}}
    return Sent("websocket-realtime", "tcp", 80, websocket_frame(rng, compact(body), 0x81), (), "json", websocket_opened(rng, "/.ws?v=5&ns=notes"))


def geo(rng, p):
    latitude, longitude = p.place()
    body = {"location": {"__type": "GeoPoint", "latitude": latitude, "longitude": longitude}, "deviceType": "android", "installationId": uuid4(rng), "deviceToken": hexes(rng, 40), "email": p.give("email")}
    return http(rng, "parse", "/parse/classes/_Installation", compact(body), ("X-Parse-Application-Id", hexes(rng, 40)))


def tags(rng, p):
    spans = [{"traceId": hexes(rng, 32), "id": hexes(rng, 16), "name": "get /", "timestamp": times(rng) * 1000, "localEndpoint": {"serviceName": "phone", "ipv4": "10.0.0.5"}, "tags": some(rng, p, 4)}]
    return http(rng, "zipkin", "/api/v2/spans", compact(spans))


def batch(rng, p):
    """Requests within a request."""
    inner = compact(some(rng, p, 4)).decode()
    mark = "batch_" + hexes(rng, 8)
    body = (f"--{mark}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nPOST /devices HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(inner)}\r\n\r\n"
            f"{inner}\r\n--{mark}--\r\n")
    return http(rng, "batch", "/odata/$batch", body.encode(), ("Content-Type", f"multipart/mixed; boundary={mark}"), doc="json", names=("multipart",))


def soap_packed(rng, p):
    inner = "<dev>" + "".join(f"<{k.replace('.', '_')}>{escape(v)}</{k.replace('.', '_')}>" for k, v in some(rng, p, 4).items()) + "</dev>"
    name, data = wire.packed(rng, inner.encode(), "gzip", "zlib", "deflate")
    body = f"<s:Envelope xmlns:s='x'><s:Body><up:Content>{base64.b64encode(data).decode()}</up:Content></s:Body></s:Envelope>"
    return http(rng, "soap-packed", "/svc", body.encode(), ("Content-Type", "text/xml"), doc="xml", names=("xml", "base64", name))


def msgpack_rpc(rng, p):
    data = wire.msgpack([0, rng.randrange(99), "register", [some(rng, p, 4), True, None, 3.5]])
    return rng.choice((lambda: socket("msgpack-rpc", data, "msgpack", port=18800), lambda: socket("msgpack-rpc", data, "msgpack", cuts=(len(data) // 2,), port=18800)))()


def cose(rng, p):
    """CBOR in bytes in CBOR, marked as itself, signed."""
    payload = wire.cbor(some(rng, p, 4), rng.random() < 0.5)
    body = rng.choice((b"\xd9\xd9\xf7" + wire.cbor({"v": 1, "p": 7})[:-1] + b"\x07", b"\xd2" + wire.cbor([b"\xa1\x01\x26", {}, payload, bytes(rng.randrange(256) for _ in range(64))]),
                       b"\xd9\xd9\xf7" + payload))
    if body[:1] == b"\xd9" and payload not in body:
        body = b"\xd9\xd9\xf7" + payload
    return http(rng, "cose", "/attest", body, ("Content-Type", "application/cose"), doc="cbor")


def client_data(rng, p):
    p.note("email", False)
    p.note("imei", False)
    message = wire.protobuf([(1, 3), (2, p.value("email")), (7, p.value("imei")), (8, hexes(rng, 6))])
    return get(rng, "client-data", "/gen_204?v=3", ("X-Client-Data", base64.b64encode(message).decode()), doc="protobuf")


def grpc_web(rng, p):
    p.note("advertising-id", False)
    p.note("serial-number", False)
    message = wire.protobuf([(1, wire.protobuf([(1, p.value("advertising-id")), (2, p.value("serial-number"))])), (2, times(rng))])
    return http(rng, "grpc-web", "/notes.Log/Put", base64.b64encode(b"\0" + struct.pack("!I", len(message)) + message), ("Content-Type", "application/grpc-web-text"), doc="protobuf", names=("base64", "grpc"))


def thrift_call(rng, p):
    """The binary protocol, framed: a call with a map of texts."""
    fields = some(rng, p, 4)
    pairs = b"".join(struct.pack("!I", len(x.encode())) + x.encode() for kv in fields.items() for x in kv)
    body = b"\x80\x01\0\x01" + struct.pack("!I", 6) + b"report" + struct.pack("!I", 1) + b"\x0d\0\x01\x0b\x0b" + struct.pack("!I", len(fields)) + pairs + b"\0"
    return socket("thrift", struct.pack("!I", len(body)) + body, "thrift", port=9090)


def kafka(rng, p):
    """JSON in the midst of bytes."""
    inner = compact({"k": 1, **some(rng, p, 4)})
    record = bytes(6) + varint(8) + b"key1" + varint(len(inner) * 2) + inner + b"\0"
    body = struct.pack("!hhi", 0, 9, 7) + struct.pack("!h", 5) + b"notes" + bytes(10) + struct.pack("!h", 6) + b"events" + bytes(61) + varint(len(record) * 2) + record
    return socket("kafka", struct.pack("!I", len(body)) + body, "json", port=9092)


def floats(rng, p):
    body = {"device": {"imei": "@", "ts": float(times(rng)), "screen": 6.1}, "ok": True}
    imei = p.give("imei")
    text = json.dumps(body).replace('"@"', imei + ".0" if imei.isdigit() and len(imei) == 15 else "null")
    return http(rng, "floats", "/gson", text.encode())


def amqp(rng, p):
    for kind in ("imei", "email"):
        p.note(kind, False)
    table = b"".join(bytes([len(k)]) + k.encode() + b"S" + struct.pack("!I", len(v)) + v.encode() for k, v in (("imei", p.value("imei")), ("from", p.value("email")), ("kind", "boot")))
    body = b"\0\x3c\0\0" + struct.pack("!QH", 42, 0xA000) + b"\x10application/json" + struct.pack("!I", len(table)) + table
    return socket("amqp", b"\x02\0\x01" + struct.pack("!I", len(body)) + body + b"\xce", "table", port=5672)


def plain_log(rng, p):
    """Names and values with nothing but blanks between."""
    p.note("imei", False)
    p.note("serial-number", False)
    text = f"DIAG 2026-07-14\nIMEI   {p.value('imei')}\nSN     {p.value('serial-number')}\nFW     S911BXXU3\n"
    return socket("plain-log", text.encode(), "columns", port=20100, cuts=(len(text) - 30,))


def torn_mail(rng, p):
    rows = "imei,serialNumber\r\n" + f"{p.give('imei')},{p.give('serial-number')}\r\n"
    text = ("From: a <logs@example.com>\r\nSubject: log\r\nMIME-Version: 1.0\r\nContent-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wire.base64_lines(rows.encode()) + "\r\n")
    p.allowed += [("email", "om"), ("contact", "om")]
    return http(rng, "mailgun", "/v3/messages.mime", b'--mm\r\nContent-Disposition: form-data; name="message"; filename="m.eml"\r\nContent-Type: message/rfc822\r\n\r\n' + text.encode() + b"\r\n--mm--\r\n",
                ("Content-Type", "multipart/form-data; boundary=mm"), doc="csv", names=("multipart", "mail", "base64"))


def in_script(rng, p):
    text = "<script>window.__D__ = JSON.parse(\"" + json.dumps(json.dumps(some(rng, p, 3)))[1:-1] + "\");</script>"
    return http(rng, "script", "/render", ("html=" + quoted(text)).encode(), ("Content-Type", "application/x-www-form-urlencoded"), names=("form",))


def pieces(rng, p):
    """An upload in answered blocks of one size."""
    data = b"\n".join([compact({"i": i, "h": hexes(rng, 32)}) for i in range(rng.randrange(3, 30))] + [compact(some(rng, p, 4)), b"{}"])
    name, body = rng.choice((wire.packed(rng, data, "gzip", "gzip-named", "zstd-streamed"), ("base64", base64.b64encode(data)), ("base64", base64.b64encode(gzip.compress(data, mtime=0)))))
    block = rng.choice((64, 128, 512))
    return socket("pieces", b"UPLOAD log.bin\r\n" + body, "ndjson", (name,), tuple(range(16, len(body) + 15, block))[:40], port=7790)


# ---- nobody's ----

def schema(rng, _p):
    body = {"properties": {"imei": {"type": "string", "pattern": "^[0-9]{15}$"}, "email": {"type": "string", "format": "email"}, "mac": {"type": "string", "minLength": 12}, "password": {"type": "string", "minLength": 8},
            "serial": {"type": "string", "example": "see_label1"}, "phone": {"$ref": "#/definitions/phone_number"}}, "required": ["imei", "email"], "$id": f"urn:uuid:{uuid4(rng)}"}
    return http(rng, "schema", "/schema", compact(body))


def words(rng, _p):
    body = {"password": "Password", "password.hint": "At least 8 characters", "phone": "Phone number", "email": "E-mail address", "serial": "Serial number", "ssid.title": "Network", "imei": "IMEI of this phone",
            "location": "Share my place", "error.email": "invalid_address1", "mac": "Address", "tel.label": "Call us: 24/7"}
    return http(rng, "words", "/i18n", json.dumps(body, indent=1).encode())


def flags(rng, _p):
    body = {"flags": [{"key": "imei_collection", "value": "disabled_by_policy2"}, {"key": "collect_serial", "value": "false"}, {"name": "mac", "value": "off"}, {"key": "email", "value": "opt_in"}], "etag": hexes(rng, 16),
            "columns": "imei,mac,phone,serial", "counts": {"imei": rng.randrange(10 ** 5), "serial": rng.randrange(10 ** 8, 10 ** 9), "mac": rng.randrange(10 ** 6)}}
    return http(rng, "flags", "/flags", compact(body))


def table(rng, _p):
    rows = "metric,mac,phone,serial\n" + "".join(f"m{i},{rng.randrange(99)},{rng.randrange(99)},{rng.randrange(9999)}\n" for i in range(6))
    return http(rng, "table", "/metrics", rows.encode(), ("Content-Type", "text/csv"), doc="csv")


def keys(rng, _p):
    lines = "\n".join(base64.b64encode(bytes(rng.randrange(256) for _ in range(48))).decode() for _ in range(6))
    text = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
    return http(rng, "keys", "/csr", text.encode(), doc="pem")


def cursors(rng, _p):
    token = base64.urlsafe_b64encode(compact({"after": digits(rng, 15), "sort": times(rng), "id": hexes(rng, 24), "n": luhn("35" + digits(rng, 12))})).decode()
    return get(rng, "cursors", f"/list?cursor={token}&limit=50&sort=-created&req={uuid4(rng)}")


def script(rng, _p):
    text = "".join(f"function a{i}(b,c){{return b.mac+c.d({digits(rng, 9)})||e.serial=f[{rng.randrange(99)}]}};" for i in range(12)) + "/*! @license lib@1.2.3 */" + f"var v=\"{digits(rng, 2)}.{digits(rng, 3)}.1\""
    return http(rng, "javascript", "/js", wire.PACKINGS["gzip"](rng, text.encode()), ("Content-Encoding", "gzip"), doc="text", names=("gzip",))


SHAPES = (sentry, leanplum, kochava, positional, datadog, gelf, logfmt, ltsv, cee, statsd, realtime, geo, tags, batch, soap_packed, msgpack_rpc, cose, client_data, grpc_web, thrift_call, kafka, floats, amqp,
          plain_log, torn_mail, in_script, pieces, pieces)
NOBODYS = (schema, words, flags, table, keys, cursors, script)
MESSAGES = (told_of("known", SHAPES, DUMMIES, MORE_MAKERS), told_of("unknown", SHAPES, DUMMIES, MORE_MAKERS), of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS))
