"""What the eighth set's apps send that is nobody's: numbers of things sold, of parts, of places where servers stand, of builds, of attempts."""

import base64
import hashlib
import json
import struct

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON, packed
from .third import get, http, query, socket
from .values import digits, hexes, luhn, quoted, uuid4


def coded(rng, name, path, body):
    """The same document as it is, packed, or in another notation."""
    way = rng.randrange(4)
    if way == 0:
        pack, data = packed(rng, compact(body))
        return http(rng, name, path, data, JSON, names=(pack,))
    if way == 1:
        return http(rng, name, path, compact({"z": base64.b64encode(compact(body)).decode()}), JSON, names=("json", "base64"))
    return http(rng, name, path, *((wire.msgpack(body),) if way == 2 else (compact(body), JSON)), doc="msgpack" if way == 2 else "json")


def pops(rng, _p):
    """Where a network's servers stand: airports, cities, their places on the map."""
    towns = rng.sample((("FRA1", 50.11092, 8.68213), ("SIN2", 1.35208, 103.81984), ("GRU4", -23.55052, -46.63331), ("BOM1", 19.07598, 72.87766), ("TPE3", 25.03297, 121.56542)), 3)
    body = {"cdn_pops": [{"pop": n, "lat": a, "lon": o, "rtt_ms": round(rng.uniform(4, 180), 4)} for n, a, o in towns], "resolver": "203.0.113.7", "ttl": 300, "epoch": times(rng)}
    return coded(rng, "pops", "/probe/result", body)


def parts(rng, _p):
    """A spare parts' shop: numbers that look like a handset's own."""
    body = {"items": [{"part": "LCD-" + hexes(rng, 8).upper(), "productId": luhn("86" + digits(rng, 12)), "upc": digits(rng, 12), "for_models": ["SM-A526B", "CPH2333"], "weight_g": rng.randrange(9, 400),
            "price": f"{rng.randrange(1, 400)}.{digits(rng, 2)}"} for _ in range(3)], "basket": digits(rng, 15), "voucher": hexes(rng, 16).upper(), "seller": digits(rng, 10), "total": rng.randrange(10 ** 6) / 100}
    return coded(rng, "parts", "/cart/sync", body)


def fingerprints(rng, _p):
    build = f"OPPO/CPH2333EEA/OP5353:13/TP1A.220905.001/R.{hexes(rng, 7)}-1_{hexes(rng, 4)}:user/release-keys"
    fields = {"fp": build, "incremental": f"V14.0.{rng.randrange(9)}.0.TKGEUXM", "baseband": f"MOLY.LR13.R1.TC8.SP.V2.P{digits(rng, 2)},MOLY.LR13.R1", "kernel": "4.14.186+", "vbmeta": hexes(rng, 64), "boot_hash": hexes(rng, 40),
              "ota_version": f"CPH2333_11.C.{digits(rng, 2)}_0{digits(rng, 3)}_20260{rng.randrange(1, 9)}1{digits(rng, 9)}", "nv_id": "0100" + digits(rng, 4), "trigger": 1, "t": times(rng)}
    return http(rng, "update", "/update/v3?" + query(fields), b"", method="GET")


def spans(rng, _p):
    """A trace as it is told to a collector."""
    span = {"traceId": hexes(rng, 32), "spanId": hexes(rng, 16), "parentSpanId": hexes(rng, 16), "startTimeUnixNano": str(times(rng) * 10 ** 6), "endTimeUnixNano": str(times(rng) * 10 ** 6), "kind": 3,
            "attributes": [{"key": "http.url", "value": {"stringValue": f"https://api.example.com/v2/items/{digits(rng, 15)}"}}, {"key": "thread.id", "value": {"intValue": digits(rng, 5)}}]}
    return coded(rng, "spans", "/v1/traces", {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}], "build": hexes(rng, 16)})


