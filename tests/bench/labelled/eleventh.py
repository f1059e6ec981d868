"""The eleventh set: once more what SDKs, stores, wallets, games and houses' things have handsets send, in shapes that no set before has, each about as often as in the field. Written
without a look at how anything is found, from public documentation and published analyses of traffic; every message is opened again by look.py."""

import base64
import gzip
import hashlib
import json
import struct
from xml.sax.saxutils import escape

from . import eleventh_nobody, wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON, packed
from .tenth import DEVICE, MAKERS, REACH, as_header, at_home, in_form, no_plus, octets, posted, text64
from .tenth import Sender as Tenth
from .third import CASE, DUMMIES, abroad, bare, dashed, get, http, query  # noqa: F401
from .values import half_bytes, digits, hexes, quoted, uuid4

CARDS = {10: ("idNo", "IDNO", "身分證統一編號", "personalIdNo"), 12: ("aadhaar", "aadharNo", "aadhar_number", "aadhaar_no"), 18: ("sfzh", "idCardNo", "cert_no", "身份证号码")}
COMMON = ("android-id", "advertising-id", "imei", "wifi-mac")


class Sender(Tenth):
    names = {
        "imei": ("imei", "IMEI", "imei1", "imei2", "imei_1", "deviceImei", "device_imei", "imeiCode", "imei_number", "imeiNumber", "phoneImei", "imei0", "IMEI_1", "slot0_imei"),
        "imsi": ("imsi", "IMSI", "sim_imsi", "simImsi", "imsi0", "subscriberId", "subscriber_id", "imsi_slot1"),
        "iccid": ("iccid", "ICCID", "sim_iccid", "iccId", "simSerial", "sim_serial_no", "SimSerialNumber", "iccid0"),
        "phone-number": ("phoneNumber", "phone_number", "mobileNumber", "mobile_no", "userMobile", "user_mobile", "customerPhone", "cellphone", "phoneNum", "phone_no", "MobileNo", "no_hp",
                         "手機號碼", "手机号码", "celular", "handynummer"),
        "email": ("email", "emailId", "email_id", "userEmail", "user_email", "customer_email", "EmailAddress", "e_mail", "eMail", "account_email", "correo_electronico", "電子信箱", "邮箱"),
        "android-id": ("android_id", "androidId", "androidID", "AndroidId", "ANDROID_ID", "androidid", "deviceAndroidId", "secure_android_id", "ssaid"),
        "advertising-id": ("gaid", "GAID", "google_adid", "googleAdvertisingId", "advertising_id", "adid", "idfa", "oaid", "aaid", "google_aid", "device_ifa", "mobile_advertising_id"),
        "wifi-mac": ("mac", "MAC", "wifi_mac", "wifiMac", "mac_addr", "macAddr", "wlan0_mac", "wifi_mac_addr", "MACAddress", "device_mac", "deviceMac"),
        "bluetooth-mac": ("bt_mac", "btMac", "bluetooth_mac", "bluetoothAddress", "bt_addr", "BluetoothMAC", "btAddress"),
        "bssid": ("bssid", "BSSID", "wifi_bssid", "router_bssid", "connectedBssid", "ap_mac", "wifiBssid", "current_bssid"),
        "serial-number": ("serial", "serialNumber", "serial_no", "serialNo", "SERIAL", "device_serial", "deviceSerial", "hardware_serial", "Build.SERIAL", "device_sn"),
        "national-id": CARDS[12],
        "payment-card": ("cardNumber", "card_number", "cardNum", "CardNumber", "credit_card_number", "debitCardNo", "card_no"),
    }

    def named(self, kind, name=None):
        if kind == "national-id" and name is None and len(self.value(kind)) in CARDS:
            name = self.rng.choice(CARDS[len(self.value(kind))])
        return super().named(kind, name)

    def under(self, kind, name, spell=None):
        """A value in an object of one member, which is told by the name above it."""
        return {name: self.give(kind, True, spell)}

    def some_of(self, names):
        """One or two kinds, by the names of a certain SDK."""
        return dict(self.named(k, names[k]) for k in self.rng.sample(list(names), self.rng.randrange(1, 3)))

    def one_card(self):
        return dict([self.named("national-id")])

    def two_numbers(self):
        """A position as a list of two numbers."""
        return [0.0, 0.0] if self.who == "refused" else [float(x) for x in self.spot_of_both(";").split(";")]

    def pairs(self, sent):
        """two_numbers() may stand in JSON with a blank."""
        found = super().pairs(sent)
        numbers = [v for _, v in found]
        return found + [(None, f"{a};{b}") for a, b in zip(numbers, numbers[1:])]


# ---- attribution and analytics ----

def opened(rng, p):
    body = {"hardware_id": p.plain("android-id"), "is_hardware_id_real": True, "anon_id": uuid4(rng), "brand": "samsung", "model": "SM-A546B", "screen_dpi": 450, "os": "Android",
            "os_version": 34, "plugin_name": None, "advertising_ids": p.under("advertising-id", "aaid"), "limit_ad_tracking": 0, "lat_val": 0, "app_version": "4.2.10", "update": 1,
            "first_install_time": times(rng), "instrumentation": {"v1/open-qwt": "0"}, "sdk": "android5.12.2", "branch_key": "key_live_" + hexes(rng, 32)}
    return posted(rng, "open", "/v1/open", body)


def bridge(rng, p):
    device = {"deviceModel": "CPH2591", "manufacturer": "OPPO", "osName": "Android", "osVersion": "14", "locale": "de-DE", "limitAdTracking": False, "network": {"carrier": "Vodafone.de",
              "wifi": True}, **p.one("advertising-id", "gaid"), "screen": {"width": 1080, "height": 2412}}
    user = {**p.one("email", "externalUserEmail"), **p.one("phone-number", "externalUserPhone")}
    return posted(rng, "bridge", "/api/v2/apps/notes/events/mobile-app/9162", {"app": {"packageName": "com.example.notes", "versionCode": 302}, "device": device, "user": user,
                  "eventUUID": uuid4(rng), "requestTimestamp": times(rng), "sdkVersion": "M_A_v2.24.0"}, ("Authorization", "AIRBRIDGE-SDK-HMAC " + hexes(rng, 64)))


