"""What the ninth set's collectors, files and things send that is nobody's: counters, keys, sums, hosts, other people's catalogues, words in another sense."""

import base64
import hashlib
import json
import plistlib
import struct
import zlib

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON, packed
from .third import get, http, query, socket
from .values import digits, hexes, luhn, uuid4, verhoeff


def noted(rng, name, path, body):
    """One document in one of many notations and packings."""
    way = rng.choice(("json", "cbor", "packed", "plist", "hex", "datagram", "rows"))
    if way == "cbor":
        return http(rng, name, path, wire.cbor(body), ("Content-Type", "application/cbor"), doc="cbor")
    if way == "packed":
        pack, data = packed(rng, compact(body))
        return http(rng, name, path, data, ("Content-Type", "application/octet-stream"), names=(pack,), method="PUT")
    if way == "plist":
        return http(rng, name, path, plistlib.dumps(body, fmt=plistlib.FMT_BINARY), ("Content-Type", "application/x-plist"), doc="plist")
    if way == "hex":
        return http(rng, name, path, compact({"x": zlib.compress(compact(body)).hex()}), JSON, names=("json", "hex", "zlib"))
    if way == "datagram":
        return Sent("udp-" + name, "udp", 9125, compact(body)[:1300], (), "json")
    if way == "rows":
        return socket(name, b"".join(compact({k: v}) + b"\n" for k, v in body.items()), "ndjson", port=9126)
    return http(rng, name, path, compact(body), JSON)


def inventory(rng, _p):
    """A warehouse's stock of telephones: models, shelves, codes of boxes."""
    return noted(rng, "inventory", "/stock/v2", {"sku": "PH-" + hexes(rng, 6).upper(), "ean13": luhn("45601" + digits(rng, 7)), "sscc": luhn("3560" + digits(rng, 13)), "pallet": digits(rng, 18), "bin_location": "A-14-03", "phone": "Redmi Note 12",
                 "lot": luhn("86" + digits(rng, 12)), "counted": rng.randrange(900), "unit_price": f"{rng.randrange(90, 900)}.{digits(rng, 2)}", "po": digits(rng, 10), "rma": "R" + digits(rng, 9)})


def ledger(rng, _p):
    """Numbers of a payment that are no card's and no person's."""
    return noted(rng, "ledger", "/payments/ack", {"utr": digits(rng, 12), "rrn": verhoeff("3" + digits(rng, 10)), "stan": digits(rng, 6), "authCode": digits(rng, 6), "txnRef": "00" + digits(rng, 18), "mcc": "5411", "mid": digits(rng, 15), "tid": digits(rng, 8),
                 "arn": luhn("7" + digits(rng, 21)), "amount": rng.randrange(10 ** 7) / 100, "settled": times(rng), "order_no": luhn("45" + digits(rng, 13)), "end_to_end": "E" + digits(rng, 8) + "20260714" + digits(rng, 15)})


def gauges(rng, _p):
    """Text of numbers as a collector takes it."""
    text = "".join(f"{n}{{unit=\"{u}\",le=\"{rng.uniform(0, 9):.4f}\"}} {rng.random() * 10 ** rng.randrange(12):.6f} {times(rng)}\n" for n, u in (("cell_voltage", "mV"), ("mac_retries_total", "frames"), ("imei_lookups_total", "1"), ("lat_seconds", "s"),
                                                                                                                                         ("lon_buckets", "1"), ("email_queue", "1"), ("phone_temp", "C"), ("serial_errors", "1")))
    return http(rng, "gauges", "/metrics/job/none", text.encode(), ("Content-Type", "text/plain"), doc="text", method="PUT")


def servers(rng, _p):
    """A list of relays with where they stand."""
    towns = rng.sample((("ams", 52.37403, 4.88969), ("sto", 59.33258, 18.0649), ("nrt", 35.6895, 139.69171), ("jnb", -26.20227, 28.04363), ("ord", 41.85003, -87.65005)), 3)
    return noted(rng, "servers", "/relays/latency", {"relays": [{"hostname": f"{n}-wg-0{i}.example.net", "city_latitude": a, "city_longitude": o, "public_key": base64.b64encode(bytes(rng.randrange(256) for _ in range(32))).decode(), "ms": rng.randrange(300)}
                                                                for i, (n, a, o) in enumerate(towns)], "chosen": towns[0][0], "port": 51820, "mtu": 1280})


