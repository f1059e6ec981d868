"""The eighth set: what SDKs of advertising, analytics and push, makers' accounts, fleets' managers, operators and shops have handsets send, in shapes of none of the other
sets. Written without a look at how anything is found, from public knowledge of them alone; every message is opened again by look.py."""

import base64
import gzip
import json
import struct
from xml.sax.saxutils import escape, quoteattr

from . import eighth_nobody, wire
from .carrier import Sent, mqtt_packet, websocket_frame, websocket_opened
from .handset import Handset, mainland_id
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON, packed
from .third import CASE as THIRDS_CASE, DUMMIES, MORE_MAKERS, abroad, bare, bare_upper, dashed, get, http, query, socket
from .values import Datum, digits, group, hexes, quoted, uuid4
from .wrapping import varint

MAKERS = {**MORE_MAKERS, "national-id": mainland_id}


def CASE(rng):
    """The third's, with an identity card of the mainland."""
    return [d for d in THIRDS_CASE(rng) if d.kind != "national-id"] + [Datum("national-id", mainland_id(rng), True)]


class Owner(Handset):
    names = {
        "imei": ("imei", "imei_1", "terminalImei", "IMEINumber", "hw_imei", "phoneImei", "currentImei", "Imei"),
        "imsi": ("imsi", "IMSINumber", "cardImsi", "device_imsi", "simCardImsi", "Imsi"),
        "iccid": ("iccid", "iccIdNumber", "sim_icc_id", "uicc_iccid", "iccidSim1", "Iccid"),
        "phone-number": ("phoneNumber", "celular", "telefone", "cellphone", "nomor_hp", "mobile_phone", "手机号码", "buyerPhone", "numero_celular", "user_mobile"),
        "email": ("email", "correo_electronico", "emailAddress", "userMail", "payer_email", "e_mail_address", "电子邮箱", "buyerEmail"),
        "android-id": ("android_id", "androidID", "deviceAndroidID", "android_device_id", "app_android_id", "androidid"),
        "advertising-id": ("gaid", "google_aid", "huawei_oaid", "raw_gaid", "device_gaid", "oaid", "googleAdvertisingID", "advertising_id"),
        "wifi-mac": ("wifi_mac", "wlan_mac", "mac_addr", "wifiMac", "WLAN_MAC_ADDRESS", "wifiMacAddress", "wlanMacAddr"),
        "bluetooth-mac": ("bluetooth_mac", "btmac", "bt_addr", "bluetoothMacAddress"),
        "bssid": ("bssid", "ap_mac", "wifiBssid", "currentWifiBssid", "ap_bssid"),
        "serial-number": ("serialno", "hardwareSerial", "deviceSerialNumber", "serial_num", "deviceSerialNum", "SerialNum", "sys_serialno"),
        "national-id": ("idCardNo", "id_card", "identityCard", "身份证号码", "idcard_number"),
        "payment-card": ("cardNumber", "bankCardNo", "card_num", "numero_cartao", "ccnum"),
    }
    spell = {"wifi-mac": (None, dashed, bare, bare_upper, str.upper), "bluetooth-mac": (None, str.upper, bare_upper), "bssid": (None, bare, str.upper),
             "advertising-id": (None, None, str.upper), "phone-number": (None, abroad), "payment-card": (None, lambda t: group(t, (4, 4, 4), " "))}


DEVICE = ("imei", "imsi", "iccid", "android-id", "advertising-id", "wifi-mac", "bluetooth-mac", "bssid", "serial-number")
PERSON = ("phone-number", "email", "national-id", "payment-card")
XML = ("Content-Type", "text/xml; charset=utf-8")


# ---- advertising ----

def ironsource(rng, p):
    """base64 of JSON in a query."""
    inner = {"platform": "android", "deviceModel": "RMX3085", "isLimitAdTrackingEnabled": False, "advertisingIdType": "GAID", **dict([p.named("advertising-id", "advertisingId")]),
             "connectionType": "4g", "sessionId": uuid4(rng), "battery": 61, **p.some("android-id", "imei", "email", most=1), "internalFreeMemory": 48211, "mt": times(rng)}
    text = rng.choice((base64.b64encode, base64.urlsafe_b64encode))(compact(inner)).decode()
    return http(rng, "init", "/sdk/v8.1?request=" + quoted(text) + "&applicationKey=" + hexes(rng, 8), b"", method="GET", names=("base64",))


