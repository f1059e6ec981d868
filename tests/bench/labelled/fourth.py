"""The fourth set, smaller, of shapes of none of the others: written after the third had been looked at and mended, and run once before
anything more was."""

import base64
import gzip
import hashlib
import io
import json
import struct
import tarfile
import zipfile
import zlib
from xml.sax.saxutils import escape

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .person import of_nobody, told_of
from .second import compact, times
from .third import CASE, DUMMIES, MORE_MAKERS, get, http, query, socket  # noqa: F401
from .values import digits, hexes, luhn, quoted, uuid4
from .wrapping import raw_deflate, varint

NAMES = {
    "imei": ("imei", "imei2", "primaryImei", "device.imei", "numéro IMEI", "номер_imei"), "imsi": ("imsi", "sim_imsi", "IMSI_2"), "iccid": ("iccid", "sim_iccid", "ICCID2"),
    "phone-number": ("phone", "телефон", "전화번호", "msisdn", "téléphone", "mobile_number", "電話番号"), "email": ("email", "e-mail", "почта", "adresse e-mail", "メール", "Email"),
    "android-id": ("android_id", "androidId", "ANDROID_ID"), "advertising-id": ("adv_id", "advertising_id", "MOE_GAID", "aaid", "google_adv_id"),
    "wifi-mac": ("mac", "wifi_mac", "adresse_mac", "mac-адрес"), "bssid": ("bssid", "router_bssid"), "serial-number": ("serialNumber", "серийный_номер", "número de serie", "device_serial"),
}


def some(rng, p, most=4, names=NAMES):
    kinds = rng.sample(list(names), rng.randrange(1, most))
    return {rng.choice(names[k]): p.give(k) for k in kinds}


def ascii_only(names):
    return {k: tuple(n for n in v if n.isascii() and " " not in n) for k, v in names.items()}


PLAIN = ascii_only(NAMES)


def many_tongues(rng, p):
    fields = {"v": 3, "время": times(rng), **some(rng, p, 5), "screen": "1080x2400"}
    ascii_too = rng.random() < 0.5
    return http(rng, "tongues", "/profile", json.dumps(fields, ensure_ascii=ascii_too).encode(), doc="json")


def brackets(rng, p):
    """PHP's way of arrays in a form."""
    parts = {f"devices[0][{k}]": v for k, v in some(rng, p, 4, PLAIN).items()}
    return http(rng, "brackets", "/save.php", query({"act": "save", **parts, "devices[0][os]": "14"}).encode(), ("Content-Type", "application/x-www-form-urlencoded"), doc="form")


def said_form(rng, p):
    """JSON that its header calls a form, as HttpURLConnection does where nobody says."""
    return http(rng, "said-form", "/report", compact({"t": times(rng), **some(rng, p, 4)}), ("Content-Type", "application/x-www-form-urlencoded"))


def jsonp(rng, p):
    body = b"callback_%d(" % rng.randrange(999) + compact(some(rng, p, 3, PLAIN)) + b");"
    return http(rng, "jsonp", "/cb", body, ("Content-Type", "application/javascript"))


def lists(rng, p):
    """Values in arrays under one name."""
    body = {"sims": {"imei": [p.give("imei"), ""], "imsi": [p.give("imsi")]}, "wifi": [{"bssid": p.give("bssid"), "rssi": -51}], "accounts": [{"type": "com.example", "email": p.give("email")}]}
    return http(rng, "lists", "/v3/device", gzip.compress(compact(body), mtime=0), ("Content-Encoding", "gzip"), names=("gzip",))


def untidy(rng, p):
    """Blanks, quotes and names inside the value."""
    imei, serial = p.give("imei"), p.give("serial-number")
    body = {"imei": rng.choice((f" {imei} ", f'"{imei}"', f"{imei}\n", f"IMEI: {imei}", f"{imei}/01")), "serialNumber": rng.choice((f"{serial}\r\n", f" {serial}", f"SN:{serial}"))}
    return http(rng, "untidy", "/diag", compact(body))


