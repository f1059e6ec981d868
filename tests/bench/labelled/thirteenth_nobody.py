"""What the thirteenth set's applications send that is nobody's: places of the public, firms' own telephones, seals and certificates, words that only sound like data, and numbers that pass a check by chance."""

import base64
import gzip
import hashlib
import json
import struct

from . import wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import octets, text64
from .tenth_nobody import sent
from .third import get, http, query
from .values import digits, hexes, luhn, uuid4


def spot(rng):
    return round(rng.uniform(-60, 60), 6), round(rng.uniform(-170, 170), 6)


def point(rng, north="lat", east="lon"):
    return dict(zip((north, east), spot(rng)))


# ---- places of the public, of machines and of firms ----

def quakes(rng, _p):
    body = {"feed": "usgs-m45", "seen": [{"quakeId": "us7000" + hexes(rng, 4), "mag": 4.7, "depthKm": 10.2, "epicenter": point(rng, "latitude", "longitude"), "time": times(rng)} for _ in range(2)]}
    return sent(rng, "quakes", "/feeds/quakes/ack", body)


def aeroplanes(rng, _p):
    body = {"radar": [{"icao24": hexes(rng, 6), "callsign": "DLH" + digits(rng, 3), "aircraft": {**point(rng, "lat", "lng"), "altFt": 36000, "squawk": digits(rng, 4)}} for _ in range(2)], "rev": digits(rng, 10)}
    return sent(rng, "radar", "/adsb/render", body)


def chargers(rng, _p):
    body = {"stations": [{"evseId": "DE*EXA*E" + digits(rng, 6), "operator": "Example Strom", "kw": 150, "coordinates": {k: str(v) for k, v in point(rng, "latitude", "longitude").items()}} for _ in range(2)],
            "etag": hexes(rng, 32)}
    return sent(rng, "chargers", "/ocpi/2.2/locations/cache", body)


def bikes(rng, _p):
    body = {"last_updated": times(rng) // 1000, "ttl": 60, "data": {"stations": [{"station_id": digits(rng, 4), "name": "Markt", **point(rng), "capacity": 12}], "bikes": [{"bike_id": uuid4(rng), **point(rng),
            "is_reserved": 0}]}}
    return sent(rng, "bikes", "/gbfs/cache", body)


def sights(rng, _p):
    """What everybody may visit."""
    body = {"guide": "paris-2026", "pois": [{"title": "Tour Eiffel", "wikidata": "Q243", "latitude": 48.858296, "longitude": 2.294479}, {"title": "Louvre", "wikidata": "Q19675", "latitude": 48.860847,
            "longitude": 2.33644}], "downloaded": True, "sizeBytes": int(digits(rng, 8))}
    return sent(rng, "sights", "/guides/installed", body)


def buses(rng, _p):
    body = {"vehicles": [{"trip": digits(rng, 8), "route": "M41", "vehicle": {"label": digits(rng, 4), "position": {**point(rng, "latitude", "longitude"), "bearing": 211}}}], "gtfsRt": digits(rng, 10)}
    return sent(rng, "buses", "/gtfs/drawn", body)


def branches(rng, _p):
    body = {"bank": "Example Bank", "branchCode": digits(rng, 6), "ifsc": "EXMP0" + digits(rng, 6), "branches": [{"name": "MG Road", "phone": "080-2559" + digits(rng, 4), "geo": point(rng, "lat", "lng")}]}
    return sent(rng, "branches", "/locator/shown", body)


def meals(rng, _p):
    body = {"restaurants": [{"id": digits(rng, 7), "restaurantName": "Da Rita", "phone": "+49 30 5550" + digits(rng, 3), "address": {"street": "Hauptstr. 1", **point(rng)}, "rating": 4.4}], "session": uuid4(rng)}
    return sent(rng, "meals", "/impressions/restaurants", body)


def weather_stations(rng, _p):
    body = {"metar": "EDDB 140820Z 24008KT 9999", "stations": [{"wmo": digits(rng, 5), "elevation": 48, **point(rng, "latitude", "longitude")}], "gridId": digits(rng, 12)}
    return sent(rng, "metar", "/metar/cache", body)