def two_way(rng, p):
    """An event whose properties stand in an HTTP API's list, with a position."""
    event = {"event_type": "open_list", "time": times(rng), "session_id": times(rng), "insert_id": uuid4(rng), "library": "amplitude-analytics-android/1.16.8", "platform": "Android",
             "device_manufacturer": "Google", **p.one("advertising-id", "adid"), **p.one("android-id", "android_id"), **p.point("location_lat", "location_lng"),
             "user_properties": p.some("email", "phone-number", most=1)}
    return posted(rng, "two", "/2/httpapi", {"api_key": hexes(rng, 32), "events": [event], "client_upload_time": "2026-07-14T08:12:36.120Z", "options": {"min_id_length": 1}})


def device_update(rng, p):
    """Names with the maker's in front of a point."""
    props = {"swrve.device_name": "motorola moto g54", "swrve.os": "Android", "swrve.device_dpi": 400, "swrve.sim_operator.code": "26202", "swrve.timezone_name": "Europe/Berlin",
             **p.one("advertising-id", "swrve.GAID"), **p.one("android-id", "swrve.android_id")}
    return posted(rng, "update", "/1/batch", {"user": uuid4(rng), "session_token": f"{digits(rng, 4)}={hexes(rng, 32)}", "version": 3, "app_version": "4.2.10",
                  "data": [{"type": "device_update", "seqnum": 4, "time": times(rng), "attributes": props}, {"type": "user", "time": times(rng), "attributes": p.some(*REACH, most=1)}]})


def engagement(rng, p):
    event = {"event_name": "user_update", "category": "system", "license_code": "~" + hexes(rng, 8), "luid": uuid4(rng), "event_time": "2026-07-14T08:12:33.003Z",
             "event_data": {**p.one("email", "we_email"), **p.one("phone-number", "we_phone"), "we_email_opt_in": True}, "system_data": {"sdk_id": 1, "sdk_version": 41100, "app_id":
             "com.example.notes", **p.some("advertising-id", "android-id", most=1)}}
    return posted(rng, "engage", "/v2/trackers", [event])


def edge(rng, p):
    """Whose it is, by name spaces, each with a list of ids."""
    spaces = {"ECID": [{"id": digits(rng, 38), "authenticatedState": "ambiguous", "primary": True}], "GAID": [p.under("advertising-id", "id")], "Email": [p.under("email", "id")]}
    xdm = {"identityMap": spaces, "eventType": "application.launch", "timestamp": "2026-07-14T08:12:33.003Z", "_id": uuid4(rng), "environment": {"operatingSystem": "Android", "type":
           "application"}, "placeContext": {"geo": {"_schema": p.point("latitude", "longitude")}}}
    return posted(rng, "edge", "/ee/v1/interact?configId=" + uuid4(rng), {"events": [{"xdm": xdm}], "meta": {"konductorConfig": {"streaming": {"enabled": True}}}})


def visit(rng, p):
    """An analytics SDK's visit: names of a few letters beside names that tell."""
    body = {"t": "vst", "u": uuid4(rng), "s": uuid4(rng), "stm": times(rng), "av": "2.9.8", "b": "native", "d": "com.example.notes", "dm": "PGU110", "osv": "14", "adrid": p.plain("android-id"),
            **p.one("imei", "imei"), **p.one("advertising-id", "oaid"), **p.point("lat", "lng"), "ch": "oppo", "l": "zh", "fv": "0", "cs1": p.plain("account-id")}
    return posted(rng, "visit", f"/v3/projects/{hexes(rng, 16)}/collect?stm={times(rng)}", [body])


def messages(rng, p):
    """A batch with its device beside it, mostly in short names."""
    body = {"dt": "h", "id": uuid4(rng), "ct": times(rng), "sdk": "5.57.0", "oo": False, "uitl": 60, "mpid": "-" + digits(rng, 18), "ui": [{"n": 7, "i": p.plain("email"), "dfs": times(rng),
            "f": False}], "ai": {"an": "Notes", "apn": "com.example.notes", "av": "4.2.10"}, "di": {"b": "UP1A.231005.007", "dma": "Xiaomi", "dll": "de", "dsw": 1080,
            "anid": p.plain("android-id"), **p.one("advertising-id", "aaid")}, "ua": p.some("phone-number", "imei", most=1)}
    return posted(rng, "messages", f"/v2/{hexes(rng, 32)}/events", body, ("x-mp-signature", hexes(rng, 64)))


def profile_token(rng, p):
    attributes = {"token": hexes(rng, 40), "platform": "android", "vendor": "fcm", "enablement_status": "AUTHORIZED", "background": "AVAILABLE",
                  "device_metadata": {"device_model": "Pixel 8", "os_name": "Android", "environment": "release", **p.some("android-id", "advertising-id", "serial-number", most=1)},
                  "profile": {"data": {"type": "profile", "attributes": {"anonymous_id": uuid4(rng), **p.one("email", "email"), **p.some("phone-number", most=1)}}}}
    return posted(rng, "token", "/client/push-tokens/?company_id=" + hexes(rng, 6), {"data": {"type": "push-token", "attributes": attributes}}, ("revision", "2026-04-15"))


def push_tags(rng, p):
    request = {"application": f"{hexes(rng, 5).upper()}-{hexes(rng, 5).upper()}", "hwid": p.plain("android-id"), "v": "6.7.14", "device_type": 3, "userId": p.plain("account-id"),
               "tags": {"Plan": "free", "Level": 7, **p.some(*REACH, *COMMON, most=3)}}
    return posted(rng, "settags", "/json/1.3/setTags", {"request": request})


def person(rng, p):
    body = {"access_token": hexes(rng, 32), "data": {"environment": "production", "level": "error", "uuid": uuid4(rng), "platform": "android", "body": {"trace": {"exception": {"class":
            "java.net.SocketException", "message": "Connection reset"}}}, "person": {"id": p.plain("account-id"), **p.one("email", "email")},
            "client": {"android": {"phone_model": "SM-G991B", "android_version": "14", "code_version": 302}}, "custom": p.some(*DEVICE, most=2), "notifier": {"name": "rollbar-java"}}}
    return posted(rng, "item", "/api/1/item/", body)