def xml_rpc(rng, p):
    rows = "".join(f"<member><name>{escape(k)}</name><value><string>{escape(v)}</string></value></member>" for k, v in some(rng, p, 4, PLAIN).items())
    return http(rng, "xml-rpc", "/RPC2", f"<?xml version='1.0'?><methodCall><methodName>reg</methodName><params><param><value><struct>{rows}</struct></value></param></params></methodCall>".encode(),
                ("Content-Type", "text/xml"), doc="xml-pairs")


def tr069(rng, p):
    rows = "".join(f"<ParameterValueStruct><Name>Device.X.{k}</Name><Value xsi:type='xsd:string'>{escape(v)}</Value></ParameterValueStruct>" for k, v in some(rng, p, 4, PLAIN).items())
    return http(rng, "tr069", "/cwmp", f"<soap:Envelope><soap:Body><cwmp:Inform><ParameterList>{rows}</ParameterList></cwmp:Inform></soap:Body></soap:Envelope>".encode(), doc="xml-pairs")


def saml(rng, p):
    text = (f"<samlp:Response ID='_{hexes(rng, 32)}'><saml:Assertion><saml:Subject><saml:NameID>{p.give('email', False)}</saml:NameID></saml:Subject><saml:AttributeStatement>"
            f"<saml:Attribute Name='phone'><saml:AttributeValue>{p.give('phone-number')}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>")
    packed = base64.b64encode(raw_deflate(rng, text.encode())).decode()
    return get(rng, "saml", "/sso?SAMLResponse=" + quoted(packed) + "&RelayState=" + hexes(rng, 16), doc="xml-pairs")


def files(rng, p):
    """A bug report as an archive."""
    text = "\n".join(f"[{k}]: [{v}]" for k, v in {"ro.build.id": "UP1A", **some(rng, p, 4, PLAIN), "ro.serialno": p.give("serial-number")}.items()).encode()
    out = io.BytesIO()
    if rng.random() < 0.5:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr(zipfile.ZipInfo("readme.txt"), "report\n" * 20)
            z.writestr(zipfile.ZipInfo("props.txt"), text, zipfile.ZIP_DEFLATED)
        name = "zip"
    else:
        with tarfile.open(fileobj=out, mode="w") as t:
            info = tarfile.TarInfo("props.txt")
            info.size = len(text)
            t.addfile(info, io.BytesIO(text))
        out = io.BytesIO(gzip.compress(out.getvalue(), mtime=0))
        name = "tar-gz"
    mark = "xYzBound" + digits(rng, 6)
    body = f'--{mark}\r\nContent-Disposition: form-data; name="log"; filename="bug"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + out.getvalue() + f"\r\n--{mark}--\r\n".encode()
    return http(rng, "files", "/bugreport", body, ("Content-Type", f"multipart/form-data; boundary={mark}"), doc="getprop", names=(name,))


def properties(rng, p):
    text = "".join(f"[{k}]: [{v}]\n" for k, v in {"gsm.sim.state": "LOADED", **some(rng, p, 4, PLAIN)}.items())
    return socket("logd", text.encode(), "getprop", port=8200)


def dumpsys(rng, p):
    text = f"Phone Subscriber Info:\n  Phone Type = GSM\n  Device IMEI = {p.give('imei')}\n  SubscriberId = {p.give('imsi')}\n  Line1Number = {p.give('phone-number')}\n"
    return socket("dumpsys", text.encode(), "lines", port=8201)


def wap(rng, p):
    """What a carrier's gateway adds."""
    number = p.give("phone-number", True, lambda t: t[1:])
    return get(rng, "wap", "/index.wml", (rng.choice(("X-MSISDN", "x-up-calling-line-id-msisdn", "X-Nokia-MSISDN")), number), ("X-Wap-Profile", '"http://wap.example.com/uaprof/x.xml"'), doc="header")


def basic(rng, p):
    token = base64.b64encode(f"{p.give('email', False)}:{hexes(rng, 10)}".encode()).decode()
    return get(rng, "basic", "/feed", ("Authorization", "Basic " + token), ("Accept", "*/*"), doc="header")


