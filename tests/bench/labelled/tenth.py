"""The tenth set: what SDKs, system services, shops, wallets, authorities and managers of fleets have handsets send every day, each about as often as in the field. Written
without a look at how anything is found, from public documentation and published analyses of traffic; every message is opened again by look.py."""

import base64
import gzip
import hashlib
import json
import struct
from xml.sax.saxutils import escape, quoteattr

from . import tenth_nobody, wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .handset import Handset, island_id, mainland_id
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON, packed
from .third import CASE, DUMMIES, MORE_MAKERS, abroad, bare, dashed, get, http, query, socket  # noqa: F401
from .values import Label, aadhaar, digits, hexes, quoted, uuid4
from .wrapping import BY_NAME

MAKERS = {**MORE_MAKERS, "national-id": lambda rng: rng.choice((aadhaar, island_id, mainland_id))(rng)}
CARDS = {10: ("idno", "ID_NO", "身分證號碼", "idNumber"), 12: ("aadhaarNo", "aadhaar_number", "AADHAAR", "aadhaarNum"), 18: ("idNo", "id_card_no", "certNo", "身份证号")}


def at_home(text):
    """Without the country's code, where people leave it out."""
    return text[3:] if text[:3] in ("+91", "+86", "+55") else text


def no_plus(text):
    return text[1:]


class Sender(Handset):
    names = {
        "imei": ("imei", "IMEI", "deviceIMEI", "imeiNo", "ImeiNumber", "imei_no", "imeiSim1", "device.imei", "x-imei", "phone_imei1", "DEVICE_IMEI", "terminal_imei"),
        "imsi": ("imsi", "IMSI", "simSubscriberId", "sim_subscriber_id", "subscriberID", "imsiNo", "imsi_1"),
        "iccid": ("iccid", "ICCID", "simSerialNumber", "sim_serial_number", "simIccId", "sim_iccid1", "iccIdSlot0"),
        "phone-number": ("mobile", "phone", "msisdn", "mobileNo", "mobile_number", "user_phone_number", "registeredMobileNumber", "loginMobile", "phone_e164", "phoneNumber", "whatsapp_number",
            "telefone",
                         "celular", "手机号", "行動電話", "payerMobile"),
        "email": ("email", "email_address", "userEmailId", "customerEmail", "primaryEmail", "registered_email", "emailAddress", "user_mail", "mail", "電子郵件", "loginEmail"),
        "android-id": ("android_id", "androidId", "ANDROID_ID", "androidid", "Android_ID", "device_android_id", "ssaid", "settings_secure_android_id", "x-android-id"),
        "advertising-id": ("gaid", "GAID", "idfa", "ifa", "advertisingId", "advertiser_id", "google_ad_id", "aaid", "oaid", "OAID", "gps_adid", "rdid", "android_advertising_id", "googleadid"),
        "wifi-mac": ("mac", "wifi_mac", "macAddress", "mac_address", "wlanMac", "wifiMacAddress", "wlan_mac_address", "macaddr", "WifiMac"),
        "bluetooth-mac": ("bt_mac", "bluetooth_mac", "bluetoothMac", "btMac", "bluetooth_address", "BluetoothMac"),
        "bssid": ("bssid", "BSSID", "wifi_bssid", "wifiBSSID", "ap_bssid", "connected_bssid", "currentBSSID"),
        "serial-number": ("serial", "serialno", "serial_number", "deviceSN", "device_sn", "SerialNumber", "android_serial", "build_serial", "hw_serial", "ro.serialno", "deviceSerialNumber"),
        "national-id": CARDS[12],
        "payment-card": ("card_number", "cardNumber", "cardNo", "creditCardNumber", "bankCardNo", "cc_number", "card_no"),
    }
    spell = {"wifi-mac": (None, None, None, dashed, bare, str.upper), "bluetooth-mac": (None, str.upper), "bssid": (None, None, str.upper, bare), "phone-number": (None, None, at_home, no_plus,
            abroad),
             "advertising-id": (None, None, None, str.upper)}

    def named(self, kind, name=None):
        """An identity card goes by the name that its country gives it."""
        if kind == "national-id" and name is None and len(self.value(kind)) in CARDS:
            name = self.rng.choice(CARDS[len(self.value(kind))])
        return super().named(kind, name)

    def one(self, kind, name):
        return dict([self.named(kind, name)])

    def point(self, latitude, longitude):
        """A position as two numbers."""
        return dict(zip((latitude, longitude), map(float, self.spot(latitude, longitude))))

    def micros(self, *names):
        """A position as whole millionths of a degree."""
        pair = [text if self.who == "refused" else f"{float(text):.5f}" + self.rng.choice("123456789") for text in (self.angle(60), self.angle(170))]
        numbers = [0 if self.who == "refused" else int(text.replace(".", "")) for text in pair]
        for name, number in zip(names, numbers):
            if self.who != "refused":
                self.note_place(name, str(number))
        return dict(zip(names, numbers))

    def note_place(self, name, text):
        self.labels.append(Label("location", text[-2:], "validated"))
        self.written.append((name, text))

    def beside(self, kind, *others):
        """A value whose name might as well be that of another kind."""
        out = self.plain(kind)
        self.allowed += [(k, out.replace(":", "").replace("-", "")[-2:].lower()) for k in others]
        return out


DEVICE = ("imei", "imsi", "iccid", "android-id", "advertising-id", "wifi-mac", "bluetooth-mac", "bssid", "serial-number")
COMMON = ("android-id", "advertising-id", "imei", "wifi-mac")
PERSON = ("phone-number", "email", "national-id", "payment-card")
REACH = ("phone-number", "email")


# ---- sending ----

def posted(rng, name, path, body, *headers, method="POST"):
    """JSON, mostly as it is, often packed, seldom by a newer packer."""
    way = rng.choices(("", "gzip", "deflate", "br", "zstd"), (70, 22, 2, 4, 2))[0]
    coding = {"br": "brotli", "deflate": "zlib"}.get(way, way)
    if not way or coding not in BY_NAME:
        return http(rng, name, path, compact(body), JSON, *headers, method=method, chunked=rng.random() < 0.1)
    return http(rng, name, path, BY_NAME[coding].wrap(rng, compact(body)), JSON, ("Content-Encoding", way), *headers, names=(coding,), method=method, chunked=rng.random() < 0.1)


def in_form(rng, name, path, fields):
    return http(rng, name, path, query(fields).encode(), FORM, doc="form")


def as_header(name):
    name = name.replace("_", "-")
    return name if name.lower().startswith("x-") else "X-" + name


def text64(data):
    return base64.b64encode(data).decode()


