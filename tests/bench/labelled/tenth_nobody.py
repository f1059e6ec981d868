"""What the tenth set's applications send that is nobody's: what is bought, built, played and measured, numbers of makers, shops and the public, and why nothing is told."""

import base64
import gzip
import hashlib
import json
import struct

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON, packed
from .third import get, http, query
from .values import digits, hexes, luhn, uuid4


def sent(rng, name, path, body):
    """As most of what is sent: JSON, packed or not, or a form, or base64 in it."""
    way = rng.choices(("json", "gzip", "packed", "form", "inside"), (55, 20, 3, 12, 10))[0]
    if way == "json":
        return http(rng, name, path, compact(body), JSON)
    if way == "gzip":
        return http(rng, name, path, gzip.compress(compact(body), mtime=0), JSON, ("Content-Encoding", "gzip"), names=("gzip",))
    if way == "packed":
        pack, data = packed(rng, compact(body))
        return http(rng, name, path, data, ("Content-Type", "application/octet-stream"), names=(pack,))
    if way == "form":
        return http(rng, name, path, query({"v": 2, "data": json.dumps(body)}).encode(), FORM, names=("form",))
    return http(rng, name, path, query({"v": 2, "data": base64.b64encode(compact(body)).decode()}).encode(), FORM, names=("form", "base64"))


def hexes64(rng, n):
    return base64.b64encode(bytes(rng.randrange(256) for _ in range(n))).decode()


def order(rng, _p):
    body = {"orderId": luhn(rng.choice(("35", "86")) + digits(rng, 12)), "orderSn": "26071408" + digits(rng, 10),
                "parcel": {"awb": digits(rng, 12), "trackingNumber": "1Z" + hexes(rng, 16).upper(), "carrier": "DELHIVERY"}, "status": "OUT_FOR_DELIVERY",
                "amount": rng.randrange(10 ** 6) / 100, "placedAt": times(rng), "shipmentId": digits(rng, 15)}
    return sent(rng, "order", "/orders/track", body)


def products(rng, _p):
    items = [{"sku": luhn("89" + digits(rng, 17)), "ean": digits(rng, 13), "isbn": "978" + digits(rng, 10), "asin": "B0" + hexes(rng, 8).upper(), "mpn": f"SM-A{digits(rng, 3)}B/DS",
                "price": f"{rng.randrange(999)}.{digits(rng, 2)}", "currency": "BRL"} for _ in range(3)]
    return sent(rng, "products", "/v2/events/view_item_list", {"items": items, "list": "phones", "list_id": digits(rng, 16), "ts": times(rng)})


def update(rng, _p):
    fields = {"fingerprint": f"vivo/PD2135F_EX/PD2135:14/UP1A.231005.007/compiler{digits(rng, 12)}:user/release-keys", "security_patch": "2026-06-01", "bootloader": "S911BXXS7CXK2",
                "base_version": digits(rng, 10), "serial_of_package": rng.randrange(99), "md5": hexes(rng, 32), "size": digits(rng, 10), "slot": "_b",
                "from": f"14.0.{rng.randrange(20)}.{rng.randrange(20)}", "to": f"15.0.{rng.randrange(20)}.{rng.randrange(20)}"}
    return get(rng, "update", "/romota/status?" + query(fields))


def packages(rng, _p):
    files = [{"name": f"split_config.{n}.apk", "sha256": hexes(rng, 64), "crc32": hexes(rng, 8), "bytes": rng.randrange(10 ** 8)} for n in ("arm64_v8a", "xxhdpi", "en")]
    return sent(rng, "packages", "/market/delta", {"versionCode": rng.randrange(10 ** 8), "files": files, "cert": hashlib.sha1(digits(rng, 8).encode()).hexdigest().upper(),
                "patchAlgo": "bsdiff", "ref": digits(rng, 19)})


