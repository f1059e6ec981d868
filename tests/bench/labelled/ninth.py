"""The ninth set: collectors of logs and numbers, files and tables, managers of things, mail, directories, names and rarer ways of HTTP. Written without a look at how anything
is found, from public knowledge of formats and programs alone; every message is opened again by look.py."""

import base64
import gzip
import json
import plistlib
import struct
import zlib
from xml.sax.saxutils import escape

from . import ninth_nobody, wire
from .carrier import HOSTS, Sent, chunks, mqtt_packet, request, websocket_frame, websocket_opened
from .handset import Handset, island_id
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON, packed
from .third import CASE as THIRDS_CASE, DUMMIES, MORE_MAKERS, bare, bare_upper, dashed, get, http, query, socket
from .values import Datum, Label, digits, group, half_bytes, hexes, quoted, uuid4
from .wrapping import varint

MAKERS = {**MORE_MAKERS, "national-id": island_id}


def CASE(rng):
    """The third's, with an identity card of Taiwan."""
    return [d for d in THIRDS_CASE(rng) if d.kind != "national-id"] + [Datum("national-id", island_id(rng), True)]


def spaced(text):
    """A number in groups, the country's code apart."""
    code = 2 if text.startswith("+1") else 3
    return f"{text[:code]} {group(text[code:], (3, 3), ' ')}"


class Bearer(Handset):
    names = {
        "imei": ("imei", "imei2", "imei_num", "deviceImeiNumber", "equipmentImei", "MobileIMEI", "modem_imei", "imei-sim1"),
        "imsi": ("imsi", "modem_imsi", "imsi2", "usim_imsi", "imsi_code", "IMSI"),
        "iccid": ("iccid", "esim_iccid", "modem_iccid", "iccid2", "card_iccid", "ICCID"),
        "phone-number": ("msisdn", "tel_no", "手機號碼", "telefono_movil", "phone_no", "phonenum", "mobilePhoneNumber", "numeroTelefone", "sim_phone_number", "téléphone_portable"),
        "email": ("email", "mail_addr", "電子信箱", "correo", "email_principal", "loginEmail", "account_mail", "E-Mail"),
        "android-id": ("android_id", "AndroidId", "android-id", "secure_android_id", "androidId"),
        "advertising-id": ("gaid", "google_adid", "OAID", "IDFA", "ads_gaid", "advertising-id", "google_advertising_id", "GAID"),
        "wifi-mac": ("wifimac", "wifi-mac", "wlan0_mac_address", "mac-address", "MACAddress", "wlan_mac_address"),
        "bluetooth-mac": ("bt-mac", "bleMacAddress", "BTMAC", "bt_mac_addr", "bluetooth_mac_address"),
        "bssid": ("bssid", "wifi-bssid", "gw_bssid", "lastBssid", "BSSID"),
        "serial-number": ("serial", "serial-number", "unit_serial", "hwSerialNo", "factory_serial", "numéro_de_série", "SerialNumber"),
        "national-id": ("身分證字號", "national_id", "nationalIdNumber", "NationalID", "national-id"),
        "payment-card": ("card_number", "cartao_numero", "creditCardNo", "cardnum", "card-number"),
    }
    spell = {"wifi-mac": (None, None, dashed, bare_upper), "bluetooth-mac": (None, dashed), "bssid": (None, dashed), "phone-number": (None, None, spaced), "imei": (None, None, None, lambda t: group(t, (8, 6), "-")),
             "advertising-id": (None, None, str.upper)}


DEVICE = ("imei", "imsi", "iccid", "android-id", "advertising-id", "wifi-mac", "bluetooth-mac", "bssid", "serial-number")
PERSON = ("phone-number", "email", "national-id", "payment-card")
NAMELESS = ("imei", "imsi", "iccid", "android-id", "advertising-id", "email", "serial-number", "meid", "phone-number")
HELLO = (True, mqtt_packet(0x10, b"\0\6MQIsdp\3\2\0\x3c\0\2m1")), (False, b"\x20\2\0\0")


# ---- rarer ways of HTTP ----

def expecting(rng, p):
    """The body comes after the far end has said that it may."""
    name, data = packed(rng, compact({"v": 4, "dev": p.some(*DEVICE), "own": p.some(*PERSON, most=2)}))
    coding = {"brotli": "br", "zlib": "deflate"}.get(name, name)
    said = [] if name == "deflate" else [("Content-Encoding", coding)]
    whole = request(rng, "PUT", "/upload/state.bin", [("Expect", "100-continue"), ("Content-Type", "application/octet-stream"), *said], data)
    head = whole[:len(whole) - len(data)]
    return Sent("http-continue", "tcp", 80, data, (name,), "json", ((True, head), (False, b"HTTP/1.1 100 Continue\r\n\r\n")))