def octets(rng, n):
    return bytes(rng.randrange(256) for _ in range(n))


# ---- attribution and analytics ----

def session(rng, p):
    fields = {"app_token": hexes(rng, 12), "environment": "production", "created_at": "2026-07-14T08:12:33.003Z+0530", "device_type": "phone", "os_name": "android",
                "android_uuid": uuid4(rng), "session_count": 7, **p.one("advertising-id", "gps_adid"), "tracking_enabled": 1, "needs_response_details": 1, "cpu_type": "arm64-v8a",
                "mcc": "404", "mnc": "45"}
    if rng.random() < 0.5:
        fields["mac_sha1"] = p.hashed("wifi-mac", "sha1", True, str.upper)
    else:
        fields |= p.some("android-id", "imei", most=1)
    return in_form(rng, "session", "/session", fields)


def launches(rng, p):
    body = {"af_timestamp": str(times(rng)), "isFirstCall": "false", "counter": "12", "brand": "vivo", "product": "PD2135F_EX", "network": "MOBILE", "operator": "airtel",
                "appsFlyerKey": hexes(rng, 22), "lang_code": "en", "deviceData": {"cpu_abi": "arm64-v8a", "sensors": [{"sN": "lis2dlc12", "sV": "STM", "sVE": [0.153, -0.02, 9.81]}],
                "arch": ""}, **p.one("advertising-id", "advertiserId"), **p.some("android-id", "imei", "email", most=2)}
    return posted(rng, "launches", "/api/v6.9/androidevent?app_id=com.example.notes&buildnumber=6.9.4", body)


def customer_data(rng, p):
    trait = p.some(*REACH, most=2)
    batch = [{"type": "identify", "messageId": uuid4(rng), "anonymousId": uuid4(rng), "timestamp": "2026-07-14T08:12:33.003Z", "traits": trait, "integrations": {},
                "context": {"device": {"manufacturer": "Google", "model": "Pixel 7a", "type": "android", "adTrackingEnabled": True, **p.one("advertising-id", "advertisingId")},
                "network": {"wifi": True, "cellular": False}}}]
    return posted(rng, "batch", "/v1/batch", {"batch": batch, "sentAt": "2026-07-14T08:12:36.120Z", "writeKey": hexes(rng, 32)},
                ("Authorization", "Basic " + text64(hexes(rng, 32).encode() + b":")))


def people(rng, p):
    """base64 of JSON in a form."""
    body = [{"$token": hexes(rng, 32), "$time": times(rng), "$set": {"$android_app_version": "4.2.10", "$android_brand": "realme", **p.one("email", "$email"),
                **p.some("phone-number", "imei", "android-id", most=1)}}]
    return http(rng, "people", "/engage/?verbose=1", query({"data": text64(compact(body)), "ip": 1}).encode(), FORM, names=("form", "base64"))


def app_events(rng, p):
    """A form with hashes of a person, and with JSON that has no names."""
    extra = ["a2", "com.example.notes", 302, "4.2.10", "14", "RMX3085", "en_IN", "IST", "airtel", 1080, 2400, "2.75", 8, 106, 41, "Asia/Kolkata"]
    fields = {"event": "CUSTOM_APP_EVENTS", **p.one("advertising-id", "advertiser_id"), "advertiser_tracking_enabled": "true", "anon_id": "XZ" + uuid4(rng), "extinfo": json.dumps(extra),
                "application_package_name": "com.example.notes", "ud": json.dumps({"em": p.hashed("email", "sha256", False, str.lower),
                "ph": p.hashed("phone-number", "sha256", False, no_plus)})}
    return in_form(rng, "activities", f"/v17.0/{digits(rng, 15)}/activities", fields)


def identities(rng, p):
    """A list of events as base64 of gzip, in a form."""
    ids = {**p.one("android-id", "$identity_android_id"), **p.one("phone-number", "$identity_mobile")}
    event = {"type": "track_signup", "event": "$SignUp", "time": times(rng), "_track_id": int(digits(rng, 8)), "identities": ids,
                "properties": {"$lib": "Android", "$manufacturer": "OPPO", "$is_first_day": False, **p.some(*DEVICE, most=1)}}
    fields = {"crc": "-" + digits(rng, 9), "gzip": 1, "data_list": text64(gzip.compress(compact([event]), mtime=0))}
    return http(rng, "sa", "/sa?project=production", query(fields).encode(), FORM, names=("form", "base64", "gzip"))


def device_profile(rng, p):
    imei = p.plain("imei")
    body = {"version": 2, "action": {"domain": "env", "name": "init"}, "device": {"hardwareConfig": {"model": "V2134A", "cpuCore": 8},
                "softwareConfig": {"os": "Android 14", "rom": "OriginOS 4"}, "deviceId": {"imeis": [imei], **p.one("android-id", "androidId"), **p.one("wifi-mac", "wifiMac")}},
                "networks": [{"type": "wifi", "available": True, "connected": True}]}
    return posted(rng, "profile", "/g/d?crc=" + hexes(rng, 8), body)


def tracking(rng, p):
    """An event of a maker's tracker: the name of an id, and its MD5."""
    body = {"H": {"event": "onetrack_dau", "instance_id": uuid4(rng), "imei": p.hashed("imei", "md5", False), "oaid": p.plain("advertising-id"), "e_ts": times(rng), "model": "23049PCD8G",
                "app_id": "3101" + digits(rng, 7), "tz": "GMT+05:30"}, "B": {"first_open": False, "duration": digits(rng, 4)}}
    return posted(rng, "onetrack", "/track/v4/o", {"v": 3, "events": [body]})


def measured(rng, p):
    fields = {"sdk": "android_2.8.2", "bundle_id": "com.example.notes", **p.plainly(*COMMON, most=2), "limit_ad_tracking": "false", "device_model": "SM-M146B", "carrier": "Vi",
                "connection_type": "wifi", "sent_at": times(rng), "event": "connect"}
    return get(rng, "connect", "/v0/event?" + query(fields))


def tags(rng, p):
    actions = [{"action": "set", "key": k, "value": v, "timestamp": "2026-07-14T08:12:33"} for k, v in p.some(*REACH, *COMMON, most=3).items()]
    return posted(rng, "attributes", f"/api/channels/{uuid4(rng)}/attributes?platform=android", {"attributes": actions}, ("X-UA-App-Key", hexes(rng, 22)))


def support_chat(rng, p):
    body = {"user": {"email_verified": False, **p.one("email", "email"), **p.some("phone-number", most=1), "custom_attributes": {"plan": "free", **p.some(*DEVICE, most=2)}},
                "hmac": hexes(rng, 64), "device_data": {"platform": "Android", "version": "10.9.1", "application": "notes"}, "unread": 0}
    return posted(rng, "messenger", "/messenger/mobile/v3/users", body)


