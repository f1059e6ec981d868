"""The sixth set, of shapes of none of the others: written after the fifth had been looked at and mended, and run once."""

import base64
import gzip
import json
import struct
import zlib

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .person import of_nobody, told_of
from .second import compact, times
from .third import CASE, DUMMIES, MORE_MAKERS, get, http, query, socket  # noqa: F401
from .values import digits, hexes, luhn, quoted, uuid4

NAMES = {
    "imei": ("imei", "imei1", "DeviceIMEI", "imeiNumber", "phone-imei"), "imsi": ("imsi", "IMSI", "simImsi"), "iccid": ("iccid", "simICCID"),
    "phone-number": ("phone", "mobileNumber", "PhoneNo", "msisdn"), "email": ("email", "Email", "user_mail", "mail"), "android-id": ("androidId", "android_id", "AndroidId"),
    "advertising-id": ("gaid", "advertisingId", "idfa", "google_ad_id"), "wifi-mac": ("wifiMac", "mac_addr", "MacAddress"), "bssid": ("bssid", "BSSID", "wifi_bssid"),
    "serial-number": ("serialNumber", "serial_no", "deviceSerialNumber"), "bluetooth-mac": ("btMac", "bluetoothAddress"), "national-id": ("aadhaar", "aadhaarNumber"),
    "payment-card": ("cardNumber", "card_number"),
}


def some(rng, p, most=4):
    return {rng.choice(NAMES[k]): p.give(k) for k in rng.sample(list(NAMES), rng.randrange(1, most))}


def json_api(rng, p):
    body = {"data": {"type": "devices", "attributes": some(rng, p, 5), "relationships": {"owner": {"data": {"type": "users", "id": digits(rng, 6)}}}}, "meta": {"rid": uuid4(rng)}}
    return http(rng, "json-api", "/v1/devices", json.dumps(body, indent=2).encode(), ("Content-Type", "application/vnd.api+json"), method="PATCH")


def fhir(rng, p):
    body = {"resourceType": "Patient", "telecom": [{"system": "phone", "value": p.give("phone-number", False)}, {"system": "email", "value": p.give("email", False)}], "identifier": [{"system": "urn:x", "value": digits(rng, 9)}],
            "contact": [{"name": {"text": "M."}}], "extension": [{"url": "imei", "valueString": p.give("imei", False)}], "device": some(rng, p, 3)}
    return http(rng, "fhir", "/fhir/Patient", compact(body), ("Content-Type", "application/fhir+json"))


def encrypted_looking(rng, p):
    """base64 of gzip of a form, under a name of one letter."""
    data = gzip.compress(query(some(rng, p, 5)).encode(), mtime=0)
    return http(rng, "one-letter", "/c", query({"r": base64.b64encode(data).decode(), "s": hexes(rng, 40)}).encode(), ("Content-Type", "application/x-www-form-urlencoded"), doc="form", names=("form", "base64", "gzip"))


def headers(rng, p):
    fields = {("X-" + k.replace("_", "-")): v for k, v in some(rng, p, 5).items()}
    return http(rng, "headers", "/ping", b"", *fields.items(), ("X-Trace", hexes(rng, 32)), method="POST", doc="headers")


def xml_config(rng, p):
    rows = "".join(f'<parm name="{k}" value="{v}"/>' for k, v in some(rng, p, 4).items())
    return http(rng, "xml-config", "/ota", f"<wap-provisioningdoc><characteristic type='DEV'>{rows}</characteristic></wap-provisioningdoc>".encode(), ("Content-Type", "application/xml"), doc="xml")


def ndjson_ws(rng, p):
    body = b"\x1e".join(compact(x) for x in ({"protocol": "json", "version": 1}, {"type": 1, "target": "Register", "arguments": [some(rng, p, 4)]}, {"type": 6})) + b"\x1e"
    return Sent("websocket-signalr", "tcp", 80, websocket_frame(rng, body, 0x81), (), "json", websocket_opened(rng, "/hub?id=" + hexes(rng, 22)))