def refused(rng, _p):
    """An answer to each question why there is none."""
    why = rng.choice(("no_permission", "DENIED", "not_collected", "restricted_by_policy", "N/A"))
    body = {"imei": why, "android_id": why, "gaid": "00000000-0000-0000-0000-000000000000", "oaid": "00000000000000000000000000000000", "wifi_mac": "02:00:00:00:00:00", "email": why, "phoneNumber": "", "iccid": None, "bssid": "02:00:00:00:00:00",
            "ssid": "<unknown ssid>", "serialno": "unknown", "lat": 0.0, "lng": 0.0, "lmt": 1, "gdpr": 1, "coppa": 0, "ts": times(rng)}
    return coded(rng, "privacy", "/privacy/report", body)


def schema(rng, _p):
    """Which fields are wanted, and of what kind: a map of names, not of data."""
    body = {"mapping": {"imei": "string", "email": "email", "phoneNumber": "e164", "gaid": "uuid", "location": "geo_point", "cardNumber": "luhn"}, "required": ["email"], "maxLength": {"imei": 15, "iccid": 20, "phoneNumber": 16},
            "pattern": {"idCardNo": "^\\d{17}[0-9X]$", "wifi_mac": "^([0-9a-f]{2}:){5}[0-9a-f]{2}$"}, "rev": hexes(rng, 40), "flow": uuid4(rng)}
    return coded(rng, "schema", "/forms/v2/validate", body)


def hints(rng, _p):
    """What stands greyed in a field that nobody has filled in."""
    body = {"fields": [{"id": "email", "placeholder": "name@example.com", "value": ""}, {"id": "phoneNumber", "placeholder": "+55 11 90000-0000", "value": ""}, {"id": "cardNumber", "placeholder": "0000 0000 0000 0000", "value": ""}],
            "screen": "sign_up", "dwell_ms": rng.randrange(99999), "view": hexes(rng, 32)}
    return coded(rng, "hints", "/ui/telemetry", body)


def hashes(rng, _p):
    """What an integrity check lists: sums of files, and of the maker's certificate."""
    body = {"files": [{"path": f"/system/lib64/lib{hexes(rng, 5)}.so", "md5": hexes(rng, 32), "size": rng.randrange(10 ** 7)} for _ in range(4)], "signer": hashlib.sha256(digits(rng, 9).encode()).hexdigest(), "cert_sn": hexes(rng, 32),
            "nonce": base64.b64encode(bytes(rng.randrange(256) for _ in range(24))).decode(), "apkDigestSha256": base64.b64encode(bytes(rng.randrange(256) for _ in range(32))).decode(), "ctsProfileMatch": True}
    return coded(rng, "integrity", "/attest/upload", body)


def tickets(rng, _p):
    """Flights, parcels, bills: each number right by a rule of its own."""
    fields = {"pnr": hexes(rng, 6).upper(), "eticket": "157" + digits(rng, 10), "awb": digits(rng, 11), "boleto": digits(rng, 47), "nfe": digits(rng, 44), "invoice_no": luhn("35" + digits(rng, 12)), "meter": digits(rng, 12),
              "loyalty_tier": 3, "loaded_at": times(rng), "seat": "14C", "gate": "B2", "txn": "T26071408" + digits(rng, 14)}
    if rng.random() < 0.5:
        return http(rng, "tickets", "/bookings/view", query(fields).encode(), FORM, doc="form")
    return coded(rng, "tickets", "/bookings/view", fields)


def beacons(rng, _p):
    """Numbers of what stands in a shop: beacons' UUIDs, majors and minors; shelves."""
    body = {"beacons": [{"uuid": "f7826da6-4fa2-4e98-8024-bc5b71e0893e", "major": rng.randrange(65536), "minor": rng.randrange(65536), "tx": -59} for _ in range(3)], "namespace": hexes(rng, 20), "aisle": "7", "visit": uuid4(rng)}
    return coded(rng, "beacons", "/store/dwell", body)


