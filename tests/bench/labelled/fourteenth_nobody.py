"""What the fourteenth set's applications send that is nobody's: public places, firms' people on duty, parts lists, templates, and names that mean something else."""

import json

from . import wire
from .carrier import Sent, websocket_frame, websocket_opened
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import octets, text64
from .tenth_nobody import sent
from .third import get, http, query
from .thirteenth_nobody import point
from .values import digits, hexes, luhn, uuid4


# ---- public places ----

def garages(rng, _p):
    return sent(rng, "garages", "/parking/shown", {"parking": [{"garage": "Rathaus", "free": 12, "location": point(rng)} for _ in range(2)], "asOf": times(rng)})


def trails(rng, _p):
    return sent(rng, "trails", "/hikes/offline", {"trail": {"slug": "rennsteig", "trailhead": point(rng, "lat", "lng"), "summit": point(rng, "lat", "lng"), "km": 12.4}, "pack": hexes(rng, 40)})


def fuel(rng, _p):
    return sent(rng, "fuel", "/fuel/list", {"petrolStations": [{"brand": "EXA", "diesel": 1.689, **point(rng, "latitude", "longitude")} for _ in range(2)], "rev": digits(rng, 12)})


def beaches(rng, _p):
    return sent(rng, "beaches", "/water/quality", {"beaches": [{"name": "Nordstrand", "bathing": "good", "geo": point(rng, "latitude", "longitude")}], "buoys": [{"wmo": digits(rng, 5), **point(rng)}]})


def events(rng, _p):
    body = {"events": [{"title": "Konzert", "venue": {"name": "Halle", **point(rng, "lat", "lng")}, "organizer": {"phone": "+49 30 5550 " + digits(rng, 3), "email": "info@example.org"}}], "page": 2, "cursor": hexes(rng, 32)}
    return sent(rng, "events", "/events/seen", body)


def fences(rng, _p):
    return sent(rng, "fences", "/campaign/fences/loaded", {"geofences": [{"id": digits(rng, 6), "shop": "Markt 12", "center": point(rng, "latitude", "longitude"), "radius": 200}], "ttl": 3600})


def default_map(rng, _p):
    return sent(rng, "mapstyle", "/style/loaded", {"style": "streets-v12", "center": [10.451526, 51.165691], "zoom": 5, "bounds": [5.866315, 47.270111, 15.041896, 55.058347], "sprite": hexes(rng, 24)})


def turbines(rng, _p):
    return sent(rng, "assets", "/grid/assets/cache", {"assets": [{"type": "wind_turbine", "ref": digits(rng, 9), **point(rng)} for _ in range(2)], "lighthouses": [point(rng, "lat", "lng")], "tag": hexes(rng, 8)})


def sun_times(rng, _p):
    return sent(rng, "almanac", "/almanac/table", {"capitals": {"Wien": [48.208174, 16.373819], "Bern": [46.947974, 7.447447]}, "table": digits(rng, 9), "julian": 2461235.5})


# ---- firms ----

def on_duty(rng, _p):
    return sent(rng, "onduty", "/pharmacy/duty", {"pharmacies": [{"name": "Adler", "tel": "+49 761 5550" + digits(rng, 3), "open": "20:00-08:00"}], "poisonControl": {"phone": "+49 761 19240"}, "rev": digits(rng, 8)})


def embassies(rng, _p):
    return sent(rng, "embassies", "/travel/advice", {"country": "JP", "embassy": {"phone": "+81 3 5791 7700", "email": "info@tokyo.example.org"}, "police": {"phone": "110"}, "advice": hexes(rng, 16)})


def authors(rng, _p):
    body = {"licenses": [{"name": "left-pad", "version": "1.3.0", "author": "J. Doe <jd@example.org>", "maintainers": [{"email": "jd@example.org"}]}], "spdx": "MIT", "hash": hexes(rng, 64)}
    return sent(rng, "oss", "/about/licenses", body)


