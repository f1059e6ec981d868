"""The seventh set, of shapes of none of the others, written without a look at how anything is found: what public documentation of SDKs, operators and standards has
handsets send. Every message is opened again by look.py: a label whose value does not stand where its route leads stops the making of the set."""

import base64
import gzip
import json
import plistlib
import struct
import zlib
from xml.sax.saxutils import escape, quoteattr

from . import look, seventh_nobody, wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .person import Person, of_nobody, told_of
from .second import compact, times
from .third import CASE, DUMMIES, MORE_MAKERS, abroad, bare, dashed, get, http, query, socket  # noqa: F401
from .values import digits, hexes, quoted, uuid4
from .wrapping import BY_NAME, varint

NAMES = {
    "imei": ("imei", "deviceImei", "imei_number", "IMEI_NO", "device_imei_1", "handset_imei", "imeiCode", "ImeiSlot0", "client-imei", "primaryImei"),
    "imsi": ("imsi", "simImsi", "imsi_no", "sim1_imsi", "IMSI_SIM1", "sim-imsi"),
    "iccid": ("iccid", "sim_iccid", "iccId", "iccid1", "simCardIccid", "ICCID_NO"),
    "phone-number": ("phone_number", "mobile_no", "msisdn", "mobileNumber", "customerMobile", "phoneNum", "telephone", "userMobile", "riderPhone", "passenger_phone"),
    "email": ("email", "emailId", "email_id", "userEmail", "customer_email", "mailAddress", "EmailAddress", "login-email"),
    "android-id": ("android_id", "androidId", "deviceAndroidId", "secure_android_id", "ANDROID_ID", "device_android_id"),
    "advertising-id": ("advertising_id", "gaid", "gps_adid", "google_advertising_id", "idfa", "aaid", "deviceIfa", "ifa", "oaid", "AdvertisingIdentifier", "advertisingID"),
    "wifi-mac": ("wifi_mac", "macAddress", "mac_address", "wlanMac", "wifiMacAddr", "device_mac", "MAC", "wifi_mac_addr"),
    "bluetooth-mac": ("bt_mac", "bluetoothMac", "bluetooth_address", "btMacAddress"),
    "bssid": ("bssid", "wifi_bssid", "apBssid", "routerBssid", "BSSID", "router_bssid"),
    "serial-number": ("serialNumber", "serial_no", "deviceSerialNo", "hw_serial_number", "SerialNo", "device-serial", "build_serial"),
    "national-id": ("aadhaar", "aadhaar_no", "aadhaarNumber", "aadhaar_number"),
    "payment-card": ("card_number", "cardNo", "cardNumber", "credit_card_number", "debitCardNumber"),
}
SPELL = {"wifi-mac": (None, None, dashed, bare), "bluetooth-mac": (None, None, dashed), "bssid": (None, None, dashed), "advertising-id": (None, None, str.upper),
         "phone-number": (None, None, abroad)}
DEVICE = ("imei", "imsi", "iccid", "android-id", "advertising-id", "wifi-mac", "bssid", "serial-number")
USER = ("phone-number", "email", "national-id", "payment-card")


class Planter(Person):
    """Remembers what was written, and by which name, to look for it in what was made."""

    def __init__(self, rng, case, *more):
        super().__init__(rng, case, *more)
        self.written, self.known_values = [], [d.value.lower() for d in case if len(d.value) > 7]

    def spelled(self, kind, spell=None):
        out = super().spelled(kind, spell)
        self.written.append((None, out))
        return out

    def hashed(self, *args, **more):
        out = super().hashed(*args, **more)
        self.written.append((None, out))
        return out

    def plain(self, kind, spell=None):
        """A value whose name does not tell."""
        self.note(kind, False)
        return self.spelled(kind, spell)

    def named(self, kind, name=None):
        """A telling name, and the value."""
        name = name or self.rng.choice(NAMES[kind])
        out = self.give(kind, True, self.rng.choice(SPELL.get(kind, (None,))))
        self.written[-1] = (name, out)
        return name, out

    def some(self, *kinds, most=3):
        return dict(self.named(k) for k in self.rng.sample(kinds or list(NAMES), min(len(kinds or NAMES), self.rng.randrange(1, most + 1))))

    def place(self):
        pair = super().place()
        self.written += [(None, repr(x)) for x in pair]
        return pair

    def known_ones(self):
        """Kinds of which two texts that stand in no name's shadow are known."""
        return self.rng.sample(("imei", "imsi", "iccid", "android-id", "advertising-id", "email", "serial-number"), 2)

    def pairs(self, sent):
        return look.pairs_of(sent)

    def check(self, sent):
        assert len(sent.wrappings) <= 4, sent.wrappings
        pairs = self.pairs(sent)
        texts = [v for _, v in pairs]
        if self.who == "known":
            for name, out in self.written:
                found = any(out in v for k, v in pairs if k == name) if name else any(out in v for v in texts)
                assert found, f"{sent.carrier} {sent.wrappings} {sent.document}: {name} {out} is not there\n{pairs}"
            return
        for value in self.known_values:
            assert not any(value in v.lower() for v in texts), f"{sent.carrier}: {value} stands there"
        if self.who == "unknown":
            for name, out in self.written:
                assert any(out in v for k, v in pairs if not name or k == name), f"{sent.carrier} {sent.wrappings} {sent.document}: {name} {out}\n{pairs}"