def mqtt_gzip(rng, p):
    name, data = wire.packed(rng, compact({"t": times(rng), **some(rng, p, 4)}), "gzip", "zlib", "zstd-streamed")
    publish = mqtt_packet(0x32, struct.pack("!H", 7) + b"up/data" + struct.pack("!H", 9) + data)
    return Sent("mqtt-packed", "tcp", 1883, publish, (name,), "json", ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c1")), (False, b"\x20\2\0\0")))


def h2_json(rng, p):
    name, data = wire.packed(rng, compact(some(rng, p, 5)), "gzip", "brotli" if "brotli" in wire.PACKINGS else "gzip")
    return Sent("h2-json", "tcp", 8080, wire.h2_request(rng, "/v1/batch", [("content-type", "application/json"), ("content-encoding", {"gzip": "gzip", "brotli": "br"}[name])], data), (name,), "json")


def custom_binary(rng, p):
    """A header, then zlib, then a checksum."""
    data = zlib.compress(compact({"v": 2, "dev": some(rng, p, 4)}))
    return socket("custom", b"NTF1" + struct.pack("<HHI", 3, 1, len(data)) + data + struct.pack("<I", zlib.crc32(data)), "json", ("zlib",), port=9555)


def blocks(rng, p):
    """A file in answered blocks, each with a header: what is cut is no longer of one piece."""
    data = b"\n".join(compact({"i": i, "x": hexes(rng, 20)}) for i in range(rng.randrange(2, 12))) + b"\n" + compact(some(rng, p, 4)) + b"\n"
    body = base64.b64encode(data)
    return socket("stream64", b"BEGIN " + body + b"\nEND\n", "ndjson", ("base64",), tuple(sorted(rng.sample(range(1, len(body)), rng.randrange(1, 9)))), port=9556)


def urls(rng, p):
    """A redirect inside a parameter, a deep link inside that."""
    inner = "notes://open?" + query(some(rng, p, 3))
    return get(rng, "urls", "/r?u=" + quoted("https://t.example.org/go?next=" + quoted(inner) + "&c=1") + "&cid=" + hexes(rng, 16))


def csv_gz(rng, p):
    rows = [some(rng, p, 5)]
    text = ",".join(["time", *rows[0]]) + "\n" + ",".join(["2026-07-14T08:12:33Z", *rows[0].values()]) + "\n" + ",".join(["2026-07-14T08:13:33Z"] + [""] * len(rows[0])) + "\n"
    return http(rng, "csv-gz", "/upload/log.csv.gz", gzip.compress(text.encode(), mtime=0), ("Content-Type", "application/gzip"), doc="csv", names=("gzip",), method="PUT")


def proto_json(rng, p):
    inner = compact(some(rng, p, 4))
    body = wire.protobuf([(1, times(rng)), (2, wire.protobuf([(1, "config"), (2, inner)])), (3, wire.protobuf([(1, 5), (2, gzip.compress(inner, mtime=0))]))])
    return http(rng, "proto-json", "/batch", wire.PACKINGS["gzip"](rng, body), ("Content-Encoding", "gzip"), doc="json", names=("gzip", "protobuf"))


def text_udp(rng, p):
    text = "|".join(["EVT", str(times(rng)), *(f"{k}={v}" for k, v in some(rng, p, 4).items()), "END"])
    return Sent("udp-bars", "udp", 9999, text.encode(), (), "pairs")


def known_only(rng, p):
    """Nothing has a name, and letters stand beside."""
    kinds = rng.sample(("imei", "email", "advertising-id", "iccid", "imsi", "android-id"), 2)
    for kind in kinds:
        p.note(kind, False)
    text = rng.choice(("/".join, "_".join, "$".join, "^".join))(["A1", *(p.value(k) for k in kinds), "zz"])
    return http(rng, "joined", "/k", compact({"x": rng.choice((text, base64.b64encode(text.encode()).decode(), text.encode().hex()))}))


# ---- nobody's ----

def catalogue(rng, _p):
    body = {"products": [{"gtin": luhn("40" + digits(rng, 11)), "sku": hexes(rng, 8).upper() + digits(rng, 4), "serialized": True, "mobile": {"price": f"{rng.randrange(99)}.99"}, "phone": {"brand": "X", "model": "A55"},
            "mac": {"compatible": True}} for _ in range(3)], "pageToken": base64.b64encode(digits(rng, 18).encode()).decode(), "card": {"title": "Sale", "number": rng.randrange(9)}}
    return http(rng, "catalogue", "/catalogue", compact(body))


def telemetry(rng, _p):
    values = {f"m{i}": rng.random() * 10 ** rng.randrange(9) for i in range(9)} | {"id": uuid4(rng), "run": digits(rng, 15), "mem": digits(rng, 12), "addr": hexes(rng, 12), "ptr": "0x" + hexes(rng, 16), "checksum": hexes(rng, 32)}
    return http(rng, "measures", "/m", rng.choice((compact, wire.msgpack, wire.cbor))(values))


def dummies(rng, _p):
    body = {"imei": rng.choice(("n/a", "NaN", "unavailable", "000000000000000", "0")), "email": rng.choice(("", "none", "n/a")), "phone": rng.choice(("n/a", "0", "+0")), "gaid": rng.choice(("", "0", "null")),
            "mac": rng.choice(("n/a", "02:00:00:00:00:00", "00:00:00:00:00:00")), "serialNumber": rng.choice(("unknown", "n/a", "undefined")), "password": rng.choice(("********", "null", "none")),
            "androidId": rng.choice(("0000000000000000", "null")), "ssid": rng.choice(("<unknown ssid>", "0x")), "cardNumber": "0000000000000000", "imsi": "000000000000000"}
    return http(rng, "dummies", "/d", compact(body))


def audio(rng, _p):
    data = bytes(rng.randrange(256) for _ in range(1000))
    return rng.choice((lambda: Sent("udp-audio", "udp", 30000 + rng.randrange(999), b"\x80\x60" + data[:160], (), "binary"), lambda: socket("audio", data, "binary", cuts=(100, 300, 700), port=40000)))()


SHAPES = (json_api, fhir, encrypted_looking, headers, xml_config, ndjson_ws, mqtt_gzip, h2_json, custom_binary, blocks, urls, csv_gz, proto_json, text_udp, known_only)
NOBODYS = (catalogue, telemetry, dummies, audio)
MESSAGES = (told_of("known", SHAPES, DUMMIES, MORE_MAKERS), told_of("unknown", SHAPES, DUMMIES, MORE_MAKERS), of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS))