def pipelined(rng, p):
    """Two questions, and no answer yet."""
    ask = [request(rng, "GET", "/a?" + query({"n": i, **p.plainly(most=2)})) for i in range(2)]
    return Sent("web-pipelined", "tcp", 80, b"".join(ask), (), "form")


def by_proxy(rng, p):
    return http(rng, "proxied", f"http://{rng.choice(HOSTS)}:8080/check/v2;sid={hexes(rng, 12)}?" + query({**p.some(most=3), "rnd": rng.random()}), b"", ("Proxy-Connection", "keep-alive"), method="GET")


def trailers(rng, p):
    """What is said after the chunks."""
    some = p.plainly("imei", "serial-number", "iccid", most=2)
    body = chunks(rng, compact({"frames": [rng.random() for _ in range(9)], "session": uuid4(rng)}))
    lines = "".join(f"X-{k.replace('_', '-')}: {v}\r\n" for k, v in some.items())
    p.written = [(f"X-{k.replace('_', '-')}" if k else k, v) for k, v in p.written]
    head = request(rng, "POST", "/stream", [("Content-Type", "application/json"), ("Trailer", ", ".join(f"X-{k.replace('_', '-')}" for k in some)), ("Transfer-Encoding", "chunked")])
    return Sent("http-trailers", "tcp", 80, head + body[:-2] + lines.encode() + b"\r\n", (), "trailers")


def twice_coded(rng, p):
    """Two codings, the last of them outermost."""
    inner, data = packed(rng, compact({"batch": [{"i": i, "h": hexes(rng, 12)} for i in range(3)], "who": p.some(most=4)}), "gzip", "brotli")
    outer, data = packed(rng, data, "zstd", "zlib")
    said = {"brotli": "br", "zlib": "deflate"}
    return http(rng, "stacked", "/in", data, JSON, ("Content-Encoding", f"{said.get(inner, inner)}, {said.get(outer, outer)}"), names=(outer, inner))


def related(rng, p):
    """A file's description and the file, in one body."""
    mark = "batch_" + hexes(rng, 12)
    name, data = packed(rng, "".join(f"{k}\t{v}\n" for k, v in p.some(most=4).items()).encode(), "gzip", "zstd", "zlib")
    body = (f"--{mark}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{{\"name\":\"state.tsv\",\"parents\":[\"appDataFolder\"]}}\r\n--{mark}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n").encode()
    return http(rng, "related", "/upload/drive/v3/files?uploadType=multipart", body + data + f"\r\n--{mark}--\r\n".encode(), ("Content-Type", f"multipart/related; boundary={mark}"), doc="lines", names=("multipart", name))


def batched(rng, p):
    """Requests as parts of a request."""
    mark = "changeset_" + hexes(rng, 10)
    inner = compact(p.some(most=3)).decode()
    parts = [f"GET /v1/flags?p={digits(rng, 5)} HTTP/1.1\r\n\r\n", f"POST /v1/device HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{inner}"]
    body = "".join(f"--{mark}\r\nContent-Type: application/http\r\nContent-ID: <{i}>\r\n\r\n{part}\r\n" for i, part in enumerate(parts)) + f"--{mark}--\r\n"
    return http(rng, "batched", "/batch", body.encode(), ("Content-Type", f"multipart/mixed; boundary={mark}"), doc="http-part", names=("multipart",))


def h2_rare(rng, p):
    """A block of headers in two frames, names that are remembered, a padded body."""
    some = {"x-" + k.lower().replace("_", "-"): v for k, v in p.plainly("imei", "serial-number", "android-id", "email", most=2).items()}
    p.written = [("x-" + k.lower().replace("_", "-"), v) for k, v in p.written]
    name, data = packed(rng, compact(p.some(most=3)), "gzip", "zstd")
    block = b"\x83\x86\x44" + wire.h2_string("/v2/sync?c=" + hexes(rng, 8)) + b"\x41" + wire.h2_string("sync.example.com") + b"\x5f" + wire.h2_string("application/json") + b"\x40" + wire.h2_string("content-encoding") + wire.h2_string(name)
    block += b"".join(b"\x40" + wire.h2_string(k) + wire.h2_string(v) for k, v in some.items())
    cut = rng.randrange(3, len(block) - 3)
    out = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + wire.h2_frame(4, 0, 0, b"\0\4\0\1\0\0") + wire.h2_frame(8, 0, 0, struct.pack("!I", 2 ** 20))
    out += wire.h2_frame(1, 0, 1, block[:cut]) + wire.h2_frame(9, 4, 1, block[cut:]) + wire.h2_frame(0, 9, 1, b"\x05" + data + bytes(5))
    return Sent("h2-rare", "tcp", 8080, out, (name,), "json")