def packed(rng, data, *names):
    name = rng.choice(names or [n for n in ("gzip", "zlib", "deflate", "brotli", "zstd") if n in BY_NAME])
    return name, BY_NAME[name].wrap(rng, data)


JSON, FORM = ("Content-Type", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")


# ---- crash reports and analytics ----

def app_center(rng, p):
    """Typed properties: name and value are fields of one object."""
    typed = [{"type": "string", "name": k, "value": v} for k, v in p.some(most=4).items()]
    body = {"logs": [{"type": "event", "timestamp": "2026-07-14T08:12:33.003Z", "sid": uuid4(rng), "id": uuid4(rng), "name": "Opened", "typedProperties": typed,
            "device": {"sdkName": "appcenter.android", "sdkVersion": "5.0.4", "model": "M2101K6G", "oemName": "Xiaomi", "osBuild": "TKQ1.221013.002", "screenSize": "1080x2400"}}]}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body), "gzip", "zstd")))
    return http(rng, "appcenter", "/logs?api-version=1.0.0", data, JSON, ("Install-ID", uuid4(rng)), ("App-Secret", uuid4(rng)), names=(name,) if name else ())


def bugsnag(rng, p):
    event = {"payloadVersion": "4.0", "exceptions": [{"errorClass": "java.lang.NullPointerException", "message": "name == null", "stacktrace": [{"method": "a.b.c", "lineNumber": 17}]}],
             "user": dict([p.named("email", "email")]), "device": {"id": uuid4(rng), "manufacturer": "realme", "totalMemory": 7846567936, "jailbroken": False},
             "metaData": {"sim": p.some("imei", "imsi", "iccid"), "account": {"tier": "gold"}}, "severity": "error"}
    return http(rng, "bugsnag", "/notify", compact({"apiKey": hexes(rng, 32), "notifier": {"name": "Android Bugsnag Notifier"}, "events": [event]}), JSON, ("Bugsnag-Integrity", "sha1 " + hexes(rng, 40)))


def acra(rng, p):
    """A form whose fields are files of settings."""
    lines = "\n".join(f"{k}={v}" for k, v in {"first_run": "false", **p.some(most=4), "theme": "dark"}.items())
    body = query({"REPORT_ID": uuid4(rng), "PHONE_MODEL": "CPH2467", "BRAND": "OPPO", "STACK_TRACE": "java.lang.Error: x\n\tat a.b(C.java:3)\n", "SHARED_PREFERENCES": lines, "IS_SILENT": "false"})
    return http(rng, "acra", "/acra/report", body.encode(), FORM, doc="lines", names=("form",))


def countly(rng, p):
    details = {"name": "M", "custom": p.some(*DEVICE), **p.some(*USER)}
    fields = {"app_key": hexes(rng, 40), "device_id": hexes(rng, 16)[:12] + "zzzz", "timestamp": times(rng), "hour": 8, "dow": 2, "tz": 330, "sdk_version": "23.8.2",
              "user_details": json.dumps(details), "metrics": json.dumps({"_device": "M2101K6G", "_os": "Android", "_resolution": "1080x2400"})}
    if rng.random() < 0.5:
        return http(rng, "countly", "/i", query(fields).encode(), FORM, names=("form",))
    return http(rng, "countly", "/i?" + query(fields), b"", method="GET")


def matomo(rng, p):
    """Queries in texts in JSON."""
    ask = "?" + query({"idsite": 3, "rec": 1, "_id": hexes(rng, 8) + "zz", **p.some(most=3), "e_c": "app", "send_image": 0, "url": "http://com.example.notes/home"})
    return http(rng, "matomo", "/matomo.php", compact({"requests": ["?idsite=3&rec=1&ping=1", ask]}), JSON, doc="form", names=("json",))


def snowplow(rng, p):
    """base64url of JSON in JSON; the tracker's own names."""
    contexts = {"schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", "data": [{"schema": "iglu:com.snowplowanalytics.snowplow/mobile_context/jsonschema/1-0-2",
                "data": {"osType": "android", "deviceModel": "SM-A556B", "carrier": "airtel", **dict([p.named("advertising-id", "androidIdfa")])}},
                {"schema": "iglu:com.example/device/jsonschema/1-0-0", "data": p.some(*DEVICE)}]}
    payload = {"e": "ue", "tv": "andr-5.4.0", "eid": uuid4(rng), "dtm": str(times(rng)), "cx": base64.urlsafe_b64encode(compact(contexts)).decode().rstrip("=")}
    body = compact({"schema": "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", "data": [payload]})
    return http(rng, "snowplow", "/com.snowplowanalytics.snowplow/tp2", body, JSON, names=("json", "base64"))