def traced(rng, _p):
    """Marks by which a request is followed, in headers."""
    marks = rng.sample([("traceparent", f"00-{hexes(rng, 32)}-{hexes(rng, 16)}-01"), ("X-B3-TraceId", hexes(rng, 32)), ("X-Amzn-Trace-Id", f"Root=1-{hexes(rng, 8)}-{hexes(rng, 24)}"),
                ("X-Request-ID", uuid4(rng)), ("X-Correlation-Id", digits(rng, 15)), ("sentry-trace", f"{hexes(rng, 32)}-{hexes(rng, 16)}-0"),
                ("X-Cloud-Trace-Context", f"{hexes(rng, 32)}/{digits(rng, 19)};o=1"), ("If-None-Match", f"W/\"{hexes(rng, 40)}\"")], 4)
    return http(rng, "traced", f"/v1/items/{digits(rng, 15)}?page={rng.randrange(40)}", b"", *marks, method="GET", doc="headers")


def help_desk(rng, _p):
    """Numbers and addresses of a shop's own people."""
    body = {"screen": "help", "support": {"tollFree": "1800" + digits(rng, 7), "supportEmail": "care@shop.example.com", "helpline": "+1800" + digits(rng, 7),
                "grievanceOfficerEmail": "nodal.officer@shop.example.com", "emergency": "112"}, "viewMs": rng.randrange(99999)}
    return sent(rng, "help", "/ui/impression", body)


def shops(rng, _p):
    """Where the shops of a list stand, that is shown to anybody."""
    places = [{"outletId": digits(rng, 6), "name": n, "storeLocation": {"type": "Point", "coordinates": [o, a]}, "rating": 4.2} for n, a,
                o in rng.sample((("Connaught Place", 28.63145, 77.21667), ("Orchard Road", 1.30397, 103.83232), ("Avenida Paulista", -23.56141, -46.65588),
                ("Ximending", 25.04218, 121.50743), ("Alexanderplatz", 52.52192, 13.41321)), 2)]
    return sent(rng, "shops", "/catalog/impressions", {"outlets": places, "sort": "rating", "page": 1, "reqId": hexes(rng, 24)})


def clocks(rng, _p):
    body = {"timings": {"navigationStart": times(rng), "dns_us": digits(rng, 5), "connectEnd": times(rng), "uptime_ns": digits(rng, 15), "elapsedRealtime": digits(rng, 10),
                "boot_time": times(rng) * 1000, "phone_time": times(rng), "mobile_latency": digits(rng, 4)}, "frames": [round(rng.uniform(4, 33), 5) for _ in range(6)], "sid": uuid4(rng)}
    return sent(rng, "clocks", "/perf/v1/batch", body)


def macros(rng, _p):
    """An address whose macros nobody has filled in."""
    texts = ("ifa=[IFA]&ua=[CLIENTUA]&lat=[LATLONG]&cb=[CACHEBUSTING]&price=${AUCTION_PRICE}&gdpr=[GDPR]", "gaid={gaid}&aid={android_id}&ip={ip}&click_id={clickid}",
                "idfa=%%ADVERTISING_IDENTIFIER_PLAIN%%&cb=%%CACHEBUSTER%%&loc=%%LOCATION%%", "oaid=__OAID1__&imei=__IMEI__&mac1=__MAC1__&androidid=__ANDROIDID1__&ts=__TS__",
                "phone=%phone%&email=%email%&mac=%mac%&rdid=%rdid%")
    return get(rng, "macros", f"/click/{hexes(rng, 20)}?cid={digits(rng, 12)}&" + rng.choice(texts) + f"&t={times(rng)}")


def limited(rng, _p):
    """A bid request of one who does not wish to be followed."""
    device = {"ifa": "00000000-0000-0000-0000-000000000000", "lmt": 1, "dnt": 1, "os": "android", "osv": "14", "make": "samsung", "model": "SM-A155F", "w": 1080, "h": 2340,
                "didmd5": hashlib.md5(b"").hexdigest(), "macsha1": hashlib.sha1(b"").hexdigest(), "geo": {"country": "DEU", "type": 2}}
    return sent(rng, "limited", "/rtb/bid", {"id": hexes(rng, 32), "imp": [{"id": "1", "tagid": digits(rng, 8), "bidfloor": round(rng.random(), 4)}],
                "app": {"bundle": "com.example.notes", "publisher": {"id": digits(rng, 9)}}, "device": device, "regs": {"coppa": 0, "gdpr": 1}})


