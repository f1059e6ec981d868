"""The second set: shapes of telemetry that are described in public, none of them used for the first set. A message tells of the case's
handset, of a handset that nobody has named, or of one whose owner has refused: then it is a decoy."""

import base64
import gzip
import json
import struct
import zlib

from . import carrier, document
from .carrier import Sent
from .person import of_nobody, told_of
from .values import case_values, digits, hexes, luhn, uuid4

# Dummies that stand where an owner refused or the system gives nothing.
REFUSED = {"imei": "", "android-id": "9774d56d682e549c", "advertising-id": "00000000-0000-0000-0000-000000000000",
           "wifi-mac": "02:00:00:00:00:00", "email": "", "phone-number": "", "imsi": "", "serial-number": "unknown"}


def times(rng):
    return 1784000000000 + rng.randrange(10 ** 9)


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def post(rng, name, path, body, *headers, doc="json", names=()):
    return Sent("http-" + name, "tcp", 80, carrier.request(rng, "POST", path, headers, body), names, doc)


def form_body(fields):
    return document.form(None, fields)


def measurement_protocol(rng, p):
    fields = [("v", "1"), ("tid", f"UA-{digits(rng, 8)}-1"), ("cid", uuid4(rng)), ("t", "event"), ("ec", "ui"), ("ea", "tap"), ("an", "Notes"),
              ("av", "4.2.10.118"), ("ate", "1"), ("adid", p.give("advertising-id")), ("sr", "1080x2340"), ("ul", "de-de"), ("z", digits(rng, 10)),
              ("ht", str(times(rng))), ("cd3", p.give("email", False))]
    if rng.random() < 0.5:
        return Sent("analytics", "tcp", 80, carrier.request(rng, "GET", "/collect?" + form_body(fields).decode()), (), "form")
    return post(rng, "analytics", "/collect", form_body(fields), doc="form")


def app_measurement(rng, p):
    """A bundle of protobuf: fields have numbers, no names."""
    p.note("advertising-id", False)
    fields = [("", "com.example.notes"), ("", "1:" + digits(rng, 12) + ":android:" + hexes(rng, 16)), ("", p.value("advertising-id")), ("", hexes(rng, 32))]
    inner = document.protobuf(rng, fields) + b"\x80\x08" + b"\xd0\x86\x03"
    body = b"\x0a" + struct.pack("B", 0x80 | len(inner) & 127) + struct.pack("B", len(inner) >> 7) + inner
    return post(rng, "firebase", "/a", gzip.compress(body, mtime=0), ("Content-Encoding", "gzip"), doc="protobuf")


def crashlytics(rng, p):
    report = {"session": {"identifier": hexes(rng, 35), "generator": "Crashlytics Android SDK/18.6.2", "startedAt": times(rng) // 1000,
                          "app": {"identifier": "com.example.notes", "version": "118", "installationUuid": hexes(rng, 32)},
                          "user": {"identifier": p.give("email", False)}, "device": {"model": "Pixel 7", "ram": 7748366336, "modelClass": 0},
                          "events": [{"timestamp": times(rng), "customAttributes": [{"key": "android_id", "value": p.give("android-id", False)}],
                                      "frames": [{"pc": rng.randrange(2 ** 40), "symbol": "com.example.notes.Main.run"}]}]}}
    return post(rng, "crash", "/v1/projects/notes/reports", compact(report), ("X-CRASHLYTICS-API-CLIENT-VERSION", "18.6.2"))


def appsflyer(rng, p):
    body = {"app_version_name": "4.2.10", "advertiserId": p.give("advertising-id"), "advertiserIdEnabled": "true", "af_timestamp": str(times(rng)),
            "uid": f"{times(rng)}-{digits(rng, 19)}", "android_id": p.give("android-id"), "imei": p.give("imei"), "installDate": "2026-07-14_081233+0000",
            "brand": "google", "lang_code": "de", "counter": "3", "deviceData": {"build_display_id": "AP1A.240505.004", "dim": {"x_px": "1080", "ydp": "411.4286"},
            "sensors": [{"sT": 1, "sVE": [0.0231, 9.7765, 0.8134]}]}, "cell": {"mcc": 262, "mnc": 1}, "key": hexes(rng, 22)}
    return post(rng, "appsflyer", f"/api/v6.12/androidevent?app_id=com.example.notes&buildnumber=6.12.1", compact(body))