def braze(rng, p):
    body = {"respond_with": {"config": {"config_time": 0}}, "device": {"os_version": "34", "carrier": "o2", "time_zone": "Europe/Berlin", "ad_tracking_enabled": True,
            **dict([p.named("advertising-id", "google_advertising_id")])}, "attributes": [{"email_subscribe": "opted_in", **dict([p.named("email", "email"), p.named("phone-number", "phone")])}],
            "api_key": uuid4(rng), "time": times(rng) // 1000, "sdk_version": "30.1.1"}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body), "gzip")))
    return http(rng, "braze", "/api/v3/data", data, JSON, ("X-Braze-Api-Key", uuid4(rng)), names=(name,) if name else ())


def clevertap(rng, p):
    body = [{"type": "meta", "g": "__" + hexes(rng, 32), "af": {"Build": "302", "Carrier": "Jio", "useIP": True, **dict([p.named("advertising-id", "GoogleAdID")]), "wdt": 2.83}},
            {"type": "profile", "ep": times(rng) // 1000, "profile": {"Name": "M", **dict([p.named("email", "Email"), p.named("phone-number", "Phone")]), "MSG-sms": True, **p.some(*DEVICE, most=2)}}]
    return http(rng, "clevertap", "/a1?os=Android&t=60200&z=" + hexes(rng, 10), compact(body), JSON)


def moengage(rng, p):
    body = {"meta": {"bid": hexes(rng, 40), "request_time": "2026-07-14T08:12:33.003Z", "dev_pref": {}}, "identifiers": {"moe_uid": hexes(rng, 32)},
            "viewsCount": 1, "viewsInfo": [{"EVENT_ACTION": "EVENT_ACTION_USER_ATTRIBUTE", "EVENT_ATTRS": json.dumps(p.some(most=3)), "EVENT_G_TIME": str(times(rng))}]}
    return http(rng, "moengage", "/v2/sdk/report/" + hexes(rng, 24).upper() + "Q", compact(body), JSON, names=("json",))


def onesignal(rng, p):
    """A type beside a token says what the token is: known only."""
    body = {"identity": {"external_id": uuid4(rng)}, "subscriptions": [{"type": "AndroidPush", "token": f"{hexes(rng, 11)}Z:APA91b{hexes(rng, 100)}", "enabled": True},
            {"type": "Email", "token": p.plain("email")}, {"type": "SMS", "token": p.plain("phone-number")}], "properties": {"language": "en", "tags": p.some("imei", "serial-number", "android-id")}}
    return http(rng, "onesignal", "/apps/" + uuid4(rng) + "/users", compact(body), JSON)


def game_analytics(rng, p):
    events = [{"category": "user", "v": 2, "client_ts": times(rng) // 1000, "device": "M2101K6G", "os_version": "android 13", "session_num": 4, "limited_ad_tracking": False,
               **p.some("advertising-id", "android-id", "email"), "sdk_version": "android 6.1.0"} for _ in range(1)]
    name, data = packed(rng, compact(events), "gzip")
    return http(rng, "gameanalytics", f"/v2/{hexes(rng, 32)}/events", data, JSON, ("Content-Encoding", "gzip"), ("Authorization", base64.b64encode(bytes(32)).decode()), names=(name,))


def playfab(rng, p):
    body = {"TitleId": "144", "CreateAccount": True, "OS": "13", "AndroidDevice": "M2101K6G", **dict([p.named("android-id", "AndroidDeviceId")]), "InfoRequestParameters": {"GetUserData": True}}
    return http(rng, "playfab", "/Client/LoginWithAndroidDeviceID", compact(body), JSON, ("X-PlayFabSDK", "AndroidSDK-0.170"))


def comscore(rng, p):
    """An MD5 with a mark of its maker behind it."""
    digest = p.hashed("android-id", "md5", False)
    return get(rng, "comscore", "/p2?" + query({"c1": 19, "c4": "notes", "c12": digest + "-cs31", "ns_ap_an": "notes", "ns_ap_device": "SM-A556B", "ns_ts": times(rng), "ns_radio": "wifi", "c7": "http://com.example.notes"}))


def session_beacon(rng, p):
    """Text of pairs whose values are percent-encoded twice."""
    inner = query({"vv": 3, "va": "8.299.1", "et": 19, "na": quoted("identifyUser"), **{k: quoted(v) for k, v in p.some(most=3).items()}, "tv": times(rng)})
    return http(rng, "beacon", "/mbeacon?type=m", inner.encode(), ("Content-Type", "text/plain"), doc="form", names=("percent",))


def harvest(rng, p):
    """A log's lines, packed, in base64, in JSON."""
    log = "\n".join([f"07-14 08:12:3{i}.104  1423  1501 D Registrar: state={i}" for i in range(4)] + [f"{k}: {v}" for k, v in p.some(most=3).items()])
    name, data = packed(rng, log.encode(), "gzip", "zlib", "deflate")
    body = {"report": {"title": "It froze", "log_encoding": name, "console_log": base64.b64encode(data).decode(), "battery": "87% unplugged"}}
    return http(rng, "harvest", "/api/sdk/v3/bugs", compact(body), JSON, doc="lines", names=("json", "base64", name))


def instabug(rng, p):
    mark = "--" + hexes(rng, 16)
    name, data = packed(rng, compact({"user": p.some(*USER), "device": p.some(*DEVICE)}), "gzip", "zstd")
    body = (f"--{mark}\r\nContent-Disposition: form-data; name=\"metadata[file_type]\"\r\n\r\nuser_data\r\n--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.bin\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n").encode() + data + f"\r\n--{mark}--\r\n".encode()
    return http(rng, "attachment", "/attachments", body, ("Content-Type", f"multipart/form-data; boundary={mark}"), names=("multipart", name), chunked=rng.random() < 0.5)


# ---- advertising ----

def openrtb(rng, p):
    """A bid request of OpenRTB 2.6 with hashes, a place and extended ids."""
    latitude, longitude = p.place()
    device = {"ua": "Mozilla/5.0 (Linux; Android 14)", "geo": {"lat": latitude, "lon": longitude, "type": 1, "accuracy": 20, "country": "DEU"}, "dnt": 0, "lmt": 0, "devicetype": 4, "make": "Xiaomi",
              "model": "M2101K6G", "os": "android", "osv": "14", "h": 2400, "w": 1080, "pxratio": 2.75, "carrier": "o2", "mccmnc": "262-07", "connectiontype": 2,
              **dict([p.named("advertising-id", "ifa")]), "didsha1": p.hashed("imei", "sha1", False), "dpidmd5": p.hashed("android-id", "md5", False), "macsha1": p.hashed("wifi-mac", "sha1", False, str.upper)}
    body = {"id": uuid4(rng), "imp": [{"id": "1", "banner": {"format": [{"w": 320, "h": 50}]}, "bidfloor": 0.03, "secure": 1, "rwdd": 0}], "app": {"bundle": "com.example.notes", "cat": ["IAB1"]},
            "device": device, "user": {"buyeruid": hexes(rng, 24), "eids": [{"source": "uidapi.com", "uids": [{"id": base64.b64encode(bytes(rng.randrange(256) for _ in range(33))).decode(), "atype": 3}]}]},
            "regs": {"coppa": 0, "gdpr": 0}, "tmax": 300, "at": 1}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body), "gzip", "brotli")))
    return http(rng, "openrtb", "/openrtb2/auction", data, JSON, ("x-openrtb-version", "2.6"), names=(name,) if name else ())