def edges(rng, _p):
    """Where a firm's machines stand."""
    body = {"pops": [{"iata": "FRA", "rttMs": 11.2, "edge": f"203.0.113.{rng.randrange(250)}", "geo": {"latitude": 50.110922, "longitude": 8.682127}}, {"iata": "SIN", "rttMs": 161.9, "geo": {"latitude": 1.352083,
            "longitude": 103.819836}}], "probe": uuid4(rng)}
    return sent(rng, "pops", "/rum/pops", body)


def touches(rng, _p):
    """Where on the screen."""
    body = {"heatmap": [{"x": round(rng.random(), 6), "y": round(rng.random(), 6), "position": [round(rng.random() * 90, 5), round(rng.random() * 90, 5)], "t": rng.randrange(9000)} for _ in range(3)], "screen": "home",
            "sid": hexes(rng, 24)}
    return sent(rng, "touches", "/ux/heat", body)


def latency(rng, _p):
    """lat is how late, lng is a language."""
    body = {"net": {"lat": round(rng.uniform(20, 80), 4), "jit": 3.2214, "loss": 0}, "ui": {"lng": rng.choice(("de", "pt-BR", "pl")), "lat_p95": round(rng.uniform(20, 80), 4)}, "req": digits(rng, 10)}
    return sent(rng, "netstat", "/perf/net", body)


# ---- firms ----

def imprint(rng, _p):
    body = {"screen": "help", "support": {"supportPhone": "+44 800 555 0" + digits(rng, 3), "supportEmail": "help@example.com", "pressContact": "press@example.com", "fax": "+44 20 7946 0" + digits(rng, 3)},
            "companyNo": digits(rng, 8), "vat": "GB" + digits(rng, 9)}
    return sent(rng, "help", "/screens/help/shown", body)


def merchant(rng, _p):
    body = {"merchant": {"merchantId": luhn("45" + digits(rng, 13)), "terminalId": digits(rng, 8), "merchantPhone": "+1 800 555 0" + digits(rng, 3), "mcc": "5814", "merchantEmail": "billing@example.com"}, "amount": 1240,
            "rrn": digits(rng, 12), "stan": digits(rng, 6), "authCode": digits(rng, 6)}
    return sent(rng, "receipt", "/receipts/merchant", body)


def services(rng, _p):
    """An operator's own numbers."""
    body = {"carrierConfig": {"emergency": ["112", "110"], "voicemail": "+491713310", "smsc": "+49171076" + digits(rng, 4), "apn": "internet.example", "mmsc": "http://mms.example.net/servlets/mms", "ussd": "*100#",
            "mccmnc": "26202"}, "version": digits(rng, 10), "hash": hexes(rng, 40)}
    return sent(rng, "carrierconfig", "/carrier/config/applied", body)


def senders(rng, _p):
    body = {"template": "otp-login", "senderPhone": "+1833555" + digits(rng, 4), "from": {"email": "no-reply@notify.example.com", "name": "Notes"}, "shortcode": digits(rng, 5), "dltTemplateId": "1107" + digits(rng, 15)}
    return sent(rng, "template", "/messages/template/used", body)


def business_ids(rng, _p):
    body = {"phone_number_id": luhn("10" + digits(rng, 12)), "waba_id": digits(rng, 15), "business_phone_number_status": "CONNECTED", "email_id": "tmpl_" + digits(rng, 6), "quality": "GREEN", "call_id": uuid4(rng)}
    return sent(rng, "waba", "/business/status", body)


# ---- seals, certificates, ids of programs ----

def pinned(rng, _p):
    body = {"host": "api.example.com", "chain": [{"issuer": "CN=R11,O=Example Trust", "serialNumber": ":".join(hexes(rng, 2) for _ in range(18)), "serial": str(int(hexes(rng, 32), 16)), "sha256": hexes(rng, 64),
            "notAfter": times(rng)}], "pinOk": True}
    return sent(rng, "pins", "/tls/pins/report", body)


