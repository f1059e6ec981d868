"""What the eleventh set's applications send that is nobody's: works and wares, builds and tests, the world's own places and numbers, what manuals and rules say, and consents alone."""

import base64
import binascii
import hashlib
import struct
import zlib

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import octets, text64
from .tenth_nobody import sent
from .third import get, http, query
from .values import digits, hexes, luhn, uuid4


def invoice(rng, _p):
    body = {"irn": hexes(rng, 64), "ackNo": digits(rng, 15), "invoiceNo": "INV/2026/" + digits(rng, 6), "hsn": digits(rng, 8), "ewayBillNo": digits(rng, 12), "taxable": f"{rng.randrange(9000)}.00",
            "cgst": 9, "receiptNo": luhn("35" + digits(rng, 12)), "printedAt": times(rng)}
    return sent(rng, "invoice", "/billing/receipt/printed", body)


def works(rng, _p):
    """Numbers of songs, books and films."""
    tracks = [{"isrc": "DEUM7" + digits(rng, 7), "upc": digits(rng, 12), "iswc": f"T-{digits(rng, 3)}.{digits(rng, 3)}.{digits(rng, 3)}-{digits(rng, 1)}", "trackUuid": uuid4(rng), "durationMs":
               rng.randrange(10 ** 6), "gain": round(rng.uniform(-12, 0), 5)} for _ in range(2)]
    return sent(rng, "works", "/catalog/played", {"tracks": tracks, "eidr": f"10.5240/{hexes(rng, 4).upper()}-{hexes(rng, 4).upper()}-{hexes(rng, 4).upper()}", "grid": "A1" + hexes(rng, 14).upper()})


def served(rng, _p):
    """Numbers of an advertisement and of who pays for it."""
    fields = {"adId": digits(rng, 15), "advertiserId": digits(rng, 10), "creativeId": digits(rng, 12), "lineItemId": digits(rng, 10), "campaignId": uuid4(rng), "auctionId": uuid4(rng), "orderId":
              digits(rng, 10), "adSystem": "DCM", "ecpm": f"{rng.random():.6f}", "vis": 1, "t": times(rng)}
    return get(rng, "served", "/v1/render?" + query(fields)) if rng.random() < 0.5 else sent(rng, "served", "/v1/render", fields)


def conversion(rng, _p):
    """lat is no latitude here."""
    fields = {"bundleid": "com.example.notes", "appversion": "4.2.10", "osversion": "14", "sdkversion": "notes-sdk-a-v22", "timestamp": f"{times(rng) / 1000:.3f}", "lat": rng.choice("01"),
              "label": hexes(rng, 19), "currency_code": "EUR", "value": f"{rng.uniform(1, 90):.6f}"}
    return get(rng, "conversion", f"/pagead/conversion/app/{digits(rng, 9)}/?" + query(fields))


def consent(rng, _p):
    """What an owner has agreed to, and nothing else."""
    core = base64.urlsafe_b64encode(b"\x08" + octets(rng, 28)).decode().rstrip("=")
    body = {"gdprApplies": True, "tcString": "C" + core[1:], "addtlConsent": "2~70.89.93.108~dv.", "gpp": "DBAA", "gppSid": [2], "usp": "1---", "cmpId": 300, "cmpVersion": 6, "event":
            "useractioncomplete", "purposes": {"1": False, "3": False}, "policyVersion": 5, "shownAt": times(rng)}
    return sent(rng, "consent", "/cmp/v2/choice", body)


def services(rng, _p):
    """What a heart-rate strap can do, by the numbers of the Bluetooth SIG."""
    gatt = [{"service": f"0000{s}-0000-1000-8000-00805f9b34fb", "characteristics": [f"0000{c}-0000-1000-8000-00805f9b34fb"]} for s, c in (("180d", "2a37"), ("180f", "2a19"), ("180a", "2a29"))]
    return sent(rng, "gatt", "/ble/discovered", {"product": "HR-7", "fw": f"2.{rng.randrange(9)}.{rng.randrange(40)}", "gatt": gatt, "mtu": 247, "phy": "2M", "rssi": -rng.randrange(40, 90), "companyId": "0x0157"})