def mediation(rng, p):
    """base64 of a query, in a query."""
    inner = query({"deviceOS": "android", "osVersion": 34, "deviceModel": "SM-A556B", **p.some("advertising-id", "android-id", "imei", "wifi-mac"), "connType": "wifi", "mediationType": "max"})
    return http(rng, "mediation", "/sdk/init?request=" + quoted(base64.b64encode(inner.encode()).decode()), b"", method="GET", doc="form", names=("base64",))


def bid_token(rng, p):
    """A token: base64url of zlib of protobuf, known only."""
    kinds = p.known_ones()
    data = wire.protobuf([(1, 2), (3, wire.protobuf([(1, p.plain(kinds[0])), (4, p.plain(kinds[1])), (5, "4.2.10")])), (4, times(rng))])
    name, data = packed(rng, data, "zlib", "gzip")
    body = {"imp": [{"ext": {"bidder": {"token": base64.urlsafe_b64encode(data).decode()}}}], "test": 0}
    return http(rng, "bid-token", "/v1/bid", compact(body), JSON, doc="protobuf", names=("json", "base64", name))


def postback(rng, p):
    """An install, told to a network through another's address."""
    inner = "https://s2s.example.net/install?" + query({**p.some("advertising-id", "android-id", "imei"), "event": "af_purchase", "rev": "1.99"})
    return http(rng, "postback", "/click?" + query({"c": "spring", "af_r": inner, "clickid": hexes(rng, 26)}), b"", method="GET", doc="form")


def referer(rng, p):
    return http(rng, "referer", "/pixel.gif", b"", ("Referer", "http://m.example.com/checkout?" + query(p.some(*USER))), method="GET", doc="form")


def media(rng, p):
    """A player's beacon of JSON in a form, percent-encoded twice."""
    inner = json.dumps({"session": hexes(rng, 20), "seg": {"br": 3200, "cdn": "c1", "stalls": 0}, "viewer": p.some(most=3)})
    return http(rng, "player", "/0/beacon", ("v=5&e=" + quoted(quoted(inner)) + "&q=1").encode(), FORM, names=("form", "percent"))


# ---- banks, rides, weather ----

def upi(rng, p):
    """Tags of names and values, in XML."""
    latitude, longitude = p.place()
    tags = "".join(f"<Tag name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in [("TYPE", "MOB"), ("OS", "Android 14"), ("APP", "com.example.pay"), p.named("phone-number", "MOBILE"), p.named("imei", "IMEI"),
                                                                                  ("LATITUDE", repr(latitude)), ("LONGITUDE", repr(longitude))])
    body = f"<?xml version=\"1.0\"?><upi:ReqRegMob xmlns:upi=\"http://example.org/upi/schema/\"><Head ver=\"2.0\" ts=\"2026-07-14T08:12:33+05:30\" orgId=\"159761\" msgId=\"MSG{hexes(rng, 32)}\"/><Payer><Device>{tags}</Device></Payer></upi:ReqRegMob>"
    return http(rng, "upi", "/upi/ReqRegMob/1.0", body.encode(), ("Content-Type", "application/xml"), doc="xml")


