"""What looks like somebody's and is nobody's: the third set's decoys."""

import base64
import hashlib
import json
import struct

from . import wire
from .carrier import Sent, request
from .second import compact, times
from .values import HEX, digits, hexes, luhn, quoted, uuid4


def post(rng, name, body, *headers, path="/v3/x", doc="json", names=()):
    return Sent("http-" + name, "tcp", 80, request(rng, "POST", path, headers, body), names, doc)


def get(rng, name, target, *headers):
    return Sent("http-" + name, "tcp", 80, request(rng, "GET", target, headers), (), "form")


def orders(rng, _p):
    """Numbers whose check digit is right, under names of their own."""
    good = [luhn(rng.choice(("35", "86", "01", "45", "51")) + digits(rng, 12)) for _ in range(3)]
    body = {"orderSn": good[0], "waybill": good[1], "refundNo": luhn("62" + digits(rng, 16)), "gtin": "978" + digits(rng, 10), "ticketNumber": good[2],
            "couponId": digits(rng, 12), "shopId": digits(rng, 9), "amount": f"{rng.randrange(1, 999)}.{digits(rng, 2)}", "trade_no": times(rng) * 10 ** 6 + 123}
    return post(rng, "orders", compact(body))


def times_of_many_kinds(rng, _p):
    body = {"phone_time": times(rng), "mobile_ts": str(times(rng)), "imei_ts": str(times(rng) * 1000), "tel_start": times(rng) // 1000, "mac_upload_time": str(times(rng)),
            "sn": rng.randrange(10 ** 9, 10 ** 10), "nano": str(times(rng) * 10 ** 6), "uptime_us": digits(rng, 15), "boot": f"{rng.random() * 10 ** 6:.6f}", "lat_ms": f"{rng.uniform(1, 89):.5f}"}
    return post(rng, "times", compact(body))


def fingerprints(rng, _p):
    fields = {"fingerprint": f"vivo/PD2244/PD2244:14/UP1A.231005.007/compiler{digits(rng, 8)}:user/release-keys", "version": f"{rng.randrange(1, 30)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(250)}",
              "fw": f"{rng.uniform(1, 80):.4f},{rng.uniform(1, 170):.4f}", "kernel": "5.15.123-android13-8-00014-g" + hexes(rng, 12), "gms": "23.45.23 (190400-" + digits(rng, 9) + ")",
              "commit": hexes(rng, 40), "tree": hexes(rng, 7), "buildId": hexes(rng, 32), "webview": "Chrome/119.0.6045.193", "abi": "arm64-v8a,armeabi-v7a,armeabi"}
    return get(rng, "fingerprints", "/check?" + "&".join(f"{k}={quoted(v)}" for k, v in fields.items()))


def traces(rng, _p):
    return post(rng, "traces", compact({"sentry": {"dsn": f"https://{hexes(rng, 32)}@o{digits(rng, 6)}.ingest.example.com/{digits(rng, 7)}", "event_id": hexes(rng, 32)},
                "span": hexes(rng, 16), "parent": hexes(rng, 16), "device_uuid": uuid4(rng), "install": uuid4(rng), "push_token": hexes(rng, 64)}),
                ("traceparent", f"00-{hexes(rng, 32)}-{hexes(rng, 16)}-01"), ("X-B3-TraceId", hexes(rng, 16)), ("X-Amz-Cf-Id", base64.b64encode(digits(rng, 40).encode()).decode()),
                ("If-None-Match", f'W/"{hexes(rng, 16)}-{digits(rng, 10)}"'))


def algorithms(rng, _p):
    names = ["sntrup761x25519-sha512@openssh.com", "curve25519-sha256@libssh.org", "aes128-gcm@openssh.com", "hmac-sha2-256-etm@openssh.com", "umac-64@openssh.com",
             "sk-ssh-ed25519@openssh.com", "zlib@openssh.com", "ext-info-c", "hostkeys-00@openssh.com", "rsa-sha2-256-cert-v01@openssh.com"]
    lists = [",".join(rng.sample(names, 4)) for _ in range(8)]
    body = b"\x14" + bytes(rng.randrange(256) for _ in range(16)) + b"".join(struct.pack("!I", len(n)) + n.encode() for n in lists) + bytes(5)
    before = ((True, b"SSH-2.0-JSCH_0.2.16\r\n"), (False, b"SSH-2.0-OpenSSH_9.2p1\r\n"))
    return Sent("tcp-ssh", "tcp", 22, struct.pack("!IB", len(body) + 5, 4) + body + bytes(4), (), "binary", before)