def sealed(rng, _p):
    """Cipher texts, with their mac."""
    body = {"enc": "A256CBC-HS512", "iv": text64(octets(rng, 16)), "ct": text64(octets(rng, 96)), "mac": rng.choice((text64(octets(rng, 32)), hexes(rng, 64), hexes(rng, 32))), "kid": uuid4(rng), "n": digits(rng, 15)}
    return sent(rng, "sealed", "/vault/item", body)


def zone(rng, _p):
    body = {"zone": "example.com.", "soa": {"serial": int("20260714" + digits(rng, 2)), "mname": "ns1.example.com", "rname": "hostmaster.example.com"}, "serialNumber": int("20260714" + digits(rng, 2)), "ds": hexes(rng, 64)}
    return sent(rng, "zone", "/dns/zone/seen", body)


def services_of_radio(rng, _p):
    """Services and makers of Bluetooth: the same for all."""
    body = {"profile": "heart-rate", "services": ["0000180d-0000-1000-8000-00805f9b34fb", "0000180f-0000-1000-8000-00805f9b34fb"], "shopBeacon": {"uuid": "f7826da6-4fa2-4e98-8024-bc5b71e0893e", "major": 12,
            "minor": rng.randrange(900)}, "companyId": "0x004C", "mtu": 517}
    return sent(rng, "gatt", "/ble/profile", body)


def reserved_macs(rng, _p):
    body = {"filter": {"mac_multicast": "01:00:5e:00:00:fb", "mac_broadcast": "ff:ff:ff:ff:ff:ff", "dest_mac": "33:33:00:00:00:01"}, "iface": {"macAddress": "02:00:00:00:00:00"}, "exampleMac": "00:11:22:33:44:55",
            "drops": rng.randrange(900)}
    return sent(rng, "macfilter", "/net/filter", body)


def cpu_mac(rng, _p):
    body = {"agent": {"mac": "arm64 14.5", "os": "mac", "ios": "17.5"}, "support": {"mac": True, "android": True}, "matrix": digits(rng, 8), "imei": False, "build": hexes(rng, 40)}
    return sent(rng, "matrix", "/compat/matrix", body)


def session_ids(rng, _p):
    """An ssid that is a session's."""
    body = {"ssid": uuid4(rng), "sid": hexes(rng, 32), "psid": digits(rng, 16), "seq": rng.randrange(99), "adid": digits(rng, 16), "cid": digits(rng, 10) + "." + digits(rng, 10), "rid": uuid4(rng)}
    return sent(rng, "session", "/player/session", body)


def images(rng, _p):
    """Signs that look like an address of mail."""
    body = {"assets": ["icon_mail@2x.png", "logo@3x.webp"], "mail": "mail_icon@2x.png", "email_template": "welcome@v2.html", "pkg": ["react@18.2.0", "left-pad@1.3.0"], "dsn": f"https://{hexes(rng, 32)}@o{digits(rng, 6)}.ingest.example.com/{digits(rng, 7)}",
            "calendar": hexes(rng, 26) + "@group.calendar.example.com"}
    return sent(rng, "assets", "/assets/loaded", body)


def modules(rng, _p):
    """Libraries and rights of the program itself."""
    body = {"package": "com.example.notes", "sdks": ["com.google.firebase.analytics", "com.facebook.appevents", "io.sentry.android.core", "androidx.work.impl", "okhttp3.internal.connection"], "permissions": ["android.permission.CAMERA",
            "android.permission.READ_SMS", "android.permission.INTERNET", "android.permission.WAKE_LOCK"], "hash": hexes(rng, 64)}
    return sent(rng, "modules", "/sbom/report", body)


def frames(rng, _p):
    """A stack of calls."""
    rows = ["com.example.notes.ui.MainActivity.onCreate", "android.app.Activity.performCreate", "android.os.Handler.dispatchMessage", "java.lang.reflect.Method.invoke", "com.android.internal.os.ZygoteInit.main"]
    return sent(rng, "stack", "/crash/frames", {"frames": rows, "apps": ["anr"], "pid": rng.randrange(30000), "buildId": hexes(rng, 40), "pc": [hexes(rng, 16) for _ in range(3)], "groupingHash": hexes(rng, 32)})