def three_ds(rng, p):
    """A device's data by numbers, base64url of JSON in JSON, known only."""
    data = {"DV": "1.6", "DD": {"C001": "Android", "C002": "M2101K6G", "C004": "14", "C008": "2400x1080", "A001": p.plain("imei"), "A002": p.plain("imsi"), "A004": p.plain("phone-number"), "A008": p.plain("serial-number"),
            "A042": p.plain("wifi-mac")}, "DPNA": {"C010": "RE01"}, "SW": ["SW01"]}
    body = {"messageType": "AReq", "messageVersion": "2.2.0", "deviceInfo": base64.urlsafe_b64encode(compact(data)).decode().rstrip("="), "sdkAppID": uuid4(rng), "sdkTransID": uuid4(rng)}
    return http(rng, "3ds", "/areq", compact(body), JSON, names=("json", "base64"))


def kyc(rng, p):
    body = query({"txn": "UKC:" + digits(rng, 6), "consent": "Y", **p.some("national-id", "phone-number", "email", "payment-card"), **p.some(*DEVICE, most=2), "lang": "06"})
    if rng.random() < 0.5:
        return http(rng, "kyc", "/ekyc/init", body.encode(), FORM, doc="form")
    return http(rng, "kyc", "/ekyc/init", compact({"encoding": "hex", "payload": body.encode().hex()}), JSON, doc="form", names=("json", "hex"))


def login_by_number(rng, p):
    """The country's code and the number apart."""
    whole = p.value("phone-number")
    at = 2 if whole.startswith("+1") else 3
    p.note("phone-number", False)
    rest = whole[at:] if p.who != "refused" else ""
    p.written.append((None, rest))
    return http(rng, "otp", "/v2/otp", compact({"countryCode": whole[:at], "mobile": rest, "channel": "SMS", "hash": hexes(rng, 9) + "+Z", **p.some("imei", "android-id", "email")}), JSON)


def ride(rng, p):
    points = []
    for _ in range(rng.randrange(1, 4)):
        latitude, longitude = p.place()
        points.append({"latitude": latitude, "longitude": longitude, "accuracy": 12.5, "bearing": 271.3, "ts": times(rng)})
    body = {"trip": {"id": hexes(rng, 24), "state": "EN_ROUTE", "fare": {"amount": "183.40", "currency": "INR"}}, "locations": points, "rider": p.some(*USER[:2])}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body)), ("msgpack", None)))
    if data is None:
        return http(rng, "ride", "/rt/locations", wire.msgpack(body), ("Content-Type", "application/x-msgpack"), doc="msgpack")
    return http(rng, "ride", "/rt/locations", data, JSON, names=(name,) if name else ())


def weather(rng, p):
    latitude, longitude = p.place()
    fields = {rng.choice(("lat", "latitude")): latitude, "units": "metric", "appid": hexes(rng, 32), "lang": "de"}
    key = {"lat": rng.choice(("lon", "lng"))}.get(next(iter(fields)), "longitude")
    return get(rng, "weather", "/data/3.0/onecall?" + query({**fields, key: longitude, "exclude": "minutely"}))


def meal(rng, p):
    """GraphQL's variables by WebSocket, packed by its extension."""
    body = compact({"id": uuid4(rng), "type": "subscribe", "payload": {"operationName": "Track", "query": "subscription Track($in: TrackInput!) { track(input: $in) { eta } }", "variables": {"in": p.some(most=4)}}})
    data = websocket_frame(rng, flushed(body), 0xC1)
    opening = list(websocket_opened(rng, "/graphql"))
    opening[0] = (True, opening[0][1].replace(b"Sec-WebSocket-Version", b"Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\nSec-WebSocket-Version"))
    opening[1] = (False, opening[1][1].replace(b"Sec-WebSocket-Accept", b"Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\nSec-WebSocket-Accept"))
    return Sent("websocket-graphql", "tcp", 80, data, (), "json", tuple(opening))


def flushed(data):
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


# ---- operators, firmware, makers ----

def rcs(rng, p):
    fields = dict([p.named("imsi", "IMSI"), p.named("imei", "IMEI"), p.named("phone-number", "msisdn")])
    return get(rng, "rcs", "/?" + query({"vers": 0, "rcs_version": "5.1B", "rcs_profile": "UP_2.4", "client_vendor": "Goog", "terminal_model": "Pixel 7", "default_sms_app": 1, **fields}))


def entitlement(rng, p):
    """Names of TS.43, which do not tell; one does."""
    fields = {"terminal_vendor": "Goog", "terminal_id": p.plain("imei"), "app": "ap2004", "entitlement_version": "2.0", "vers": 1, "notif_token": f"{hexes(rng, 11)}Z:APA91b{hexes(rng, 90)}"}
    if rng.random() < 0.5:
        return get(rng, "entitlement", "/ts43?" + query({**fields, **p.some("imsi", "iccid")}))
    return http(rng, "entitlement", "/ts43", compact({**fields, **p.some("imsi", "iccid")}), JSON)