def packages(rng, _p):
    body = {"dependencies": {f"@{rng.choice(('babel', 'types'))}/core": f"npm:@scope/core@{rng.randrange(9)}.{rng.randrange(20)}.1", "repo": "git@github.example:team/notes.git"},
            "images": [f"icon_{n}@2x.png" for n in ("home", "back")] + ["splash@3x.jpg", "logo-{digits}@1.5x.webp"], "css": f"a{{z-index:2147483647;width:{luhn('45' + digits(rng, 13))}px;"
            f"margin:{digits(rng, 2)}.{digits(rng, 14)}%}}@media screen{{b{{color:#{hexes(rng, 6)}}}}}", "mention": "@notes.app", "kotlin": "return@forEach.value"}
    return post(rng, "packages", compact(body))


def pictures(rng, _p):
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0" + bytes(rng.randrange(256) for _ in range(700))
    jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + bytes(rng.randrange(256) for _ in range(900))
    data = rng.choice((png, jpeg))
    return rng.choice((lambda: post(rng, "pictures", compact({"avatar": "data:image/png;base64," + base64.b64encode(data).decode(), "sum": hashlib.md5(data).hexdigest()})),
                       lambda: post(rng, "pictures", data, ("Content-Type", "image/png"), doc="binary"),
                       lambda: post(rng, "pictures", wire.base64_lines(data).encode(), ("Content-Type", "text/plain"), doc="text", names=("base64",))))()


def counters(rng, _p):
    fields = [(n, rng.randrange(2 ** rng.choice((7, 31, 50)))) for n in range(1, 14)] + [(14, bytes(rng.randrange(256) for _ in range(60)))]
    return post(rng, "counters", wire.PACKINGS["gzip"](rng, wire.protobuf(fields)), ("Content-Encoding", "gzip"), doc="protobuf", names=("gzip",))


def masked(rng, _p):
    """What was made unreadable before it was sent."""
    body = {"phone": f"138****{digits(rng, 4)}", "imei": f"35********{digits(rng, 5)}", "email": f"m***a@{rng.choice(('example.com', 'mail.example.org'))}", "idCard": f"1101**********{digits(rng, 3)}X",
            "password": "******", "cardNumber": "**** **** **** " + digits(rng, 4), "mac": "a4:**:**:**:" + hexes(rng, 2) + ":**", "imsi": "46000", "iccid": "898600"}
    return post(rng, "masked", compact(body))


def settings(rng, _p):
    """Names that tell, with values that are switches, words, rules and limits."""
    body = {"phone": rng.choice(("android", "Pixel 7", "+86", "required")), "email": rng.choice(("true", "verified", "not set", "user@")), "password": rng.choice(("required", "undefined", "changed")),
            "imei": rng.choice(("PERMISSION_DENIED", "granted", "READ_PHONE_STATE", "123456789012345")), "serial": rng.choice(("unknown", "0123456789ABCDEF", "none")),
            "location": rng.choice(("Berlin", "while_in_use", "0,0", "/home")), "ssid": "<unknown ssid>", "mac": rng.choice(("default", "MacIntel", "02-00-00-00-00-00")), "lat": "0.0", "lng": "0.0",
            "android_id": "null", "gaid": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "email_regex": "^[a-z]+@[a-z]+\\.com$", "phone_max": 15, "contacts": False,
            "permissions": "android.permission.INTERNET,android.permission.CAMERA,android.permission.NFC,android.permission.VIBRATE,android.permission.WAKE_LOCK,android.permission.BLUETOOTH"}
    return post(rng, "settings", compact(body))


def certificates(rng, _p):
    body = {"cert": {"subject": "CN=api.example.com", "serial": "0" + hexes(rng, 31).upper(), "issuer": "CN=R3", "sha256": ":".join(hexes(rng, 2).upper() for _ in range(32)),
            "pin": base64.b64encode(bytes(rng.randrange(256) for _ in range(32))).decode(), "notAfter": "20270101000000Z"}, "zone": {"soa_serial": f"2026{digits(rng, 6)}"},
            "tls": {"alpn": ["h2"], "ja3": hexes(rng, 32), "random": hexes(rng, 64)}}
    return post(rng, "certificates", compact(body))