# ---- words that only sound like it ----

def labels(rng, _p):
    body = {"locale": "de", "strings": {"phone": "Telefonnummer", "phone_hint": "z. B. 0151 23456789", "email": "E-Mail-Adresse", "email_placeholder": "name@example.com", "imei": "Tippen Sie *#06#", "password": "Passwort",
            "card_number": "Kartennummer", "mac": "MAC-Adresse", "cpf": "000.000.000-00", "dni": "12345678A"}, "rev": digits(rng, 10)}
    return sent(rng, "strings", "/i18n/missing", body)


def granted(rng, _p):
    body = {"phone": "granted", "contacts": 0, "sms": "denied", "location": "while_in_use", "call_log": False, "imei_permission": "denied", "phone_verified": True, "email_verified": False, "password_set": True, "mobile": 1,
            "email_count": rng.randrange(9), "checked": times(rng)}
    return sent(rng, "rights", "/consent/rights", body)


def macros(rng, _p):
    """Marks that nobody replaced."""
    return get(rng, "click", "/click?" + query({"imei": "__IMEI__", "gaid": "{gaid}", "idfa": "[IDFA]", "mac": "__MAC1__", "oaid": "${OAID}", "androidid": "%%ANDROID_ID%%", "lat": "{{lat}}", "lon": "{{lon}}", "cid": digits(rng, 15),
                                                                  "sign": hexes(rng, 32)}))


def masked(rng, _p):
    body = {"card": {"brand": "visa", "last4": digits(rng, 4), "masked": "4*** **** **** " + digits(rng, 4), "bin": "424242"}, "phone": "+49*******" + digits(rng, 2), "email": "a***@e***.com", "imei": "35**********" + digits(rng, 3),
            "password": "********", "cpf": "***." + digits(rng, 3) + ".***-**", "id": uuid4(rng)}
    return sent(rng, "masked", "/profile/masked", body)


def examples(rng, _p):
    """An interface's description, with its examples."""
    body = {"openapi": "3.1.0", "paths": {"/devices": {"post": {"parameters": [{"name": "imei", "in": "query", "schema": {"type": "string", "pattern": "^\\d{15}$"}, "example": "490154203237518"}, {"name": "email",
            "in": "query", "schema": {"type": "string", "format": "email"}, "example": "user@example.com"}]}}}, "docHash": hexes(rng, 40)}
    return sent(rng, "apidoc", "/devtools/openapi", body)


def headings(rng, _p):
    """Columns, and whose values stay at home."""
    rows = [["imei", "phone", "email", "lat", "lon"], ["0", "0", "0", "0", "0"], ["-", "-", "-", "-", "-"]]
    return http(rng, "csvhead", "/export/preview", "\n".join(map(",".join, rows)).encode() + b"\n#" + digits(rng, 12).encode(), ("Content-Type", "text/csv"), doc="text")


# ---- numbers that pass a check by chance ----

def bookings(rng, _p):
    body = {"bookingNo": luhn("35" + digits(rng, 12)), "invoiceNumber": luhn("86" + digits(rng, 12)), "pnr": "XK7Q2M", "eTicket": "220" + digits(rng, 10), "bookingRef": luhn("4" + digits(rng, 14)), "fareBasis": "Y26DE", "seq": digits(rng, 11)}
    return sent(rng, "booking", "/booking/poll", body)


def parcels(rng, _p):
    body = {"sscc": "00" + digits(rng, 18), "shipmentNo": luhn("89" + digits(rng, 17)), "parcelNumber": digits(rng, 14), "awb": digits(rng, 11), "barcode": luhn("899" + digits(rng, 15)), "hubPhone": "", "eta": times(rng)}
    return sent(rng, "parcel", "/parcel/trace", body)


def papers(rng, _p):
    """Shares, books, wares and banks."""
    body = {"isin": "DE000" + digits(rng, 7), "wkn": digits(rng, 6), "lei": "5299" + hexes(rng, 16).upper(), "bic": "EXMPDEFFXXX", "ean": digits(rng, 13), "isbn": "978" + digits(rng, 10), "quote": round(rng.uniform(1, 90), 5),
            "utr": digits(rng, 12), "protocolo": digits(rng, 11), "orderId": digits(rng, 18)}
    return sent(rng, "quote", "/quotes/seen", body)