def documented(rng, _p):
    """What manuals print."""
    some = rng.sample([("imei", "490154203237518"), ("card_number", "4111111111111111"), ("cardNumber", "4242424242424242"), ("mac", "00:11:22:33:44:55"), ("bssid", "aa:bb:cc:dd:ee:ff"),
                ("mobile", "+15550100"), ("serial", "0123456789ABCDEF"), ("imsi", "001010123456789"), ("phone", "0000000000"), ("android_id", "9774d56d682e549c"),
                ("gaid", "12345678-1234-1234-1234-123456789012"), ("imei_no", "123456789012345")], 3)
    return sent(rng, "sandbox", "/sandbox/v1/echo", {"mode": "sandbox", "sample": dict(some), "build": hexes(rng, 8), "at": times(rng)})


def stack(rng, _p):
    lines = [f"#{i:02} pc {hexes(rng, 16)}  /apex/com.android.runtime/lib64/bionic/libc.so (abort+{digits(rng, 3)}) (BuildId: {hexes(rng, 32)})" for i in range(6)]
    body = {"signal": "SIGABRT", "fault_addr": "0x" + hexes(rng, 16), "backtrace": lines, "registers": {f"x{i}": hexes(rng, 16) for i in range(4)}, "tid": digits(rng, 5),
                "issueId": hexes(rng, 32)}
    return sent(rng, "tombstone", "/crash/native", body)


def interfaces(rng, _p):
    body = {"net": [{"if": "wlan0", "hw": "02:00:00:00:00:00", "mtu": 1500, "rx": digits(rng, 12)}, {"if": "dummy0", "hw": "00:00:00:00:00:00"}],
                "multicast": ["01:00:5e:00:00:fb", "33:33:00:00:00:fb"], "dns": "2001:db8::53", "gateway_oui": hexes(rng, 6), "bssid": "02:00:00:00:00:00", "ssid": "<unknown ssid>",
                "linkSpeed": 433, "frequency": 5180}
    return sent(rng, "net", "/qos/net", body)


def match(rng, _p):
    body = {"match": digits(rng, 18), "seed": digits(rng, 15), "hero": {"x": round(rng.uniform(-99, 99), 6), "y": round(rng.uniform(-99, 99), 6), "z": 0.0},
                "deck": [f"C{digits(rng, 4)}" for _ in range(5)], "score": digits(rng, 9), "cards": rng.randrange(9), "replay": hexes(rng, 48)}
    if rng.random() < 0.3:
        return Sent("websocket-match", "tcp", 80, websocket_frame(rng, compact(body), 0x81), (), "json", websocket_opened(rng, "/arena"))
    return sent(rng, "match", "/match/report", body)


def player(rng, _p):
    fields = {"ev": "hb", "contentId": digits(rng, 15), "pos": f"{rng.uniform(0, 900):.6f}", "dur": "1412.381000", "br": digits(rng, 7), "cdn": "akamai", "manifest": hexes(rng, 40),
                "psn": uuid4(rng), "drop": rng.randrange(9), "cver": f"20.{rng.randrange(30)}.{rng.randrange(40)}.{rng.randrange(9)}"}
    return get(rng, "player", "/qoe/beat?" + query(fields))


def journey(rng, _p):
    body = {"pnr": digits(rng, 10), "trainNo": digits(rng, 5), "eTicket": "098" + digits(rng, 10), "class": "3A", "from": "NDLS", "to": "PUNE", "fare": f"{rng.randrange(4000)}.00",
                "txnId": "IR" + digits(rng, 15), "berth": {"coach": "B2", "no": 41}, "chart": times(rng)}
    return sent(rng, "journey", "/rail/pnrStatus", body)