def h2_upgraded(rng, p):
    """Another version is agreed upon in the first."""
    ask = request(rng, "GET", "/hello", [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")])
    answer = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + wire.h2_frame(4, 0, 0, b"") + wire.h2_frame(1, 5, 1, b"\x88")
    block = b"\x83\x86\x04" + wire.h2_string("/v2/register") + b"\x01" + wire.h2_string("api.example.com") + b"\0" + wire.h2_string("content-type") + wire.h2_string("application/json")
    body = compact({"t": times(rng), "reg": p.some(most=4)})
    out = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + wire.h2_frame(4, 0, 0, b"") + wire.h2_frame(4, 1, 0, b"") + wire.h2_frame(1, 4, 3, block) + wire.h2_frame(0, 1, 3, body)
    return Sent("h2-upgraded", "tcp", 8080, out, (), "json", ((True, ask), (False, answer)))


def remembering(rng, p):
    """Two messages packed as one stream; the second leans on the first."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    frames = b""
    for body in (compact({"op": "hello", "proto": 3, "nonce": hexes(rng, 16)}), compact({"op": "state", "seq": 2, "of": p.some(most=3)})):
        frames += websocket_frame(rng, (packer.compress(body) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4], 0xC1)
    opening = list(websocket_opened(rng, "/live"))
    opening[0] = (True, opening[0][1].replace(b"Sec-WebSocket-Version", b"Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Version"))
    opening[1] = (False, opening[1][1].replace(b"Sec-WebSocket-Accept", b"Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Accept"))
    return Sent("websocket-remembering", "tcp", 80, frames, (), "messages", tuple(opening))


def things_by_websocket(rng, p):
    """A publication of a thing's, as a message."""
    publish = mqtt_packet(0x30, struct.pack("!H", 11) + b"home/hub/up" + compact({"fw": "2.0.17", **p.some(most=3)}))
    return Sent("websocket-things", "tcp", 80, websocket_frame(rng, publish), (), "mqtt", websocket_opened(rng, "/mqtt"))


def in_the_path(rng, p):
    """base64url or hex as a part of an address."""
    kind = rng.choice(("email", "imei", "advertising-id", "serial-number", "imsi"))
    name, part = rng.choice((("base64", base64.urlsafe_b64encode(p.plain(kind).encode()).decode().rstrip("=")), ("hex", p.spelled(kind).encode().hex())))
    return http(rng, "path-part", f"/v1/devices/{part}/attributes/shared?keys=fw", b"", method="GET", doc="text", names=(name,))


def spaces_as_plus(rng, p):
    """A form as browsers write it: blanks are a plus, a plus is not."""
    fields = {"step": 2, **p.some(*PERSON, most=3), "agree": "yes, of course"}
    body = "&".join(f"{quoted(k)}={quoted(str(v)).replace('%20', '+')}" for k, v in fields.items())
    return http(rng, "browser-form", "/signup/step2", body.encode(), FORM, ("Origin", "http://m.example.com"), doc="form")


# ---- collectors ----

def exposition(rng, p):
    """Labels of a number."""
    labels = ",".join(f'{k.replace("-", "_")}="{v}"' for k, v in p.plainly(most=3).items())
    p.written = [(k.replace("-", "_"), v) for k, v in p.written]
    text = f"# TYPE app_info gauge\napp_info{{version=\"4.2.10\",{labels}}} 1\nbattery_ratio {rng.random():.4f} {times(rng)}\n"
    return http(rng, "pushgateway", "/metrics/job/phone", text.encode(), ("Content-Type", "text/plain; version=0.0.4"), doc="quoted", method="PUT")


def loki(rng, p):
    line = " ".join(f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in p.some(most=2).items())
    body = {"streams": [{"stream": {"job": "app", "level": "info"}, "values": [[str(times(rng) * 10 ** 6), f"msg=\"sim changed\" {line} dur=3ms"]]}]}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body), "gzip")))
    return http(rng, "loki", "/loki/api/v1/push", data, JSON, *([("Content-Encoding", "gzip")] if name else []), doc="quoted", names=(name, "json") if name else ("json",))