def settings(rng, _p):
    """A remote configuration's values: limits, keys of the app, experiments."""
    body = {"firebase": {"appId": f"1:{digits(rng, 12)}:android:{hexes(rng, 22)}", "projectId": "notes-" + hexes(rng, 5), "apiKey": "AIza" + hexes(rng, 35), "sdkVersion": "21.6.0"}, "abt": [{"experimentId": "_exp_" + digits(rng, 3), "variantId": "2",
            "triggerTimeoutMillis": "15552000000", "experimentStartTime": "2026-07-01T00:00:00.000Z"}], "min_versions": {"phone": "8.1.0.4", "tablet": "8.2.1.33", "watch": "3.0.12.9"}, "imei_upload_enabled": False, "email_domains": ["gmail", "post"]}
    return coded(rng, "remote-config", "/v1/projects/notes/namespaces/fetch", body)


def scores(rng, _p):
    """A game: seeds, cells of a board, places on a map that is drawn."""
    body = {"board": {"cell": [rng.randrange(9), rng.randrange(9)], "seed": digits(rng, 16)}, "hero": {"x": round(rng.uniform(-900, 900), 5), "y": round(rng.uniform(-900, 900), 5), "serial": rng.randrange(99)}, "card": f"{rng.choice('JQKA')}♠",
            "score": digits(rng, 9), "replay": hexes(rng, 48), "season": "S14", "rng": [digits(rng, 10) for _ in range(3)], "gold": rng.randrange(10 ** 12)}
    return coded(rng, "scores", "/league/result", body)


def media(rng, _p):
    """A player's beats, in an address."""
    fields = {"event": "heartbeat", "vid": digits(rng, 19), "cpn": hexes(rng, 16), "ei": hexes(rng, 22), "st": f"{rng.uniform(0, 900):.3f}", "et": f"{rng.uniform(900, 1800):.3f}", "bwe": digits(rng, 8), "fmt": rng.choice((137, 248, 399)),
              "cver": f"19.{rng.randrange(30)}.{rng.randrange(40)}", "cmt": f"{rng.random() * 100:.6f}", "len": "1412.381", "rtn": 180, "cos": "Android", "pd": hexes(rng, 40), "lact": digits(rng, 5)}
    return get(rng, "watchtime", "/api/stats/watchtime?" + query(fields))


def access_points(rng, _p):
    """Group addresses, addresses for books, a docking station's of a local range; a map's tile."""
    body = {"mcast": ["01:00:5e:7f:ff:fa", "33:33:00:00:00:01"], "example": "00:00:5e:00:53:" + hexes(rng, 2), "docker0": "02:42:ac:11:00:02", "lo": "00:00:00:00:00:00", "broadcast": "ff:ff:ff:ff:ff:ff", "mtu": 1500, "tile": "14/8412/5384",
            "session": ":".join(hexes(rng, 2) for _ in range(8)), "clock": "08:12:33", "ipv6": "2001:db8::" + hexes(rng, 4)}
    return coded(rng, "interfaces", "/net/interfaces", body)


def opaque(rng, _p):
    """Bytes that only their maker can read."""
    data = bytes(rng.randrange(256) for _ in range(rng.randrange(120, 900)))
    ways = (lambda: Sent("udp-media", "udp", 3480, b"\x90\x6f" + data[:160] + struct.pack("!I", rng.randrange(2 ** 32)), (), "binary"), lambda: socket("sealed", struct.pack("!I", len(data)) + data, "binary", port=9443),
            lambda: http(rng, "sealed", "/gw", query({"data": base64.b64encode(data).decode(), "sign": hexes(rng, 64), "key_id": digits(rng, 4)}).encode(), FORM, doc="form"),
            lambda: Sent("mqtt-sealed", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", 4) + b"up/1" + data), (), "binary", ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c1")), (False, b"\x20\2\0\0"))),
            lambda: Sent("websocket-sealed", "tcp", 80, websocket_frame(rng, data), (), "binary", websocket_opened(rng, "/tunnel")))
    return rng.choice(ways)()