def campaigns(rng, _p):
    body = {"adset_id": "26201" + digits(rng, 10), "campaign_id": "404450" + digits(rng, 9), "creative": luhn("51" + digits(rng, 13)), "placement": digits(rng, 16), "impressionId": uuid4(rng), "auction": hexes(rng, 16), "price": 0.00213}
    return sent(rng, "campaign", "/adx/win", body)


def batteries(rng, _p):
    body = {"battery": {"mv": 4121, "cycles": 212, "designUah": digits(rng, 7)}, "modem": {"fw": "1.0.c" + digits(rng, 2) + "-00137-MANNARAAAANAZM-1", "build": digits(rng, 12)}, "fingerprint": "samsung/a35xnaxx/a35x:14/UP1A.231005.007/"
            "A356BXXS2AXE1:user/release-keys", "kernel": "5.15.137-android13-8-" + digits(rng, 8), "uptimeNs": digits(rng, 15)}
    return sent(rng, "health", "/hw/health", body)


def sheet(rng, _p):
    body = {"sheet": "budget", "cell": "B" + digits(rng, 2), "cell_id": "r3c7", "serial": rng.randrange(10 ** 5), "serial_date": 46217, "edits": [{"cell": "A1:B20", "value": digits(rng, 15)}], "rev": digits(rng, 12)}
    return sent(rng, "sheet", "/sheets/batch", body)


def deck(rng, _p):
    body = {"game": "skat", "card_number": rng.randrange(32), "cards": ["7H", "AS"], "cardNo": "3/12", "seed": digits(rng, 16), "pan": rng.uniform(-1, 1), "tilt": 0.2213, "account": "guest", "contact": "none", "hand": hexes(rng, 16)}
    return sent(rng, "deck", "/table/deal", body)


def licences(rng, _p):
    body = {"licenseSerial": "-".join(hexes(rng, 5).upper() for _ in range(5)), "product": "notes-pro", "edition": 7, "invoiceSerial": "INV-" + digits(rng, 9), "activationHash": hexes(rng, 64), "seats": 5}
    return sent(rng, "licence", "/licences/check", body)


def consent_text(rng, _p):
    fields = {"gdpr": 1, "gdpr_consent": "CP" + hexes(rng, 30) + "AAAAAAAA", "addtl_consent": "1~39.43.46.55.61", "usp": "1YNN", "gpp": "DBACNYA~" + hexes(rng, 24), "gpp_sid": 7, "cmpId": 300, "v": digits(rng, 9)}
    return get(rng, "consent", "/cmp/ping?" + query(fields), ("Cookie", f"_ga=GA1.2.{digits(rng, 9)}.{digits(rng, 10)}; _gid=GA1.2.{digits(rng, 9)}.{digits(rng, 10)}; euconsent-v2={hexes(rng, 40)}"))


def code_sent(rng, _p):
    """A developer's change, whose author's address all may read."""
    body = {"repo": "notes", "commit": hexes(rng, 40), "tree": hexes(rng, 40), "ref": "refs/tags/v4.2.10", "remote": "git@git.example.com:notes/app.git", "image": "sha256:" + hashlib.sha256(digits(rng, 9).encode()).hexdigest()}
    return sent(rng, "build", "/ci/build", body)


def push_token(rng, _p):
    fields = {"app": digits(rng, 12), "X-subtype": digits(rng, 12), "X-appid": hexes(rng, 11), "X-gmp_app_id": f"1:{digits(rng, 12)}:android:{hexes(rng, 22)}", "X-firebase-app-name-hash": text64(octets(rng, 20)), "cert": hexes(rng, 40),
              "app_ver": 302, "X-scope": "*", "target_ver": 34}
    return http(rng, "register3", "/c2dm/register3", query(fields).encode(), FORM, doc="form")