def enriched(rng, p):
    """What an operator's proxy adds."""
    (name, out) = p.named("phone-number", rng.choice(("X-MSISDN", "X-Nokia-MSISDN")))
    return http(rng, "enriched", "/wap/home", b"", (name, out), ("Via", "1.1 proxy.example (squid)"), ("X-Forwarded-For", "10.24.7.9"), method="GET", doc="headers")


def fota(rng, p):
    """An update's question as XML with attributes, or as pairs of a form, packed."""
    some = p.some(*DEVICE)
    if rng.random() < 0.5:
        pairs = " ".join(f"{k}={quoteattr(v)}" for k, v in some.items())
        body = f"<?xml version=\"1.0\"?><request protocol=\"3.0\" installsource=\"scheduler\"><os platform=\"android\" version=\"14\" sp=\"TKQ1.221013.002\"/><app appid=\"{{{uuid4(rng).upper()}}}\" version=\"8.1.3\" {pairs}><updatecheck/><ping rd=\"6113\"/></app></request>"
        return http(rng, "fota", "/service/update2", body.encode(), ("Content-Type", "text/xml"), doc="xml")
    name, data = packed(rng, query({"project": "K6G_EEA", "version": "V14.0.3.0", "net": "wifi", **some}).encode(), "gzip", "zlib")
    return http(rng, "fota", "/ota/check.do", query({"key": base64.b64encode(data).decode(), "v": 3}).encode(), FORM, doc="form", names=("form", "base64", name))


def oem_sync(rng, p):
    """A phone book as a cloud takes it: base64url of gzip of JSON, with the account's own beside it."""
    p.note("contact", False)
    number = p.spelled("contact", None)
    p.allowed.append(("phone-number", number[-2:].lower()))
    body = {"content": {"displayName": "M. M.", "phoneNumbers": [{"value": number, "type": "mobile"}], "starred": False}, "status": "normal", **p.some("email", "phone-number", "imei", "serial-number")}
    value = base64.urlsafe_b64encode(gzip.compress(compact(body), mtime=0)).decode().rstrip("=")
    return http(rng, "oem-sync", "/mic/contact/v1/sync", query({"gzip": 1, "value": value, "ts": times(rng), "sign": hexes(rng, 40)}).encode(), FORM, names=("form", "base64", "gzip"))


def apple(rng, p):
    data = plistlib.dumps({"Command": "Report", "UnlockToken": bytes(20), "Device": p.some("imei", "iccid", "serial-number", "wifi-mac", "bluetooth-mac", most=4)},
                          fmt=rng.choice((plistlib.FMT_XML, plistlib.FMT_BINARY)))
    return http(rng, "drm", "/deviceservices/report", query({"activation-info-base64": base64.b64encode(data).decode(), "guid": uuid4(rng)}).encode(), FORM, doc="plist", names=("form", "base64"))


def xmpp(rng, p):
    """JSON in a stanza."""
    inner = json.dumps({"to": "notes", "message_id": digits(rng, 9), "data": p.some(most=3)})
    body = f"<message id='{digits(rng, 4)}'><gcm xmlns='google:mobile:data'>{escape(inner)}</gcm></message>"
    return socket("xmpp", body.encode(), "json", ("xml",), port=5235)


def xmpp_register(rng, p):
    phone, email = p.named("phone-number", "phone"), p.named("email", "email")
    body = f"<iq type='set' id='reg2'><query xmlns='jabber:iq:register'><username>u{digits(rng, 5)}</username><{phone[0]}>{phone[1]}</{phone[0]}><{email[0]}>{email[1]}</{email[0]}></query></iq>"
    return socket("xmpp", body.encode(), "xml", port=5222)


def imap_id(rng, p):
    pairs = " ".join(f'"{k}" "{v}"' for k, v in {"name": "com.example.mail", "version": "9.1", "os": "android", **p.some("imei", "serial-number", "android-id")}.items())
    return socket("imap", f"a1 ID ({pairs})\r\n".encode(), "words", before=((False, b"* OK [CAPABILITY IMAP4rev1 ID] ready\r\n"),), port=143)


def ftp(rng, p):
    kind = rng.choice(("imei", "serial-number", "android-id"))
    data = f"STOR /incoming/{p.plain(kind)}_20260714_bugreport.txt.gz\r\n"
    before = ((False, b"220 ready\r\n"), (True, b"USER anonymous\r\n"), (False, b"331 go\r\n"), (True, b"PASS -\r\n"), (False, b"230 ok\r\n"), (True, b"TYPE I\r\n"), (False, b"200 ok\r\n"))
    return socket("ftp", data.encode(), "text", before=before, port=21)


def path(rng, p):
    kind = rng.choice(("imei", "serial-number", "iccid", "advertising-id"))
    return http(rng, "path", f"/api/v2/devices/{quoted(p.plain(kind))}/config?since={times(rng)}", b"", method="GET", doc="headers")


# ---- remote calls ----

def json_rpc(rng, p):
    calls = [{"jsonrpc": "2.0", "method": "device.register", "params": [p.some(most=4), "en"], "id": rng.randrange(99)}, {"jsonrpc": "2.0", "method": "ping", "id": None}]
    way = rng.randrange(3)
    if way == 0:
        return Sent("websocket-rpc", "tcp", 80, websocket_frame(rng, compact(calls), 0x81), (), "json", websocket_opened(rng, "/rpc"))
    if way == 1:
        return socket("rpc", compact(calls) + b"\n", "json", port=8545)
    return http(rng, "rpc", "/rpc", compact(calls), JSON, chunked=True)