def rights(rng, _p):
    """Systems of content protection, and the keys' numbers."""
    body = {"systems": ["edef8ba9-79d6-4ace-a3c8-27dcd51d21ed", "9a04f079-9840-4286-ab92-e65be0885f95"], "kid": [uuid4(rng), hexes(rng, 32)], "level": "L1", "hdcp": "2.2", "scheme": "cbcs",
            "licenseMs": rng.randrange(900), "asset": digits(rng, 15), "pssh": text64(b"\0\0\0\x34pssh\0\0\0\0" + octets(rng, 40))}
    return sent(rng, "rights", "/drm/license/metrics", body)


def gpu(rng, _p):
    body = {"renderer": "Adreno (TM) 740", "driver": f"V@0615.{rng.randrange(99)} (GIT@{hexes(rng, 10)}, I{hexes(rng, 10)}, {digits(rng, 10)})", "vulkan": "1.3.128", "pipelineCacheUuid": uuid4(rng),
            "shaders": [hexes(rng, 40) for _ in range(3)], "deviceId": "0x43050a01", "vendorId": "0x5143", "frameUs": [rng.randrange(4000, 33000) for _ in range(6)]}
    return sent(rng, "gpu", "/perf/gpu", body)


def built(rng, _p):
    body = {"commit": hexes(rng, 40), "parents": [hexes(rng, 40)], "tree": hexes(rng, 40), "ci": {"pipeline": digits(rng, 9), "job": digits(rng, 10), "runner": "r-" + hexes(rng, 8)}, "r8Mapping": hexes(rng, 64),
            "buildUuid": uuid4(rng), "versionName": f"10.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(250)}", "gradle": "8.7", "builtAt": times(rng)}
    return sent(rng, "built", "/symbols/lookup", body)


def chain(rng, _p):
    """A public ledger's blocks."""
    body = {"jsonrpc": "2.0", "id": rng.randrange(999), "method": rng.choice(("eth_getTransactionReceipt", "eth_getBlockByHash")), "params": ["0x" + hexes(rng, 64)], "chainId": "0x89", "gasPrice": digits(rng, 11),
            "contract": "0x" + hexes(rng, 40), "blockNumber": digits(rng, 8)}
    return sent(rng, "chain", "/rpc", body)


def experiments(rng, _p):
    some = {f"exp_{digits(rng, 4)}": {"bucket": rng.randrange(1000), "layer": digits(rng, 6), "hash": hexes(rng, 16), "salt": uuid4(rng)} for _ in range(3)}
    return sent(rng, "experiments", "/ab/exposure", {"assignments": some, "namespaceVersion": digits(rng, 12), "evaluatedAt": times(rng), "sdkKey": "client-" + hexes(rng, 32)})


def public_world(rng, _p):
    """Where the earth shook, a buoy floats, an aeroplane flies, a bus stops."""
    a, o = round(rng.uniform(-60, 60), 5), round(rng.uniform(-170, 170), 5)
    body = rng.choice(({"earthquake": {"usgsId": "us7000" + hexes(rng, 4), "magnitude": 5.2, "epicenter": {"latitude": a, "longitude": o}, "depthKm": 10.0}},
                       {"aircraft": [{"icao24": hexes(rng, 6), "callsign": "DLH" + digits(rng, 3), "lat": a, "lon": o, "baro_altitude": 11277.6, "squawk": digits(rng, 4)}]},
                       {"gtfs": {"stop_id": "de:11000:" + digits(rng, 9), "stop_name": "S+U Bahnhof", "stop_lat": a, "stop_lon": o, "route": "M41"}},
                       {"weatherStation": {"wmo": digits(rng, 5), "icao": "EDDB", "stationLat": a, "stationLon": o, "elevation": 46, "tempC": 21.4}},
                       {"card": "iss", "norad": "25544", "tle": f"1 25544U 98067A   26195.{digits(rng, 8)}  .00016717  00000-0  10270-3 0  9005"}))
    return sent(rng, "world", "/widgets/shown", {**body, "widget": rng.randrange(99), "shownAt": times(rng)})