def adjust(rng, p):
    fields = [("app_token", hexes(rng, 12)), ("gps_adid", p.give("advertising-id")), ("android_uuid", uuid4(rng)), ("tracking_enabled", "1"),
              ("mac_md5", p.hashed("wifi-mac", "md5", spell=lambda t: t.upper().replace(":", ""))), ("mac_sha1", p.hashed("wifi-mac", "sha1", spell=str.upper)),
              ("android_id", p.give("android-id")), ("created_at", "2026-07-14T08:12:33.123Z+0200"), ("session_length", "413"), ("os_build", "AP1A.240505.004"),
              ("event_token", hexes(rng, 6)), ("revenue", f"{rng.uniform(0, 40):.5f}"), ("environment", "production"), ("needs_response_details", "1")]
    return post(rng, "adjust", "/event", form_body(fields), ("Client-SDK", "android4.38.0"), doc="form")


def umeng(rng, p):
    header = {"appkey": hexes(rng, 24), "channel": "store", "device_id": p.give("imei", False), "idmd5": p.hashed("imei", "md5", False), "mc": p.give("wifi-mac", False),
              "device_model": "Redmi Note 13", "os_version": "14", "sdk_version": "6.1.4", "req_time": rng.randrange(999), "carrier": "中国移动", "access": "wifi"}
    body = {"header": header, "body": {"launch": [{"session_id": hexes(rng, 32).upper(), "time": "08:12:33"}], "page": []}}
    packed = gzip.compress(compact(body), mtime=0) if rng.random() < 0.5 else zlib.compress(compact(body))
    return post(rng, "umeng", "/app_logs", packed, ("X-Umeng-Sdk", "Android/6.1.4"), ("Content-Type", "ut/i"), doc="json", names=("gzip",))


def onetrack(rng, p):
    head = {"event": "page_view", "imei": p.hashed("imei", "md5"), "oaid": p.give("advertising-id"), "instance_id": uuid4(rng), "mfrs": "Xiaomi", "model": "2312DRA50I",
            "app_ver": "4.2.10", "e_ts": times(rng), "region": "IN", "sdk_ver": "2.2.1", "uid": "", "imsis": [p.give("imsi")], "package": "com.example.notes"}
    body = compact({"H": head, "B": [{"duration": 413, "ref": "main"}]})
    if rng.random() < 0.5:
        return post(rng, "onetrack", "/track/v4", body)
    return post(rng, "onetrack", "/track/v4", form_body([("p", base64.b64encode(gzip.compress(body, mtime=0)).decode()), ("sign", hexes(rng, 32))]),
                doc="json", names=("base64", "gzip"))


def baidu(rng, p):
    head = {"o": "Android", "s": 34, "k": hexes(rng, 10), "i": p.give("imei", False), "mc": p.give("wifi-mac", False), "v": "4.0.9.7", "w": 1080, "h": 2340, "ss": times(rng),
            "sq": 3, "ii": hexes(rng, 32).upper(), "op": "46001", "cl": "0_0_0", "a": "4.2.10"}
    body = compact({"he": head, "pr": [{"s": times(rng), "e": times(rng)}], "ev": []})
    return post(rng, "baidu", "/app.gif", gzip.compress(body, mtime=0), ("Content-Encoding", "gzip"), ("Content-Type", "gzip"))


def baidu_cuid(rng, p):
    """A hash, and the number of the handset from back to front."""
    p.note("imei", False, "backwards")
    fields = [("cuid", hexes(rng, 32).upper() + "|" + (p.value("imei")[::-1] or "0")), ("from", "1012"), ("service", "bdbox"), ("osbranch", "a0")]
    return Sent("baidu", "tcp", 80, carrier.request(rng, "GET", "/cfg?" + form_body(fields).decode()), (), "form")