def soap_json(rng, p):
    """JSON as a text of SOAP."""
    inner = json.dumps({"deviceInfo": p.some(most=4), "channel": "MB"})
    text = f"<![CDATA[{inner}]]>" if rng.random() < 0.5 else escape(inner)
    body = ("<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:mob=\"http://bank.example.org/mob\"><soapenv:Header/><soapenv:Body><mob:login>"
            f"<mob:reqId>{digits(rng, 12)}</mob:reqId><mob:payload>{text}</mob:payload></mob:login></soapenv:Body></soapenv:Envelope>")
    return http(rng, "soap-json", "/MobService", body.encode(), ("Content-Type", "text/xml;charset=UTF-8"), names=("xml",))


def grpc_map(rng, p):
    """A map of texts, as protobuf keeps it, in gRPC."""
    entries = [(3, wire.protobuf([(1, k), (2, v)])) for k, v in p.some(most=4).items()]
    message = wire.protobuf([(1, hexes(rng, 20)), (2, times(rng)), *entries, (5, wire.protobuf([(1, "app"), (2, "com.example.notes")]))])
    flag = rng.random() < 0.5
    message = gzip.compress(message, mtime=0) if flag else message
    data = wire.h2_request(rng, "/telemetry.v2.Ingest/Send", [("content-type", "application/grpc+proto"), ("te", "trailers"), *([("grpc-encoding", "gzip")] if flag else [])],
                           bytes([flag]) + struct.pack("!I", len(message)) + message)
    return Sent("h2-grpc", "tcp", 8080, data, ("grpc",), "protobuf")


def connect_rpc(rng, p):
    body = compact({"context": {"client": "ANDROID", "version": "19.2"}, "device": p.some(most=4)})
    name, data = packed(rng, body, "gzip", "brotli", "zstd")
    return http(rng, "connect", "/acme.v1.DeviceService/Register", data, JSON, ("Connect-Protocol-Version", "1"), ("Content-Encoding", {"brotli": "br"}.get(name, name)), names=(name,))


def scribe(rng, p):
    """Thrift's binary protocol, framed: a list of entries whose message is JSON."""
    line = compact({"t": times(rng), "ev": "boot", **p.some(most=3)})
    entry = b"\x0b\0\x01" + struct.pack("!I", 6) + b"mobile" + b"\x0b\0\x02" + struct.pack("!I", len(line)) + line + b"\0"
    body = b"\x80\x01\0\x01" + struct.pack("!I", 3) + b"Log" + struct.pack("!I", 1) + b"\x0f\0\x01\x0c" + struct.pack("!I", 1) + entry + b"\0"
    return socket("scribe", struct.pack("!I", len(body)) + body, "json", ("thrift",), port=1463)


def jaeger(rng, p):
    """Spans' tags in Thrift's compact protocol, by datagram: name, type, text."""
    kinds = p.known_ones()
    tags = [wire.thrift_compact([(1, rng.choice(("a", "peer.tag"))), (2, 0), (3, p.plain(k))]) for k in kinds]
    process = b"\x18" + varint(5) + b"notes" + b"\x19" + bytes([len(tags) << 4 | 12]) + b"".join(tags) + b"\0"
    data = b"\x82\x81\x01" + varint(9) + b"emitBatch" + b"\x1c\x1c" + process + b"\x19\x0c\0\0"
    return Sent("udp-jaeger", "udp", 6831, data, (), "thrift-compact")