def crash(rng, p):
    body = {"occurredOn": "2026-07-14T08:12:33Z", "details": {"machineName": "Redmi Note 13", "error": {"className": "java.io.IOException", "message": "timeout",
                "stackTrace": [{"lineNumber": 88, "methodName": "read", "fileName": "Http2Stream.java"}]}, "user": p.one("email", "email"), "userCustomData": p.some(*DEVICE, most=2),
                "environment": {"cpu": "arm64-v8a", "totalPhysicalMemory": 5643, "currentOrientation": "Portrait"}}}
    return posted(rng, "entries", "/entries", body, ("X-ApiKey", hexes(rng, 22)))


def custom_keys(rng, p):
    """Keys and values of a crash, as entries of maps in protobuf, packed."""
    pairs = b"".join(wire.protobuf([(1, wire.protobuf([(1, k), (2, v)]))]) for k, v in p.some(*DEVICE, "email", most=3).items())
    data = wire.protobuf([(1, "19.0.3"), (2, hexes(rng, 32)), (3, times(rng) // 1000), (4, wire.protobuf([(1, "java.lang.OutOfMemoryError"), (2, "main")])), (5, pairs)])
    return http(rng, "crash-proto", "/v1/firelog/legacy/batchlog", gzip.compress(data, mtime=0), ("Content-Type", "application/x-protobuf"), ("Content-Encoding", "gzip"), doc="protobuf",
                names=("gzip",))


def resource(rng, p):
    """Attributes of a resource, each a name and a value that has a type."""
    pairs = p.some(*DEVICE, "phone-number", most=3)
    attributes = b"".join(wire.protobuf([(1, wire.protobuf([(1, k), (2, wire.protobuf([(1, v)]))]))]) for k, v in {"service.name": "notes", **pairs}.items())
    span = wire.protobuf([(1, octets(rng, 16)), (2, octets(rng, 8)), (5, "HTTP GET"), (6, 3)])
    data = wire.protobuf([(1, wire.protobuf([(1, attributes), (2, wire.protobuf([(2, span)]))]))])
    return http(rng, "otlp-proto", "/v1/traces", data, ("Content-Type", "application/x-protobuf"), doc="protobuf")


def unnamed(rng, p):
    """A message in protobuf whose fields have numbers alone."""
    kinds = p.known_ones()
    inner = wire.protobuf([(1, p.plain(kinds[0])), (2, "Xiaomi"), (3, "M2101K6G"), (7, p.plain(kinds[1])), (9, 34)])
    data = wire.protobuf([(1, uuid4(rng)), (2, times(rng)), (4, inner), (6, "com.example.notes")])
    name, out = rng.choice((("", data), ("gzip", gzip.compress(data, mtime=0))))
    return http(rng, "proto", "/log?format=proto3", out, ("Content-Type", "application/x-protobuf"), doc="protobuf", names=(name,) if name else ())


# ---- advertising ----

def bid(rng, p):
    """A request for advertisements as it is spoken in China."""
    device = {"os": 1, "osv": "14", "vendor": "HONOR", "model": "ANY-AN00", "carrier": "46000", "connection_type": 2, "screen_width": 1080, "screen_height": 2388, **p.some(*COMMON, most=3),
                "imei_md5": p.hashed("imei", "md5"), "geo": p.point("lat", "lon"), "boot_mark": uuid4(rng), "update_mark": f"{times(rng) // 1000}.{digits(rng, 9)}"}
    return posted(rng, "bid", "/api/v1/adx/bid", {"request_id": hexes(rng, 32), "api_version": "2.3", "imp": [{"slot_id": digits(rng, 7), "w": 640, "h": 320, "bidfloor": 120}],
                "app": {"package": "com.example.notes"}, "device": device})


def user_ids(rng, p):
    """A bid request with a person's hashes and a place."""
    user = {"geo": p.point("lat", "lon"), "eids": [{"source": "example.org", "uids": [{"id": p.hashed("email", "sha256", False, str.lower), "atype": 3}]}],
                "ext": {"consented_providers_settings": {"consented_providers": []}}}
    device = {"ua": "Mozilla/5.0 (Linux; Android 14; SM-S911B)", "lmt": 0, "devicetype": 4, "make": "samsung", "ppi": 425, "js": 1, "language": "de", **p.one("advertising-id", "ifa"),
                "ext": {"ifa_type": "aaid", "atts": 3}}
    return posted(rng, "auction", "/openrtb2/auction", {"id": uuid4(rng), "at": 1, "tmax": 900, "cur": ["EUR"],
                "imp": [{"id": "1", "banner": {"format": [{"w": 320, "h": 50}]}, "secure": 1}], "device": device, "user": user}, ("x-openrtb-version", "2.6"))


def vast(rng, p):
    """A video's tag, after its macros were filled in."""
    fields = {"iu": f"/{digits(rng, 8)}/video/preroll", "sz": "640x480", "env": "vp", "gdfp_req": 1, "output": "xml_vast4", "rdid": p.give("advertising-id"), "idtype": "adid", "is_lat": 0,
                "correlator": digits(rng, 16), "msid": "com.example.notes", "an": "notes", "url": "http://com.example.notes.adsenseformobileapps.com/"}
    p.written[-1] = ("rdid", p.written[-1][1])
    return get(rng, "vast", "/gampad/ads?" + query(fields))


def ad_pixel(rng, p):
    place = dict(zip(("lat", "lng"), p.spot("lat", "lng"))) if rng.random() < 0.4 else {}
    fields = {"pid": digits(rng, 6), "event": "impression", **place, **p.plainly("advertising-id", "android-id", most=2), "cb": digits(rng, 10), "w": 1080, "bundle": "com.example.notes"}
    return get(rng, "pixel", "/imp.gif?" + query(fields))


def init_ads(rng, p):
    """JSON in a query."""
    inner = {"sdk_info": {"version": "12.5.0"}, "device_info": {"brand": "OnePlus", "revision": "CPH2487", "os": "14", "adnsd": 420, "dnt": False, **p.one("advertising-id", "idfa"),
                **p.some("android-id", "wifi-mac", most=1)}, "app_info": {"package_name": "com.example.notes"}}
    return http(rng, "init", "/3.0/i?ts=" + str(times(rng)) + "&p=" + quoted(json.dumps(inner)), b"", method="GET")


def offer_wall(rng, p):
    body = {"app_id": digits(rng, 6), "uid_type": "anon", "os": "android", "sdk_version": "14.1.1", **p.some("advertising-id", "imei", "android-id", "email", most=2),
                "device_language": "pt", "sec_key": hexes(rng, 40)}
    return in_form(rng, "offers", "/connect.json", dict(rng.sample(list(body.items()), len(body))))


# ---- accounts and system services ----

def samsung_account(rng, p):
    """An address of a device that is a word and a number."""
    kind, word = rng.choice((("imei", "IMEI"), ("meid", "MEID")))
    text = f"{word}:{p.give(kind)}"
    p.written[-1] = ("devicePhysicalAddressText", text)
    own = p.one("phone-number", "phoneNumberText")["phoneNumberText"]
    body = f"<?xml version=\"1.0\" encoding=\"UTF-8\"?><userDeviceCreate><deviceTypeCode>PHONE DEVICE</deviceTypeCode><deviceModelID>SM-S911B</deviceModelID><devicePhysicalAddressText>{text}</devicePhysicalAddressText>" \
           f"<mobileCountryCode>262</mobileCountryCode><phoneNumberText>{own}</phoneNumberText><softwareVersion>S911BXXS7CXK2</softwareVersion></userDeviceCreate>"
    return http(rng, "osp", "/v2/profile/user/user/device", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def galaxy(rng, p):
    some = p.plainly(*DEVICE, most=3)
    params = "".join(f"<param name={quoteattr(k)}>{escape(v)}</param>" for k, v in {"updateCycle": "24", **some, "predeployed": "0"}.items())
    body = f"<?xml version=\"1.0\"?><SamsungProtocol networkType=\"0\" version2=\"3\" lang=\"DE\" openApiVersion=\"34\" deviceModel=\"SM-S911B\" mcc=\"262\" mnc=\"01\" csc=\"DBT\" odcVersion=\"4.5.87.6\"><request name=\"getUpdateList\" id=\"2310\" " \
           f"numParam=\"{len(some) + 2}\" transactionId=\"{hexes(rng, 12)}\">{params}</request></SamsungProtocol>"
    return http(rng, "store", "/ods.as", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def mi_ticket(rng, p):
    """A number that is called a user, and the handset's id of sixteen characters in a cookie."""
    value = base64.urlsafe_b64encode(hashlib.sha1(p.value("imei").encode()).digest())[:16].decode()
    p.note("imei", False, "xiaomi-id", value[-2:].lower())
    p.written.append((None, value if p.who != "refused" else ""))
    fields = {"sid": "passport", "_json": "true", "user": p.plain("phone-number"), "env": "", "callback": "https://account.example.com/sts", "_locale": "en_IN"}
    return http(rng, "passport", "/pass/sendServiceLoginTicket", query(fields).encode(), FORM, ("Cookie", f"sdkVersion=accountsdk-18.8.15; deviceId={value}; uLocale=en_IN"), doc="form")


def huawei_account(rng, p):
    device = f"<deviceInfo><deviceType>0</deviceType><deviceID>{p.plain('imei')}</deviceID><terminalType>ELS-N04</terminalType><uuid>{uuid4(rng)}</uuid></deviceInfo>"
    own = p.one("email", "emailAddress")["emailAddress"]
    body = f"<?xml version='1.0' encoding='UTF-8'?><RegisterReq><version>23.06.02</version><reqClientType>7</reqClientType>{device}<userInfo><emailAddress>{escape(own)}</emailAddress><languageCode>de-de</languageCode></userInfo></RegisterReq>"
    return http(rng, "cas", "/AccountServer/IUserInfoMng/registerAccount?Version=10015&cVersion=HwID_6.12.0", body.encode(), ("Content-Type", "text/html; charset=UTF-8"), doc="xml")


def color_os(rng, p):
    """An id of sixty-four characters in a header, beside what names itself."""
    some = p.plainly("imei", "serial-number", "advertising-id", most=1)
    body = {"mode": 0, "time": times(rng), "isRooted": "0", "isLocked": True, "type": 1, "deviceId": p.hashed("imei", "sha256", False), "otaVersion": "CPH2487_11.F.17_2170_202606180239"}
    headers = [("language", "en-IN"), ("colorOSVersion", "ColorOS14.0.0"), ("nvCarrier", "00011011"), *some.items()]
    return posted(rng, "ota", "/update/v5", body, *headers)


def update_check(rng, p):
    body = {"id": p.plain("serial-number"), "contentTimestamp": 0, "deviceInfo": {"manufacturer": "motorola", "hardware": "rhode", "brand": "motorola", "os": "Linux", "country": "IN",
                "isPRC": False, "carrier": "retin", **p.some("imei", "iccid", "wifi-mac", most=2)}, "identityInfo": p.one("serial-number", "serialNumber"), "idType": "serialNumber",
                "triggeredBy": "polling", "extraInfo": {"clientIdentity": "motorola-ota-client-app", "otaSourceSha1": hexes(rng, 12)}}
    return posted(rng, "ota-check", "/cds/upgrade/1/check/ctx/ota/key/" + hexes(rng, 15), body)


def fota(rng, p):
    fields = {"project": "S9863A1H10_Go", "version": "20260512-1103", "language": "en", "operator": "40445", "connect_type": "WIFI",
                **p.plainly("imei", "imsi", "wifi-mac", "serial-number", "phone-number", most=3), "apn": "", "sdk_level": 30}
    return rng.choice((lambda: get(rng, "fota", "/otainter-5.0/fota5/detectSchedule.do?" + query(fields)), lambda: in_form(rng, "fota", "/otainter-5.0/fota5/detectSchedule.do", fields)))()


def push_login(rng, p):
    """A registration for push: a form, some values of which no name tells."""
    fields = {"appid": digits(rng, 8), "cid": hexes(rng, 32), "version": "GT-3.2.16.7", "X-subtype": digits(rng, 12), "osv": 34, **p.plainly(*DEVICE, most=2), "app_ver": 302,
                "gmsv": 242632038, "sender": digits(rng, 12)}
    return in_form(rng, "push", "/v2/push/register", fields)


def entitlement(rng, p):
    fields = {"vers": 0, "entitlement_version": "9.0", "terminal_id": p.plain("imei"), "terminal_vendor": "SMSG", "terminal_model": "SM-S911B", "terminal_sw_version": "S911BXXS7",
                "app": "ap2004", **p.one("imsi", "imsi"), "notif_action": 2}
    return get(rng, "entitlement", "/entitlement?" + query(fields), ("Accept", "application/vnd.gsma.eap-relay.v1.0+json"))


def week(rng, p):
    """Weather, by a place in one text."""
    fields = {"geocode": p.spot_of_both(), "format": "json", "units": "m", "language": "de-DE", "apiKey": hexes(rng, 32)}
    return get(rng, "weather", "/v3/wx/forecast/daily/5day?" + query(fields))


def forecast(rng, p):
    names = rng.choice((("latitude", "longitude"), ("lat", "lon"), ("lat", "lng")))
    fields = {**dict(zip(names, p.spot(*names))), "isGlobal": "true", "days": 15, "appKey": "weather" + digits(rng, 11), "sign": hexes(rng, 20), "locale": "zh_tw"}
    return get(rng, "forecast", "/wtr-v3/weather/all?" + query(fields))


def map_events(rng, p):
    event = {"event": "location", "source": "mapbox", "sessionId": uuid4(rng), "operatingSystem": "Android - 14", "applicationState": "Foreground", "horizontalAccuracy": 12,
                "created": "2026-07-14T08:12:33.003Z", **p.point("lat", "lng")}
    return posted(rng, "map-events", "/events/v2?access_token=pk." + hexes(rng, 40), [{"event": "appUserTurnstile", "enabled.telemetry": True, "sdkIdentifier": "mapbox-maps-android"},
                event])


def wifi_scan(rng, p):
    """Access points, whose addresses go by a short name."""
    near = {"mac": p.beside("bssid", "wifi-mac"), "rssi": -61, "age": 0}
    body = {"version": "7.5.4", "address": 0, "source": 203, "access_token": hexes(rng, 32), "app_name": "notes", "wifis": [near],
                "cells": [{"mcc": 460, "mnc": 0, "lac": 4321, "rss": -91, "seed": 1, **p.one("cell-id", "cellid")}], **p.some("imei", "android-id", most=1)}
    return posted(rng, "geolocation", "/?c=1&mars=0", body)


# ---- on the road, at the table ----

def ride(rng, p):
    body = {"vertical": "TRANSPORT", "services": [{"id": digits(rng, 4), "quote_signature": hexes(rng, 40)}], "payment": {"type": "CASH"},
                "itinerary": {"pickup": {"coordinates": p.point("latitude", "longitude"), "keyword": ""}}, "passenger": p.some("phone-number", "email", most=1), "advance": None, "note": ""}
    return posted(rng, "ride", "/api/passenger/v3/rides", body, ("x-request-id", uuid4(rng)))


def where_headers(rng, p):
    """A place in headers, as riders' and eaters' applications have it."""
    names = rng.choice((("X-Uber-Device-Location-Latitude", "X-Uber-Device-Location-Longitude"), ("X-Present-Lat", "X-Present-Long"), ("latitude", "longitude"),
                ("X-Device-Lat", "X-Device-Lng")))
    pair = list(zip(names, p.spot(*names)))
    some = p.plainly("android-id", "advertising-id", most=1)
    more = [(as_header(k), v) for k, v in some.items()]
    p.written = [(k if k in names else as_header(k), v) for k, v in p.written]
    return http(rng, "feed", "/gw/menu/v4/full?page_type=REGULAR_MENU&restaurant=" + digits(rng, 6), b"", ("X-App-Version", "1402"), *pair, *more, method="GET")


def delivery(rng, p):
    body = {"cart": [{"sku": digits(rng, 13), "qty": 1, "unitPrice": 2990}], "customer": p.some(*REACH, most=2),
                "delivery": {"mode": "DEFAULT", "address": {"coordinates": p.point("latitude", "longitude"), "country": "BR"}}, "orderId": uuid4(rng), "benefits": []}
    return posted(rng, "checkout", "/v4/orders/checkout", body)


def pings(rng, p):
    """Millionths of degrees, packed in base64."""
    points = [{"t": times(rng), "spd": 7, "hdg": 181, "acc": 9, **p.micros("latitudeE6", "longitudeE6")}]
    return http(rng, "trace", "/driver/trace", compact({"trip": hexes(rng, 16), "z": text64(gzip.compress(compact({"driver": p.some(*REACH, most=1), "points": points}), mtime=0))}), JSON,
                names=("json", "base64", "gzip"))


# ---- talk ----

def code_request(rng, p):
    own = p.plain("phone-number", at_home)
    fields = {"cc": "91", "in": own, "lg": "en", "lc": "IN", "mcc": "404", "mnc": "045", "sim_mcc": "404", "sim_mnc": "045", "method": "sms", "reason": "", "token": hexes(rng, 32),
                "network_radio_type": 1, "hasav": 2, "id": "%" + hexes(rng, 2)}
    return get(rng, "code", "/v2/code?" + query({**fields, **p.some("android-id", "email", "imei", most=1)}))


def contacts(rng, p):
    body = {"syncType": "FULL", "hash": hexes(rng, 40), "contacts": [{"n": "M", "p": p.other(), "fav": 0}], "self": p.some(*REACH, most=1), "cc": "SG"}
    return posted(rng, "contacts", "/v1/addressbook/sync", body)


def sip_message(rng, p):
    """A call's beginning: who prefers to be whom, and from where."""
    own, near = p.plain("phone-number"), p.plain("bssid", bare)
    p.allowed.append(("wifi-mac", near[-2:].lower()))
    head = f"INVITE sip:voicemail@ims.example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK{hexes(rng, 10)}\r\nMax-Forwards: 70\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag={hexes(rng, 8)}\r\n" \
           f"P-Preferred-Identity: <tel:{own}>\r\nP-Access-Network-Info: IEEE-802.11;i-wlan-node-id={near};country=DE\r\nCall-ID: {hexes(rng, 16)}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
    return Sent("udp-sip", "udp", 5060, head.encode(), (), "text")


def capabilities(rng, p):
    """Provisioning of messages, by query."""
    fields = {"IMSI": p.give("imsi"), "IMEI": p.give("imei"), "rcs_version": "9.0", "rcs_profile": "UP_2.4", "client_vendor": "MVNO", "client_version": "RCSAndrd-1.0", "default_sms_app": 1,
                "vers": 0, "SMS_port": 0, "terminal_vendor": "Sam"}
    p.written = [("IMSI", p.written[0][1]), ("IMEI", p.written[1][1])]
    return get(rng, "rcs", "/?" + query({**fields, **p.some("phone-number", most=1)}))


def joining(rng, p):
    """A room is joined: a list whose last member is what is told."""
    body = ["3", "3", "rider:" + digits(rng, 6), "phx_join", {"app": "4.2.10", **p.some(*REACH, *DEVICE, most=3)}]
    return Sent("websocket-join", "tcp", 80, websocket_frame(rng, compact(body), 0x81), (), "json", websocket_opened(rng, "/socket/websocket?vsn=2.0.0"))


# ---- money ----

def wallet_form(rng, p):
    body = {"MID": "notes" + digits(rng, 14), "CHANNEL": "WAP", "TXN_AMOUNT": "249.00", "ORDER_ID": "ORD" + digits(rng, 12), **p.some("phone-number", "email", "imei", most=2),
                "DEVICE": "RMX3085"}
    return http(rng, "wallet", "/oltp/HANDLER_INTERNAL/getTxnStatus", query({"JsonData": json.dumps(body)}).encode(), FORM, names=("form",))


def upi_device(rng, p):
    """A payer's device, a tag for each property."""
    own = p.give("phone-number", True, no_plus)
    p.written[-1] = ("MOBILE", own)
    tagged = {"MOBILE": own, "GEOCODE": p.spot_of_both(), "TYPE": "MOB", "ID": p.plain("android-id"), "OS": "Android14", "APP": "com.example.pay", "CAPABILITY": digits(rng, 11)}
    tagged = "".join(f"<Tag name=\"{k}\" value={quoteattr(v)}/>" for k, v in tagged.items())
    body = f"<upi:ReqPay xmlns:upi=\"http://npci.org/upi/schema/\"><Head ver=\"2.0\" ts=\"2026-07-14T08:12:33+05:30\" orgId=\"159761\" msgId=\"AXI{hexes(rng, 32)}\"/><Payer seqNum=\"1\" type=\"PERSON\"><Device>{tagged}</Device><Amount value=\"249.00\" curr=\"INR\"/>" \
           "</Payer></upi:ReqPay>"
    return http(rng, "upi", "/upi/ReqPay/2.0/urn:txnid", body.encode(), ("Content-Type", "application/xml"), doc="xml")


def union_pay(rng, p):
    """What is known of a customer, in brackets in base64 in a form."""
    own = p.give("phone-number", True, lambda t: at_home(t).lstrip("+"))
    p.written[-1] = ("phoneNo", own)
    inner = "{certifTp=01&phoneNo=" + own + "&customerNm=Li}"
    fields = {"version": "5.1.0", "txnType": "79", "txnSubType": "00", "merId": digits(rng, 15), "accNo": p.plain("payment-card"), "customerInfo": text64(inner.encode()),
                "orderId": "2026071408" + digits(rng, 8), "txnTime": "20260714081233"}
    return http(rng, "gateway", "/gateway/api/backTransReq.do", query(fields).encode(), FORM, doc="form", names=("form", "base64"))


def card_token(rng, p):
    """A card in a form with brackets."""
    number = p.give("payment-card")
    p.written[-1] = ("card[number]", number)
    fields = {"card[number]": number, "card[exp_month]": 11, "card[exp_year]": 29, "payment_user_agent": "stripe-android/20.48.0", "guid": uuid4(rng), "muid": uuid4(rng), "sid": uuid4(rng),
                "key": "pk_live_" + hexes(rng, 24)}
    return in_form(rng, "tokens", "/v1/tokens", {**fields, **p.some("email", most=1)})


def vendor_ids(rng, p):
    ids = [{"name": k, "value": v} for k, v in p.some("android-id", "serial-number", "imei", "advertising-id", most=3).items()]
    body = {"device": {"fingerprint": {"os": "android", "system_version": "14", "ram": 5643841536, "disk_space": digits(rng, 12), "model": "moto g84", "free_disk_space": 48211,
                "vendor_ids": ids, "vendor_specific_attributes": {"brand": "motorola"}}}, "cardholder": {"identification": {"type": "CPF"}}, **p.some("payment-card", "email", most=1)}
    return posted(rng, "card-tokens", "/v1/card_tokens?public_key=APP_USR-" + uuid4(rng), body)


def device_info(rng, p):
    """What a merchant's server wants to know of the terminal."""
    fields = {"appid": "wx" + hexes(rng, 16), "body": "notes-pro", "device_info": p.plain("imei"), "mch_id": digits(rng, 10), "nonce_str": hexes(rng, 32),
                "out_trade_no": "2026071408" + digits(rng, 14), "total_fee": "888", "trade_type": "APP"}
    body = "<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in {**fields, **p.plainly(*REACH, most=1)}.items()) + "</xml>"
    return http(rng, "pay", "/pay/unifiedorder", body.encode(), ("Content-Type", "text/xml"), doc="xml")


def fraud_blob(rng, p):
    """A fingerprint as base64 of what is packed, in a form or in JSON."""
    inner = {"os": "Android", "fmVersion": "3.9.8", "blackBox": hexes(rng, 26), "root": False, "bootTime": times(rng), "batteryLevel": 61, "vpn": False, "sensorCount": 31,
                **p.some(*DEVICE, most=4)}
    name, data = packed(rng, compact(inner), "gzip", "gzip", "zlib", "deflate")
    if rng.random() < 0.5:
        return http(rng, "risk", "/android/profile.json?partner=notes", query({"p": "notes", "v": "3.9.8", "data": text64(data)}).encode(), FORM, names=("form", "base64", name))
    return http(rng, "risk", "/deviceprofile/v4", compact({"organization": hexes(rng, 20), "os": "android", "encode": 2, "compress": 1, "data": text64(data)}), JSON,
                names=("json", "base64", name))


def seon(rng, p):
    """A fingerprint as base64 alone."""
    inner = {"session_id": uuid4(rng), "is_emulator": False, "is_rooted": False, "sensor_hash": hexes(rng, 64), "build_time": times(rng), "carrier_name": "Jio", "wifi_ssid": p.plain("ssid"),
                **p.one("wifi-mac", "wifi_mac_address"), **p.some("android-id", "imei", most=1)}
    return http(rng, "fingerprint", "/fingerprint", compact({"session": "v2;" + hexes(rng, 16), "payload": text64(compact(inner))}), JSON, names=("json", "base64"))


def properties(rng, p):
    item = {"time": times(rng), "app": {"app_name": "notes", "sdk_version": "1.2.0"}, "device_properties": {**p.some("android-id", "imei", "phone-number", "advertising-id", most=2),
                "build_tags": "release-keys"}, "location": {"accuracy": 14.2, **p.point("latitude", "longitude")}}
    return posted(rng, "events", f"/v3/accounts/{hexes(rng, 24)}/mobile_events", {"data": [item]}, method="PUT")


# ---- authorities ----

def one_time(rng, p):
    own = p.one("phone-number", "mobile")
    return posted(rng, "otp", "/api/v2/auth/generateMobileOTP", {**own, "secret": "U2FsdGVkX1" + hexes(rng, 40), **p.some("national-id", "email", most=1)})


def umang(rng, p):
    body = {"mno": p.plain("phone-number", at_home), **p.some("imei", "imsi", "android-id", most=2), "hmk": "Xiaomi", "hmd": "M2101K6G", "os": "ANDROID 13", "pkg": "in.example.app",
                "ver": "148", "tkn": "", "rot": "no", "mod": "app", "lac": "", "clid": "", "did": ""}
    return posted(rng, "umang", "/umang/coreapi/ws2/initreg", body)


def aadhaar_otp(rng, p):
    """A resident's number as an attribute that says little."""
    body = f"<?xml version=\"1.0\"?><Otp xmlns=\"http://www.uidai.gov.in/authentication/otp/1.0\" uid=\"{p.plain('national-id')}\" ac=\"public\" sa=\"public\" ver=\"2.5\" txn=\"{digits(rng, 14)}\" lk=\"{hexes(rng, 40)}\" ts=\"2026-07-14T08:12:33\">" \
           f"<Opts ch=\"01\"/><Meta {' '.join(f'{k}={quoteattr(v)}' for k, v in p.plainly('imei', 'serial-number', 'wifi-mac', most=1).items())}/></Otp>"
    return http(rng, "otp-xml", "/otp/2.5/public/", body.encode(), ("Content-Type", "application/xml"), doc="xml")


def health_card(rng, p):
    body = {"RequestHead": {"AppVer": "3.4.1", "OS": "Android", "Lang": "zh-TW", "TxnSeq": digits(rng, 16)}, "RequestBody": {**p.some("national-id", "phone-number", "email", most=3),
                "CardType": "N", "Device": p.some("imei", "android-id", most=1)}}
    return posted(rng, "health", "/api/vpn/bindDevice", body)


def sign_up(rng, p):
    body = {"flow": "cadastro", "contato": p.some(*REACH, most=2), "dispositivo": {"fabricante": "Motorola", "modelo": "moto g52", **p.some("imei", "android-id", "serial-number", most=2)},
                "aceiteTermos": True, "versaoTermos": "2026-05-02"}
    return posted(rng, "cadastro", "/api/v1/conta/cadastro", body)


def claims(rng, p):
    """Who somebody is, as claims of a token."""
    body = {"iss": "https://id.example.com", "aud": "notes", "iat": times(rng) // 1000, "exp": times(rng) // 1000 + 3600, "email_verified": True, **p.one("email", "email"),
                **p.one("phone-number", "phone_number"), "nonce": hexes(rng, 32)}
    parts = [base64.urlsafe_b64encode(x).decode().rstrip("=") for x in (b'{"alg":"RS256","kid":"' + hexes(rng, 20).encode() + b'","typ":"JWT"}', compact(body), octets(rng, 256))]
    fields = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": digits(rng, 12), "assertion": ".".join(parts), "scope": "openid"}
    return http(rng, "token", "/oauth2/token", query(fields).encode(), FORM, names=("form", "jwt"))


# ---- fleets ----

def beacon(rng, p):
    body = {"payLoad": {"bundleIdentifier": "com.example.agent", "groupId": "ACME", "friendlyName": "kiosk 7", "transactionIdentifier": uuid4(rng), "isCompromised": False,
                "model": "Zebra TC52", "osVersion": "11", **p.one("serial-number", "serialNumber"), **p.some("imei", "phone-number", "wifi-mac", "email", most=3)}}
    return posted(rng, "agent", "/deviceservices/awmdmsdk/v3/beacon", body)


def inventory(rng, p):
    body = {"DeviceIdentifiers": p.some("imei", "serial-number", "wifi-mac", "bluetooth-mac", "iccid", most=4), "HardwareStatus": {"BatteryLevel": 61, "TotalRam": 3891},
                "ComplianceState": "Compliant", "EnrolledUser": p.some("email", most=1)}
    return posted(rng, "inventory", "/api/mdm/devices/inventory", body, method="PUT")


# ---- the rest of the field ----

def persisted(rng, p):
    """A stored question with its variables in the address."""
    fields = {"operationName": "Home", "variables": json.dumps({"input": {"first": 20, **p.some(*REACH, *COMMON, most=2)}}),
                "extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": hexes(rng, 64)}})}
    return http(rng, "persisted", "/graphql?" + query(fields), b"", method="GET")


def device_header(rng, p):
    """Pairs in one header."""
    text = ";".join(f"{k}={v}" for k, v in {"os": "android", "ver": "9.2.1", **p.plainly(*DEVICE, most=3), "chan": "store"}.items())
    p.written = [(None, v) for _, v in p.written]
    return http(rng, "home", "/api/home/index?page=" + str(rng.randrange(9)), b"", ("X-Device-Info", text), ("X-Trace", hexes(rng, 32)), method="GET", doc="headers")


def named_headers(rng, p):
    some = p.plainly("imei", "android-id", "advertising-id", "serial-number", "phone-number", most=2)
    p.written = [(as_header(k), v) for k, v in p.written]
    body = {"page": "detail", "item": digits(rng, 12), "ts": times(rng), "refer": "feed"}
    return http(rng, "logged", "/api/track/pv", compact(body), JSON, ("X-Channel", "oppo"), *[(as_header(k), v) for k, v in some.items()], doc="headers")


def cookies(rng, p):
    some = p.plainly("advertising-id", "imei", "email", "android-id", most=2)
    text = "; ".join(f"{k}={quoted(v)}" for k, v in {"cna": hexes(rng, 24), **some, "_m_h5_tk": f"{hexes(rng, 32)}_{times(rng)}"}.items())
    return http(rng, "h5", "/h5/mtop.home/1.0/?jsv=2.7.2&appKey=12574478&t=" + str(times(rng)), b"", ("Cookie", text), method="GET", doc="headers")


def said_again(rng, p):
    """JSON in a text in JSON."""
    inner = {"scene": "splash", **p.some(*DEVICE, *REACH, most=3)}
    return posted_again(rng, compact({"appKey": digits(rng, 8), "method": "stat.report", "bizContent": json.dumps(inner, ensure_ascii=rng.random() < 0.5), "timestamp": times(rng),
                "sign": hexes(rng, 32)}))


def posted_again(rng, data):
    if rng.random() < 0.7:
        return http(rng, "router", "/router/rest", data, JSON, names=("json",))
    return http(rng, "router", "/router/rest", gzip.compress(data, mtime=0), JSON, ("Content-Encoding", "gzip"), names=("gzip", "json"))


def feedback(rng, p):
    """A form of parts: fields, and a log."""
    mark = uuid4(rng)
    fields = {"category": "bug", "rating": "2", **p.some(*REACH, "imei", "serial-number", most=2)}
    p.written = [(None, v) for _, v in p.written]
    parts = "".join(f"--{mark}\r\nContent-Disposition: form-data; name=\"{k}\"\r\nContent-Length: {len(v.encode())}\r\n\r\n{v}\r\n" for k, v in fields.items())
    log = gzip.compress(b"07-14 08:12:33.003 I/ActivityManager: start\n" * 6, mtime=0)
    body = parts.encode() + f"--{mark}\r\nContent-Disposition: form-data; name=\"log\"; filename=\"log.gz\"\r\nContent-Type: application/gzip\r\n\r\n".encode() + log + f"\r\n--{mark}--\r\n".encode()
    return http(rng, "feedback", "/feedback/submit", body, ("Content-Type", f"multipart/form-data; boundary={mark}"), doc="text", names=("multipart",))


def getprop(rng, p):
    """A handset's properties as its shell prints them, in a text."""
    name, value = p.named("serial-number", "ro.serialno")
    p.written[-1] = ("[ro.serialno]", f"[{value}]")
    lines = ["[ro.product.model]: [Infinix X6816]", f"[ro.build.date.utc]: [{times(rng) // 1000}]", f"[{name}]: [{value}]", "[ro.build.type]: [user]"]
    name, data = rng.choice((("", "\n".join(lines).encode()), ("gzip", gzip.compress("\n".join(lines).encode(), mtime=0))))
    return http(rng, "props", "/diag/props", data, ("Content-Type", "text/plain"), doc="lines", names=(name,) if name else ())


def hex_text(rng, p):
    body = compact({"cmd": "reg", **p.some(*DEVICE, most=3), "t": times(rng)})
    return http(rng, "hex", "/gateway", query({"ver": "1.0", "body": body.hex() if rng.random() < 0.5 else body.hex().upper()}).encode(), FORM, names=("form", "hex"))


def soap(rng, p):
    some = "".join(f"<tns:{k}>{escape(v)}</tns:{k}>" for k, v in p.plainly("phone-number", "email", "imei", "serial-number", "payment-card", most=3).items() if k[0].isalpha())
    body = f"<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:tns=\"urn:citizen\"><soapenv:Header/><soapenv:Body><tns:Bind><tns:Lang>zh-TW</tns:Lang>{some}<tns:Seq>{digits(rng, 12)}</tns:Seq></tns:Bind></soapenv:Body></soapenv:Envelope>"
    return http(rng, "bind", "/ws/citizen", body.encode(), ("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"urn:bind\""), doc="xml")


def call(rng, p):
    """A remote call with a map of metadata."""
    entries = [(4, wire.protobuf([(1, k), (2, v)])) for k, v in p.some(*COMMON, *REACH, most=3).items()]
    data = wire.protobuf([(1, uuid4(rng)), (2, 17), *entries])
    frame = b"\0" + struct.pack("!I", len(data)) + data
    return Sent("h2-call", "tcp", 8080, wire.h2_request(rng, "/notes.v2.Devices/Register", [("content-type", "application/grpc"), ("te", "trailers"), ("grpc-timeout", "10S")], frame),
                ("grpc",), "protobuf")


def lines_of_json(rng, p):
    rows = [{"ts": times(rng), "type": "session_start", "sid": uuid4(rng)}, {"ts": times(rng), "type": "device", **p.some(*DEVICE, most=3)},
                {"ts": times(rng), "type": "user", **p.some(*REACH, most=1)}]
    data = b"\n".join(map(compact, rows)) + b"\n"
    return http(rng, "ndjson", "/v2/logs", gzip.compress(data, mtime=0), ("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip"), doc="ndjson", names=("gzip",))


def thing(rng, p):
    """A thing's state, published."""
    body = compact({"protocol": 43, "pv": "2.3", "t": times(rng) // 1000, "data": {"dps": {"1": True, "4": 61}, **p.some("wifi-mac", "bssid", "serial-number", "phone-number", most=2)}})
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2u1")), (False, b"\x20\2\0\0"))
    topic = b"smart/device/out/" + hexes(rng, 20).encode()
    return Sent("mqtt-thing", "tcp", 1883, mqtt_packet(0x32, struct.pack("!H", len(topic)) + topic + b"\0\x01" + body), (), "json", hello)


def connecting(rng, p):
    """A client's id and its user's name, when a connection to a broker opens."""
    client, user = p.plain("android-id"), p.plain("email")
    words = b"".join(struct.pack("!H", len(w)) + w.encode() for w in (client, user, hexes(rng, 24)))
    return Sent("tcp-broker", "tcp", 1883, mqtt_packet(0x10, b"\0\4MQTT\4\xc2\1\x2c" + words), (), "text")


def agent_line(rng, p):
    line = f"<14>Jul 14 08:12:33 localhost agentd[{digits(rng, 4)}]: checkin ok " + " ".join(f"{k}={v}" for k, v in p.plainly("imei", "serial-number", "wifi-mac", "iccid", most=2).items())
    p.written = [(None, v) for _, v in p.written]
    return Sent("udp-agent", "udp", 514, line.encode(), (), "text")


def game(rng, p):
    body = {"op": 110, "clientVersion": "3.1.88", "channel": "huawei", "device": p.some(*DEVICE, most=3), "fps": 60}
    name, data = packed(rng, wire.msgpack(body), "zlib", "zstd", "gzip")
    return rng.choice((lambda: http(rng, "game", "/login", data, ("Content-Type", "application/x-msgpack"), doc="msgpack", names=(name,)),
                lambda: socket("game", wire.msgpack(body), "msgpack", port=7350)))()


OFTEN = (session, launches, customer_data, people, app_events, identities, device_profile, tracking, measured, tags, support_chat, crash, custom_keys, unnamed, bid, user_ids, vast, ad_pixel,
            init_ads, offer_wall, color_os, update_check, fota, push_login, forecast, map_events, wifi_scan, ride, where_headers, delivery, code_request, contacts, wallet_form, vendor_ids,
            fraud_blob, seon, properties, one_time, umang, health_card, sign_up, claims, beacon, inventory, persisted, device_header, named_headers, cookies, said_again, feedback)
SELDOM = (resource, samsung_account, galaxy, mi_ticket, huawei_account, entitlement, week, pings, sip_message, capabilities, joining, upi_device, union_pay, card_token, device_info,
            aadhaar_otp, getprop, hex_text, soap, call, lines_of_json, thing, connecting, agent_line, game)
SHAPES = OFTEN + OFTEN + SELDOM
NOBODYS = tenth_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Sender), told_of("unknown", SHAPES, DUMMIES, MAKERS, Sender), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender))