def keys(rng, _p):
    """Public keys, their prints, hashes of blocks."""
    return noted(rng, "keys", "/keys/upload", {"fingerprint": ":".join(hexes(rng, 2) for _ in range(20)), "ed25519": base64.b64encode(bytes(rng.randrange(256) for _ in range(32))).decode().rstrip("="), "sig": hexes(rng, 128), "block": "0x" + hexes(rng, 64),
                 "wallet": "0x" + hexes(rng, 40), "merkle": hashlib.sha256(digits(rng, 8).encode()).hexdigest(), "count": 100, "algorithm": "m.olm.v1.curve25519-aes-sha2", "kid": hexes(rng, 16), "jti": uuid4(rng)})


def builds(rng, _p):
    return noted(rng, "builds", "/ci/report", {"build": f"2.{rng.randrange(30)}.{rng.randrange(200)}.{rng.randrange(250)}", "commit": hexes(rng, 40), "ndk": "25.1.8937393", "gradle": "8.4", "fingerprint": f"google/lynx/lynx:14/UQ1A.240205.002/{digits(rng, 8)}:user/release-keys",
                 "dex_checksum": hexes(rng, 8), "elf_build_id": hexes(rng, 32), "proguard_uuid": uuid4(rng), "ts": times(rng) // 1000, "ns": str(times(rng) * 10 ** 6), "pi": "3.14159,2.71828", "versionCode": digits(rng, 9)})


def absent(rng, _p):
    """A record whose every field is empty, in its own kind's way."""
    zero = rng.choice(("", "-", "NULL", "none", "0", "N/D", "(empty)", "<null>", "not available"))
    return noted(rng, "absent", "/state", {"imei": zero, "imei2": zero, "imsi": zero, "msisdn": zero, "email": zero, "gaid": "00000000-0000-0000-0000-000000000000", "wifi-mac": rng.choice(("02-00-00-00-00-00", "02:00:00:00:00:00")), "bssid": "00:00:00:00:00:00",
                 "serial": rng.choice(("unknown", "UNKNOWN", "0")), "android_id": "0000000000000000", "card_number": "", "national_id": zero, "lat": "0", "lon": "0"})


def codec(rng, _p):
    """A camera's and a decoder's words: the gain of a microphone, cards with sound, a turn of the head."""
    return noted(rng, "codec", "/av/stats", {"sound": {"card": "sndkona", "device": 14, "format": "S16_LE"}, "pan": round(rng.uniform(-1, 1), 5), "tilt": round(rng.uniform(-1, 1), 5), "zoom": 1.0, "email": False, "cell": "4.21V", "mac": "AES-CMAC",
                 "tel": "none", "frame": digits(rng, 15), "pts": digits(rng, 12), "ssrc": digits(rng, 10), "fingerprint": "sha-256 " + ":".join(hexes(rng, 2).upper() for _ in range(32)), "ufrag": hexes(rng, 4), "candidate": "host 198.51.100.7"})


def questionnaire(rng, _p):
    """Questions, not answers."""
    asked = [{"q": n, "kind": k, "required": True, "answered": False, "ms": rng.randrange(9999)} for n, k in (("email", "text"), ("phone_no", "tel"), ("national_id", "id"), ("card_number", "pan"), ("imei", "digits"))]
    return noted(rng, "questions", "/survey/progress", {"form": uuid4(rng), "asked": asked, "page": 2, "locale": "zh-TW", "etag": hexes(rng, 40)})


def schedule(rng, _p):
    """Trains, bars and boards: numbers that are times, places without a map, lines."""
    return noted(rng, "schedule", "/gtfs/rt", {"trip": digits(rng, 12), "stop_code": digits(rng, 8), "vehicle": "TW-" + digits(rng, 4), "route": "307", "position": rng.randrange(40), "start": times(rng) // 1000, "delay_s": rng.randrange(-60, 600), "platform": "2B",
                 "service_id": luhn("35" + digits(rng, 12)), "block": "A1" + digits(rng, 8), "shape": hexes(rng, 16)})


def sandbox(rng, _p):
    """A payment's test: the number that every maker prints in the manual, cut to what may be kept."""
    return noted(rng, "sandbox", "/tokens", {"token": "tok_" + hexes(rng, 24), "last4": "4242", "bin": "424242", "exp": "12/34", "network": "visa", "cryptogram": base64.b64encode(bytes(rng.randrange(256) for _ in range(20))).decode(), "livemode": False,
                 "request": "req_" + hexes(rng, 14), "idempotency": uuid4(rng), "masked": "4242 **** **** 4242"})


def mesh(rng, _p):
    """A mesh of lamps: short addresses, group addresses, keys by index; local and documentation addresses."""
    return noted(rng, "mesh", "/mesh/state", {"unicast": hexes(rng, 4), "group": "C" + hexes(rng, 3).upper(), "net_key_index": 0, "iv": rng.randrange(2 ** 31), "seq": rng.randrange(2 ** 24), "veth": "02:42:0a:" + ":".join(hexes(rng, 2) for _ in range(3)),
                 "example_mac": "00:00:5e:00:53:" + hexes(rng, 2), "gateway": "192.0.2.1", "multicast": "33:33:ff:" + ":".join(hexes(rng, 2) for _ in range(3)), "uptime": digits(rng, 10), "hop": 3})


def tokens(rng, _p):
    token = b".".join(base64.urlsafe_b64encode(x).rstrip(b"=") for x in (b'{"alg":"EdDSA","typ":"JWT"}', compact({"iss": "unit", "aud": ["api"], "exp": 1_790_000_000, "cnf": {"jkt": hexes(rng, 43)}, "scp": "email phone", "nonce": digits(rng, 15)}),
                                                                        bytes(rng.randrange(256) for _ in range(64)))).decode()
    return rng.choice((lambda: get(rng, "tokens", "/me?" + query({"access_token": token, "cb": times(rng)})), lambda: http(rng, "tokens", "/me", b"", ("Authorization", "DPoP " + token), ("DPoP", token), method="GET", doc="headers")))()


def mail_machinery(rng, _p):
    """Ids of messages and of parts: an at-sign, and nobody."""
    text = (f"Message-ID: <{hexes(rng, 12)}.{digits(rng, 9)}@localhost>\r\nContent-ID: <image001.png@01D{hexes(rng, 5).upper()}.{hexes(rng, 8).upper()}>\r\nX-Mailer: notes 4.2.10.118\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
            f"<img src=\"cid:image001.png@01D{hexes(rng, 5).upper()}.{hexes(rng, 8).upper()}\"><p>Sizes: 3@2x, 4@3x; ref {digits(rng, 15)}</p>\r\n.\r\n")
    before = ((False, b"220 mx ESMTP\r\n"), (True, b"EHLO phone\r\n"), (False, b"250 mx\r\n"), (True, b"MAIL FROM:<>\r\n"), (False, b"250 ok\r\n"), (True, b"DATA\r\n"), (False, b"354 go\r\n"))
    return socket("mail-ids", text.encode(), "text", before=before, port=25)


def table(rng, _p):
    """A table with telling heads and empty cells; another of numbers only."""
    rows = rng.choice(("imei;email;telefone;lat;lon;nivel\r\n" + "".join(f";;;;;{rng.randrange(100)}\r\n" for _ in range(3)),
                       "t\tax\tay\taz\n" + "".join(f"{times(rng)}\t{rng.uniform(-9, 9):.5f}\t{rng.uniform(-9, 9):.5f}\t{rng.uniform(-9, 9):.5f}\n" for _ in range(9))))
    name, data = rng.choice((("", rows.encode()), packed(rng, rows.encode())))
    return http(rng, "tables", "/import/table", data, ("Content-Type", "text/csv"), doc="csv", names=(name,) if name else ())


def drawn(rng, _p):
    """Shapes that are drawn, not places: paths, colours, a model's weights."""
    body = {"type": "path", "d": "M" + " L".join(f"{rng.uniform(0, 99):.4f},{rng.uniform(0, 99):.4f}" for _ in range(6)), "fill": "#" + hexes(rng, 6), "weights": [round(rng.gauss(0, 1), 6) for _ in range(12)], "bbox": [0, 0, 412, 915], "id": hexes(rng, 24)}
    return noted(rng, "drawn", "/canvas/save", body)


def counters(rng, _p):
    """protobuf of numbers, sums and short words, with or without gRPC around it."""
    data = wire.protobuf([(1, times(rng)), (2, "frame.jank"), (3, rng.randrange(2 ** 40)), (4, hexes(rng, 32)), (5, bytes(rng.randrange(256) for _ in range(40))), (6, wire.protobuf([(1, "10.4.1.22"), (2, rng.randrange(99))])), (7, digits(rng, 15))])
    if rng.random() < 0.5:
        out = wire.h2_request(rng, "/stats.v1.Stats/Put", [("content-type", "application/grpc"), ("te", "trailers")], b"\0" + struct.pack("!I", len(data)) + data)
        return Sent("h2-counters", "tcp", 8080, out, ("grpc",), "protobuf")
    return http(rng, "counters", "/s", data, ("Content-Type", "application/x-protobuf"), doc="protobuf")


def scraps(rng, _p):
    """Bytes of no reading: by datagram, connection, message or publication."""
    data = bytes(rng.randrange(256) for _ in range(rng.randrange(100, 1100)))
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c9")), (False, b"\x20\2\0\0"))
    return rng.choice((lambda: Sent("udp-scraps", "udp", 4789, data, (), "binary"), lambda: socket("scraps", data, "binary", port=8899, cuts=(50,)), lambda: Sent("websocket-scraps", "tcp", 80, websocket_frame(rng, data), (), "binary", websocket_opened(rng, "/bin")),
                       lambda: Sent("mqtt-scraps", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", 3) + b"bin" + data), (), "binary", hello),
                       lambda: http(rng, "scraps", "/jwe", compact({"protected": base64.urlsafe_b64encode(b'{"enc":"A256GCM","alg":"dir"}').decode(), "iv": hexes(rng, 24), "ciphertext": base64.urlsafe_b64encode(data).decode(), "tag": hexes(rng, 32)}), JSON)))()


def names(rng, _p):
    label = rng.choice((hexes(rng, 40), "_dns-sd", digits(rng, 14), "v4-" + hexes(rng, 8), base64.b32encode(bytes(rng.randrange(256) for _ in range(20))).decode().lower(), "ip-192-0-2-" + digits(rng, 2)))
    return Sent("dns-names", "udp", 53, wire.dns_query(rng, [label, rng.choice(("s3", "cdn", "g")), "example", "net"]), (), "labels")


def words(rng, _p):
    """Telling words inside other words, and values of other kinds behind them."""
    fields = {"imei_source": "telephony", "email_verified": "true", "phone_no_country": "TW", "gaid_reset_count": digits(rng, 1), "wifimac_randomized": "yes", "serial_port": "/dev/ttyS" + digits(rng, 1), "bssid_known": "1", "cardnum_visible": "0", "msisdn_hidden": "1",
              "machine": hexes(rng, 12), "simulation": digits(rng, 15), "belong": f"{rng.uniform(1, 90):.5f}", "latch": f"{rng.uniform(1, 90):.5f}", "hotel": digits(rng, 10), "emailer": "v2", "accountant": "off"}
    return rng.choice((lambda: get(rng, "words", "/w?" + query(fields)), lambda: http(rng, "words", "/w", query(fields).encode(), FORM, doc="form"), lambda: noted(rng, "words", "/w", fields)))()


def nested_orders(rng, _p):
    inner = json.dumps({"orderNumber": luhn("35" + digits(rng, 12)), "tracking": luhn("89" + digits(rng, 17)), "coupon": hexes(rng, 16), "at": times(rng)})
    name, data = packed(rng, query({"v": 1, "order": inner}).encode(), "gzip", "deflate")
    return http(rng, "orders", "/relay", compact({"m": base64.b64encode(data).decode(), "sum": hexes(rng, 40)}), JSON, doc="form", names=("json", "base64", name))


SHAPES = (inventory, ledger, gauges, servers, keys, builds, absent, codec, questionnaire, schedule, sandbox, mesh, tokens, mail_machinery, table, drawn, counters, scraps, names, words, nested_orders)
