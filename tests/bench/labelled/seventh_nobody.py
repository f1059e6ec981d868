"""What apps send that is nobody's, for the seventh set: numbers, names and texts that look like data and are none."""

import base64
import hashlib

from . import wire
from .carrier import Sent
from .second import compact, times
from .third import get, http, query, socket
from .values import digits, hexes, luhn, uuid4, verhoeff

JSON = ("Content-Type", "application/json")


def parcels(rng, _p):
    """Numbers with a right check digit that are an equipment's, a card's or a person's only by chance."""
    body = {"trackingNumber": luhn("35" + digits(rng, 12)), "orderId": digits(rng, 15), "awb": digits(rng, 12), "ean": luhn("400" + digits(rng, 9)), "invoice": luhn("45" + digits(rng, 13)),
            "rrn": verhoeff("4" + digits(rng, 10)), "utr": "HDFC" + digits(rng, 12), "shelf": "A1", "barcode": luhn("89" + digits(rng, 17)), "batch": luhn("86" + digits(rng, 12))}
    return http(rng, "parcels", "/orders", rng.choice((compact, wire.msgpack, wire.cbor))(body), doc="json")


def limited(rng, _p):
    """A bid request of one who limits tracking."""
    zero = "00000000-0000-0000-0000-000000000000"
    body = {"id": uuid4(rng), "imp": [{"id": "1", "bidfloor": rng.random(), "tagid": digits(rng, 10), "ext": {"dealid": hexes(rng, 16)}}], "device": {"ifa": zero, "lmt": 1, "dnt": 1, "didsha1": "",
            "dpidmd5": hashlib.md5(b"").hexdigest(), "macsha1": hashlib.sha1(b"").hexdigest(), "ua": "Mozilla/5.0 (Linux; Android 14; K) Chrome/124.0.6367.82", "mccmnc": "262-01", "geo": {"country": "DEU", "type": 2}},
            "app": {"bundle": "com.example.notes", "publisher": {"id": digits(rng, 16)}}, "regs": {"gdpr": 1}, "source": {"tid": uuid4(rng)}}
    return http(rng, "limited", "/openrtb2/auction", compact(body), JSON)


def macros(rng, _p):
    """Places in an address that nobody filled in."""
    words = rng.choice((("{GAID}", "{IMEI}", "{ANDROID_ID}", "{MAC}"), ("%%ADVERTISING_ID%%", "%%IMEI%%", "%%AID%%", "%%MAC%%"), ("[IDFA]", "[IMEI]", "[AID]", "[MAC]"), ("__OAID__", "__IMEI__", "__ANDROIDID__", "__MAC__"),
                        ("${gaid}", "${imei}", "${android_id}", "${mac}"), ("<redacted>", "REDACTED", "[Filtered]", "(null)")))
    return get(rng, "macros", "/click?" + query({"gaid": words[0], "imei": words[1], "android_id": words[2], "mac": words[3], "clickid": hexes(rng, 24), "ts": times(rng), "bundle": "com.example.notes"}))


def other_meanings(rng, _p):
    """Words that mean another thing here."""
    body = {"sn": rng.randrange(10 ** 6), "serial": rng.randrange(10 ** 5), "mac": hexes(rng, 64), "cell": {"row": 3, "col": 4}, "card": {"suit": "hearts", "number": 7}, "pan": -17.5, "lat": f"{rng.randrange(400)}ms",
            "position": rng.randrange(99), "location": "/var/mobile/x", "phone": "iPhone 15", "mobile": True, "telephone": False, "email": {"enabled": True, "sent": 3}, "imei_permission": "denied",
            "tac": digits(rng, 8), "long": "text", "contact": "form", "address": "0x" + hexes(rng, 16), "iccid": 2, "imsi_count": 1, "gaid_present": False, "sim": {"state": 5}}
    return http(rng, "meanings", "/state", compact(body), JSON)