def jpush_register(rng, p):
    """Binary over TCP, with a string of parts that nothing names."""
    for kind in ("imei", "imsi", "android-id", "wifi-mac"):
        p.note(kind, False)
    text = "$$".join((p.value("imei"), p.value("imsi"), "com.example.notes", hexes(rng, 24))).encode()
    more = " ".join((p.value("android-id"), p.value("wifi-mac"))).encode()
    body = struct.pack("!BBHIIQ", 0, 8, rng.randrange(65536), 0, 0, 0) + struct.pack("!H", len(text)) + text + struct.pack("!H", len(more)) + more + b"\0\0\0\1"
    return Sent("jpush", "tcp", 7006, struct.pack("!H", len(body) + 2) + body, (), "binary")


def jpush_report(rng, p):
    body = {"platform": "a", "uid": rng.randrange(10 ** 10), "app_key": hexes(rng, 24), "sdk_ver": "4.3.1", "content": [{"type": "device_info", "itime": times(rng) // 1000,
            "imei": p.give("imei"), "android_id": p.give("android-id"), "mac_address": p.give("wifi-mac"), "model": "Redmi Note 13", "cpu_info": "Qualcomm 0x51"}]}
    return post(rng, "jpush", "/v3/report", gzip.compress(compact(body), mtime=0), ("Content-Encoding", "gzip"), ("X-App-Key", hexes(rng, 24)),
                ("Authorization", "Basic " + base64.b64encode(f"{digits(rng, 10)}:{hexes(rng, 32)}".encode()).decode()))


def sensors(rng, p):
    latitude, longitude = p.place()
    events = [{"_track_id": rng.randrange(2 ** 31), "time": times(rng), "type": "track", "event": "$AppStart", "distinct_id": p.give("android-id", False),
               "anonymous_id": p.value("android-id"), "properties": {"$device_id": p.value("android-id"), "$latitude": latitude, "$longitude": longitude, "$carrier": "o2-de",
               "$screen_width": 1080, "$app_version": "4.2.10", "$is_first_day": False, "imei": p.give("imei")}, "lib": {"$lib": "Android", "$lib_version": "6.7.7"}}]
    data = base64.b64encode(gzip.compress(compact(events), mtime=0)).decode()
    fields = [("crc", str(rng.randrange(-2 ** 31, 2 ** 31))), ("gzip", "1"), ("data_list", data), ("ext", "cdn")]
    return post(rng, "sensors", "/sa?project=production", form_body(fields), doc="json", names=("base64", "gzip"))


def segment(rng, p):
    event = {"type": "identify", "messageId": uuid4(rng), "anonymousId": uuid4(rng), "userId": digits(rng, 8), "timestamp": "2026-07-14T08:12:33.123Z",
             "traits": {"email": p.give("email"), "phone": p.give("phone-number")}, "context": {"device": {"id": hexes(rng, 16), "advertisingId": p.give("advertising-id"),
             "adTrackingEnabled": True, "model": "Pixel 7"}, "network": {"wifi": True, "carrier": "o2-de"}, "ip": "10.0.0.3", "library": {"name": "analytics-android",
             "version": "4.11.3"}}, "integrations": {}}
    body = compact({"batch": [event], "sentAt": "2026-07-14T08:12:35.001Z"})
    return post(rng, "segment", "/v1/import", gzip.compress(body, mtime=0), ("Content-Encoding", "gzip"))


def mixpanel(rng, p):
    event = [{"event": "open", "properties": {"token": hexes(rng, 32), "time": times(rng), "distinct_id": uuid4(rng), "$insert_id": hexes(rng, 16), "mp_lib": "android",
              "$bluetooth_version": "ble", "$google_play_services": "available"}}, {"$token": hexes(rng, 32), "$distinct_id": uuid4(rng),
             "$set": {"$email": p.give("email"), "$phone": p.give("phone-number"), "$name": "M."}}]
    return post(rng, "mixpanel", "/engage?verbose=1", form_body([("data", base64.b64encode(compact(event)).decode()), ("verbose", "1")]), doc="json", names=("base64",))