def policy_mail(rng, _p):
    return sent(rng, "policy", "/legal/shown", {"policy": "privacy", "version": "2026-05", "dpo": {"email": "dpo@example.com"}, "unsubscribe": "mailto:unsubscribe@example.com", "replyTo": "noreply@example.com", "sha": hexes(rng, 40)})


def firm_numbers(rng, _p):
    return sent(rng, "invoice", "/invoices/meta", {"cnpj": "12.345.678/0001-95", "gstin": "29ABCDE1234F1Z5", "nifEmpresa": "B12345678", "nsu": digits(rng, 11), "sequence": digits(rng, 15), "total": 24900})


def messages_of_firm(rng, _p):
    return sent(rng, "smstemplates", "/templates/cache", {"templates": [{"id": digits(rng, 19), "sms_body": "Your code is {#var#}. Do not share it with anyone.", "locale": "en"}], "rev": hexes(rng, 12)})


# ---- names that mean something else ----

def parts_list(rng, _p):
    body = {"bom": "cyclonedx", "packages": ["org.apache.commons.lang3", "com.google.common.collect", "io.reactivex.rxjava3", "org.slf4j.impl", "com.fasterxml.jackson.core"], "npm": ["react", "lodash"], "digest": hexes(rng, 64)}
    return sent(rng, "bom", "/sbom/upload", body)


def hosts(rng, _p):
    return sent(rng, "allowlist", "/pinning/hosts", {"domains": ["a.example.com", "b.example.org", "cdn.example.net", "img.example.com", "api.example.com", "t.example.org"], "apps": 6, "rev": digits(rng, 10)})


def advertisement(rng, _p):
    return sent(rng, "impression", "/ads/impression", {"impression": {"ad_id": uuid4(rng), "creative_id": digits(rng, 12), "campaign": uuid4(rng)}, "slot": "home", "viewMs": rng.randrange(9000)})


def resource_ids(rng, _p):
    return sent(rng, "clicks", "/ux/click", {"android_id": "com.example.notes:id/button_ok", "view_hash": hexes(rng, 16), "screen": "home", "seq": digits(rng, 9)})


def prefixes(rng, _p):
    return sent(rng, "prefixes", "/tables/prefixes", {"imei_prefixes": ["35901542", "86123405"], "imsi_prefix": "26201", "iccid_prefix": "894902", "oui": "3C:5A:B4", "bt_mac_prefix": "3C:5A", "rows": digits(rng, 5)})


def working_folder(rng, _p):
    return sent(rng, "shell", "/ci/shell", {"pwd": "/home/runner/work/notes", "cwd": "workspace-notes", "user": "runner", "exit": 0, "password_policy": {"min": 8, "hint": "At least one digit"}, "run": digits(rng, 11)})


def types_only(rng, _p):
    body = {"device_type": "phone", "device_class": "high", "account_type": "email", "account": "enabled", "loginType": "mobile", "login": "anonymous", "card_type": "credit", "card": "none", "idType": "serial", "id": digits(rng, 9)}
    return sent(rng, "typesonly", "/session/start", body)


def squares(rng, _p):
    return sent(rng, "squares", "/tiles/loaded", {"geohashes": ["u33d", "u33e", "u336"], "geohashPrecision": 4, "s2": [hexes(rng, 16) for _ in range(2)], "h3": "8a1f1d48" + hexes(rng, 7)})


def motion(rng, _p):
    body = {"accelerometer": [[round(rng.uniform(-9, 9), 6) for _ in range(3)] for _ in range(2)], "gyro": {"x": 0.002213, "y": -0.011042, "z": 0.9}, "pos": [round(rng.uniform(0, 80), 5) for _ in range(2)], "n": digits(rng, 6)}
    return sent(rng, "motion", "/sensors/raw", body)


def mailbox_counts(rng, _p):
    return sent(rng, "counts", "/stats/counts", {"email": 12, "phone": 3, "contacts": 120, "sms": 0, "imei": ["", ""], "apps": 87, "mac": None, "location": "denied", "day": times(rng)})