def update(rng, _p):
    body = (f"<?xml version=\"1.0\"?><request protocol=\"3.1\" sessionid=\"{{{uuid4(rng)}}}\" requestid=\"{{{uuid4(rng)}}}\"><os platform=\"android\" version=\"14.0.{rng.randrange(9)}\"/>"
            f"<app appid=\"{{{uuid4(rng).upper()}}}\" version=\"124.0.6367.{rng.randrange(200)}\" cohort=\"1:{hexes(rng, 3)}:\"><package fp=\"1.{hexes(rng, 64)}\"/><ping rd=\"6{digits(rng, 3)}\"/></app></request>")
    return http(rng, "update", "/service/update2", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def player(rng, _p):
    keys = f"br={rng.randrange(9000)},bs,d=4004,mtp={rng.randrange(99999)},ot=v,sf=h,sid=\"{uuid4(rng)}\",st=v,tb=6000"
    return get(rng, "player", f"/hls/{hexes(rng, 32)}/seg_{digits(rng, 9)}.ts?" + query({"CMCD": keys, "Expires": 1784000000 + rng.randrange(10 ** 6), "Signature": hexes(rng, 40), "Key-Pair-Id": "K" + hexes(rng, 13).upper()}))


def crash(rng, _p):
    text = (f"*** *** ***\nBuild fingerprint: 'xiaomi/sweet/sweet:13/TKQ1.221013.002/V14.0.{rng.randrange(9)}.0:user/release-keys'\npid: {digits(rng, 5)}, tid: {digits(rng, 5)}, name: RenderThread\n"
            f"signal 11 (SIGSEGV), code 1, fault addr 0x{hexes(rng, 12)}\n    x0  {hexes(rng, 16)}  x1  {hexes(rng, 16)}\n    lr  {hexes(rng, 16)}  sp  {hexes(rng, 16)}\n"
            f"      #00 pc 00000000000{hexes(rng, 5)}  /apex/com.android.runtime/lib64/bionic/libc.so (BuildId: {hexes(rng, 32)})\njava.lang.Object@{hexes(rng, 7)}.wait kotlin.Unit@{hexes(rng, 8)}\n")
    name, data = rng.choice((("", text.encode()), wire.packed(rng, text.encode())))
    return http(rng, "crash", "/crash", data, ("Content-Type", "text/plain"), doc="text", names=(name,) if name else ())


def bluetooth(rng, _p):
    """UUIDs of services, addresses of groups, a print of a certificate."""
    body = {"services": [f"0000{hexes(rng, 4)}-0000-1000-8000-00805f9b34fb" for _ in range(4)], "multicast": ["01:00:5e:00:00:fb", "33:33:00:00:00:fb", "ff:ff:ff:ff:ff:ff"], "vrrp": "00:00:5e:00:01:01",
            "signing": ":".join(hexes(rng, 2).upper() for _ in range(20)), "mtu": 517, "wifi_mac": "02:00:00:00:00:00", "bssid": "00:00:00:00:00:00", "clock": "08:12:33"}
    return http(rng, "bluetooth", "/scan", rng.choice((compact, wire.cbor, wire.msgpack))(body), doc="json")


def push(rng, _p):
    token = f"{hexes(rng, 10)}_Q{hexes(rng, 11)}:APA91b{hexes(rng, 134)}"
    body = {"fid": base64.urlsafe_b64encode(bytes(rng.randrange(256) for _ in range(16))).decode()[:22], "authVersion": "FIS_v2", "appId": f"1:{digits(rng, 12)}:android:{hexes(rng, 16)}", "sdkVersion": "a:17.2.0", "token": token}
    return http(rng, "push", "/v1/projects/notes/installations", compact(body), JSON, ("x-goog-api-key", "AIza" + hexes(rng, 35)))


def experiments(rng, _p):
    body = {"experiments": [{"key": f"exp_{digits(rng, 4)}", "hash": hexes(rng, 16), "bucket": rng.randrange(10000), "salt": hexes(rng, 8)} for _ in range(4)], "etag": f"W/\"{hexes(rng, 32)}\"", "rollout": rng.random(),
            "columns": ["imei", "email", "phone_number", "gaid"], "collect": {"imei": "never", "email": "on_consent", "phone_number": "no", "gaid": "off"}, "seed": digits(rng, 18)}
    return http(rng, "experiments", "/flags", compact(body), JSON)


def dependencies(rng, _p):
    text = "\n".join([f"androidx.core:core-ktx:1.{rng.randrange(20)}.0@aar", "git@github.example:org/app.git", f"pkg@{rng.randrange(9)}.{rng.randrange(30)}.1", "android.hardware.wifi@1.6-service", "logo@2x.png",
                      "vendor.qti.hardware.radio@1.0::IUim", f"core@{hexes(rng, 7)}"])
    return http(rng, "dependencies", "/sbom", text.encode(), ("Content-Type", "text/plain"), doc="text")


def names_only(rng, _p):
    head = ",".join(("ts", "imei", "imsi", "email", "phone_number", "lat", "lon", "level"))
    rows = "\n".join(f"{times(rng)},,,,,,,{rng.randrange(100)}" for _ in range(3))
    return http(rng, "names-only", "/ingest", compact({"format": "csv", "rows": head + "\n" + rows + "\n"}), JSON, doc="csv", names=("json",))


def claims(rng, _p):
    token = b".".join(base64.urlsafe_b64encode(x).rstrip(b"=") for x in (b'{"alg":"RS256","typ":"JWT"}', compact({"iss": "https://id.example.org", "aud": "notes", "exp": 1784000000, "jti": uuid4(rng), "nonce": hexes(rng, 32)}),
                                                                        bytes(rng.randrange(256) for _ in range(64)))).decode()
    return http(rng, "claims", "/token", b"", ("Authorization", "Bearer " + token), method="GET", doc="headers")


def metrics(rng, _p):
    """Numbered numbers and sums."""
    entries = [(3, wire.protobuf([(1, n), (2, v)])) for n, v in (("frames", digits(rng, 15)), ("trace", hexes(rng, 32)), ("jank", digits(rng, 8)), ("build", "10.1.12.3"), ("crc", hexes(rng, 8)), ("uptime", digits(rng, 12)))]
    return http(rng, "metrics", "/m", wire.protobuf([(1, times(rng)), *entries, (9, bytes(rng.randrange(256) for _ in range(40)))]), ("Content-Type", "application/x-protobuf"), doc="protobuf")


def noise(rng, _p):
    data = bytes(rng.randrange(256) for _ in range(rng.randrange(200, 1200)))
    return rng.choice((lambda: Sent("udp-noise", "udp", 40000, data[:1100], (), "binary"), lambda: socket("noise", data, "binary", port=41000),
                       lambda: http(rng, "noise", "/blob", compact({"iv": hexes(rng, 24), "ct": base64.b64encode(data).decode(), "mac": hexes(rng, 64)}), JSON)))()


def masks(rng, _p):
    body = {"phone_number": "+91XXXXXX" + digits(rng, 4), "email": rng.choice(("j***@example.com", "***@***", "xxxx@xxxx")), "card_number": "XXXX-XXXX-XXXX-" + digits(rng, 4), "last4": digits(rng, 4), "aadhaar": "XXXXXXXX" + digits(rng, 4),
            "imei": "3569********" + digits(rng, 3), "bin": "4" + digits(rng, 5), "msisdn": "*" * 10, "wifi_mac": "a4:5e:60:xx:xx:xx"}
    return http(rng, "masks", "/profile", compact(body), JSON)


SHAPES = (parcels, limited, macros, other_meanings, update, player, crash, bluetooth, push, experiments, dependencies, names_only, claims, metrics, noise, masks)