def flags(rng, _p):
    """Switches about what might be told."""
    body = {"config": {"collect_imei": False, "enableAndroidId": False, "upload_mac_interval": 86400000, "phoneNumberHint": True, "email_regex": "^[^@]+@[^@]+$",
                "gps_min_distance": 100.0001, "imsi_sample_rate": 0.0001, "oaid_cert": hexes(rng, 40), "bssid_ttl": digits(rng, 7)}, "etag": hexes(rng, 32),
                "exp": [digits(rng, 8) for _ in range(4)], "fetched": times(rng)}
    return sent(rng, "flags", "/cloud/config/ack", body)


def permissions(rng, _p):
    state = ("granted", "denied", "never_ask")
    body = {"permissions": {"phone": rng.choice(state), "location": rng.choice(state), "contacts": rng.choice(state), "email": rng.choice(state), "READ_PHONE_STATE": rng.choice(state)},
                "imei": "PERMISSION_DENIED", "android_id": "unknown", "mac": "02:00:00:00:00:00", "oaid": "", "phoneNumber": None, "sdkInt": 34, "ts": times(rng)}
    return sent(rng, "permissions", "/compliance/state", body)


def rates(rng, _p):
    body = {"quotes": [{"s": s, "p": f"{rng.uniform(1, 90):.6f}", "v": digits(rng, 12), "t": times(rng)} for s in ("EURUSD", "USDINR", "USDBRL", "USDTWD")], "base": "EUR",
                "lot": luhn("86" + digits(rng, 12)), "seq": digits(rng, 16)}
    return sent(rng, "rates", "/fx/ack", body)


def motion(rng, _p):
    body = {"sensors": [{"n": n, "v": [round(rng.uniform(-20, 20), 6) for _ in range(3)], "t": digits(rng, 15)} for n in ("acc", "gyro", "mag")], "lux": round(rng.uniform(1, 900), 4),
                "hPa": round(rng.uniform(980, 1030), 4), "temp": 31.0625}
    return sent(rng, "motion", "/sensors/batch", body)


def certificates(rng, _p):
    pin = ":".join(hexes(rng, 2).upper() for _ in range(20))
    if rng.random() < 0.5:
        return http(rng, "keyed", "/maps/api/check?key=AIza" + hexes(rng, 35), b"", ("X-Android-Package", "com.example.notes"), ("X-Android-Cert", pin.replace(":", "")), method="GET",
                    doc="headers")
    return sent(rng, "pins", "/tls/report", {"pins": ["sha256/" + hexes64(rng, 32) for _ in range(2)], "sha1": pin, "serialNumber": hexes(rng, 32), "issuer": "CN=R11, O=Let's Encrypt, C=US",
                "notAfter": times(rng), "host": "api.example.com"})


def sealed(rng, _p):
    """Bytes that only their maker can read."""
    fields = {"data": hexes64(rng, rng.randrange(90, 600)), "key": hexes64(rng, 128), "iv": hexes(rng, 32), "sign": hexes(rng, 64), "ts": times(rng)}
    return rng.choice((lambda: http(rng, "sealed", "/gw/secure", compact(fields), JSON), lambda: http(rng, "sealed", "/gw/secure", base64.b64decode(fields["data"]),
                ("Content-Type", "application/octet-stream"), doc="binary"), lambda: http(rng, "sealed", "/gw/secure", query(fields).encode(), FORM, doc="form")))()


def words(rng, _p):
    """The words of a page, in its languages."""
    body = {"missing": {"email": "E-Mail-Adresse", "phone": "Telefonnummer", "mobile": "मोबाइल नंबर", "idno": "身分證字號", "card_number": "Número do cartão", "serial": "Seriennummer",
                "address": "Anschrift"}, "locale": "de-DE", "rev": hexes(rng, 40), "n": digits(rng, 6)}
    return sent(rng, "words", "/i18n/missing", body)