def forward(rng, p):
    """Fluentd's forward protocol: entries one by one, or packed together."""
    entries = [{"lvl": "I", "n": 1}, {"message": "ready", **p.some(most=3)}]
    if rng.random() < 0.5:
        return socket("forward", wire.msgpack(["app.boot", [[times(rng) // 1000, e] for e in entries]]), "msgpack", port=24224)
    stream = gzip.compress(b"".join(wire.msgpack([times(rng) // 1000, e]) for e in entries), mtime=0)
    return socket("forward", wire.msgpack(["app.boot", stream, {"compressed": "gzip", "size": 2}]), "msgpacks", ("msgpack", "gzip"), port=24224)


def structured(rng, p):
    """RFC 5424's elements of structured data."""
    pairs = " ".join(f'{k}="{v}"' for k, v in p.plainly(most=3).items())
    line = f"<165>1 2026-07-14T08:12:33.003Z phone agent {digits(rng, 4)} ID47 [unit@32473 {pairs}][origin software=\"agent\"] started".encode()
    if rng.random() < 0.5:
        return Sent("udp-syslog", "udp", 514, line, (), "quoted")
    return socket("syslog", str(len(line)).encode() + b" " + line, "quoted", port=601)


def nats(rng, p):
    body = compact({"id": uuid4(rng), "spec": p.some(most=3)})
    before = ((False, b'INFO {"server_id":"N1","version":"2.10.4","max_payload":1048576}\r\n'), (True, b'CONNECT {"verbose":false,"lang":"java","version":"2.17"}\r\n'))
    return socket("nats", f"PUB fleet.join {len(body)}\r\n".encode() + body + b"\r\n", "after-line", before=before, port=4222)


def resp(rng, p):
    """A command's words, each with its length; what they are is said by none."""
    kinds = rng.sample(NAMELESS, 2)
    words = ["HSET", "h:" + hexes(rng, 8), "a", p.plain(kinds[0]), "b", p.plain(kinds[1])]
    return socket("resp", f"*{len(words)}\r\n".encode() + b"".join(f"${len(w.encode())}\r\n{w}\r\n".encode() for w in words), "text", port=6379)


def each_row(rng, p):
    """Rows of JSON behind a line of SQL."""
    rows = b"\n".join(compact({"ts": times(rng) // 1000, "ev": e, **more}) for e, more in (("a", {}), ("b", p.some(most=3))))
    body = b"INSERT INTO mobile.events FORMAT JSONEachRow\n" + rows + b"\n"
    name, data = rng.choice((("", body), packed(rng, body, "gzip", "zstd", "brotli")))
    return http(rng, "each-row", "/?database=mobile", data, *([("Content-Encoding", {"brotli": "br"}.get(name, name))] if name else []), doc="rows-after-line", names=(name,) if name else ())


def statement(rng, p):
    """Values in brackets, of which no name stands beside."""
    kinds = rng.sample(NAMELESS, 2)
    sql = f"INSERT OR REPLACE INTO kv VALUES (1,'{p.plain(kinds[0])}',{digits(rng, 6)},'{p.plain(kinds[1])}')"
    name, data = packed(rng, compact({"ops": [{"sql": sql, "args": []}]}), "deflate", "zlib")
    return http(rng, "statement", "/sync/oplog", compact({"log": base64.b64encode(data).decode()}), JSON, doc="text", names=("json", "base64", name))


# ---- tables and files ----

def columns(rng, p):
    """Names in one list, values in others."""
    some = p.some(most=4)
    body = {"table": "handsets", "columns": ["row", *some, "ok"], "rows": [[1, *some.values(), True]], "next": None}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body))))
    return http(rng, "columns", "/bi/load", data, JSON, doc="columns", names=(name,) if name else ())


def pairs_in_lists(rng, p):
    pairs = [["os", "14"], *([k, v] for k, v in p.some(most=4).items()), ["ts", times(rng)]]
    return http(rng, "lists", "/p", compact({"h": 1, "pairs": pairs}), JSON, doc="pair-lists")


def semicolons(rng, p):
    """A table as southern offices write it, in quotes, with a mark of its encoding."""
    some = p.some(most=4)
    between = rng.choice((";", "\t", ","))
    text = "\ufeff" + between.join(f'"{k}"' for k in ("dt", *some, "obs")) + "\r\n" + between.join(f'"{v}"' for v in ("14/07/2026", *some.values(), "ok")) + "\r\n"
    name, data = rng.choice((("", text.encode()), packed(rng, text.encode(), "zstd", "zlib", "gzip")))
    if rng.random() < 0.5:
        return socket("file", data, "quoted-table", (name,) if name else (), port=20)
    return http(rng, "table", "/import/clientes.csv", data, ("Content-Type", "text/csv"), doc="quoted-table", names=(name,) if name else (), method="PUT")


def settings_file(rng, p):
    """Sections of names and values."""
    text = "[meta]\nversion = 3\n[unit]\n" + "".join(f"{k} = {v}\n" for k, v in p.some(most=3).items()) + "[net]\nmtu = 1460\n"
    data = base64.encodebytes(text.encode()) if rng.random() < 0.5 else text.encode()
    names = () if data == text.encode() else ("base64",)
    return http(rng, "ini", "/backup/settings", data, ("Content-Type", "text/plain"), doc="lines", names=names, method="PUT")


def feature(rng, p):
    """A place as maps write it: longitude first."""
    latitude, longitude = p.spot()
    body = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [float(longitude), float(latitude)]}, "properties": {"horizontal_accuracy": 8, "timestamp": "2026-07-14T08:12:33Z",
            "motion": ["walking"], "battery_level": 0.61, **p.some("advertising-id", "android-id", "imei", "email", most=1)}}]}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body), "gzip", "brotli", "zstd")))
    return http(rng, "geojson", "/trips", data, ("Content-Type", "application/geo+json"), names=(name,) if name else ())