def tagged_user(rng, p):
    """A monitoring beacon, in which one value is the user's tag."""
    beacon = {"vv": 3, "va": "8.287.1.1006", "ap": uuid4(rng), "an": "com.example.notes", "pt": 1, "tp": "m", "vi": digits(rng, 15), "sn": digits(rng, 10), "mf": "HMD+Global", "md": "Nokia+G22",
              "os": "Android+13", "et": 60, "na": p.plain("email"), "it": 1, "s0": 11, "t0": digits(rng, 7)}
    body = query(beacon)
    if rng.random() < 0.5:
        return http(rng, "mbeacon", "/mbeacon?type=m&srvid=1&app=" + uuid4(rng), gzip.compress(body.encode(), mtime=0), ("Content-Encoding", "gzip"), doc="form", names=("gzip",))
    return http(rng, "mbeacon", "/mbeacon?type=m&srvid=1&app=" + uuid4(rng), body.encode(), ("Content-Type", "text/plain"), doc="form")


def demdex(rng, p):
    """Marks of one byte between a space, an id and a state."""
    ids = f"DSID_20914\x01{p.plain('advertising-id')}\x011"
    return get(rng, "id", "/id?" + query({"d_rtbd": "json", "d_ver": 2, "d_orgid": hexes(rng, 24).upper() + "@AdobeOrg", "d_mid": digits(rng, 38), "d_cid": ids, "d_blob": hexes(rng, 40),
               "dcs_region": 6}))


# ---- advertising ----

def network(rng, p):
    """A form in capitals."""
    fields = {"PLACEMENT_ID": f"{digits(rng, 15)}_{digits(rng, 15)}", "SDK": "android", "SDK_VERSION": "6.17.0", "LOCALE": "de_DE", "MODEL": "SM-A546B", "BUNDLE": "com.example.notes",
              "OSVERS": "14", "IDFA_FLAG": "0", **p.one("advertising-id", "IDFA"), "SESSION_ID": uuid4(rng), "SESSION_TIME": f"{times(rng) / 1000:.3f}", "DENSITY": "2.8125", "CARRIER": "o2 - de",
              **p.some("android-id", "imei", "bssid", most=1)}
    return in_form(rng, "network", "/network_ads_common", fields)


def sha1_ids(rng, p):
    fields = {"appId": hexes(rng, 32), "adId": digits(rng, 12), "oo": "f", "dt": "android", "app": "app", "aud": "3p", "ua": "Mozilla/5.0 (Linux; Android 14; SM-S918B)",
              "dinfo": json.dumps({"make": "samsung", "model": "SM-S918B", "os": "Android", "osVersion": "14", "scalingFactor": "2.81", "orientation": "portrait"}),
              **p.one("advertising-id", "idfa"), "sha1_mac": p.hashed("wifi-mac", "sha1"), "sha1_serial": p.hashed("serial-number", "sha1"), "sha1_udid": p.hashed("android-id", "sha1", False)}
    if rng.random() < 0.4:
        fields["geoloc"] = p.spot_of_both()
    return in_form(rng, "msdk", "/e/msdk/ads", fields)


def tags_wanted(rng, p):
    device = {"useragent": "Mozilla/5.0 (Linux; Android 13; M2101K6G)", "geo": {**p.point("lat", "lng"), "loc_age": 2103, "loc_precision": 14}, "make": "Xiaomi", "model": "M2101K6G", "carrier": "1&1",
              "connectiontype": 1, "mcc": 262, "mnc": 23, "device_id": p.under("advertising-id", "aaid"), "limit_ad_tracking": False, "devtime": times(rng)}
    return posted(rng, "ut", "/ut/v3", {"tags": [{"id": int(digits(rng, 8)), "sizes": [{"width": 300, "height": 250}], "prebid": False, "uuid": uuid4(rng)}], "user": {"language": "de"},
                  "device": device, "app": {"appid": "com.example.notes"}})


def soma(rng, p):
    names = ("gps",) if rng.random() < 0.6 else ()
    fields = {"pub": digits(rng, 10), "adspace": digits(rng, 9), "format": "display", "dimension": "mma", "apiver": "600", "googlednt": "false", **p.one("advertising-id", "googleadid"),
              **{n: p.spot_of_both() for n in names}, "devicemodel": "Redmi Note 12", "devicemake": "Xiaomi", "connection": "wifi", "client": "sdkandroid_22-7-0", "coppa": 0, "lang": "de"}
    return get(rng, "soma", "/oapi/v6/ad?" + query(fields))


def html_ad(rng, p):
    fields = {"publisherId": digits(rng, 9), "productId": digits(rng, 9), "os": "android", "sdkVersion": "5.1.0", "packageId": "com.example.notes", **p.one("advertising-id", "userAdvertisingId"),
              "limat": "false", "isp": "26201", "ispName": "Telekom.de", "grid": "LTE", "roaming": "false", "model": "SM-A145R", "manufacturer": "samsung", "density": "2.0", "rand": digits(rng, 9),
              **p.plainly("android-id", "wifi-mac", "bssid", most=1)}
    return get(rng, "htmlad", "/1.5/gethtmlad?" + query(fields))


def apps_and_ids(rng, p):
    fields = {"apptoken": hexes(rng, 32), "os": "android", "osver": "14", "devicemodel": "moto g84 5G", "dnt": 0, "al": "l", "mf": "points,revenuemodel", "zoneid": digits(rng, 2),
              "gid": p.plain("advertising-id"), "gidsha1": p.hashed("advertising-id", "sha1", False), "gidmd5": p.hashed("advertising-id", "md5", False), "secure": 1,
              "locale": "de", "bundleid": "com.example.notes"}
    if rng.random() < 0.6:
        fields |= dict(zip(("lat", "long"), p.spot("lat", "long")))
    return get(rng, "native", "/api/v3/native?" + query(fields))