def names_of_others(rng, _p):
    """Words that hold a telling word, and mean another thing."""
    fields = {"emailTemplate": "welcome_v3", "mail_queue": digits(rng, 9), "phoneNumberHint": "shown", "imei_retry": rng.randrange(9), "gaid_ms": digits(rng, 4), "macro_id": hexes(rng, 12), "ssidCount": 4, "cardNumberLength": 16, "location_source": "none",
              "serialno_policy": "hide", "oaid_supported": "false", "androidid_source": "ssaid", "tel_type": "LTE", "bssid_changes": rng.randrange(12), "latency": f"{rng.uniform(1, 90):.5f}", "longpoll": f"{rng.uniform(1, 90):.5f}", "t": times(rng)}
    return rng.choice((lambda: get(rng, "words", "/stat?" + query(fields)), lambda: coded(rng, "words", "/stat", fields)))()


def masked(rng, _p):
    """What was made unreadable before it left."""
    body = {"celular": f"+55 11 9****-{digits(rng, 4)}", "email": "m****@e***.com", "cardNumber": f"****-****-****-{digits(rng, 4)}", "imei": "86*************", "idCardNo": f"110***********{digits(rng, 3)}*", "wifi_mac": "**:**:**:**:" + hexes(rng, 2) + ":**",
            "iccid": "8986****", "oaid": "", "audit": hexes(rng, 32)}
    return coded(rng, "masked", "/profile/view", body)


def hosts(rng, _p):
    """Questions for names with labels that look like ids."""
    label = rng.choice((hexes(rng, 12), "ec2-203-0-113-" + digits(rng, 2), hexes(rng, 32), "p" + digits(rng, 15), uuid4(rng), "dualstack-" + hexes(rng, 16)))
    return Sent("dns-hosts", "udp", 53, wire.dns_query(rng, [label, rng.choice(("lb", "edge", "r")), "example", "org"]), (), "labels")


def clicks(rng, _p):
    """An address within an address: a campaign's words, all of the advertiser's."""
    inner = "https://shop.example.com/p?" + query({"gclid": "Cj0KCQ" + hexes(rng, 60), "utm_source": "email", "utm_term": "phone", "wbraid": hexes(rng, 40), "sku": digits(rng, 13), "msclkid": hexes(rng, 32)})
    return get(rng, "redirect", "/aclk?sa=l&ai=" + hexes(rng, 60) + "&num=1&cid=CAQS" + hexes(rng, 30) + "&adurl=" + quoted(inner) + "&imei=__IMEI__&oaid=__OAID__&mac=__MAC__")


def lines(rng, _p):
    text = "".join(f"07-14 08:12:{i:02}.{digits(rng, 3)}  {digits(rng, 4)}  {digits(rng, 4)} D {rng.choice(('WifiHAL', 'RILJ', 'GnssHal'))}: [{digits(rng, 4)}]< REQ_{i} error {rng.randrange(9)} ptr=0x{hexes(rng, 12)}\n" for i in range(12))
    name, data = rng.choice((("", text.encode()), packed(rng, text.encode())))
    return rng.choice((lambda: http(rng, "lines", "/logs/device", data, ("Content-Type", "application/octet-stream"), doc="lines", names=(name,) if name else ()),
                       lambda: socket("lines", data, "lines", (name,) if name else (), port=10515)))()


def wrapped_orders(rng, _p):
    inner = json.dumps({"order": luhn("35" + digits(rng, 12)), "lines": [{"sku": luhn("89" + digits(rng, 17)), "n": 1}], "placed": times(rng), "trace": hexes(rng, 32)})
    return http(rng, "queue", "/queue/push", compact({"jobs": [{"id": uuid4(rng), "payload": base64.b64encode(json.dumps({"body": inner}).encode()).decode()}]}), JSON, names=("json", "base64", "json"))


SHAPES = (pops, parts, fingerprints, spans, refused, schema, hints, hashes, tickets, beacons, settings, scores, media, access_points, opaque, names_of_others, masked, hosts, clicks, lines, wrapped_orders)