def stack(rng, _p):
    """A crash: addresses in memory, frames, a list of classes."""
    frames = "\n".join(f"\tat com.example.notes.ui.M{rng.randrange(99)}.run(SourceFile:{rng.randrange(999)})" for _ in range(6))
    native = "\n".join(f"    #0{i} pc {hexes(rng, 16)}  /system/lib64/libc.so (abort+{rng.randrange(200)}) (BuildId: {hexes(rng, 32)})" for i in range(4))
    regs = " ".join(f"x{i} {hexes(rng, 16)}" for i in range(6))
    text = f"java.lang.IllegalStateException: {digits(rng, 15)}\n{frames}\nCaused by: x\n{native}\n{regs}\n"
    name, body = wire.packed(rng, text.encode())
    return post(rng, "stack", body, doc="text", names=(name,))


def almost(rng, p):
    """A known value with a digit changed, in the forms of known values."""
    kind = rng.choice([k for k in ("imei", "imsi", "iccid", "meid", "android-id", "wifi-mac") if k in p.data])
    value = p.data[kind].value
    at = rng.randrange(3, len(value) - 3)
    while not value[at].isalnum():
        at += 1
    near = value[:at] + rng.choice([c for c in (HEX if not value.isdigit() else HEX[:10]) if c != value[at].lower()]) + value[at + 1:]
    text = rng.choice((near, hashlib.sha1(near.encode()).hexdigest(), base64.b64encode(near.encode()).decode(), hashlib.md5(near.encode()).hexdigest().upper(), near.encode().hex()))
    return post(rng, "almost", compact({"t": times(rng), "k1": text, "k2": hexes(rng, 12)}))


def zeros(rng, _p):
    zero = rng.choice(("000000000000000", "0" * 16, "00000000-0000-0000-0000-000000000000", "02:00:00:00:00:00", "", "null"))
    fields = {"imei_md5": hashlib.md5(zero.encode()).hexdigest(), "z": zero, "oaid": "0" * 64, "mac": "00-00-00-00-00-00", "bssid": "ff:ff:ff:ff:ff:ff", "gaid": "0" * 32,
              "imei": rng.choice(("111111111111111", "000000000000000", "123456789012345", "0")), "imsi": "000000000000000", "meid": "00000000000000", "serial": "00000000"}
    return get(rng, "zeros", "/z?" + "&".join(f"{k}={quoted(v)}" for k, v in fields.items()))


def names(rng, _p):
    """Questions for names that carry what no person has."""
    label = rng.choice((hexes(rng, 32), hexes(rng, 16), digits(rng, 15), base64.b32encode(bytes(rng.randrange(256) for _ in range(25))).decode().rstrip("=").lower(), uuid4(rng)))
    return Sent("dns-labels", "udp", 53, wire.dns_query(rng, [label, "r3---sn-4g5e6nsk", "example", "net"]), (), "labels")


def game(rng, _p):
    """Places that are on no map, prices as long as numbers."""
    body = {"pos": [round(rng.uniform(-80, 80), 5), round(rng.uniform(-80, 80), 5)], "vertex": f"{rng.uniform(0, 9):.6f},{rng.uniform(0, 9):.6f}", "bid": f"+{digits(rng, 11)}", "pan": f"{rng.random():.5f}",
            "score": digits(rng, 12), "seed": digits(rng, 19), "mobile_price": f"{rng.randrange(100, 999)}.{digits(rng, 2)}", "room": f"{hexes(rng, 4)}-{hexes(rng, 4)}", "cell": f"{rng.randrange(9)},{rng.randrange(9)}"}
    name, data = rng.choice((("json", compact(body)), ("msgpack", wire.msgpack(body)), ("cbor", wire.cbor(body)), ("bson", wire.bson(body))))
    return post(rng, "game", data, doc=name)


def letters(rng, _p):
    """A web page's words: addresses of messages, of mail lists' machinery, of nobody."""
    body = {"html": f"<a href='cid:part1.{hexes(rng, 8)}'>x</a>", "licence": "Copyright (c) 2011, all rights reserved. tel. in the box", "code": json.dumps({"a": "b"}),
            "rtp": f"a=ssrc:{digits(rng, 10)} cname:{hexes(rng, 16)}", "dial": "*#06#", "ussd": "*123#", "emergency": ["112", "110", "911"], "shortcode": digits(rng, 5)}
    return post(rng, "letters", compact(body))


SHAPES = (orders, times_of_many_kinds, fingerprints, traces, algorithms, packages, pictures, counters, masked, settings, certificates, stack, almost, zeros, names, game, letters)