def sparkplug(rng, p):
    """Metrics by MQTT: a name, a type, a text."""
    kinds = p.known_ones()
    metrics = [(2, wire.protobuf([(1, n), (3, times(rng)), (4, 12), (15, p.plain(k))])) for n, k in zip(("Properties/A", "Properties/B"), kinds)]
    data = wire.protobuf([(1, times(rng)), *metrics, (3, 0)])
    publish = mqtt_packet(0x30, struct.pack("!H", 20) + b"spBv1.0/G/DBIRTH/E/D" + data)
    return Sent("mqtt-sparkplug", "tcp", 1883, publish, (), "protobuf", ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c1")), (False, b"\x20\2\0\0")))


def shadow(rng, p):
    """A thing's shadow by MQTT, as JSON, MessagePack or CBOR."""
    body = {"state": {"reported": {"fw": "1.4.2", "rssi": -61, **p.some("wifi-mac", "bssid", "serial-number", "imei", "iccid", "email", most=4)}}, "clientToken": uuid4(rng)}
    doc, data = rng.choice((("json", compact(body)), ("msgpack", wire.msgpack(body)), ("cbor", wire.cbor(body))))
    publish = mqtt_packet(0x32, struct.pack("!H", 28) + b"$aws/things/t1/shadow/update" + b"\0\x09" + data)
    return Sent("mqtt-shadow", "tcp", 1883, publish, (), doc, ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2c1")), (False, b"\x20\2\0\0")))


def pairing(rng, p):
    """A lamp's pairing: JSON by datagram."""
    body = {"cmd": "pair", "ssid": p.plain("ssid"), "tz": "+05:30", **p.some("bssid", "wifi-mac", "bluetooth-mac", "email")}
    return Sent("udp-pairing", "udp", 6667, compact(body), (), "json")


def packed_msgpack(rng, p):
    """A game's call: MessagePack packed, in base64, in JSON, in a form."""
    name, data = packed(rng, wire.msgpack({"cmd": "login", "seq": rng.randrange(9999), "dev": p.some(most=4)}), "zlib", "gzip", "deflate")
    inner = json.dumps({"ver": 3, "body": base64.b64encode(data).decode()})
    return http(rng, "game", "/api/login", query({"req": inner, "sig": hexes(rng, 32)}).encode(), FORM, doc="msgpack", names=("form", "json", "base64", name))


def claims(rng, p):
    token = b".".join(base64.urlsafe_b64encode(x).rstrip(b"=") for x in (b'{"alg":"RS256","kid":"a1"}', compact({"iss": "https://id.example.org", "iat": 1784000000, **p.some(most=3)}), bytes(rng.randrange(256) for _ in range(64)))).decode()
    if rng.random() < 0.5:
        return http(rng, "claims", "/me", b"", ("Authorization", token), method="GET", names=("jwt",))
    return http(rng, "claims", "/token", query({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": token}).encode(), FORM, names=("form", "jwt"))


def cookies(rng, p):
    some = p.some(most=3)
    head = "; ".join(["sid=" + hexes(rng, 26)] + [f"{k}={quoted(v)}" for k, v in some.items()] + ["_fbp=fb.1.1784000000.12"])
    return http(rng, "cookie", "/home", b"", ("Cookie", head), method="GET", doc="headers")


def table_in_json(rng, p):
    some = p.some(most=3)
    rows = ",".join(["ts", *some, "level"]) + "\n" + ",".join([str(times(rng)), *some.values(), "87"]) + "\n"
    return http(rng, "table", "/ingest", compact({"format": "csv", "rows": rows}), JSON, doc="csv", names=("json",))


def stun(rng, p):
    """RFC 8489: a user's name, known only."""
    name = f"{times(rng) // 1000}:{p.plain('email')}".encode()
    attributes = struct.pack("!HH", 6, len(name)) + name + bytes(-len(name) % 4) + struct.pack("!HHI", 0x24, 4, rng.randrange(2 ** 32))
    return Sent("udp-stun", "udp", 3478, struct.pack("!HHI", 1, len(attributes), 0x2112A442) + bytes(rng.randrange(256) for _ in range(12)) + attributes, (), "text")


def snmp(rng, p):
    """A trap's texts, known only."""
    def ber(tag, body):
        return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x81" + bytes([len(body)])) + body
    oid = b"\x2b\x06\x01\x04\x01\x81\x7d\x01"
    binds = b"".join(ber(0x30, ber(6, oid + bytes([i])) + ber(4, p.plain(k).encode())) for i, k in enumerate(p.known_ones()))
    pdu = ber(0xA7, ber(2, b"\x01\x02") + ber(2, b"\0") + ber(2, b"\0") + ber(0x30, binds))
    return Sent("udp-snmp", "udp", 162, ber(0x30, ber(2, b"\x01") + ber(4, b"public") + pdu), (), "text")


def deep(rng, p):
    """As an exporter wraps an export: hex or base32 of what is packed, in XML or in JSON."""
    name, data = packed(rng, compact({"dev": p.some(*DEVICE), "usr": p.some(*USER)}))
    way, text = rng.choice((("hex", data.hex()), ("base32", base64.b32encode(data).decode()), ("base64", base64.b64encode(data).decode())))
    if rng.random() < 0.5:
        return http(rng, "export", "/export", f"<job id=\"7\"><blob enc=\"{way}\">{text}</blob></job>".encode(), ("Content-Type", "text/xml"), names=("xml", way, name))
    return http(rng, "export", "/export", compact({"blob": text}), JSON, names=("json", way, name))


def wide_text(rng, p):
    """UTF-16, in base64, in a form."""
    text = json.dumps({"Machine": "Band 4", **p.some(most=3)})
    return http(rng, "companion", "/sync", query({"z": base64.b64encode(text.encode("utf-16-le")).decode()}).encode(), FORM, names=("form", "base64", "utf-16"))


SHAPES = (app_center, bugsnag, acra, countly, matomo, snowplow, braze, clevertap, moengage, onesignal, game_analytics, playfab, comscore, session_beacon, harvest, instabug, openrtb,
          mediation, bid_token, postback, referer, media, upi, three_ds, kyc, login_by_number, ride, weather, meal, rcs, entitlement, enriched, fota, fota, oem_sync, apple, xmpp,
          xmpp_register, imap_id, ftp, path, json_rpc, soap_json, grpc_map, connect_rpc, scribe, jaeger, sparkplug, shadow, pairing, packed_msgpack, claims, cookies, table_in_json,
          stun, snmp, deep, wide_text)
NOBODYS = seventh_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MORE_MAKERS, Planter), told_of("unknown", SHAPES, DUMMIES, MORE_MAKERS, Planter),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS, Planter), of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS, Planter))