def gpx(rng, p):
    points = ""
    for _ in range(rng.randrange(1, 4)):
        latitude, longitude = p.spot("lat", "lon")
        points += f'<trkpt lat="{latitude}" lon="{longitude}"><ele>{rng.randrange(900)}.0</ele><time>2026-07-14T08:12:33Z</time></trkpt>'
    text = f'<?xml version="1.0"?><gpx version="1.1" creator="notes" xmlns="http://www.topografix.com/GPX/1/1"><metadata>{"".join(f"<{k}>{escape(v)}</{k}>" for k, v in p.plainly("email", "phone-number", most=1).items())}</metadata><trk><trkseg>{points}</trkseg></trk></gpx>'
    name, data = rng.choice((("", text.encode()), packed(rng, text.encode())))
    return http(rng, "gpx", "/tracks/upload", data, ("Content-Type", "application/gpx+xml"), doc="xml", names=(name,) if name else ())


def towers(rng, p):
    """Which cell and which access points are seen; none of the names is long."""
    cell = p.give("cell-id")
    p.written[-1] = ("cid", cell)
    body = {"token": hexes(rng, 14), "radio": "lte", "mcc": 262, "mnc": 1, "cells": [{"lac": 4321, "cid": int(cell) if cell.isdigit() else -1, "signal": -91}], "wifi": [dict([p.named("bssid", "bssid")])], "address": 0}
    return http(rng, "towers", "/v2/process.php", compact(body), JSON)


# ---- things, managers, directories, mail ----

def check_in(rng, p):
    """A device's check-in at its manager."""
    names = {"imei": "IMEI", "serial-number": "SerialNumber", "iccid": "ICCID", "wifi-mac": "WiFiMAC", "bluetooth-mac": "BluetoothMAC", "phone-number": "PhoneNumber"}
    answers = dict(p.named(k, names[k]) for k in rng.sample(list(names), rng.randrange(1, 5)))
    body = {"CommandUUID": uuid4(rng).upper(), "Status": "Acknowledged", "QueryResponses": {"OSVersion": "17.5.1", "BuildVersion": "21F90", "ModelName": "iPhone", "BatteryLevel": 0.61, **answers}}
    data = plistlib.dumps(body, fmt=rng.choice((plistlib.FMT_XML, plistlib.FMT_BINARY)))
    name, data = rng.choice((("", data), packed(rng, data, "gzip", "zlib")))
    return http(rng, "check-in", "/mdm/server", data, ("Content-Type", "application/x-apple-aspen-mdm"), doc="plist", names=(name,) if name else (), method="PUT")