def maker_ads(rng, p):
    """A maker's advertisements, whose names end in two lines."""
    device = {"buildVersion__": "ELS-N04 12.0.0.210", "dpi__": 480, "language__": "de", "maker__": "HUAWEI", "model__": "ELS-N04", "os__": "android", "tvModel__": "", "isTrackingEnabled__": "1",
              **p.one("advertising-id", "oaid__"), **p.some_of({"imei": "imei__", "android-id": "androidid__", "serial-number": "serialNumber__"})}
    return posted(rng, "acd", "/contserver/getadmspace", {"version__": "3.4", "sdkver__": "13.4.76.300", "multislot__": [{"slotid__": hexes(rng, 10), "adtype__": 3}],
                  "app__": {"pkgname__": "com.example.notes", "lang__": "de"}, "device__": device, "network__": {"type__": 2, "carrier__": 2}})


def business(rng, p):
    event = {"type": "track", "event": "LaunchAPP", "event_id": uuid4(rng), "timestamp": "2026-07-14T08:12:33Z", "properties": {}, "limited_data_use": False,
             "context": {"app": {"id": "com.example.notes", "version": "4.2.10"}, "device": {"platform": "Android", "version": "14", **p.one("advertising-id", "gaid")},
                         "user": {"email": p.hashed("email", "sha256", False, str.lower), "phone_number": p.hashed("phone-number", "sha256", False)}, "locale": "de-DE"}}
    return posted(rng, "appbatch", "/open_api/v1.2/app/batch/", {"tiktok_app_id": digits(rng, 19), "event_source": "APP_EVENTS_SDK", "batch": [event]}, ("Access-Token", hexes(rng, 40)))


# ---- the phone's own services and stores ----

def store_query(rng, p):
    fields = {"model": "V2250", "elapsedtime": digits(rng, 9), "cs": 0, "av": 34, "an": 14, "nt": "WIFI", "density": "3.0", "app_version": "96103", "plat_key_ver": "", "pictype": "webp",
              **p.one("imei", "imei"), **p.one("advertising-id", "oaid"), "u": "", "s": f"2|{digits(rng, 10)}", **p.plainly("android-id", "serial-number", "wifi-mac", most=1)}
    return rng.choice((lambda: get(rng, "vstore", "/port/packages_top/?" + query(fields)), lambda: in_form(rng, "vstore", "/port/packages_top/", fields)))()


def maker_log(rng, p):
    """What a maker's launcher and its analytics keep, in a list of events with a base."""
    base = {"brand": "TECNO", "model": "TECNO KL4", "mcc": "621", "lang": "en", "os_ver": "14", "sdk_ver": "3.1.1.4", **p.some(*DEVICE, most=3)}
    return posted(rng, "athena", "/athena/upload", {"baseInfo": base, "bodys": [{"tid": 1351, "cfgv": 3, "events": [{"ev": "page_show", "ts": times(rng), "net": 2}]}]},
                  ("sign", hexes(rng, 40)))


def registered(rng, p):
    """A messenger's first words: the number, as it is dialled at home, and the SIM cards' serials."""
    serials = [p.give("iccid")]
    own = p.give("phone-number", True, lambda t: at_home(t).lstrip("+"))
    p.written[-1] = ("phoneNumber", own)
    body = {"countryCode": "in", "dialingCode": 91, "installationDetails": {"app": {"buildVersion": 6, "majorVersion": 14, "minorVersion": 17, "store": "GOOGLE_PLAY"},
            "device": {"deviceId": p.plain("android-id"), "language": "en", "manufacturer": "Xiaomi", "mobileServices": ["GMS"], "model": "M2010J19SG", "osName": "Android", "osVersion": "13",
                       "simSerials": serials}, "language": "en"}, "phoneNumber": own, "region": "region-2", "sequenceNo": 2}
    return posted(rng, "onboarding", "/v2/sendOnboardingOtp", body)


def sign_in_code(rng, p):
    """A code is asked for: short words, one datum."""
    kind, fields = rng.choice((("phone-number", {"name": "phoneNumber", "path": f"/v1/accounts:sendVerificationCode?key=AIza{hexes(rng, 35)}", "more": {"appSignatureHash": hexes(rng, 11)}}),
                               ("phone-number", {"name": "phone_number", "path": "/passwordless/start", "more": {"client_id": hexes(rng, 32), "connection": "sms", "send": "code"}}),
                               ("email", {"name": "email", "path": "/passwordless/start", "more": {"client_id": hexes(rng, 32), "connection": "email", "send": "link"}})))
    return posted(rng, "code", fields["path"], {**p.one(kind, fields["name"]), **fields["more"]}, ("X-Android-Package", "com.example.notes"))