def inmobi(rng, p):
    """A map of ids by their maker's numbers, as JSON in a form."""
    ids = {"GPID": p.plain("advertising-id"), "O1": p.hashed("android-id", "sha1", False), "UM5": p.hashed("android-id", "md5", False), "SUM": p.hashed("wifi-mac", "md5", False)}
    body = query({"im-accid": hexes(rng, 32), "u-id-map": json.dumps(ids), "d-localization": "pt_BR", "u-appbid": "com.example.notes", "mk-version": "pr-SAND-DTGTC-20260311", "adtype": "int",
                  "d-media-volume": 40, "u-latlong-accu": p.spot_of_both(), "ts": times(rng)})
    return http(rng, "showad", "/showad.asm", body.encode(), FORM, names=("form",))


def pangle(rng, p):
    inner = {"ad_sdk_version": "5.4.0.9", "device": {"os": "Android", "model": "CPH2333", "vendor": "OPPO", "sec_did": "", **p.some(*DEVICE, most=3)}, "req_id": uuid4(rng), "ts": times(rng) // 1000}
    name, data = packed(rng, compact(inner), "gzip", "zlib")
    return http(rng, "union", "/api/ad/union/sdk/settings/", compact({"message": base64.b64encode(data).decode(), "cypher": 0, "oversea_version_type": 1}), JSON, names=("json", "base64", name))


def vungle(rng, p):
    inner = {"device": {"make": "realme", "osv": "13", "language": "in", "carrier": "XL", "ua": "Mozilla/5.0 (Linux; Android 13; RMX3085)", "w": 1080, "h": 2400, "ext": {"vungle": {"android": {
        "battery_level": 0.61, "volume_level": 0.4, **dict([p.named("advertising-id", "gaid"), p.named("android-id", "android_id")]), "storage_bytes_available": digits(rng, 11)}}}},
        "app": {"bundle": "com.example.notes", "ver": "4.2.10", "id": hexes(rng, 24)}, "request": {"placements": [f"DEFAULT-{digits(rng, 7)}"], "config_extension": hexes(rng, 64)}}
    name, data = packed(rng, compact(inner), "gzip", "deflate", "brotli")
    return http(rng, "ads", "/api/v5/ads", data, JSON, ("Content-Encoding", {"brotli": "br"}.get(name, name)), ("Vungle-Version", "5.10.0"), names=(name,), chunked=True)


def click_monitor(rng, p):
    """What a network calls when an advertisement was tapped: hashes under names that say of what."""
    fields = {"aid": digits(rng, 16), "cid": digits(rng, 16), "imei_md5": p.hashed("imei", "md5"), "oaid_md5": p.hashed("advertising-id", "md5"), "androidid_md5": p.hashed("android-id", "md5"),
              "mac_md5": p.hashed("wifi-mac", "md5", True, bare_upper), "os": 0, "ts": times(rng), "callback": base64.urlsafe_b64encode(bytes(rng.randrange(256) for _ in range(40))).decode().rstrip("=")}
    return get(rng, "monitor", "/track/activate/?" + query(dict(rng.sample(list(fields.items()), len(fields)))))


def matching(rng, p):
    """Hashes in lists, as a server's interface for events takes them; an id in the clear beside."""
    user = {"em": [p.hashed("email", "sha256", False, str.lower)], "ph": [p.hashed("phone-number", "sha256", False, lambda t: t[1:])], "madid": p.plain("advertising-id"), "fbp": f"fb.1.{times(rng)}.{digits(rng, 10)}",
            "country": [hexes(rng, 64)]}
    body = {"data": [{"event_name": "Purchase", "event_time": times(rng) // 1000, "action_source": "app", "user_data": user, "custom_data": {"value": 142.52, "currency": "BRL"}}], "test_event_code": "TEST" + digits(rng, 5)}
    return http(rng, "conversions", f"/v19.0/{digits(rng, 15)}/events", compact(body), JSON)


def enhanced(rng, p):
    """Names that say of what they are hashes."""
    body = {"conversions": [{"gclid": "Cj0KCQ" + hexes(rng, 40), "userIdentifiers": [{"hashed_email": p.hashed("email", "sha256", True, str.lower)}, {"hashed_phone_number": p.hashed("phone-number", "sha256")}],
            "conversionDateTime": "2026-07-14 08:12:33-03:00", "orderId": digits(rng, 15)}], "partialFailure": True}
    return http(rng, "enhanced", "/v16/customers/" + digits(rng, 10) + ":uploadClickConversions", gzip.compress(compact(body), mtime=0), JSON, ("Content-Encoding", "gzip"), names=("gzip",))


def conversion(rng, p):
    fields = {"bundleid": "com.example.notes", "idtype": "advertisingid", "rdid": p.plain("advertising-id"), "lat": 0, "sdkversion": "ct-sdk-a-v2.2.4", "appversion": "4.2.10", "osversion": "13", "timestamp": times(rng) / 1000,
              "label": hexes(rng, 18), "value": "12.99"}
    return get(rng, "conversion", f"/pagead/conversion/{digits(rng, 9)}/?" + query(fields))


# ---- analytics ----

def appmetrica(rng, p):
    fields = {"app_id": "com.example.notes", "manufacturer": "Xiaomi", "app_platform": "android", "uuid": hexes(rng, 32), "protocol_version": 2, "analytics_sdk_version_name": "6.3.0", "screen_dpi": 440,
              **dict([p.named("advertising-id", rng.choice(("google_aid", "huawei_oaid"))), p.named("android-id", "android_id")]), "app_framework": "native", "request_id": digits(rng, 4), "encrypted_request": 0}
    return http(rng, "report", "/report?" + query(fields), wire.protobuf([(1, times(rng)), (2, "startup"), (3, hexes(rng, 20))]), ("Content-Type", "application/x-protobuf"), doc="form")


def posthog(rng, p):
    event = {"event": "$identify", "distinct_id": uuid4(rng), "properties": {"$lib": "posthog-android", "$device_type": "Mobile", "$screen_width": 412, "$session_id": uuid4(rng)}, "$set": p.some(*PERSON[:2], *DEVICE, most=3),
             "timestamp": "2026-07-14T08:12:33.003Z", "uuid": uuid4(rng)}
    if rng.random() < 0.5:
        name, data = packed(rng, compact({"api_key": "phc_" + hexes(rng, 43), "batch": [event]}), "gzip", "zstd")
        return http(rng, "batch", "/batch/?compression=gzip-js", data, ("Content-Type", "text/plain"), names=(name,))
    return http(rng, "batch", "/e/?compression=base64&ver=1.96.1", query({"data": base64.b64encode(compact(event)).decode()}).encode(), FORM, names=("form", "base64"))


def pendo(rng, p):
    """base64url of zlib of JSON in the query of a picture."""
    inner = [{"type": "identify", "browser_time": times(rng), "visitor_id": uuid4(rng), "account_id": "acme", "props": {"metadata": {"visitor": p.some(*PERSON[:2]), "agent": p.some(*DEVICE)}}, "url": "https://notes.example.com/home"}]
    name, data = packed(rng, compact(inner), "zlib", "deflate")
    return http(rng, "guide", f"/data/ptm.gif/{uuid4(rng)}?v=2.212.0&ct={times(rng)}&jzb=" + base64.urlsafe_b64encode(data).decode().rstrip("="), b"", method="GET", names=("base64", name))


def gtag(rng, p):
    """The measurement protocol's second version: what all events share in the address, each event a line of pairs."""
    common = {"v": 2, "tid": "G-" + hexes(rng, 10).upper(), "gtm": "45je47a0v9" + digits(rng, 9), "_p": digits(rng, 10), "cid": f"{digits(rng, 10)}.{times(rng) // 1000}", "ul": "id-id", "sr": "412x915", "_s": 1, "sid": times(rng) // 1000}
    lines = [query({"en": "page_view", "_et": 12}), query({"en": "sign_up", **{"ep." + k: v for k, v in p.plainly(*PERSON[:2], "advertising-id", "imei").items()}, "epn.value": 1})]
    p.written = [("ep." + k, v) for k, v in p.written]
    return http(rng, "collect", "/g/collect?" + query(common), "\r\n".join(lines).encode(), ("Content-Type", "text/plain;charset=UTF-8"), doc="query-lines")


def beacon(rng, p):
    """Entries by a letter and a number, which do not tell."""
    body = {"appVersion": "8.9.1", "sdkId": "android", "sdkVersion": "4.2.80.1", "mainAppKey": "00000" + hexes(rng, 11).upper(), "platformId": 1, "common": {"A1": p.plain("account-id"), "A2": p.plain("imei"), "A4": p.plain("android-id"),
            "A6": p.plain("wifi-mac"), "A19": "wifi", "A23": "appstore", "A67": "com.example.notes", "A153": hexes(rng, 96)}, "events": [{"eventCode": "rqd_applaunched", "eventTime": str(times(rng)), "mapValue": {"A21": "Y"}}]}
    name, data = packed(rng, compact(body), "gzip", "zlib")
    return http(rng, "upload", "/analytics/v2_upload?appkey=" + hexes(rng, 16), data, JSON, names=(name,))


def insight(rng, p):
    """The whole body is base64 of gzip."""
    lines = compact({"type": 33, "ctime": times(rng), "gtcid": hexes(rng, 32), "dev": p.some(*DEVICE, most=4), "pkg": "com.example.notes", "ver": "GTC-3.2.9.0"})
    name, data = packed(rng, lines, "gzip", "deflate")
    return http(rng, "insight", "/api.htm?format=json&t=1", base64.b64encode(data), ("Content-Type", "application/octet-stream"), names=("base64", name))


def log_service(rng, p):
    body = {"__topic__": "boot", "__source__": "android", "__tags__": {"region": "cn-hangzhou", "build": "V14.0.3.0"}, "__logs__": [{"lvl": "I", "msg": "up", "t": str(times(rng))}, p.some(most=4)]}
    return http(rng, "sls", "/logstores/app/track?APIVersion=0.6.0", compact(body), JSON, ("x-log-apiversion", "0.6.0"), ("x-log-bodyrawsize", digits(rng, 4)))


def engage(rng, p):
    """JSON in a text in JSON, twice."""
    attributes = json.dumps({"we_first_session": False, **p.some(most=3)})
    body = [{"event_name": "user_update", "category": "system", "suid": uuid4(rng), "event_data": json.dumps({"user_attributes": attributes, "hour": 8}), "sdk_id": 3, "license_code": hexes(rng, 9)}]
    return http(rng, "engage", "/v2/l/events", compact(body), JSON, names=("json", "json"))


# ---- push, messages ----

def push_register(rng, p):
    """A registration in Thrift's binary protocol: fields have numbers."""
    fields = [(3, "2882303761517" + digits(rng, 6)), (5, "com.example.notes"), (8, hexes(rng, 22)), (15, p.plain("android-id")), (16, p.plain("imei")), (17, p.plain("serial-number")),
              (18, p.hashed("imei", "md5", False)), (20, "5.9.9"), (23, hexes(rng, 40))]
    inner = b"".join(b"\x0b" + struct.pack("!hI", n, len(v)) + v.encode() for n, v in fields) + b"\0"
    call = b"\x80\x01\0\x01" + struct.pack("!I", 8) + b"register" + struct.pack("!I", rng.randrange(99)) + b"\x0c\0\x01" + inner + b"\0"
    return http(rng, "xmpush", "/v4/register", call, ("Content-Type", "application/x-thrift"), doc="thrift")


def marketing_cloud(rng, p):
    body = {"deviceID": uuid4(rng), "subscriberKey": p.plain("email"), "platform": "Android", "platform_Version": "13", "push_Enabled": True, "location_Enabled": False, "timeZone": -10800, "dST": False, "hwid": "motorola moto g52",
            "attributes": [{"key": k, "value": v} for k, v in p.some(*PERSON[:2], "advertising-id", "imei", most=2).items()], "tags": ["ALL", "Android"], "sdk_Version": "8.1.4"}
    return http(rng, "registration", f"/device/v1/{uuid4(rng)}/registration", compact(body), JSON, ("x-sdk-version", "8.1.4"))


def mms(rng, p):
    """A message that is sent: a binary head, with numbers in text."""
    own, other = p.plain("phone-number"), p.other()
    sender = f"{own}/TYPE=PLMN".encode() + b"\0"
    head = b"\x8c\x80\x98T" + hexes(rng, 12).encode() + b"\0\x8d\x92\x89" + bytes([len(sender) + 1]) + b"\x80" + sender + b"\x97" + f"{other}/TYPE=PLMN".encode() + b"\0\x86\x81\x90\x81\x84\xa3"
    return http(rng, "mms", "/servlets/mms", head + b"\x01\x01\x12\x83Hi there, all well", ("Content-Type", "application/vnd.wap.mms-message"), ("x-wap-profile", "http://wap.example.com/a.xml"), doc="text")


def line_up(rng, p):
    """A chat's handshake by WebSocket, as text of a mark and JSON."""
    body = b'40/mobile,' + compact({"token": hexes(rng, 40), "client": {"v": "13.9.0", **p.some(most=4)}})
    return Sent("websocket-chat", "tcp", 80, websocket_frame(rng, body, 0x81), (), "after-mark", websocket_opened(rng, "/ws/mobile?EIO=4"))


def presence(rng, p):
    """The name and the word of a client, and what it says at once."""
    kind = rng.choice(("imei", "serial-number", "android-id", "email"))
    will = compact({"state": "gone", "id": p.plain(kind)})
    inner = wire.mqtt5_string("a:notes:" + hexes(rng, 8)) + wire.mqtt5_string("clients/last") + wire.mqtt5_string(will)
    hello = mqtt_packet(0x10, b"\0\4MQTT\4\x06\0\x3c" + inner)
    return Sent("tcp-presence", "tcp", 1883, hello, (), "text")


# ---- makers' accounts ----

def maker_account(rng, p):
    """An account's question as XML whose names say nothing."""
    body = (f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><LoginReq><version>10002</version><userAccount>{escape(p.plain('email'))}</userAccount><accountType>1</accountType><reqClientType>7</reqClientType>"
            f"<deviceInfo><deviceType>0</deviceType><deviceID>{p.plain('imei')}</deviceID><uniqueID>{escape(p.plain('serial-number'))}</uniqueID><terminalType>CPH2333</terminalType></deviceInfo><plmn>26201</plmn></LoginReq>")
    return http(rng, "account", "/AccountServer/IUserInfoMng/login?Version=10002", body.encode(), XML, doc="xml")


def auth_request(rng, p):
    physical = p.plain("imei")
    fields = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in {"deviceTypeCode": "PHONE DEVICE", "deviceModelID": "SM-A526B", "deviceUniqueID": f"IMEI:{physical}", "devicePhysicalAddressText": f"IMEI:{physical}",
                                                            "phoneNumberText": p.plain("phone-number"), "mobileCountryCode": "724", "mobileNetworkCode": "05", "customerCode": "ZTO", "softwareVersion": "A526BXXU1"}.items())
    return http(rng, "v2-auth", "/v2/profile/user/device", f"<?xml version=\"1.0\"?><userDeviceVO>{fields}</userDeviceVO>".encode(), XML, ("x-osp-appId", hexes(rng, 10)), doc="xml")


def phone_book(rng, p):
    """A phone book, packed; the owner's number stands beside."""
    people = [{"name": "Tia Bete", "phones": [{"t": 1, "n": p.other()}]}, {"name": "Zé", "phones": []}]
    name, data = packed(rng, compact({"v": 2, "self": p.some("phone-number", "email", most=2), "people": people}), "gzip", "brotli", "zlib")
    return http(rng, "people", "/v3/people/upload", compact({"n": 2, "z": base64.b64encode(data).decode()}), JSON, names=("json", "base64", name), method="PUT")


# ---- fleets' managers ----

def managed_device(rng, p):
    body = {"@odata.type": "#microsoft.graph.managedDevice", "deviceName": "work-phone", "complianceState": "compliant", "osVersion": "13", "managedDeviceOwnerType": "company", "totalStorageSpaceInBytes": 127_000_000_000,
            **dict([p.named("serial-number", "serialNumber"), p.named("imei", "imei"), p.named("wifi-mac", "wiFiMacAddress"), p.named("phone-number", "phoneNumber"), p.named("email", "emailAddress"), p.named("iccid", "iccid")]),
            "azureADDeviceId": uuid4(rng), "model": "Redmi Note 12", "enrolledDateTime": "2026-07-01T00:00:00Z"}
    name, data = rng.choice((("", compact(body)), packed(rng, compact(body), "gzip", "zstd")))
    return http(rng, "managed", "/deviceManagement/managedDevices", data, JSON, ("client-request-id", uuid4(rng)), names=(name,) if name else ())


def enterprise(rng, p):
    """A report of one device in parts, by protobuf's JSON."""
    sim = dict([p.named("phone-number", "phoneNumber"), p.named("iccid", "iccId")])
    body = {"name": "enterprises/LC0/devices/" + hexes(rng, 16)[:12] + "zq", "hardwareInfo": {"brand": "realme", "hardware": "mt6785", **dict([p.named("serial-number", "serialNumber")])},
            "networkInfo": {**dict([p.named("imei", "imei"), p.named("wifi-mac", "wifiMacAddress")]), "telephonyInfos": [{**sim, "carrierName": "Vivo", "activationState": "ACTIVATED"}]},
            "softwareInfo": {"androidBuildNumber": "TP1A.220905.001", "securityPatchLevel": "2026-06-05", "bootloaderVersion": "unknown"}, "memoryInfo": {"totalRam": digits(rng, 10)}}
    if rng.random() < 0.5:
        return http(rng, "enterprise", "/v1/statusReports", json.dumps(body, indent=1).encode(), JSON)
    return http(rng, "enterprise", "/v1/statusReports", compact({"kind": "report", "encoded": base64.urlsafe_b64encode(compact(body)).decode()}), JSON, names=("json", "base64"))


def beacon_xml(rng, p):
    rows = "".join(f"<Attr id=\"{i}\"><Key>{k}</Key><Value>{escape(v)}</Value></Attr>" for i, (k, v) in enumerate(p.plainly(*DEVICE, most=4).items()))
    name, data = packed(rng, f"<?xml version=\"1.0\" encoding=\"utf-8\"?><Beacon><Version>2</Version><Attrs>{rows}</Attrs><Roaming>false</Roaming></Beacon>".encode(), "zlib", "gzip")
    return http(rng, "aw-beacon", "/DeviceServices/AndroidBeacon.aws", data, ("Content-Encoding", {"zlib": "deflate"}.get(name, name)), XML, doc="key-elements", names=(name,))


# ---- operators ----

def xcap(rng, p):
    """A diversion is set: who asks is in the address and in a header, whom it goes to in the document."""
    own, other = p.plain("phone-number"), p.other()
    target = f"/simservs.ngn.etsi.org/users/sip:{own}@ims.mnc001.mcc262.3gppnetwork.org/simservs.xml/~~/simservs/communication-diversion"
    body = f"<communication-diversion active=\"true\"><cp:ruleset xmlns:cp=\"urn:ietf:params:xml:ns:common-policy\"><cp:rule id=\"cfu\"><cp:actions><forward-to><target>tel:{other}</target></forward-to></cp:actions></cp:rule></cp:ruleset></communication-diversion>"
    return http(rng, "xcap", target, body.encode(), ("X-3GPP-Intended-Identity", f'"sip:{own}@ims.mnc001.mcc262.3gppnetwork.org"'), ("Content-Type", "application/xcap-el+xml"), doc="xml", method="PUT")


def bootstrapping(rng, p):
    """The user's name is the SIM's number within the operator's realm."""
    realm = "ims.mnc001.mcc262.3gppnetwork.org"
    digest = f'Digest username="{p.plain("imsi")}@{realm}", realm="bsf.mnc001.mcc262.pub.3gppnetwork.org", nonce="", uri="/", response=""'
    return get(rng, "bsf", "/", ("Authorization", digest), doc="headers")


def ims_register(rng, p):
    """Who calls in is in the address; the set itself is named without its check digit."""
    imsi, number, equipment = p.plain("imsi"), p.plain("phone-number"), p.value("imei")
    p.note("imei", False, "no-check-digit")
    instance = f"{equipment[:8]}-{equipment[8:14]}-0"
    p.written.append((None, instance))
    p.allowed += [("imei", end[-2:]) for end in (equipment[:14], equipment[:14] + "0")]
    body = (f"REGISTER sip:ims.mnc001.mcc262.3gppnetwork.org SIP/2.0\r\nVia: SIP/2.0/TCP [2001:db8::7]:6000;branch=z9hG4bK{hexes(rng, 16)}\r\nFrom: <sip:{imsi}@ims.mnc001.mcc262.3gppnetwork.org>;tag={hexes(rng, 8)}\r\n"
            f"To: <sip:{imsi}@ims.mnc001.mcc262.3gppnetwork.org>\r\nCall-ID: {hexes(rng, 24)}\r\nP-Preferred-Identity: <tel:{number}>\r\nContact: <sip:[2001:db8::7]:6000>;+sip.instance=\"<urn:gsma:imei:{instance}>\"\r\n"
            "CSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n")
    return socket("ims", body.encode(), "text", port=5060)


def autoconfig(rng, p):
    """A form of a carrier's own store: packed, in hex."""
    name, data = packed(rng, query({"cmd": "init", "plmn": "72405", **p.plainly("imei", "imsi", "iccid", "phone-number", most=4), "tac_model": "moto g52"}).encode(), "zlib", "deflate", "gzip")
    return http(rng, "provision", "/hs/act", query({"ver": 4, "payload": data.hex(), "crc": hexes(rng, 8)}).encode(), FORM, doc="form", names=("form", "hex", name))


# ---- shops, money, ways ----

def wallet(rng, p):
    """What stands in the address of every call of a wallet."""
    latitude, longitude = p.spot("lat", "long")
    fields = {"client": "androidapp", "version": "10.32.1", "deviceManufacturer": "realme", "deviceName": "RMX3085", "deviceIdentifier": "realme-RMX3085-" + p.plain("android-id"), "networkType": "4G", "language": "hi",
              "lat": latitude, "long": longitude, **p.plainly("imei", "phone-number", "email", "advertising-id", most=2), "playStore": "true"}
    return http(rng, "wallet", "/papi/v1/accumulated/home?" + query(fields), b"", method="GET")


def checkout(rng, p):
    body = {"transaction_amount": 142.52, "description": "Fone", "installments": 3, "payer": {"entity_type": "individual", **p.some("email", "phone-number", most=2), "address": {"zip_code": digits(rng, 8), "street_number": 302}},
            "additional_info": {"items": [{"id": "MLB" + digits(rng, 10), "quantity": 1, "unit_price": 58.8}]}, "external_reference": "MP" + digits(rng, 13), "form": p.some("payment-card", "national-id", most=1)}
    return http(rng, "payments", "/v1/payments", compact(body), JSON, ("X-Idempotency-Key", uuid4(rng)), ("X-meli-session-id", "armor." + hexes(rng, 64)))


def shop_card(rng, p):
    """GraphQL's query text and its variables in an address."""
    variables = json.dumps({"input": {"sku": digits(rng, 13), "qty": 1, "buyer": p.some(*PERSON, most=2), "handset": p.some(*DEVICE, most=2)}})
    extensions = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": hexes(rng, 64)}})
    return http(rng, "persisted", "/graphql?" + query({"operationName": "AddToCart", "variables": variables, "extensions": extensions}), b"", method="GET", names=())


def courier(rng, p):
    """Where the handset is, in a header; who it is, in others."""
    some = p.plainly("imei", "advertising-id", "android-id", "phone-number", most=2)
    headers = [("X-" + k.replace("_", "-"), v) for k, v in some.items()]
    p.written = [(("X-" + k.replace("_", "-")) if k in some else k, v) for k, v in p.written]
    return http(rng, "courier", "/v5/customers/nearby", b"", ("X-Location", p.spot_of_both()), ("X-PhoneModel", "OPPO,CPH2333"), ("X-AppVersion", "4.71.1"), *headers, method="GET", doc="headers")


def track(rng, p):
    """A position with how far it may be off."""
    latitude, longitude = p.spot("latitude", "longitude")
    body = {"deviceId": uuid4(rng), "installId": uuid4(rng), "deviceType": "Android", "deviceMake": "motorola", "latitude": float(latitude), "longitude": float(longitude), "accuracy": 14.2, "foreground": True, "stopped": True,
            "metadata": p.some(most=2), "replayed": False, "updatedAtMsDiff": digits(rng, 4)}
    name, data = rng.choice((("", compact(body)), ("msgpack", wire.msgpack(body)), ("cbor", wire.cbor(body))))
    return http(rng, "track", "/v1/track", data, JSON if not name else ("Content-Type", "application/" + name), doc=name or "json")


def pings(rng, p):
    """Lines of pings, packed, as those who sell places send them."""
    lines = []
    for _ in range(rng.randrange(1, 5)):
        latitude, longitude = p.spot("lat", "lng")
        lines.append(compact({"ts": times(rng), "lat": float(latitude), "lng": float(longitude), "ha": 11.5, "alt": 640.2, "spd": 0.0, "bg": 1}))
    head = compact({"sdk": "3.9.2", "consent": "granted", **p.some("advertising-id", "bssid", "android-id", most=2)})
    name, data = packed(rng, b"\n".join([head, *lines]) + b"\n")
    return http(rng, "pings", "/v2/pings", data, ("Content-Type", "application/x-ndjson"), doc="ndjson", names=(name,))


def around(rng, p):
    fields = {"key": "AIza" + hexes(rng, 35), "language": "zh-TW", **({"latlng": p.spot_of_both()} if rng.random() < 0.5 else {"location": p.spot_of_both(rng.choice((",", ", ")))}), "sensor": "true", "radius": 500, "client": "gme-notes"}
    return get(rng, "geocode", "/maps/api/geocode/json?" + query(fields))


# ---- wrapped otherwise ----

def session_cookie(rng, p):
    """base64 of JSON in a cookie, percent-encoded."""
    inner = base64.b64encode(compact({"u": hexes(rng, 12), "d": p.some(most=3)})).decode()
    return http(rng, "cookies", "/m/home", b"", ("Cookie", f"_ga=GA1.2.{digits(rng, 9)}.{times(rng) // 1000}; prefs={quoted(inner)}; csrf={hexes(rng, 32)}"), method="GET", names=("base64",))


def signed_header(rng, p):
    """What X-Client-Data of a shop holds: base64url of what is packed."""
    name, data = packed(rng, compact({"app": "shop", "h": p.some(*DEVICE, most=3), "u": p.some(*PERSON[:2], most=1)}), "deflate", "brotli", "zstd", "zlib")
    return http(rng, "client-data", "/gw/mtop.order.query/1.0/", b"", ("x-client-info", base64.urlsafe_b64encode(data).decode().rstrip("=")), ("x-sign", hexes(rng, 40)), method="GET", names=("base64", name))


def game_pack(rng, p):
    """CBOR in what is packed in a part of a form of parts."""
    mark = "WebKitFormBoundary" + hexes(rng, 16)
    name, data = packed(rng, wire.cbor({"op": "bind", "n": rng.randrange(9999), "who": p.some(*PERSON, most=2), "on": p.some(*DEVICE, most=2)}))
    body = (f"--{mark}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{{\"seq\":{digits(rng, 5)}}}\r\n--{mark}\r\nContent-Disposition: form-data; name=\"blob\"; filename=\"blob\"\r\n\r\n").encode()
    return http(rng, "bind", "/bind", body + data + f"\r\n--{mark}--\r\n".encode(), ("Content-Type", f"multipart/form-data; boundary={mark}"), doc="cbor", names=("multipart", name))


def remote(rng, p):
    """gRPC's messages in a row, the second of them with texts without a name."""
    kinds = p.known_ones()
    first = wire.protobuf([(1, "open"), (2, times(rng))])
    second = wire.protobuf([(1, "who"), (3, wire.protobuf([(2, p.plain(kinds[0])), (9, p.plain(kinds[1])), (4, 1)])), (6, hexes(rng, 24))])
    frames = b"".join(b"\0" + struct.pack("!I", len(m)) + m for m in (first, second))
    return Sent("h2-stream", "tcp", 8080, wire.h2_request(rng, "/track.v1.Tracker/Stream", [("content-type", "application/grpc"), ("te", "trailers"), ("user-agent", "grpc-java-okhttp/1.58.0")], frames), ("grpc",), "protobuf")


def envelope(rng, p):
    """MessagePack whose one value is what is packed."""
    name, data = packed(rng, compact({"ev": "start", **p.some(most=3)}), "gzip", "zstd", "zlib", "brotli")
    body = wire.msgpack({"v": 2, "enc": name, "ts": times(rng), "body": data})
    return http(rng, "msgpack", "/ingest", body, ("Content-Type", "application/msgpack"), names=("msgpack", name))


def hop(rng, p):
    """Pairs, packed, in base32, in an address."""
    name, data = packed(rng, query(p.plainly(most=3)).encode(), "deflate", "zlib", "brotli")
    return http(rng, "hop", "/i/" + hexes(rng, 6) + "?m=" + base64.b32encode(data).decode().rstrip("="), b"", method="GET", doc="form", names=("base32", name))


def device_log(rng, p):
    """A log's lines with names and values, by datagram or connection, packed or not."""
    text = "\n".join([f"2026-07-14 08:12:3{i} I/RIL: radio state {i}" for i in range(3)] + [f"persist.{k}={v}" for k, v in p.plainly(*DEVICE, most=3).items()]) + "\n"
    p.written = [("persist." + k if k else k, v) for k, v in p.written]
    name, data = rng.choice((("", text.encode()), packed(rng, text.encode(), "gzip", "zlib")))
    if rng.random() < 0.5:
        return Sent("udp-log", "udp", 10514, data, (name,) if name else (), "lines")
    return socket("log", data, "lines", (name,) if name else (), port=10514)


def attribute_list(rng, p):
    pairs = " ".join(f"{k}={quoteattr(v)}" for k, v in p.plainly(most=4).items())
    body = f"<?xml version=\"1.0\"?><ping ver=\"3\" t=\"{times(rng)}\"><hw {pairs}/><sw rom=\"V14.0.3.0\" api=\"33\"/></ping>"
    if rng.random() < 0.5:
        return http(rng, "ping", "/ping", body.encode(), XML, doc="xml")
    return http(rng, "ping", "/ping", compact({"fmt": "xml", "doc": body}), JSON, doc="xml", names=("json",))


def length_first(rng, p):
    """A connection of a maker's own: a magic, a length, what is packed, more of the same."""
    frames = b""
    name, data = packed(rng, compact({"cmd": "sync", "dev": p.some(*DEVICE, most=3)}), "zlib", "gzip")
    for part in (compact({"cmd": "hello", "n": hexes(rng, 16)}), data):
        frames += b"\xc3\x5a\x01\x00" + struct.pack("!I", len(part)) + part
    return socket("frames", frames, "json", ("frames", name), port=9998)


def varint_lines(rng, p):
    """Messages with their length before each: texts without a name."""
    kinds = p.known_ones()
    messages = [wire.protobuf([(1, times(rng)), (2, "log"), (5, p.plain(k)), (7, rng.randrange(99))]) for k in kinds]
    name, data = packed(rng, b"".join(varint(len(m)) + m for m in messages), "gzip", "zlib", "zstd")
    return http(rng, "delimited", "/log/batch", data, ("Content-Type", "application/x-gzip"), doc="thrift-compact", names=(name,))


SHAPES = (ironsource, inmobi, pangle, vungle, click_monitor, matching, enhanced, conversion, appmetrica, posthog, pendo, gtag, beacon, insight, log_service, engage, push_register, marketing_cloud, mms, line_up,
          presence, maker_account, auth_request, phone_book, managed_device, enterprise, beacon_xml, xcap, bootstrapping, ims_register, autoconfig, wallet, checkout, shop_card, courier, track, pings, around,
          session_cookie, signed_header, game_pack, remote, envelope, hop, device_log, attribute_list, length_first, varint_lines)
NOBODYS = eighth_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Owner), told_of("unknown", SHAPES, DUMMIES, MAKERS, Owner), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Owner), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Owner))