def facebook(rng, p):
    fields = [("format", "json"), ("sdk", "android"), ("event", "MOBILE_APP_INSTALL"), ("advertiser_id", p.give("advertising-id")), ("advertiser_tracking_enabled", "true"),
              ("anon_id", "XZ" + uuid4(rng)), ("application_package_name", "com.example.notes"), ("extinfo", json.dumps(["a2", "com.example.notes", 118, "4.2.10", "14", "Pixel 7",
               "de_DE", "CEST", "o2-de", 1080, 2340, "2.625", 8, 110, 87, "Europe/Berlin"]))]
    return post(rng, "facebook", "/v17.0/" + digits(rng, 15) + "/activities", form_body(fields), doc="form")


def ad_request(rng, p):
    """OpenRTB: hashes have keys of their own, a position is in a member `geo`."""
    latitude, longitude = p.place()
    body = {"id": hexes(rng, 32), "imp": [{"id": "1", "banner": {"w": 320, "h": 50}, "bidfloor": round(rng.uniform(0, 2), 4)}], "app": {"bundle": "com.example.notes"},
            "device": {"ua": "Mozilla/5.0 (Linux; Android 14)", "ifa": p.give("advertising-id"), "didmd5": p.hashed("imei", "md5", False), "dpidsha1":
            p.hashed("android-id", "sha1", False), "macsha1": p.hashed("wifi-mac", "sha1", False), "geo": {"lat": latitude, "lon": longitude, "type": 1}, "connectiontype": 2},
            "tmax": 300}
    return post(rng, "openrtb", "/bid", compact(body))


# ---- nobody's ----

def ssh(rng, p):
    names = ("curve25519-sha256@libssh.org,ecdh-sha2-nistp256,diffie-hellman-group14-sha256,kex-strict-c-v00@openssh.com",
             "ssh-ed25519-cert-v01@openssh.com,rsa-sha2-512", "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com", "umac-128-etm@openssh.com,hmac-sha2-256",
             "none,zlib@openssh.com")
    body = b"\x14" + bytes(rng.randrange(256) for _ in range(16)) + b"".join(struct.pack("!I", len(n)) + n.encode() for n in names) + bytes(5)
    packet = struct.pack("!IB", len(body) + 5, 4) + body + bytes(4)
    return Sent("ssh", "tcp", 22, packet, (), "binary", ((True, b"SSH-2.0-OpenSSH_9.6\r\n"), (False, b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")))


def shop(rng, p):
    body = {"orderId": luhn("35" + digits(rng, 12)), "cart": [{"sku": digits(rng, 13), "price": round(rng.uniform(1, 90), 4), "qty": 1}], "trace": uuid4(rng),
            "created": times(rng), "voucher": hexes(rng, 16), "store": {"tile": [rng.randrange(4000), rng.randrange(4000), 12]}, "apk": "10.23.4.118"}
    return post(rng, "shop", "/v2/order", compact(body), ("traceparent", f"00-{hexes(rng, 32)}-{hexes(rng, 16)}-01"))


def update(rng, p):
    fields = [("pkg", "com.example.notes"), ("sha256", hexes(rng, 64)), ("md5", hexes(rng, 32)), ("ver", "4.2.10.118"), ("offset", str(rng.randrange(10 ** 15))),
              ("t", str(times(rng))), ("nonce", hexes(rng, 16)), ("mirror", "10.8.0.1")]
    return Sent("update", "tcp", 80, carrier.request(rng, "GET", "/check?" + form_body(fields).decode(), [("If-None-Match", f'"{hexes(rng, 40)}"')]), (), "form")


SHAPES = (measurement_protocol, app_measurement, crashlytics, appsflyer, adjust, umeng, onetrack, baidu, baidu_cuid, jpush_register, jpush_report, sensors, segment,
          mixpanel, facebook, ad_request)
NOBODYS = (ssh, shop, update)

MESSAGES = (told_of("known", SHAPES, REFUSED), told_of("unknown", SHAPES, REFUSED), of_nobody(SHAPES, NOBODYS, REFUSED), of_nobody(SHAPES, NOBODYS, REFUSED))
CASE = case_values