def metrics(rng, _p):
    """Counters in protobuf."""
    points = [(5, wire.protobuf([(1, n), (2, rng.randrange(10 ** 12)), (3, times(rng) * 10 ** 6)])) for n in ("http.client.duration", "frames.slow", "db.size")]
    data = wire.protobuf([(1, hexes(rng, 32)), (2, times(rng)), (3, digits(rng, 15)), *points])
    return http(rng, "metrics", "/v1/metrics", gzip.compress(data, mtime=0), ("Content-Type", "application/x-protobuf"), ("Content-Encoding", "gzip"), doc="protobuf", names=("gzip",))


def catalogue(rng, _p):
    """Which models there are."""
    body = {"models": [{"tac": "35" + digits(rng, 6), "marketing": "Galaxy A15", "model": "SM-A155F", "chipset": "MT6789", "launched": 2023},
                {"tac": "86" + digits(rng, 6), "marketing": "Redmi 13C", "model": "23106RN0DA"}], "mccmnc": "40445", "plmns": ["26201", "26202"], "revision": digits(rng, 14)}
    return sent(rng, "models", "/catalogue/seen", body)


def merchant(rng, _p):
    body = {"merchant": {"gstin": f"27AAPFU{digits(rng, 4)}F1Z{digits(rng, 1)}", "mcc": "5411", "vpa": f"store.{digits(rng, 5)}@okexample", "ifsc": f"HDFC000{digits(rng, 4)}",
                "terminalId": digits(rng, 8)}, "rrn": digits(rng, 12), "upiTxnId": "AXI" + hexes(rng, 32), "amt": "249.00", "invoice": luhn("4" + digits(rng, 14)), "at": times(rng)}
    return sent(rng, "merchant", "/bharatqr/ack", body)


def lamp(rng, _p):
    body = compact({"t": times(rng), "dps": {"20": True, "22": rng.randrange(1000), "24": hexes(rng, 12)}, "fw": f"1.{rng.randrange(9)}.{rng.randrange(40)}.{rng.randrange(9)}",
                "uptime": digits(rng, 9), "msgId": uuid4(rng)})
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2l1")), (False, b"\x20\2\0\0"))
    return Sent("mqtt-lamp", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", 8) + b"lamp/out" + body), (), "json", hello)


def hosts(rng, _p):
    label = rng.choice((hexes(rng, 13), "d" + hexes(rng, 13), "rr" + digits(rng, 1) + "---sn-" + hexes(rng, 8), "p" + digits(rng, 12), hexes(rng, 32)))
    return Sent("dns-cdn", "udp", 53, wire.dns_query(rng, [label, rng.choice(("cloudfront", "edge", "r3")), "cdn", "example", "net"]), (), "labels")


def masked(rng, _p):
    body = {"display": {"mobile": f"98******{digits(rng, 2)}", "email": "r***a@***.com", "card_number": f"XXXX-XXXX-XXXX-{digits(rng, 4)}", "aadhaarNo": f"XXXXXXXX{digits(rng, 4)}",
                "imei": "***************", "idno": f"A12*****{digits(rng, 2)}"}, "screen": "profile", "ms": digits(rng, 5)}
    return sent(rng, "masked", "/ui/profile/shown", body)


def schema(rng, _p):
    """What a form asks for, as its makers describe it."""
    body = {"form": "kyc_v3", "fields": [{"name": "mobile", "type": "tel", "maxlength": 10}, {"name": "email", "type": "email", "value": ""},
                {"name": "card_number", "type": "cc-number", "pattern": "[0-9]{16}"}, {"name": "imei", "type": "hidden", "value": ""}], "valid": False,
                "errors": {"phone": "too_short", "email": "required"}, "attempt": uuid4(rng)}
    return sent(rng, "form-state", "/forms/telemetry", body)


SHAPES = (order, products, update, packages, traced, help_desk, shops, clocks, macros, limited, documented, stack, interfaces, match, player, journey, flags, permissions, rates, motion,
            certificates, sealed, words, metrics, catalogue, merchant, lamp, hosts, masked, schema)