def pool(rng, p):
    """Attributes as pairs of Name and Value, asked for by a header."""
    attributes = [{"Name": k, "Value": v} for k, v in {**p.one("email", "email"), **p.one("phone-number", "phone_number"), "locale": "de"}.items()]
    body = {"ClientId": hexes(rng, 26), "SecretHash": text64(octets(rng, 32)), "Username": uuid4(rng), "UserAttributes": attributes, "UserContextData": {"EncodedData": text64(octets(rng, 90))}}
    return http(rng, "pool", "/", compact(body), ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp"))


def portal(rng, p):
    """A hotel's Wi-Fi sends the handset to its page, and says whose it is."""
    mac = p.give("wifi-mac", True, rng.choice((None, str.upper, dashed)))
    p.written[-1] = ("client_mac", mac)
    node = p.beside("bssid", "wifi-mac")
    fields = {"base_grant_url": "http://portal.example.net/grant", "user_continue_url": "http://example.org/generate_204", "node_id": digits(rng, 14), "gateway_id": digits(rng, 14),
              "node_mac": node, "client_mac": mac}
    return get(rng, "splash", f"/splash/{hexes(rng, 8)}/?" + query(fields))


def managed_settings(rng, p):
    """A device management session: what the device says of itself, as SyncML has it."""
    word = f"IMEI:{p.give('imei')}"
    p.written[-1] = ("Data", word)
    items = "".join(f"<Item><Source><LocURI>./DevInfo/{n}</LocURI></Source><Data>{escape(v)}</Data></Item>" for n, v in (("DevId", word), ("Man", "Sony"), ("Mod", "XQ-DC54"), ("Lang", "de")))
    body = f"<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>{digits(rng, 4)}</SessionID><MsgID>1</MsgID><Target><LocURI>http://dm.example.net/</LocURI></Target>" \
           f"</SyncHdr><SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Replace><CmdID>2</CmdID>{items}</Replace><Final/></SyncBody></SyncML>"
    return http(rng, "dm", "/dm/session", body.encode(), ("Content-Type", "application/vnd.syncml.dm+xml"), doc="xml")


def provisioned(rng, p):
    """What a mail server wants to know of a handset, in WBXML of MS-ASWBXML's page 18."""
    inline = b"".join(bytes([tag | 0x40, 3]) + text.encode() + b"\0\1" for tag, text in ((0x17, "SM-S911B"), (0x18, p.plain("imei")), (0x1A, "Android 14"), (0x1B, "German"),
                      (0x1C, p.plain("phone-number"))))
    body = b"\x03\x01\x6a\x00\x00\x0e\x45\x00\x12\x56\x48" + inline + b"\1\1\1"
    target = "/Microsoft-Server-ActiveSync?" + query({"Cmd": "Provision", "User": p.plain("email"), "DeviceId": p.plain("android-id", str.upper), "DeviceType": "Android"})
    return http(rng, "provision", target, body, ("Content-Type", "application/vnd.ms-sync.wbxml"), ("MS-ASProtocolVersion", "16.1"), doc="text")


def calendar(rng, p):
    """An appointment that the owner makes."""
    own = p.plain("email")
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//notes 4.2//DE\r\nBEGIN:VEVENT\r\nUID:{uuid4(rng)}\r\nDTSTAMP:20260714T081233Z\r\nDTSTART:20260720T090000Z\r\nSUMMARY:Zahnarzt\r\n" \
           f"ORGANIZER:mailto:{own}\r\nSEQUENCE:0\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return http(rng, "calendar", f"/caldav/v2/{quoted(own) or 'me'}/events/{uuid4(rng)}.ics", text.encode(), ("Content-Type", "text/calendar; charset=utf-8"), method="PUT", doc="text")


def esim(rng, p):
    """What a card says of the telephone that it is in: half-bytes in DER in base64 (SGP.22)."""
    imei = b"\x82\x08" + half_bytes(p.value("imei")) if p.who != "refused" else b""
    if p.who != "refused":
        p.note("imei", False, "tbcd")
        p.written.append((None, half_bytes(p.value("imei")).decode("latin-1")))
    device = b"\x80\x04" + octets(rng, 4) + b"\xa1\x0c\x80\x03\x10\0\0\x82\x03\x0f\0\0\x84\0" + imei
    inner = b"\xa0" + bytes([len(device)]) + device
    data = b"\xbf\x38\x82\x00" + bytes([len(inner) + 24]) + b"\x80\x10" + octets(rng, 16) + b"\x83\x04smdp" + inner
    return http(rng, "es9", "/gsma/rsp2/es9plus/authenticateClient", compact({"transactionId": hexes(rng, 32).upper(), "authenticateServerResponse": text64(data)}), JSON,
                ("X-Admin-Protocol", "gsma/rsp/v2.2.0"), doc="text", names=("json", "base64"))


def access_points(rng, p):
    """A search for the place of access points, as a system of another maker does it: protobuf behind words with lengths."""
    seen = b"".join(wire.protobuf([(2, wire.protobuf([(1, mac)]))]) for mac in (p.plain("bssid"),))
    seen += wire.protobuf([(3, 0), (4, 1)])
    data = b"\0\1\0\5de_DE\0\x13com.apple.locationd\0\x0c17.5.1.21F90\0\0\0\1\0\0\0" + bytes([len(seen)]) + seen
    return http(rng, "wloc", "/clls/wloc", data, ("Content-Type", "application/x-www-form-urlencoded"), doc="text")


def radio_log(rng, p):
    """A log of the radio and of the wireless, packed."""
    lines = ["07-14 08:12:33.003  1453  1490 D RILJ    : [0123]> DEVICE_IDENTITY [PHONE0]", f"07-14 08:12:33.017  1453  1502 D RILJ    : [0123]< DEVICE_IDENTITY {{{p.plain('imei')}, 78, , }} [PHONE0]",
             f"07-14 08:12:34.220  2210  2210 I wpa_supplicant: wlan0: CTRL-EVENT-CONNECTED - Connection to {p.plain('bssid')} completed [id=0 id_str=]", "07-14 08:12:34.402  1101  1320 I wificond: scan done"]
    return http(rng, "radio", "/feedback/log?type=radio&ver=302", gzip.compress("\n".join(lines).encode(), mtime=0), ("Content-Type", "application/gzip"), doc="text", names=("gzip",))


# ---- where somebody is ----

def moving(rng, p):
    coords = {**p.point("latitude", "longitude"), "accuracy": 14.2, "speed": 1.31, "heading": 211.4, "altitude": 41.1}
    location = {"event": "motionchange", "is_moving": True, "uuid": uuid4(rng), "timestamp": "2026-07-14T08:12:33.003Z", "odometer": 21033.4, "coords": coords, "activity": {"type": "on_foot",
                "confidence": 92}, "battery": {"is_charging": False, "level": 0.61}, "extras": p.some("phone-number", "email", "imei", most=1)}
    return posted(rng, "locations", "/locations", {"location": location})


def tracked(rng, p):
    body = {"anonymous": False, "installId": uuid4(rng), "userId": p.plain("account-id"), **p.point("latitude", "longitude"), "accuracy": 12.4, "foreground": False, "stopped": True,
            "source": "BACKGROUND_LOCATION", "deviceType": "Android", "deviceMake": "samsung", "sdkVersion": "3.9.3", "updatedAtMsDiff": 11, **p.some("advertising-id", "android-id", most=1),
            "metadata": p.some("email", "phone-number", most=1)}
    return posted(rng, "radar", "/v1/track", body, ("Authorization", "prj_live_pk_" + hexes(rng, 40)))


def user_context(rng, p):
    """A family's finder: JSON in base64 in a header."""
    near = dict(zip(("lat", "lon"), p.spot("lat", "lon")))
    body = {"geolocation": {**near, "alt": "41.0", "accuracy": "14.20", "heading": "0.0", "speed": "0.0", "timestamp": str(times(rng) // 1000), "age": "0.2"},
            "geolocation_meta": {"wssid": p.plain("ssid"), "lmode": "fore"}, "device": {"battery": "61.0", "charge": "0", "wifi_state": "1", "build": "302"}}
    return http(rng, "circle", "/v4/locations", b"", ("X-UserContext", text64(compact(body))), ("X-Request-ID", uuid4(rng)), method="PUT", names=("base64",))


def geosubmit(rng, p):
    """Towers and access points, where they were seen."""
    seen = [{"macAddress": p.beside("bssid", "wifi-mac"), "signalStrength": -61, "frequency": 5180}]
    towers = [{"radioType": "lte", "mobileCountryCode": 262, "mobileNetworkCode": 1, "locationAreaCode": int(digits(rng, 4)), **p.one("cell-id", "cellId"), "asu": 31, "serving": 1}]
    item = {"timestamp": times(rng), "position": {**p.point("latitude", "longitude"), "accuracy": 10.0, "source": "gps"}, "cellTowers": towers, "wifiAccessPoints": seen}
    return posted(rng, "geosubmit", "/v2/geosubmit?key=" + hexes(rng, 20), {"items": [item]})


def pilgrim(rng, p):
    fields = {"v": "20260701", "m": "foursquare", "ll": p.spot_of_both(), "llAcc": 14, "locationType": "fused", "timestamp": times(rng) // 1000, "batteryStatus": "unplugged", "limitAdTracking": 0,
              "installId": uuid4(rng), **p.plainly("advertising-id", "android-id", most=1)}
    return in_form(rng, "pilgrim", "/v2/pilgrim/visits/add", fields) if rng.random() < 0.5 else get(rng, "pilgrim", "/v2/pilgrim/visits/add?" + query(fields))


def geoposition(rng, p):
    return get(rng, "geoposition", "/locations/v1/cities/geoposition/search.json?" + query({"apikey": hexes(rng, 32), "q": p.spot_of_both(), "language": "de-de", "details": "true", "toplevel": "false"}))


def owner_tracks(rng, p):
    """A tracker's publication."""
    body = compact({"_type": "location", "tid": "mi", "tst": times(rng) // 1000, "acc": 14, "batt": 61, "conn": "w", "t": "u", "m": 1, "vel": 0, **p.point("lat", "lon"), **p.one("bssid", "BSSID"),
                    "SSID": p.plain("ssid")})
    hello = ((True, mqtt_packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\2o1")), (False, b"\x20\2\0\0"))
    topic = b"owntracks/mi/pixel"
    return Sent("mqtt-tracks", "tcp", 1883, mqtt_packet(0x32, struct.pack("!H", len(topic)) + topic + b"\0\x01" + body), (), "json", hello)


def hook(rng, p):
    """A house is told where its owner is, or to which access point the handset holds."""
    if rng.random() < 0.6:
        return posted(rng, "webhook", "/api/webhook/" + hexes(rng, 64), {"type": "update_location", "data": {"gps": p.two_numbers(), "gps_accuracy": 14, "battery": 61, "speed": 0}})
    sensors = [{"unique_id": "battery_level", "state": 61, "type": "sensor"}, {"unique_id": "wifi_bssid", "state": p.plain("bssid"), "type": "sensor"}, {"unique_id": "wifi_connection", "state":
               p.plain("ssid"), "type": "sensor"}]
    return posted(rng, "webhook", "/api/webhook/" + hexes(rng, 64), {"type": "update_sensor_states", "data": sensors})


def taxi(rng, p):
    fields = {"appversion": "6.9.16", "channel": "102", "datatype": 1, "maptype": "soso", "networkType": "WIFI", "origin_id": 1, "osType": 2, "terminal_id": 1, **dict(zip(("lat", "lng"),
              p.spot("lat", "lng"))), **p.one("imei", "imei"), **p.plainly("phone-number", "wifi-mac", "android-id", most=1), "timestamp": times(rng), "wsgsig": "dd03-" + hexes(rng, 60)}
    return get(rng, "taxi", "/gulfstream/passenger/v2/other/pEstimatePriceCoupon?" + query(fields))


# ---- money and shops ----

def meal_deal(rng, p):
    """A shop's query, in which a field for campaigns holds the handset's number."""
    fields = {"ci": 1, "limit": 20, "utm_source": "xiaomi", "utm_medium": "android", "utm_term": "1200220402", "utm_content": p.plain("imei"), "utm_campaign": "AgroupBgroupC0E0", "version_name": "12.20.402",
              "__skts": times(rng), "__skua": hexes(rng, 32), "__skno": uuid4(rng), "latlng": p.spot_of_both()}
    return get(rng, "deal", "/group/v4/deal/select/city/1?" + query(fields))


def pay_page(rng, p):
    """JSON in base64 in JSON, with a sum in a header."""
    own = p.give("phone-number", True, lambda t: at_home(t).lstrip("+"))
    p.written[-1] = ("mobileNumber", own)
    inner = {"merchantId": "NOTESONLINE", "merchantTransactionId": "MT" + digits(rng, 16), "amount": 24900, "mobileNumber": own, "deviceContext": {"deviceOS": "ANDROID"},
             "paymentInstrument": {"type": "UPI_INTENT", "targetApp": "com.example.pay"}, **p.some("email", "imei", most=1)}
    return http(rng, "payapi", "/pg/v1/pay", compact({"request": text64(compact(inner))}), JSON, ("X-VERIFY", hexes(rng, 64) + "###1"), names=("json", "base64"))


def shopper(rng, p):
    body = {"merchantAccount": "NotesDE", "amount": {"currency": "EUR", "value": 1990}, "reference": "ORD-" + digits(rng, 9), "channel": "Android", "paymentMethod": {"type": "klarna",
            "checkoutAttemptId": uuid4(rng)}, **p.one("email", "shopperEmail"), **p.one("phone-number", "telephoneNumber"), "countryCode": "DE", "returnUrl": "adyencheckout://com.example.notes"}
    return posted(rng, "payments", "/checkout/v71/payments", body)


def tokenize(rng, p):
    card = p.give("payment-card")
    p.written[-1] = ("number", card)
    body = {"clientSdkMetadata": {"platform": "android", "source": "form", "integration": "custom", "sessionId": uuid4(rng)}, "operationName": "TokenizeCreditCard",
            "query": "mutation TokenizeCreditCard($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { token creditCard { bin last4 } } }",
            "variables": {"input": {"options": {"validate": False}, "creditCard": {"number": card, "expirationMonth": "11", "expirationYear": "2029"}}}}
    return posted(rng, "graphql", "/graphql", body, ("Braintree-Version", "2018-03-06"))


def client_line(rng, p):
    """A payer's device as one text with semicolons."""
    ua = f"Msp/15.8.30 (Android 14;Linux;zh_CN;http;1080*2400;21.0;WIFI;{p.plain('imei')};{p.plain('imsi')};1;{p.plain('wifi-mac')};1)"
    return posted(rng, "cashier", "/mgw.htm", {"action": {"type": "cashier", "method": "main"}, "tid": hexes(rng, 64), "ua": ua, "has_alipay": True, "external_info": "", "new_client_key": hexes(rng, 10)})


def identity_checked(rng, p):
    """Who somebody is, for an authority or a lender."""
    body = {"appId": hexes(rng, 16), "bizNo": digits(rng, 20), "scene": "real_name", "data": {**p.one_card(), **p.some(*REACH, most=2)}, "deviceInfo": p.some("imei", "android-id", "serial-number",
            most=1), "consent": "Y", "ver": "2.5.1"}
    return posted(rng, "identity", "/api/identity/verify", body)


def identity_form(rng, p):
    fields = {"service": "kyc.otp", "txn": uuid4(rng), "ts": "2026-07-14T08:12:33", **p.one_card(), **p.some("phone-number", "payment-card", most=1), "captchaTxnId": hexes(rng, 24), "lang": "en"}
    return in_form(rng, "kycform", "/kyc/otp/generate", fields)


# ---- play, houses, talk ----

def fingerprint(rng, p):
    """JSON in a text in JSON: a game's maker would know a handset again."""
    inner = {"cpuType": "arm64-v8a", "romCapacity": "512", "productName": "umi", "romRemain": "441", "hostname": "dg02-pool03-kvm87", "isRoot": 0, "buildTags": "release-keys", "buildType": "user",
             "accelerometer": "0.26x4.11x8.83", "sdCardCapacity": digits(rng, 6), **p.one("advertising-id", "oaid"), **p.one("serial-number", "serialNumber"), "vaid": "", "debugStatus": 0}
    body = {"device_id": p.plain("android-id"), "seed_id": uuid4(rng), "seed_time": str(times(rng)), "platform": "2", "device_fp": "", "app_name": "bbs_cn", "ext_fields": json.dumps(inner)}
    return http(rng, "getfp", "/device-fp/api/getFp", compact(body), JSON, names=("json",))


def activation(rng, p):
    body = {"type": "Activation", "project": "g37", "source": "netease_p1", "active_time": times(rng) // 1000, "app_channel": "huawei", "app_ver": "1.3.80", "transid": f"{times(rng)}_{digits(rng, 9)}",
            "device_height": 1080, "device_width": 2400, "network": "wifi", "isp": "46001", "os_name": "android", **p.one("wifi-mac", "mac_addr"), **p.some("imei", "android-id", "advertising-id",
            "serial-number", most=2)}
    return posted(rng, "drpf", "/", body)


def one_time_number(rng, p):
    """A number in base64, in JSON."""
    own = p.plain("phone-number")
    p.written.pop()
    p.written.append((None, own))
    return http(rng, "loginotp", "/userservice/apis/v1/loginotp/send", compact({"number": text64(own.encode())}), JSON, ("appname", "RJIL_JioTV"), ("os", "android"), ("devicetype", "phone"),
                doc="text", names=("json", "base64"))


def viewer(rng, p):
    fields = {"prd": "session", "ci": "de-" + digits(rng, 6), "c9": "devid," + p.plain("advertising-id"), "c13": "asid,P" + hexes(rng, 8).upper() + "-" + uuid4(rng)[9:].upper(), "c16": "sdkv,aa.9.2.0",
              "c8": "devgrp,PHN", "uoo": "", "retry": 0, "c30": "bldv,aa.9.2.0.5", "rnd": times(rng)}
    return get(rng, "gn", "/cgi-bin/gn?" + query(fields))


def watched(rng, p):
    body = {"device_meta": {"os": "Android", "os_version": "13", "device_name": "V2134", **p.some("android-id", "advertising-id", "serial-number", most=1)}, **p.one("phone-number", "phone_number"),
            "country_prefix": "91", "initialize_with": "phone_number"}
    return posted(rng, "user", "/um/v3/users/initiate?register-by=phone_otp", body, ("x-request-id", uuid4(rng)), ("hotstarauth", f"st={times(rng) // 1000}~exp={times(rng) // 1000}~acl=/*~hmac={hexes(rng, 64)}"))


def plugs(rng, p):
    """A lamp's cloud is asked for an account."""
    return http(rng, "kasa", "/?appName=Kasa_Android&ospf=Android+14&netType=wifi&termID=" + uuid4(rng), compact({"method": "getAccountStatusAndUrl", "params": {"appType": "Kasa_Android",
                "cloudUserName": p.plain("email")}}), JSON)


def mileage(rng, p):
    """What a car's plug measures: codes as names, a hash of the telephone's number."""
    fields = {**p.one("email", "eml"), "v": 9, "session": times(rng), "id": p.hashed("imei", "md5", False), "time": times(rng), "kc": f"{rng.uniform(700, 3000):.1f}", "k5": "88.0", "kff1001": "31.25"}
    return get(rng, "torque", "/upload_data.php?" + query(fields))


def ticket(rng, p):
    """A help desk's request, with fields that have numbers."""
    custom = [{"id": int(digits(rng, 12)), "value": p.plain("imei")}, {"id": int(digits(rng, 12)), "value": "4.2.10"}]
    body = {"request": {"requester": {"name": "", **p.one("email", "email")}, "subject": "Sync", "comment": {"body": "Es geht nicht mehr."}, "tags": ["android", "de"], "custom_fields": custom}}
    return posted(rng, "requests", "/api/mobile/requests.json?include=last_comment", body, ("Mobile-Sdk-Identity", uuid4(rng)))


def viber(rng, p):
    tags = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in {**p.one("phone-number", "PhoneNumber"), **p.one("imsi", "IMSI"), "CountryIDCode": "49", "DeviceType": "SM-A546B", "MCC": "262", "MNC": "01",
                  "Language": "de", "SystemVersion": "14", "PushToken": hexes(rng, 40)}.items())
    return http(rng, "register", "/viber/viber.php?function=RegisterUser", query({"params": f"<?xml version=\"1.0\" encoding=\"UTF-8\"?><RegisterUserRequest>{tags}</RegisterUserRequest>"}).encode(), FORM,
                doc="xml", names=("form",))


def in_cookie(rng, p):
    """JSON in a cookie."""
    text = quoted(json.dumps({"sdk": "h5", **p.some(*COMMON, *REACH, most=3)}))
    return http(rng, "webview", "/m/index.html?from=app", b"", ("Cookie", f"SESSION={hexes(rng, 32)}; native_info={text}; theme=dark"), method="GET")


def client_headers(rng, p):
    some = p.plainly(*[k for k in DEVICE if k != "bluetooth-mac"], "phone-number", most=2)
    p.written = [(as_header(k), v) for k, v in p.written]
    return http(rng, "feedlist", f"/gateway/v3/feeds?size=20&cursor={times(rng)}", b"", ("X-Client-Version", "9.2.1"), ("X-Platform", "android"), *[(as_header(k), v) for k, v in some.items()],
                ("X-Nonce", hexes(rng, 16)), method="GET", doc="headers")


def agent_text(rng, p):
    """A list of words in the client's own name."""
    text = f"NotesApp/4.2.10 (Android 14; {p.plain('android-id')}; SM-A546B) net/wifi lang/de {p.plain('advertising-id')}"
    return http(rng, "agent", "/v2/config?rev=" + digits(rng, 6), b"", ("X-User-Agent", text), method="GET", doc="headers")


def plain_form(rng, p):
    """A small maker's registration, as so many are."""
    fields = {"pkg": "com.example.notes", "chn": "gp", "vc": 302, "lang": "en", **p.some(*DEVICE, "phone-number", "email", most=4), "sim_op": "40445", "tm": times(rng), "sign": hexes(rng, 32)}
    return in_form(rng, "reg", "/api/user/reg", fields)


def packed_field(rng, p):
    """A query's field: base64url of packed JSON."""
    pack, data = packed(rng, compact({"evt": "heartbeat", "dev": p.some(*DEVICE, most=3), "usr": p.some(*REACH, most=1), "t": times(rng)}), "gzip", "gzip", "zlib")
    text = base64.urlsafe_b64encode(data).decode().rstrip("=")
    return http(rng, "beat", f"/hb?v=3&z=1&d={text}&s={hexes(rng, 8)}", b"", method="GET", names=("form", "base64", pack))


def proto_device(rng, p):
    """A device in protobuf: fields with numbers, packed or in base64 in JSON."""
    ids = wire.protobuf([(1, p.plain("android-id")), (2, p.plain("advertising-id")), (5, "OnePlus"), (6, "CPH2447"), (8, 34)])
    data = wire.protobuf([(1, hexes(rng, 32)), (2, ids), (3, times(rng)), (11, p.plain("email"))])
    if rng.random() < 0.5:
        return http(rng, "pb", "/proto/v2/sync", gzip.compress(data, mtime=0), ("Content-Type", "application/x-protobuf"), ("Content-Encoding", "gzip"), doc="protobuf", names=("gzip",))
    return http(rng, "pb", "/proto/v2/sync", compact({"ver": 2, "pb": text64(data)}), JSON, doc="protobuf", names=("json", "base64"))


def proto_labels(rng, p):
    """Names and values as entries of a map, in a service's log."""
    entries = [(3, wire.protobuf([(1, k), (2, v)])) for k, v in {"os": "android", **p.some(*COMMON, "email", "serial-number", most=3)}.items()]
    data = wire.protobuf([(1, times(rng)), (2, "device_registered"), *entries, (7, "4.2.10")])
    return http(rng, "pblog", "/log/v1/batch", data, ("Content-Type", "application/x-protobuf"), doc="protobuf")


def event_socket(rng, p):
    """An event behind a number, as Socket.IO writes it."""
    body = b"42" + compact(["register", {"room": digits(rng, 6), "platform": "android", **p.some(*DEVICE, *REACH, most=3)}])
    p.written = [(None, v) for _, v in p.written]
    return Sent("websocket-io", "tcp", 80, websocket_frame(rng, body, 0x81), (), "text", websocket_opened(rng, "/socket.io/?EIO=4&transport=websocket"))


OFTEN = (opened, bridge, two_way, device_update, engagement, edge, visit, messages, profile_token, push_tags, person, network, sha1_ids, tags_wanted, soma, html_ad, apps_and_ids, maker_ads, business,
         store_query, maker_log, registered, sign_in_code, moving, tracked, taxi, meal_deal, pay_page, shopper, identity_checked, fingerprint, activation, watched, ticket, client_headers, plain_form,
         packed_field, proto_device, proto_labels, in_cookie)
SELDOM = (tagged_user, demdex, pool, portal, managed_settings, provisioned, calendar, esim, access_points, radio_log, user_context, geosubmit, pilgrim, geoposition, owner_tracks, hook, tokenize,
          client_line, identity_form, one_time_number, viewer, plugs, mileage, viber, agent_text, event_socket)
SHAPES = OFTEN + OFTEN + SELDOM
NOBODYS = eleventh_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Sender), told_of("unknown", SHAPES, DUMMIES, MAKERS, Sender), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender))