def old_publication(rng, p):
    """Pairs in the first version of MQTT."""
    body = query({"t": times(rng) // 1000, **p.some(most=3), "rssi": -61}).encode()
    return Sent("mqtt-old", "tcp", 1883, mqtt_packet(0x32, struct.pack("!H", 6) + b"v1/dev" + b"\0\x07" + body), (), "form", HELLO)


def resources(rng, p):
    """Resources of an object by number, text behind tag and length."""
    kinds = rng.sample(NAMELESS[:5], 2)
    body = b"".join(b"\xc8" + bytes([n, len(v)]) + v.encode() for n, v in ((0, "Open Mobile"), (1, "Lightweight Client"), (2, p.plain(kinds[0])), (3, "1.0.4"), (17, p.plain(kinds[1]))))
    return Sent("udp-resources", "udp", 5683, wire.coap(rng, ["rd", digits(rng, 4)], ["lt=300"], body), (), "text")


def tracker(rng, p):
    """A tracker's log-in or its beat."""
    imei = p.plain("imei")
    data = rng.choice((struct.pack("!H", len(imei)) + imei.encode(), f"+ACK:GTHBD,2C0204,{imei},,20260714081233,{hexes(rng, 4).upper()}$".encode(), f"##,imei:{imei},A;".encode(), f"[3G*{imei}*0002*LK]".encode()))
    return socket("tracker", data, "text", port=5004)


def announcement(rng, p):
    """A thing tells its neighbours of itself; its number ends in its address."""
    p.note("wifi-mac", False)
    unique = f"uuid:4d696e69-444c-164e-9d41-{p.spelled('wifi-mac', bare)}"
    text = (f"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=120\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nSERVER: Linux/4.14 UPnP/1.1 MiniDLNA/1.3\r\nX-SERIAL: {p.plain('serial-number')}\r\n"
            f"USN: {unique}::upnp:rootdevice\r\n\r\n")
    return Sent("udp-ssdp", "udp", 1900, text.encode(), (), "text")


def lease(rng, p):
    """A question for an address: the host's name holds an id, as handsets wrote it for years."""
    name = b"android-" + p.plain("android-id").encode()
    p.allowed.append(("wifi-mac", bare(p.value("wifi-mac"))[-2:].lower()))
    hardware = bytes.fromhex(bare(p.value("wifi-mac"))) if p.who != "refused" else bytes.fromhex("020000000000")
    head = struct.pack("!BBBBIHHIIII", 1, 1, 6, 0, rng.randrange(2 ** 32), 0, 0, 0, 0, 0, 0) + hardware + bytes(10 + 64 + 128) + b"\x63\x82\x53\x63"
    return Sent("udp-lease", "udp", 67, head + b"\x35\1\1\x3c\x0fandroid-dhcp-13" + b"\x0c" + bytes([len(name)]) + name + b"\x37\4\1\3\6\x0f\xff", (), "text")


def directory(rng, p):
    """A bind by the name of a person's entry."""
    def ber(tag, body):
        return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x81" + bytes([len(body)])) + body
    name = f"uid={p.plain('email')},ou=people,dc=example,dc=org".encode()
    return socket("directory", ber(0x30, ber(2, b"\1") + ber(0x60, ber(2, b"\3") + ber(4, name) + ber(0x80, hexes(rng, 9).encode()))), "text", port=389)


def plain_login(rng, p):
    """A name between zeros, in base64, as mail and chat programs log in."""
    secret = hexes(rng, 10)
    secret = "" if p.who == "refused" else secret
    token = base64.b64encode(b"\0" + p.plain("email").encode() + b"\0" + secret.encode()).decode()
    if rng.random() < 0.5:
        return socket("chat-login", f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{token}</auth>".encode(), "text", ("xml", "base64"), port=5222)
    # The protocol says what it is, no name beside it.
    if secret:
        p.labels.append(Label("password", secret[-2:], "validated", "plain"))
    before = ((False, b"220 mx.example.com ESMTP\r\n"), (True, b"EHLO phone\r\n"), (False, b"250-mx.example.com\r\n250 AUTH PLAIN\r\n"))
    return socket("mail-login", f"AUTH PLAIN {token}\r\n".encode(), "text", ("word", "base64"), before=before, port=587)


def appended(rng, p):
    """A message is put into a folder."""
    note = "".join(f"{k}: {v}\r\n" for k, v in p.some(most=3).items())
    message = f"Date: Tue, 14 Jul 2026 08:12:33 +0200\r\nSubject: Diagnostics\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAs asked:\r\n{note}Thanks\r\n".encode()
    before = ((False, b"* OK IMAP4rev1\r\n"), (True, f"a2 APPEND Drafts (\\Seen) {{{len(message)}}}\r\n".encode()), (False, b"+ go on\r\n"))
    return socket("imap-append", message + b"\r\n", "lines", before=before, port=143)


def attached(rng, p):
    """A file in base64 with line breaks, in a mail."""
    name, data = packed(rng, compact({"report": 7, **p.some(most=4)}), "gzip", "zlib")
    text = base64.encodebytes(data).replace(b"\n", b"\r\n")
    mail = (b"Subject: log\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"q1\"\r\n\r\n--q1\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--q1\r\nContent-Type: application/octet-stream; name=\"l.bin\"\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n" + text + b"--q1--\r\n.\r\n")
    before = ((False, b"220 mx ESMTP\r\n"), (True, b"EHLO phone\r\n"), (False, b"250 mx\r\n"), (True, b"MAIL FROM:<>\r\n"), (False, b"250 ok\r\n"), (True, b"RCPT TO:<>\r\n"), (False, b"250 ok\r\n"), (True, b"DATA\r\n"), (False, b"354 go\r\n"))
    return socket("mail", mail, "json", ("mail-part", "base64", name), before=before, port=25)


def asked_names(rng, p):
    """A value as labels of a name: as it is, in hex or in base32."""
    kind = rng.choice(("imei", "imsi", "android-id", "iccid", "serial-number", "advertising-id"))
    value = p.plain(kind)
    ways = [("hex", value.encode().hex()), ("base32", base64.b32encode(value.encode()).decode().rstrip("=").lower())]
    if value == value.lower() and value and value != "unknown":
        ways.append(("", value))
    way, text = rng.choice(ways)
    labels = [x for x in wire.cut_labels(text, 50) if x] or ["none"]
    return Sent("dns-asked", "udp", 53, wire.dns_query(rng, [*labels, "m" + digits(rng, 2), "beacon", "example", "com"]), (way,) if way else (), "labels")


# ---- subscriptions ----

def identity_packet(rng, p):
    """An answer to the question who one is, in base64, in JSON."""
    name = f"0{p.plain('imsi')}@nai.epc.mnc001.mcc262.3gppnetwork.org".encode()
    packet = struct.pack("!BBHB", 2, 1, 5 + len(name), 1) + name
    return http(rng, "eap-relay", "/entitlement", compact({"eap-relay-packet": base64.b64encode(packet).decode(), "app": "ap2003", "vers": 1}), ("Content-Type", "application/vnd.gsma.eap-relay.v1.0+json"), doc="text", names=("json", "base64"))


def half_byte_file(rng, p):
    """The file of a SIM that holds its number, as hex, in the order of half-bytes."""
    value = p.value("iccid")
    whole = value.isdigit() and len(value) > 18
    text = half_bytes(value).hex().upper() if whole else "F" * 20
    p.note("iccid", False, "tbcd")
    p.written.append((None, text))
    return http(rng, "sim-files", "/ota/poll", compact({"ver": 2, "files": {"2FE2": text, "2F05": "6465FFFF"}, "mf": "3F00"}), JSON)


def software_version(rng, p):
    """The number with the version of the software instead of the check digit."""
    p.note("imei", False, "imeisv")
    value = p.value("imei")[:14] + "53" if p.who != "refused" else ""
    p.allowed += [(kind, "53") for kind in ("imei", "imeisv")] + [("imei", value[12:14])]
    p.written.append((None, value))
    fields = {"a": "reg", "sv": value, "hw": "PVT2", "meq": p.plain("meid")}
    return rng.choice((lambda: get(rng, "attach", "/v1/attach?" + query(fields)), lambda: http(rng, "attach", "/v1/attach", wire.cbor(fields), ("Content-Type", "application/cbor"), doc="cbor")))()


def as_number(rng, p):
    """Digits as a number, as scripts write them."""
    kinds = [k for k in ("imei", "imsi", "phone-number") if p.value(k).lstrip("+").isdigit() and not p.value(k).startswith("0") and len(p.value(k)) > 9] or ["imei"]
    kind = rng.choice(kinds)
    name, text = rng.choice([n for n in p.names[kind] if n.isascii()]), p.give(kind).lstrip("+")
    p.written[-1] = (name, text)
    body = {"n": rng.randrange(99), name: int(text) if text.isdigit() and not text.startswith("0") else text, "up": rng.randrange(10 ** 6), "t": times(rng)}
    doc, data = rng.choice((("json", compact(body)), ("msgpack", wire.msgpack(body)), ("cbor", wire.cbor(body))))
    return http(rng, "numbers", "/v1/n", data, doc=doc)


# ---- notations ----

def escaped(rng, p):
    """Letters as numbers, as careful writers of JSON and XML write them."""
    some = p.some(*PERSON[:2], "imei", "wifi-mac", "bssid", most=3)
    if rng.random() < 0.5:
        text = json.dumps({"v": 1, **some}).replace("@", "\\u0040").replace("+", "\\u002b").replace("/", "\\/")
        return http(rng, "escaped", "/x", text.encode(), JSON)
    rows = "".join(f"<f><n>{k}</n><v>{v.replace('@', '&#64;').replace('+', '&#x2B;').replace(':', '&#58;')}</v></f>" for k, v in some.items())
    return http(rng, "escaped", "/x", f"<?xml version=\"1.0\" encoding=\"utf-8\"?><form>{rows}</form>".encode(), ("Content-Type", "application/xml"), doc="n-v")


def wide(rng, p):
    """UTF-16 with its mark, as some programs of the desk write."""
    text = json.dumps({"Unit": "7", **p.some(most=3)}, ensure_ascii=False)
    data = rng.choice((lambda: b"\xff\xfe" + text.encode("utf-16-le"), lambda: b"\xfe\xff" + text.encode("utf-16-be")))()
    return http(rng, "wide", "/legacy", data, ("Content-Type", "application/json; charset=utf-16"), doc="json-16")


def sequence(rng, p):
    """Texts of JSON one after the other, with or without a mark before each."""
    texts = [compact({"i": 0, "s": hexes(rng, 8)}), compact({"i": 1, **p.some(most=3)})]
    mark = rng.choice((b"\x1e", b""))
    return socket("sequence", b"".join(mark + t + b"\n" for t in texts), "json-sequence", port=9300)


def thrift_map(rng, p):
    """A map of texts, in Thrift's binary protocol."""
    pairs = p.some(most=4)
    entries = b"".join(struct.pack("!I", len(x.encode())) + x.encode() for pair in pairs.items() for x in pair)
    body = b"\x80\x01\0\4" + struct.pack("!I", 6) + b"report" + struct.pack("!I", 1) + b"\x0a\0\1" + struct.pack("!q", times(rng)) + b"\x0d\0\2\x0b\x0b" + struct.pack("!I", len(pairs)) + entries + b"\0"
    if rng.random() < 0.5:
        return socket("thrift", struct.pack("!I", len(body)) + body, "text-map", port=9090)
    return http(rng, "thrift", "/thrift", body, ("Content-Type", "application/x-thrift"), doc="text-map")


def compact_map(rng, p):
    """A map of texts, in Thrift's compact protocol."""
    pairs = p.plainly(most=4)
    entries = b"".join(varint(len(x)) + x.encode() for pair in pairs.items() for x in pair)
    body = b"\x82\x81\x01" + varint(4) + b"push" + b"\x16" + wire.zigzag(times(rng)) + b"\x1b" + varint(len(pairs)) + b"\x88" + entries + b"\0"
    return http(rng, "compact", "/t/c", body, ("Content-Type", "application/vnd.apache.thrift.compact"), doc="compact-map")


def four_deep(rng, p):
    """protobuf in base64 in JSON in what is packed: texts without a name."""
    kinds = rng.sample(NAMELESS, 2)
    inner = wire.protobuf([(1, 3), (2, wire.protobuf([(1, p.plain(kinds[0])), (2, hexes(rng, 10))])), (4, p.plain(kinds[1])), (6, times(rng))])
    name, data = packed(rng, compact({"k": 1, "pb": base64.b64encode(inner).decode()}), "zstd", "brotli", "gzip")
    return http(rng, "deep", "/d4", wire.protobuf([(1, "e4"), (2, data)]), ("Content-Type", "application/x-protobuf"), doc="protobuf", names=("protobuf", name, "json", "base64"))


def export(rng, p):
    """Hex of what is packed, in base64 with line breaks, in XML; or base32 of it in a form."""
    name, data = packed(rng, compact({"export": 2, "d": p.some(*DEVICE), "o": p.some(*PERSON, most=2)}))
    if rng.random() < 0.5:
        text = base64.encodebytes(data.hex().encode()).decode()
        return http(rng, "exported", "/e.asmx", f"<Envelope><Body><put><v>1</v><data>\n{text}</data></put></Body></Envelope>".encode(), ("Content-Type", "text/xml"), names=("xml", "base64", "hex", name))
    return http(rng, "exported", "/e", query({"f": 2, "d": base64.b32encode(data).decode()}).encode(), FORM, names=("form", "base32", name))


def media_log(rng, p):
    """CBOR in base64url in a token's middle."""
    claims = base64.urlsafe_b64encode(compact({"iss": "unit", "exp": 1_790_000_000, "st": base64.urlsafe_b64encode(wire.cbor({"r": 1, **p.some(most=3)})).decode().rstrip("=")})).decode().rstrip("=")
    token = base64.urlsafe_b64encode(b'{"alg":"ES256","typ":"JWT"}').decode().rstrip("=") + "." + claims + "." + base64.urlsafe_b64encode(bytes(rng.randrange(256) for _ in range(64))).decode().rstrip("=")
    return http(rng, "token", "/attest", b"", ("X-Attestation", token), method="GET", doc="cbor", names=("jwt", "json", "base64"))


def wifi_list(rng, p):
    """A network's name and its access point, by datagram or in parts of an answered stream."""
    body = compact({"act": "cfg", "net": {"ssid": p.plain("ssid"), **p.some("bssid", "wifi-mac", most=2)}, "by": p.some("email", "phone-number", "serial-number", most=1)})
    if rng.random() < 0.5:
        return Sent("udp-config", "udp", 54321, body, (), "json")
    cuts = tuple(sorted(rng.sample(range(1, len(body)), 2)))
    return socket("config", body, "json", cuts=cuts, port=54321)


SHAPES = (expecting, pipelined, by_proxy, trailers, twice_coded, related, batched, h2_rare, h2_upgraded, remembering, things_by_websocket, in_the_path, spaces_as_plus, exposition, loki, forward, structured, nats,
          resp, each_row, statement, columns, pairs_in_lists, semicolons, settings_file, feature, gpx, towers, check_in, old_publication, resources, tracker, announcement, lease, directory, plain_login, appended,
          attached, asked_names, identity_packet, half_byte_file, software_version, as_number, escaped, wide, sequence, thrift_map, compact_map, four_deep, export, media_log, wifi_list)
NOBODYS = ninth_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Bearer), told_of("unknown", SHAPES, DUMMIES, MAKERS, Bearer), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Bearer), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Bearer))