def signed_macs(rng, _p):
    return sent(rng, "signedmac", "/relay/put", {"payload": text64(octets(rng, 60)), "mac": text64(octets(rng, 16)), "hmac": hexes(rng, 64), "alg": "HS256", "ts": times(rng)})


def multicast(rng, _p):
    return sent(rng, "lldp", "/net/ports", {"lldp": {"dst": "01:80:c2:00:00:0e"}, "stp": {"mac": "01:80:c2:00:00:00"}, "vrrpMac": "00:00:5e:00:01:0a", "null": {"mac": "00:00:00:00:00:00"}, "n": rng.randrange(99)})


def tickets(rng, _p):
    return sent(rng, "tickets", "/rail/tickets/meta", {"orderNo": luhn("35" + digits(rng, 12)), "ticketSerial": digits(rng, 12), "pnr": "8Q2XK7", "trainNo": digits(rng, 5), "barcode": luhn("8949" + digits(rng, 14)), "coach": 12})


def shares(rng, _p):
    return sent(rng, "shares", "/fx/tick", {"ticks": [{"isin": "DE000" + digits(rng, 7), "last": round(rng.uniform(1, 90), 5), "chg": round(rng.uniform(-2, 2), 5)} for _ in range(3)], "seq": digits(rng, 15)})


def bank_codes(rng, _p):
    return sent(rng, "bankcodes", "/banks/table", {"banks": [{"ifsc": "EXMP0" + digits(rng, 6), "micr": digits(rng, 9), "branch": {"phone": "022-6160" + digits(rng, 4), "contact": "0120 555 " + digits(rng, 4)}}], "rev": digits(rng, 10)})


def player(rng, _p):
    return get(rng, "beacon", "/q?" + query({"ev": "play", "vid": hexes(rng, 11), "cpn": hexes(rng, 16), "lact": rng.randrange(900), "fmt": 398, "len": "211.221", "rt": "12.4421", "lat": "0.0412", "pos": "41.22131", "seq": digits(rng, 13)}))


def form_check(rng, _p):
    fields = {"field": "password", "valid": 0, "reason": "too_short", "password": "", "email": "", "phone": "", "step": "signup", "experiment": digits(rng, 8), "client_ts": times(rng)}
    return http(rng, "validate", "/forms/validate", query(fields).encode(), FORM, doc="form")


def ticks(rng, _p):
    return Sent("websocket-move", "tcp", 80, websocket_frame(rng, compact({"t": "mv", "e": digits(rng, 6), "loc": [round(rng.uniform(0, 90), 3), round(rng.uniform(0, 90), 3)], "h": hexes(rng, 8)}), 0x81), (), "json", websocket_opened(rng, "/game"))


def sensors_proto(rng, _p):
    rows = [(3, wire.protobuf([(1, n), (2, int(digits(rng, 12)))])) for n in ("phone_call_ms", "wifi_mac_ns", "serial_tx")]
    return http(rng, "protostats", "/v1/stats", wire.protobuf([(1, hexes(rng, 32)), *rows, (5, int(digits(rng, 15)))]), ("Content-Type", "application/x-protobuf"), doc="protobuf")


def flags(rng, _p):
    body = {"flags": {"show_phone": True, "email_v2": "variant_b", "imei_dialog": "off", "password_less": "on", "card_number_mask": "#### #### #### ####"}, "etag": hexes(rng, 32), "ids": [digits(rng, 15) for _ in range(2)]}
    return http(rng, "flags", "/flags/eval", json.dumps(body).encode(), JSON)


SHAPES = (garages, trails, fuel, beaches, events, fences, default_map, turbines, sun_times, on_duty, embassies, authors, policy_mail, firm_numbers, messages_of_firm, parts_list, hosts, advertisement, resource_ids,
          prefixes, working_folder, types_only, squares, motion, mailbox_counts, signed_macs, multicast, tickets, shares, bank_codes, player, form_check, ticks, sensors_proto, flags)