def machine_state(rng, _p):
    body = compact({"pump": {"rpm": rng.randrange(3000), "serialBus": "RS485", "lat_ms": 41.2231, "flow": round(rng.uniform(1, 90), 4)}, "fw": "2.14.0", "crc": hexes(rng, 8), "seq": digits(rng, 15)})
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2p1")), (False, b"\x20\2\0\0"))
    return Sent("mqtt-pump", "tcp", 1883, mqtt_packet(0x30, struct.pack("!H", 10) + b"pump/state" + body), (), "json", hello)


def numbers_in_proto(rng, _p):
    rows = [(2, wire.protobuf([(1, n), (2, int(digits(rng, 15)))])) for n in ("serial_bus_ns", "mac_layer_retries", "lat_ns")]
    data = wire.protobuf([(1, octets(rng, 16)), *rows, (5, luhn("35" + digits(rng, 12))), (6, hexes(rng, 40))])
    return http(rng, "protonumbers", "/v1/counters", gzip.compress(data, mtime=0), ("Content-Type", "application/x-protobuf"), ("Content-Encoding", "gzip"), doc="protobuf", names=("gzip",))


def beats(rng, _p):
    return Sent("websocket-tick", "tcp", 80, websocket_frame(rng, compact({"ch": "ticker", "p": round(rng.uniform(1, 90), 6), "q": round(rng.uniform(1, 90), 6), "id": digits(rng, 15), "T": times(rng)}), 0x81), (), "json",
                websocket_opened(rng, "/stream"))


def soap_bank(rng, _p):
    """Rates and codes in an envelope."""
    body = f"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><Rates><SerialNo>{rng.randrange(99)}</SerialNo><Phone>Yes</Phone><BranchPhone>1800 555 0{digits(rng, 3)}</BranchPhone><Txn>{digits(rng, 15)}</Txn><Location>Berlin</Location></Rates></s:Body></s:Envelope>"
    return http(rng, "rates", "/ws/rates", body.encode(), ("Content-Type", "application/soap+xml"), doc="xml")


def parts(rng, _p):
    mark = "----" + hexes(rng, 20)
    rows = {"upload_file": "", "ptype": "browser", "guid": hexes(rng, 32), "ver": "17.0." + digits(rng, 4), "phone": "", "email": "", "crc": digits(rng, 10)}
    body = "".join(f"--{mark}\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n" for k, v in rows.items()) + f"--{mark}--\r\n"
    return http(rng, "dumpparts", "/cr/report", body.encode(), ("Content-Type", f"multipart/form-data; boundary={mark}"), doc="text")


def claims(rng, _p):
    """A token of a machine."""
    part = lambda v: base64.urlsafe_b64encode(v).decode().rstrip("=")  # noqa: E731
    body = {"iss": "svc@notes-prod.iam.example.com", "aud": "https://oauth2.example.com/token", "jti": uuid4(rng), "iat": times(rng) // 1000, "scope": "read", "client_id": digits(rng, 21)}
    return http(rng, "svctoken", "/token", b"", ("Authorization", "Bearer " + ".".join((part(compact({"alg": "RS256", "kid": hexes(rng, 40)})), part(compact(body)), part(octets(rng, 64))))), method="GET", doc="text")


def log_of_program(rng, _p):
    text = "\n".join(f"07-14 08:12:3{n}.003 I/Sync: batch={digits(rng, 15)} took={rng.randrange(900)}ms etag={hexes(rng, 32)} lat=41.2231 serial={n} mac ok" for n in range(3))
    return http(rng, "proglog", "/logs/app", json.dumps({"log": text}).encode(), JSON)


SHAPES = (quakes, aeroplanes, chargers, bikes, sights, buses, branches, meals, weather_stations, edges, touches, latency, imprint, merchant, services, senders, business_ids, pinned, sealed, zone, services_of_radio,
          reserved_macs, cpu_mac, session_ids, images, modules, frames, labels, granted, macros, masked, examples, headings, bookings, parcels, papers, campaigns, batteries, sheet, deck, licences, consent_text,
          code_sent, push_token, machine_state, numbers_in_proto, beats, soap_bank, parts, claims, log_of_program)