def storage(rng, p):
    """In the path, and beside it as the object's own header."""
    target = f"/logs/imei/{p.give('imei')}/2026/07/14.gz"
    return http(rng, "storage", target, gzip.compress(b"start\n" * 9, mtime=0), ("x-amz-meta-serialnumber", p.give("serial-number")), doc="path", method="PUT")


def applog(rng, p):
    """ssid is a session's here."""
    fields = {"device_id": digits(rng, 19), "iid": digits(rng, 19), "openudid": p.give("android-id", False), "mac_address": p.give("wifi-mac"), "ssid": uuid4(rng), "oaid": p.give("advertising-id", False),
              "cdid": uuid4(rng), "_rticket": times(rng), "ts": times(rng) // 1000}
    return get(rng, "applog", "/service/2/app_log/?" + query(fields))


def kuaishou(rng, p):
    return get(rng, "did", "/rest/n/clock?" + query({"did": "ANDROID_" + p.give("android-id", False), "kpn": "NOTES", "sig": hexes(rng, 32), "__NS_sig3": hexes(rng, 42)}))


def in_xml(rng, p):
    """Base64 of gzip in CDATA; hex of zlib in JSON; base64 of a part of a form."""
    data = compact({"e": "x", **some(rng, p, 4)})
    name, doc, body = rng.choice((
        (("base64", "gzip"), "xml", b"<r><v>1</v><p><![CDATA[" + base64.b64encode(gzip.compress(data, mtime=0)) + b"]]></p></r>"),
        (("hex", "zlib"), "json", compact({"n": 1, "z": zlib.compress(data).hex()})),
        (("base64",), "multipart", b'--q\r\nContent-Disposition: form-data; name="j"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + wire.base64_lines(data).encode() + b"\r\n--q--\r\n")))
    return http(rng, "inside", "/in", body, *([("Content-Type", "multipart/form-data; boundary=q")] if doc == "multipart" else []), doc=doc, names=name)


def ws_deflate(rng, p):
    """RFC 7692: the message is packed, its end left off."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = compact({"jsonrpc": "2.0", "method": "hello", "params": some(rng, p, 4)})
    out = packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)
    before = websocket_opened(rng, "/rpc")
    ask = before[0][1].replace(b"Sec-WebSocket-Version", b"Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\nSec-WebSocket-Version")
    answer = before[1][1].replace(b"Connection: Upgrade\r\n", b"Connection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n")
    return Sent("websocket-deflate", "tcp", 80, websocket_frame(rng, out[:-4], 0xC1), ("deflate",), "json", ((True, ask), (False, answer)))


def topic(rng, p):
    """MQTT: whose it is stands in the topic."""
    p.note("serial-number", False)
    text = f"devices/{p.value('serial-number') or 'none'}/up".encode()
    body = compact([{"bn": "urn:x:", "n": "temp", "v": 21.5}, {"n": "imei", "vs": p.give("imei", False)}])
    return Sent("mqtt-topic", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", len(text)) + text + body), (), "json",
                ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c1")), (False, b"\x20\2\0\0")))


def tlv(rng, p):
    """Tag and length in two bytes each, in either order; nothing has a name."""
    order = rng.choice("<>")
    for kind in ("imei", "android-id", "serial-number", "email"):
        p.note(kind, False)
    items = [b"\1\2", p.value("imei").encode(), p.value("android-id").encode(), b"V2244A", p.value("serial-number").encode(), p.value("email").encode(), bytes(6)]
    body = b"".join(struct.pack(order + "HH", 0x4141 + i, len(x)) + x for i, x in enumerate(items))
    return socket("tlv", b"\xaa\x55" + struct.pack(order + "I", len(body)) + body + b"\x0d", "tlv", port=9903)


def radius(rng, p):
    """RFC 2865: attributes of an accounting request."""
    p.note("wifi-mac", False)
    attributes = ((1, "user"), (31, p.spelled("wifi-mac", lambda t: t.replace(":", "-").upper())), (30, "00-10-A4-23-19-C0:net"), (44, hexes(rng, 8)))
    body = b"".join(struct.pack("BB", n, len(v) + 2) + v.encode() for n, v in attributes)
    p.allowed += [(k, "c0") for k in ("bssid", "wifi-mac")]
    return Sent("udp-radius", "udp", 1813, struct.pack("!BBH", 4, rng.randrange(256), len(body) + 20) + bytes(rng.randrange(256) for _ in range(16)) + body, (), "tlv")


def cef(rng, p):
    p.note("email", False)
    text = f"<134>Jul 14 08:12:33 phone CEF:0|Example|MDM|1.0|100|login|3|src=10.0.0.4 suser={p.value('email')} cs1Label=imei cs1={p.give('imei', False)} imei={p.give('imei')}"
    return Sent("udp-cef", "udp", 514, text.encode(), (), "cef")


def salted(rng, p):
    """Hashed in the ways that are used for matching, behind names that say nothing."""
    kind, spell = rng.choice((("email", str.lower), ("wifi-mac", lambda t: t.replace(":", "").upper()), ("imei", str), ("advertising-id", str.lower), ("phone-number", str), ("android-id", str)))
    p.note(kind, False, "hash")
    value = spell(p.value(kind)) if p.who != "refused" else ""
    raw = hashlib.new(rng.choice(("sha256", "sha1", "md5")), value.encode()).digest()
    text = rng.choice((raw.hex(), base64.urlsafe_b64encode(raw).decode().rstrip("="), raw.hex().upper()))
    return http(rng, "salted", "/m", compact({"u": [text, hexes(rng, 64)], "k": digits(rng, 4)}))


def split(rng, p):
    """Text of lines, JSON in pieces, or gzip behind a length, on a connection where the far end often speaks."""
    data = compact({"id": rng.randrange(99), "more": [hexes(rng, 24) for _ in range(rng.randrange(12))], **some(rng, p, 4)})
    names, body = rng.choice((
        ((), b"PUT " + str(len(data)).encode() + b"\r\n" + data), (("base64",), b"DATA " + base64.urlsafe_b64encode(data) + b"."),
        (("gzip",), struct.pack("<HI", 7, len(gzip.compress(data, mtime=0))) + gzip.compress(data, mtime=0)), (("zlib",), struct.pack("!I", len(zlib.compress(data))) + zlib.compress(data)),
        (("base64", "gzip"), b'{"z":"' + base64.b64encode(gzip.compress(data, mtime=0)) + b'"}\n'), (("base64-lines",), wire.base64_lines(data).encode() + b"\r\n\r\n")))
    return socket("split", body, "json", names, tuple(sorted(rng.sample(range(1, len(body)), rng.randrange(1, 8)))), port=7780)


def wide(rng, p):
    """A varint's length of two bytes, texts of several kinds behind each other."""
    for kind in ("advertising-id", "imsi", "email"):
        p.note(kind, False)
    blob = bytes(rng.randrange(256) for _ in range(130))
    body = wire.protobuf([(1, blob), (2, "notes"), (3, p.value("advertising-id")), (4, wire.protobuf([(1, "sub"), (2, p.value("imsi"))])), (5, p.value("email"))])
    return http(rng, "wide", "/p", b"\0" + varint(len(body)) + body, doc="protobuf")


# ---- nobody's ----

def identifiers(rng, _p):
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    body = {"ulid": "01J" + "".join(rng.choice(alphabet) for _ in range(23)), "oid": hexes(rng, 24), "snowflake": digits(rng, 19), "customer": "cus_" + hexes(rng, 14), "key": "AKIA" + hexes(rng, 16).upper(),
            "fcm": hexes(rng, 22) + ":APA91b" + hexes(rng, 134), "parcel": "1Z" + hexes(rng, 16).upper(), "iban": "DE" + digits(rng, 20), "isbn": luhn("978" + digits(rng, 9)), "nonce": digits(rng, 16)}
    return http(rng, "identifiers", "/x", compact(body))


def near_names(rng, _p):
    """Words that only begin as telling names do."""
    body = {"imei_count": 2, "mac_os": "14.2.1", "phone_model": "SM-G991B", "email_count": rng.randrange(99), "serialVersionUID": digits(rng, 18), "gaid_status": "denied", "simSlot": "0",
            "phone_os_build": digits(rng, 12), "latency": f"{rng.uniform(1, 90):.5f}", "longest": f"{rng.uniform(1, 90):.5f}", "imsi_ready": True, "cellular": digits(rng, 9), "panel": digits(rng, 16),
            "macro": hexes(rng, 12), "ssids_seen": 12, "password_changed_at": str(times(rng)), "mobile_web": "1", "telemetry": digits(rng, 11), "location_mode": "high_accuracy"}
    return http(rng, "near-names", "/x", compact(body))


def codes(rng, _p):
    """A message's authentication code, a session's id, a working directory: names that mean something else."""
    fields = {"mac": hexes(rng, 40), "ssid": uuid4(rng), "pwd": "/data/user/0/com.example.notes", "tel": "false", "sn": str(rng.randrange(10 ** 8, 10 ** 9)), "loc": "de-DE", "ll": "0", "serial": "true"}
    if rng.random() < 0.5:
        return get(rng, "codes", "/c?" + query(fields))
    return get(rng, "codes", "/c", ("Authorization", f'MAC id="{hexes(rng, 12)}", ts="{times(rng) // 1000}", nonce="{hexes(rng, 8)}", mac="{hexes(rng, 40)}"'))


def networks(rng, _p):
    groups = ":".join(hexes(rng, 4) for _ in range(4))
    body = {"ip6": f"fe80::{groups}", "mapped": "::ffff:10.0.0.1", "dns": ["8.8.8.8", "2001:4860:4860::8888"], "mcast": "01:00:5e:00:00:fb", "route": "10.0.0.0/8", "mac": "00:00:00:00:00:00", "bssid": "any",
            "dhcp": {"client": "02:00:00:00:00:00"}, "time": "20260714081233", "ts16": "20260714081233" + digits(rng, 2), "cell": "LTE", "tower": None}
    return http(rng, "networks", "/x", compact(body))


def tokens(rng, _p):
    parts = [base64.urlsafe_b64encode(x).decode().rstrip("=") for x in (compact({"alg": "ES256", "kid": hexes(rng, 16)}), compact({"sub": uuid4(rng), "exp": 1790000000, "jti": hexes(rng, 32)}),
                                                                        bytes(rng.randrange(256) for _ in range(64)))]
    return get(rng, "tokens", "/me", ("Authorization", "Bearer " + ".".join(parts)), ("X-Request-Id", digits(rng, 15)), ("Cookie", f"sid={hexes(rng, 32)}; csrf={hexes(rng, 16)}; _ga=GA1.2.{digits(rng, 9)}.{digits(rng, 10)}"))


def random_bytes(rng, _p):
    data = bytes(rng.randrange(256) for _ in range(rng.randrange(200, 1200)))
    if rng.random() < 0.5:
        return socket("random", data, "binary", port=9904, cuts=(len(data) // 3, len(data) // 2))
    return http(rng, "random", "/e", base64.b64encode(data), doc="binary", names=("base64",))


def salts(rng, p):
    """A hash of a known value and a salt: no longer told apart from chance."""
    kind = rng.choice(("imei", "email", "android-id"))
    text = hashlib.sha256((hexes(rng, 8) + p.data[kind].value).encode()).hexdigest()
    return http(rng, "salts", "/m", compact({"u": text, "c": hexes(rng, 40)}))


SHAPES = (many_tongues, many_tongues, brackets, said_form, jsonp, lists, untidy, xml_rpc, tr069, saml, files, properties, dumpsys, wap, basic, storage, applog, kuaishou, in_xml, in_xml, ws_deflate, topic,
          tlv, radius, cef, salted, split, split, wide)
NOBODYS = (identifiers, near_names, codes, networks, tokens, random_bytes, salts)
MESSAGES = (told_of("known", SHAPES, DUMMIES, MORE_MAKERS), told_of("unknown", SHAPES, DUMMIES, MORE_MAKERS), of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS))