def listing(rng, _p):
    """A restaurant's card, as it stands on its page for anybody."""
    body = {"@context": "https://schema.org", "@type": "Restaurant", "name": "Zum Alten Speicher", "telephone": "+49-30-5550" + digits(rng, 3), "priceRange": "$$", "aggregateRating": {"@type": "AggregateRating",
            "ratingValue": 4.4, "reviewCount": rng.randrange(900)}, "geo": {"@type": "GeoCoordinates", "latitude": round(rng.uniform(47, 54), 5), "longitude": round(rng.uniform(7, 14), 5)}}
    return sent(rng, "listing", "/cards/rendered", {"structuredData": body, "renderMs": rng.randrange(400), "cardId": digits(rng, 15)})


def sold_qr(rng, _p):
    """A shop's code on its counter (EMV QRCPS), without an amount."""
    shop = digits(rng, 9)
    text = f"00020101021126370009SG.PAYNOW010120210{shop}C03011520400005303702" + "5802SG5908NOTESHOP6009Singapore6304"
    return sent(rng, "qr", "/scan/result", {"format": "QR_CODE", "text": text + f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}", "ms": rng.randrange(900), "engine": f"17.{rng.randrange(9)}.{rng.randrange(9)}"})


def examples(rng, _p):
    """What a manual prints, said to be an example."""
    some = rng.sample([("imei", "490154203237518"), ("imei", "111111111111111"), ("phone_number", "+1 202-555-0143"), ("phone", "1234567890"), ("email", "you@example.com"), ("card_number", "5555555555554444"),
                       ("card_number", "378282246310005"), ("wifi_mac", "00:00:5e:00:53:01"), ("mac", "ff:ff:ff:ff:ff:ff"), ("advertising_id", "ffffffff-ffff-ffff-ffff-ffffffffffff"), ("serial", "ABC1234567890"),
                       ("imsi", "001010000000001"), ("android_id", "ffffffffffffffff")], 3)
    return sent(rng, "openapi", "/mock/validate", {"openapi": "3.1.0", "components": {"examples": [{"name": k, "example": v} for k, v in some]}, "spec": hexes(rng, 40), "ruleset": "spectral"})


def radio_state(rng, _p):
    """A radio without a card: what stands where nothing is known."""
    body = {"sim": {"state": "ABSENT", "imsi": "", "iccid": "", "mccmnc": "", "spn": "", "msisdn": None}, "cell": {"mcc": 2147483647, "mnc": 2147483647, "tac": 2147483647, "cellId": 2147483647, "pci": 214},
            "wifi": {"ssid": "<unknown ssid>", "bssid": "00:00:00:00:00:00", "mac": "02:00:00:00:00:00", "networkId": -1}, "dbm": -rng.randrange(60, 120), "registered": False, "uptime_ns": digits(rng, 15)}
    return sent(rng, "radio-state", "/telemetry/radio", body)


def keys_of_public(rng, _p):
    body = {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": hexes(rng, 40), "n": base64.urlsafe_b64encode(octets(rng, 128)).decode().rstrip("="), "e": "AQAB"}], "spkiSha256": text64(octets(rng, 32)),
            "ja3": hexes(rng, 32), "ja4": f"t13d1516h2_{hexes(rng, 12)}_{hexes(rng, 12)}", "sni": "api.example.com"}
    return sent(rng, "jwks", "/tls/observed", body)


def viruses(rng, _p):
    """Marks of known bad programs, of which a list was fetched."""
    body = {"db": {"version": digits(rng, 8), "delta": hexes(rng, 32)}, "signatures": [{"md5": hexes(rng, 32), "family": "Android/Agent." + hexes(rng, 3).upper(), "cve": f"CVE-2026-{digits(rng, 5)}"} for _ in range(3)],
            "loadedMs": rng.randrange(900), "ssdeep": f"96:{text64(octets(rng, 30))}:{text64(octets(rng, 15))}"}
    return sent(rng, "avdb", "/avdb/ack", body)


def exchange(rng, _p):
    """Shares and funds."""
    some = [{"isin": "DE000" + digits(rng, 7), "wkn": digits(rng, 6), "figi": "BBG00" + hexes(rng, 7).upper(), "bid": f"{rng.uniform(1, 900):.5f}", "lei": "5299" + hexes(rng, 14).upper() + digits(rng, 2), "ts": times(rng)}
            for _ in range(2)]
    if rng.random() < 0.3:
        return Sent("websocket-ticks", "tcp", 80, websocket_frame(rng, compact({"sub": some, "seq": digits(rng, 16)}), 0x81), (), "json", websocket_opened(rng, "/stream"))
    return sent(rng, "instruments", "/watchlist/ack", {"instruments": some, "seq": digits(rng, 16)})


def picture(rng, _p):
    """An icon's bytes, in a form of parts."""
    mark = "----" + hexes(rng, 24)
    raw = b"".join(b"\0" + octets(rng, 48) for _ in range(16))
    chunks = b"".join(struct.pack("!I", len(d)) + k + d + struct.pack("!I", zlib.crc32(k + d)) for k, d in ((b"IHDR", struct.pack("!IIBBBBB", 16, 16, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(raw)), (b"IEND", b"")))
    body = f"--{mark}\r\nContent-Disposition: form-data; name=\"etag\"\r\n\r\n{hexes(rng, 32)}\r\n--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"icon.png\"\r\nContent-Type: image/png\r\n\r\n".encode()
    return http(rng, "icon", "/icons/report", body + b"\x89PNG\r\n\x1a\n" + chunks + f"\r\n--{mark}--\r\n".encode(), ("Content-Type", f"multipart/form-data; boundary={mark}"), doc="multipart")


def licences(rng, _p):
    """A page of licences, read to its end."""
    names = ("okio", "zstd-jni", "libwebp", "sqlcipher")
    body = {"screen": "licences", "libraries": [{"artifact": f"com.example:{n}", "version": f"{rng.randrange(4)}.{rng.randrange(20)}.{rng.randrange(9)}", "spdx": "Apache-2.0", "sha1": hexes(rng, 40)} for n in names],
            "scrollDepth": round(rng.random(), 5), "build": digits(rng, 14)}
    return sent(rng, "licences", "/ui/screen", body)


def shelf(rng, _p):
    """What a warehouse's reader reads."""
    some = {"gtin": digits(rng, 14), "sscc": "00" + digits(rng, 18), "lot": hexes(rng, 8).upper(), "expiry": "270131", "serial_shipping_container": digits(rng, 18), "epc": hexes(rng, 24).upper(), "bin": f"A-{digits(rng, 2)}-{digits(rng, 3)}"}
    if rng.random() < 0.4:
        return http(rng, "shelf", "/wms/scan", query(some).encode(), FORM, doc="form")
    return sent(rng, "shelf", "/wms/scan", {**some, "qty": rng.randrange(90), "at": times(rng)})


def rules_of_fields(rng, _p):
    """How an entry is to be checked."""
    body = {"rules": {"phoneNumber": {"regex": "^[6-9]\\d{9}$", "error": "ERR_1021"}, "imei": {"length": 15, "checksum": "luhn"}, "email": {"regex": "^\\S+@\\S+$"}, "cardNumber": {"bins": ["457173", "510510"], "luhn": True},
            "idNo": {"regex": "^[A-Z][12]\\d{8}$"}}, "rev": digits(rng, 14), "md5": hexes(rng, 32)}
    return sent(rng, "rules", "/forms/rules/ack", body)


def hidden_parts(rng, _p):
    """What a screen shows of a number: a few figures behind stars."""
    fields = {"card_no": f"**** **** **** {digits(rng, 4)}", "phone_no": f"+49*******{digits(rng, 2)}", "userEmail": "m***@e***.com", "sfzh": f"1101************{digits(rng, 2)}", "cvv": "***"}
    return sent(rng, "hidden", "/ui/wallet/shown", {"view": fields, "screenMs": digits(rng, 4), "view_id": uuid4(rng)})


def tests_of_speed(rng, _p):
    body = {"server": {"id": digits(rng, 5), "sponsor": "Example Net", "host": "speed1.example.net"}, "download": {"bps": digits(rng, 9), "bytes": digits(rng, 9), "samples": [rng.randrange(10 ** 8) for _ in range(5)]},
            "latency": {"jitter": round(rng.uniform(0, 9), 6), "iqm": round(rng.uniform(5, 60), 6)}, "guid": uuid4(rng), "hash": hexes(rng, 32), "startedNs": str(times(rng) * 10 ** 6)}
    return sent(rng, "speed", "/api/result", body)


def house(rng, _p):
    """A thermostat's state, published."""
    body = compact({"temperature": round(rng.uniform(15, 26), 4), "valve": rng.randrange(100), "fw": f"3.{rng.randrange(9)}.{rng.randrange(90)}.{rng.randrange(9)}", "schema": uuid4(rng), "counter": digits(rng, 15)})
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2h1")), (False, b"\x20\2\0\0"))
    return Sent("mqtt-house", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", 10) + b"hall/state" + body), (), "json", hello)


def asked_for(rng, _p):
    """Names that are asked for: of networks, of caches, of lists."""
    labels = rng.choice((["epdg", "epc", "mnc001", "mcc262", "pub", "3gppnetwork", "org"], [hexes(rng, 32), "list", "example", "com"], ["_dns", "resolver", "arpa"],
                         ["b" + digits(rng, 10), "c" + hexes(rng, 6), "r", "example", "net"]))
    return Sent("dns-asked", "udp", 53, wire.dns_query(rng, labels), (), "labels")


def stages(rng, _p):
    """Spans of a program's start, in protobuf."""
    spans = [(4, wire.protobuf([(1, n), (2, octets(rng, 8)), (3, times(rng) * 1000), (4, rng.randrange(10 ** 6))])) for n in ("Application.onCreate", "firstFrame", "tti")]
    data = wire.protobuf([(1, octets(rng, 16)), (2, f"14.{rng.randrange(30)}.{rng.randrange(30)}.{rng.randrange(9)}"), (3, digits(rng, 15)), *spans])
    return http(rng, "stages", "/v1/startup", data, ("Content-Type", "application/x-protobuf"), doc="protobuf")


def content_hashes(rng, _p):
    """What is in a cache, by the hashes of what it holds."""
    entries = [{"url": f"/assets/{n}.js", "integrity": "sha384-" + text64(octets(rng, 48)), "sha256": hashlib.sha256(digits(rng, 6).encode()).hexdigest(), "md5": hexes(rng, 32), "crc": digits(rng, 10)} for n in ("app", "vendor")]
    return http(rng, "cache", "/sw/cache", compact({"entries": entries, "cacheName": "v" + digits(rng, 4), "quota": digits(rng, 12)}), JSON, ("If-None-Match", f"\"{hexes(rng, 32)}\""))


SHAPES = (invoice, works, served, conversion, consent, services, rights, gpu, built, chain, experiments, public_world, listing, sold_qr, examples, radio_state, keys_of_public, viruses, exchange, picture, licences, shelf,
          rules_of_fields, hidden_parts, tests_of_speed, house, asked_for, stages, content_hashes)
