"""The third set, of shapes used for neither of the others: vendors' and SDKs' uploads, protocols of things, files and records as programs
keep them. Written without a look at how anything is found, and run once before anything was mended."""

import base64
import hashlib
import json
import plistlib
import struct
from xml.sax.saxutils import escape, quoteattr

from . import third_nobody, wire
from .carrier import Sent, mqtt_packet, request, websocket_frame, websocket_opened
from .person import of_nobody, told_of
from .second import compact, times
from .values import MAKERS, Datum, case_values, digits, group, half_bytes, hexes, quoted, uuid4

MORE_MAKERS = {**MAKERS, "imeisv": lambda rng: "35" + digits(rng, 14), "meid": lambda rng: "A" + hexes(rng, 13).upper(),
               "ssid": lambda rng: f"Villa {rng.choice(('Ada', 'Linde', 'Kunterbunt'))} {digits(rng, 3)}", "cell-id": lambda rng: rng.choice("12") + digits(rng, 7)}

# What stands where an owner refused or the system gives nothing.
DUMMIES = {
    "imei": ("", "000000000000000", "unknown", "null", "0"), "imsi": ("", "46001", "unknown", "0"), "iccid": ("", "898600", "null"),
    "phone-number": ("", "+86", "unknown", "null"), "email": ("", "null", "none"), "android-id": ("9774d56d682e549c", "", "0000000000000000", "unknown"),
    "advertising-id": ("00000000-0000-0000-0000-000000000000", ""), "wifi-mac": ("02:00:00:00:00:00", "00:00:00:00:00:00", "", "020000000000"),
    "bluetooth-mac": ("02:00:00:00:00:00", ""), "bssid": ("02:00:00:00:00:00", "00:00:00:00:00:00", ""), "serial-number": ("unknown", "", "UNKNOWN"),
    "account-id": ("", "0"), "national-id": ("", "null"), "payment-card": ("", "0"), "contact": ("", "null"), "meid": ("", "unknown"),
    "imeisv": ("", "00"), "ssid": ("<unknown ssid>", ""), "cell-id": ("-1", "2147483647", ""),
}
TELLING = {
    "imei": ("imei", "IMEI1", "imei_0", "deviceIMEI", "phone_imei", "user_imei", "imeiNo", "slot1_imei", "$imei", "mobileImei", "InternationalMobileEquipmentIdentity"),
    "imsi": ("imsi", "imsi1", "sim_imsi_0", "currentImsi", "InternationalMobileSubscriberIdentity", "SubscriberId"),
    "iccid": ("iccid", "ICCID1", "simIccid", "iccid_slot0", "SIMSerialNumber", "IntegratedCircuitCardIdentity"),
    "phone-number": ("phoneNo", "user_phone", "mobilePhone", "MSISDN", "line1_number", "telephoneNumber", "loginPhone", "PhoneNumber"),
    "email": ("emailAddr", "user_email", "accountEmail", "e_mail", "login_email", "EMAIL"),
    "android-id": ("android_id", "AndroidID", "ssaid", "secureAndroidId", "system_android_id", "x-android-id"),
    "advertising-id": ("gaid", "googleAdId", "gps_adid", "google_aid", "oaid", "advertisingTrackingId", "google_advertising_id", "ifa", "idfa"),
    "wifi-mac": ("wifiMac", "wlan_mac_addr", "macAddr", "wifi_mac_address", "deviceMac", "WiFiAddress", "wlanMacAddress"),
    "bluetooth-mac": ("btMac", "bluetooth_mac", "BluetoothAddress", "bt_address", "bleMac"),
    "bssid": ("bssid", "wifiBSSID", "connected_bssid", "currentBssid", "ap_bssid", "wifi_ap_mac"),
    "serial-number": ("serialNo", "deviceSerial", "SerialNumber", "ro.serialno", "hwSerial", "android_serial", "device_serial_number"),
    "national-id": ("aadhaarNumber", "aadhaar_num", "AadhaarNo"), "payment-card": ("cardNumber", "card_no", "creditCardNumber", "ccNumber"),
    "meid": ("meid", "MEID", "deviceMeid", "cdma_meid"), "imeisv": ("imeisv", "imei_sv", "deviceImeiSv"), "ssid": ("ssid", "wifiSsid", "connectedSSID"),
    "cell-id": ("cellId", "cell_id", "gsmCellId", "cellIdentity"), "contact": ("contactPhone", "contact_number"),
}
SOME_KINDS = [k for k in TELLING if k not in ("contact", "meid", "imeisv", "ssid", "cell-id")]


def CASE(rng):
    """Besides what the others know, a MEID and a Wi-Fi's name."""
    return case_values(rng) + [Datum(k, MORE_MAKERS[k](rng), True) for k in ("meid", "ssid")]


# ---- spellings ----

def dashed(text):
    return text.replace(":", "-").upper()


def bare(text):
    return text.replace(":", "")


def bare_upper(text):
    return bare(text).upper()


def backwards(text):
    """A hardware address in the order of its bytes on the air."""
    return bytes.fromhex(bare(text))[::-1].hex()


def national(text):
    """As people write the number at home."""
    if text.startswith("+49"):
        return f"0{text[3:6]} {text[6:]}"
    if text.startswith("+1"):
        return f"({text[2:5]}) {text[5:8]}-{text[8:]}"
    if text.startswith("+86"):
        return group(text[3:], (3, 4), "-")
    if text.startswith("+91"):
        return f"0{text[3:8]} {text[8:]}"
    return group(text[3:], (4,), " ")


def abroad(text):
    code = 2 if text.startswith("+1") else 3
    return f"{text[:code]} {group(text[code:], (3, 4), '-')}"


SPELL = {"wifi-mac": (None, dashed, bare, bare_upper), "bluetooth-mac": (None, dashed, bare), "bssid": (None, dashed, bare_upper), "advertising-id": (None, str.upper),
         "android-id": (None, str.upper), "imei": (None, None, lambda t: group(t, (2, 6, 6), " ")), "phone-number": (None, None, abroad), "email": (None, str.title)}


def give(p, kind):
    return p.give(kind, True, p.rng.choice(SPELL.get(kind, (None,))))


def record(rng, p, most=5):
    """Telling names and values among what is nobody's."""
    kinds = rng.sample(SOME_KINDS, rng.randrange(1, most))
    fields = {"v": "7.2.1", "ts": times(rng), "evt": rng.choice(("launch", "crash", "pay")), "model": "V2244A", "rid": uuid4(rng)}
    for kind in kinds:
        fields[rng.choice(TELLING[kind])] = give(p, kind)
    items = list(fields.items())
    rng.shuffle(items)
    return dict(items)


# ---- sending ----

def http(rng, name, path, body, *headers, doc="json", names=(), method="POST", chunked=False):
    return Sent("http-" + name, "tcp", 80, request(rng, method, path, headers, body, chunked), names, doc)


def get(rng, name, target, *headers, doc="form"):
    return Sent("http-" + name, "tcp", 80, request(rng, "GET", target, headers), (), doc)


def query(fields):
    return "&".join(f"{quoted(k)}={quoted(wire.as_text(v))}" for k, v in fields.items())


def socket(name, data, doc, names=(), cuts=(), before=(), port=9100):
    return Sent("tcp-" + name, "tcp", port, data, names, doc, before, cuts)


# ---- vendors and SDKs ----

def umeng_envelope(rng, p):
    name, entity = wire.packed(rng, compact({"header": record(rng, p), "analytics": {"sessions": [{"id": hexes(rng, 32)}]}}), "zlib", "deflate")
    body = wire.thrift_compact([(1, "1.0"), (2, hexes(rng, 24)), (3, hexes(rng, 64)), (4, 3), (5, times(rng) // 1000), (6, len(entity)), (7, entity), (8, hexes(rng, 32))])
    return http(rng, "umeng", "/unify_logs", body, ("Content-Type", "application/thrift"), ("X-Umeng-UTC", str(times(rng))), doc="json", names=("thrift-compact", name))


def getui(rng, p):
    body = compact({"action": "addphinfo", "id": digits(rng, 19), "info": {"imei": give(p, "imei"), "imsi": give(p, "imsi"), "mac": give(p, "wifi-mac"),
                    "device_token": hexes(rng, 44), "model": "PHM110", "version": "3.3.2.0", "type": "ANDROID"}})
    name, data = wire.packed(rng, body, "gzip", "zlib")
    return socket("getui", struct.pack("!BBHII", 0x48, 0xA6, 1, rng.randrange(2 ** 32), len(data)) + data, "json", (name,), port=5224)


def bugly(rng, p):
    """Fields have tags, no names."""
    for kind in ("imei", "android-id", "wifi-mac", "imsi"):
        p.note(kind, False)
    inner = wire.tars([2, "com.example.notes", "4.2.10", p.value("imei"), p.value("imsi"), p.value("android-id"), p.spelled("wifi-mac", str.upper), hexes(rng, 36)])
    name, body = wire.packed(rng, wire.tars([1, "rqdServer", "sync"]) + b"\x7d\0" + inner, "gzip", "zlib")
    return http(rng, "bugly", "/rqd/async?aid=" + uuid4(rng), body, ("A37", "WIFI"), ("A38", "WIFI"), ("prodId", hexes(rng, 10)), doc="tars", names=(name,))


def hianalytics(rng, p):
    """JSON in a string in JSON in a string in JSON."""
    inner = json.dumps({"pageName": "Main", **record(rng, p, 3)})
    events = json.dumps([{"type": "$pageView", "event": "OnStart", "eventtime": str(times(rng)), "properties": inner}])
    body = compact({"header": {"protocol_version": "3", "appid": "com.huawei.notes", "hmac": "", "chifer": "", "timestamp": str(times(rng)), "servicetag": "_default",
                    "requestid": hexes(rng, 32), "oaid": give(p, "advertising-id")}, "event": events})
    return http(rng, "hianalytics", "/common/hmshioperqrt", body, ("App-Id", "com.huawei.notes"), names=("json-string", "json-string"))


def samsung_fus(rng, p):
    """The name is the element's around the one that holds the value."""
    body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?><FUSMsg><FUSHdr><ProtoVer>1.0</ProtoVer></FUSHdr><FUSBody><Put><ACCESS_MODE><Data>2</Data></ACCESS_MODE>"
            f"<DEVICE_IMEI><Data>{give(p, 'imei')}</Data></DEVICE_IMEI><CLIENT_SERIAL_NUMBER><Data>{give(p, 'serial-number')}</Data></CLIENT_SERIAL_NUMBER>"
            "<DEVICE_FW_VERSION><Data>S911BXXU3AWGJ/S911BOXM3AWGJ</Data></DEVICE_FW_VERSION></Put></FUSBody></FUSMsg>")
    return http(rng, "samsung", "/NF_DownloadBinaryInform.do", body.encode(), ("User-Agent", "Kies2.0_FUS"), doc="xml-nested")


def oppo_header(rng, p):
    """Parts of one header, in an order that only its maker knows."""
    p.note("imei", False)
    text = "/".join(("-1", p.value("imei"), "PHM110", "14", "ColorOS14.0", str(times(rng))))
    return http(rng, "oppo", "/post/Query_Update", compact({"version": 3, "mode": "0"}), ("Ext-User", text), ("Ext-System", "PHM110/14/2/unknown/1108//N/"), doc="header")


def vivo_query(rng, p):
    fields = {"cpuserial": "", "model": "V2244A", "imei": give(p, "imei"), "u": hexes(rng, 32), "elapsedtime": digits(rng, 9), "oaid": give(p, "advertising-id"), "cs": "0",
              "sn": give(p, "serial-number"), "av": "34", "pver": "PD2244_A_14.1.12.3.W10", "s": "2|" + digits(rng, 10)}
    return get(rng, "vivo", "/usrsys/up?" + query(fields))


def user_agent(rng, p):
    text = f"NewsApp/8.3.1 (V2244A; Android 14; imei:{give(p, 'imei')}; density 3.0) okhttp/4.9.3"
    return http(rng, "agent", "/feed", b"", ("X-User-Agent", text), ("Accept", "*/*"), method="GET", doc="header")


def amap(rng, p):
    """Attributes and elements; addresses of access points in a list that says its name once."""
    stations = ",".join(f"{bare(MAKERS['bssid'](rng)) if p.who != 'refused' else '020000000000'},-{rng.randrange(40, 90)}" for _ in range(3))
    body = (f"<?xml version='1.0' encoding='GBK' ?><Cell_Req Ver='4.2.0'><HDR version='3.0' cdma='0' gtype='0' glong='0'><src>autonavi</src>"
            f"<imei>{give(p, 'imei')}</imei><imsi>{give(p, 'imsi')}</imsi></HDR><DRR phnum={quoteattr(p.give('phone-number', False))} nettype='LTE' inftype=''>"
            f"<macsAge>0</macsAge><macs><![CDATA[{stations}]]></macs></DRR></Cell_Req>")
    p.allowed += [(kind, part[-2:].lower()) for part in stations.split(",")[::2] for kind in ("bssid", "wifi-mac")]
    name, data = wire.packed(rng, body.encode())
    return http(rng, "amap", "/APS/r?ver=4.2&q=0", data, ("Content-Type", "application/octet-stream"), doc="xml-attributes", names=(name,))


def attributes(rng, p):
    pairs = " ".join(f"{k.replace('$', '').replace('.', '_')}={quoteattr(wire.as_text(v))}" for k, v in record(rng, p).items())
    inner = json.dumps({"SSID": give(p, "ssid")})
    body = f"<dev:report xmlns:dev='urn:example:dev'><dev:unit {pairs}/><note><![CDATA[{inner}]]></note></dev:report>"
    return http(rng, "xml", "/report.aspx", body.encode("utf-8"), ("Content-Type", "text/xml"), doc="xml-attributes")


def soap(rng, p):
    rows = "".join(f'<ns1:{k.strip("$")} xsi:type="xsd:string">{escape(wire.as_text(v))}</ns1:{k.strip("$")}>' for k, v in record(rng, p).items())
    body = ('<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:acs"><SOAP-ENV:Body>'
            f"<ns1:Inform>{rows}</ns1:Inform></SOAP-ENV:Body></SOAP-ENV:Envelope>")
    return http(rng, "soap", "/acs", body.encode(), ("SOAPAction", '"urn:acs#Inform"'), doc="xml-nested")


def syncml(rng, p):
    body = (f"<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD><Source><LocURI>IMEI:{give(p, 'imei')}</LocURI></Source></SyncHdr>"
            "<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert></SyncBody></SyncML>")
    return http(rng, "syncml", "/dm", body.encode(), ("Content-Type", "application/vnd.syncml.dm+xml"), doc="xml-nested")


def wbxml(rng, p):
    p.note("imei", False)
    body = b"\x02\x9f\x53\x6a\0\x6d\x6c\x71\xc3\x03" + b"1.2\0\x01\x67\x57\x03" + f"IMEI:{p.value('imei')}".encode() + b"\0\x01\x01"
    return http(rng, "wbxml", "/dm", body, ("Content-Type", "application/vnd.syncml.dm+wbxml"), doc="wbxml")


def geolocate(rng, p):
    p.note("bssid", False)
    p.allowed.append(("wifi-mac", bare(p.value("bssid"))[-2:]))
    others = [{"macAddress": MAKERS["bssid"](rng) if p.who != "refused" else "00:00:00:00:00:00", "signalStrength": -rng.randrange(40, 90)} for _ in range(2)]
    p.allowed += [(kind, o["macAddress"][-2:].lower()) for o in others for kind in ("bssid", "wifi-mac")]
    latitude, longitude = p.place()
    body = {"items": [{"timestamp": times(rng), "position": {"latitude": latitude, "longitude": longitude, "accuracy": 10.4}, "cellTowers": [{"radioType": "lte",
            "cellId": give(p, "cell-id"), "locationAreaCode": 4321, "mobileCountryCode": 262}], "wifiAccessPoints": [{"macAddress": p.value("bssid")}, *others]}]}
    return http(rng, "geosubmit", "/v2/geosubmit", wire.PACKINGS["gzip"](rng, compact(body)), ("Content-Encoding", "gzip"), names=("gzip",))


def utdid(rng, p):
    """Columns without a name, in a file of a form."""
    for kind in ("imei", "imsi"):
        p.note(kind, False)
    line = "||".join((p.value("imei"), p.value("imsi"), "V2244A", "1080*2340", "中国移动", "23056", "4.2.10", str(times(rng)), "2101", "-", "-"))
    name, data = wire.packed(rng, line.encode())
    body = (b"--GJircTeP\r\nContent-Disposition: form-data; name=\"stm_x\"; filename=\"stm_x\"\r\nContent-Type: application/octet-stream \r\n\r\n"
            + base64.b64encode(data) + b"\r\n--GJircTeP--\r\n")
    return http(rng, "ut", "/rest/gc?ak=23056&av=4.2.10", body, ("Content-Type", "multipart/form-data; boundary=GJircTeP"), doc="columns", names=("base64", name))


def httpdns(rng, p):
    host = rng.choice(("api.example.com", "im.example.net"))
    return get(rng, "httpdns", f"/191607/sign_d?host={host}&sdk=android_2.3.0&query=4,6&s={hexes(rng, 32)}&t={times(rng) // 1000}&net=wifi"
               f"&bssid={quoted(give(p, 'bssid'))}&sid={hexes(rng, 12)}")


def singular(rng, p):
    """A key says which kind the other's value is of."""
    p.note("advertising-id", False)
    fields = {"a": "notes", "aifa": p.value("advertising-id"), "andi": p.give("android-id", False), "k": "AIFA", "u": p.value("advertising-id"), "dnt": "0", "p": "Android",
              "bd": "Build/UP1A.231005.007", "h": hexes(rng, 40)}
    return get(rng, "singular", "/api/v1/start?" + query(fields))


def chartboost(rng, p):
    identity = base64.b64encode(compact({"gaid": give(p, "advertising-id"), "uuid": p.give("android-id", False)})).decode()
    body = {"device": {"identity": identity, "model": "V2244A", "timestamp": str(times(rng)), "reachability": 1}, "session": 4}
    return http(rng, "chartboost", "/api/install", compact(body), names=("base64",))


def amplitude(rng, p):
    events = [{"device_id": uuid4(rng) + "R", "session_id": times(rng), "event_type": "open", "user_properties": {"email": give(p, "email"), "phone_number": give(p, "phone-number")},
               "api_properties": {"androidADID": give(p, "advertising-id"), "limit_ad_tracking": False}, "uuid": uuid4(rng), "sequence_number": 3}]
    body = query({"v": 2, "client": hexes(rng, 32), "e": compact(events).decode(), "upload_time": times(rng), "checksum": hexes(rng, 32)})
    return http(rng, "amplitude", "/", body.encode(), ("Content-Type", "application/x-www-form-urlencoded"), doc="json", names=("form",))


def branch(rng, p):
    data = {"hardware_id": p.give("android-id", False), "is_hardware_id_real": True, "google_advertising_id": give(p, "advertising-id"), "lat_val": 0, "os": "Android",
            "anon_id": uuid4(rng), "metadata": {}, "advertising_ids": {"aaid": p.value("advertising-id")}, "instrumentation": {"v1/open-qwt": "3"}, "retryNumber": 0}
    return http(rng, "branch", "/v1/open", compact(data))


def flurry(rng, p):
    p.note("android-id", False)
    p.note("advertising-id", False)
    data = struct.pack("!HHQ", 1, 0, times(rng)) + wire.java_utf([hexes(rng, 20).upper(), "4.2.10", "AND" + p.value("android-id"), times(rng), "device.model", "V2244A",
                                                                 "build.brand", "vivo", p.value("advertising-id"), 0])
    return http(rng, "flurry", "/aap.do", data, ("Content-Type", "application/octet-stream"), doc="java-utf")


def checkin(rng, p):
    """Fields have numbers; the handset's own number is a number, too."""
    for kind in ("imei", "serial-number", "email", "wifi-mac"):
        p.note(kind, False)
    fields = [(2, 0), (4, wire.protobuf([(1, "vivo/PD2244/PD2244:14/UP1A.231005.007/2311"), (2, "qcom"), (7, times(rng) // 1000)])), (6, "en_IN"), (7, rng.randrange(2 ** 62)),
              (9, p.spelled("wifi-mac", bare)), (10, p.value("imei")), (11, f"[{p.value('email')}]"), (12, "Asia/Kolkata"), (16, p.value("serial-number"))]
    return http(rng, "checkin", "/checkin", wire.PACKINGS["gzip"](rng, wire.protobuf(fields)), ("Content-Type", "application/x-protobuffer"), ("Content-Encoding", "gzip"),
                doc="protobuf", names=("gzip",))


def matching(rng, p):
    """A person's addresses, hashed for an advertiser as the advertiser wants them."""
    ways = {"meta": ("ud[em]", "ud[ph]"), "google": ("sha256_email_address", "sha256_phone_number"), "other": ("hashed_email", "hashed_phone_number")}
    name, (em, ph) = rng.choice(list(ways.items()))
    fields = {"id": digits(rng, 15), "ev": "PageView", em: p.hashed("email", "sha256", False), ph: p.hashed("phone-number", "sha256", False, lambda t: t[1:]),
              "dl": "https://www.example.com/p/3", "ts": times(rng)}
    return get(rng, "matching", f"/{name}/tr?" + query(fields))


def hashes(rng, p):
    """Hashes of the spellings that others choose, upper case, or cut by colons."""
    fields = {"sdkv": "3.1.0"}
    for kind, key, spell in rng.sample((("wifi-mac", "h1", dashed), ("wifi-mac", "h2", bare_upper), ("imei", "h3", lambda t: t[:14]), ("bluetooth-mac", "h4", str.upper),
                                        ("advertising-id", "h5", str.upper), ("serial-number", "h6", str.lower), ("email", "h7", str), ("android-id", "h8", str.upper),
                                        ("meid", "h9", str.lower), ("imsi", "h10", str)), 2):
        text = p.hashed(kind, rng.choice(("md5", "sha1", "sha256")), False, spell)
        fields[key] = rng.choice((str.upper(text), text, base64.b64encode(bytes.fromhex(text)).decode(), ":".join(text[i:i + 2] for i in range(0, len(text), 2)).upper()))
    return http(rng, "hashes", "/sync", compact(fields))


def keyed_hashes(rng, p):
    fields = {"imei_md5": p.hashed("imei", "md5").upper(), "mac_sha1": p.hashed("wifi-mac", "sha1", True, bare_upper), "os": "0", "clickid": uuid4(rng), "callback": "1",
              "androidid_md5": p.hashed("android-id", "md5"), "oaid_md5": p.hashed("advertising-id", "md5", False)}
    return get(rng, "clicks", "/click?" + query(fields))


def mi_cookie(rng, p):
    p.note("imei", False, "xiaomi-id")
    p.note("account-id", False)
    short = base64.urlsafe_b64encode(hashlib.sha1(p.value("imei").encode()).digest())[:16].decode() if p.who != "refused" else "android_AAAAAAAAA"
    return get(rng, "account", "/pass/v2/safe/user/coreInfo?flags=1", ("Cookie", f"deviceId={short}; userId={p.value('account-id')}; pass_trace={hexes(rng, 16)}"), doc="cookie")


def jwt_cookie(rng, p):
    claims = {"iss": "https://id.example.com", "sub": digits(rng, 12), "aud": "notes", "exp": times(rng) // 1000, "email": give(p, "email"), "email_verified": True,
              "phone_number": give(p, "phone-number"), "jti": uuid4(rng)}
    parts = [compact({"alg": "RS256", "kid": hexes(rng, 8), "typ": "JWT"}), compact(claims), bytes(rng.randrange(256) for _ in range(64))]
    token = ".".join(base64.urlsafe_b64encode(x).decode().rstrip("=") for x in parts)
    return rng.choice((lambda: get(rng, "jwt", "/me", ("Cookie", f"_ga=GA1.1.{digits(rng, 9)}.{digits(rng, 10)}; __Host-session={token}"), doc="json"),
                       lambda: get(rng, "jwt", "/me", ("Authorization", "Bearer " + token), doc="json")))()


def graphql(rng, p):
    body = rng.choice((
        lambda: {"query": "mutation R($d: DeviceInput!) { register(device: $d) { id } }", "variables": {"d": record(rng, p)}},
        lambda: {"query": f'mutation {{ register(imei: "{give(p, "imei")}", userEmail: "{p.give("email")}", v: "7.2.1") {{ id }} }}'}))()
    return http(rng, "graphql", "/graphql", compact(body))


def otlp(rng, p):
    """The name is the value of one member, the value is that of another."""
    pairs = [{"key": rng.choice(TELLING[k]), "value": {"stringValue": give(p, k)}} for k in rng.sample(("imei", "android-id", "email", "wifi-mac", "imsi"), 2)]
    body = {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "notes"}}, *pairs]}, "scopeSpans": [{"spans": [
            {"traceId": hexes(rng, 32), "spanId": hexes(rng, 16), "name": "GET /", "startTimeUnixNano": str(times(rng)) + "000000"}]}]}]}
    return http(rng, "otlp", "/v1/traces", compact(body))


def typed(rng, p):
    """Records of documents with types; one of the numbers is a number."""
    fields = record(rng, p)
    for key, v in fields.items():
        if isinstance(v, str) and v.isdigit() and v[0] != "0" and len(v) < 19 and rng.random() < 0.3:
            fields[key] = int(v)
    name, writer = rng.choice((("msgpack", wire.msgpack), ("cbor", wire.cbor), ("cbor-open", lambda v: wire.cbor(v, True)), ("bson", wire.bson), ("bencode", wire.bencode),
                               ("php", wire.php), ("plist-binary", wire.plist_binary)))
    body, names = writer({"n": 1, "dev": fields, "tags": ["a", "b"]}), ()
    if rng.random() < 0.4:
        pack, body = wire.packed(rng, body)
        names = (pack,)
    if rng.random() < 0.3:
        body, names = query({"app": "notes", "payload": base64.b64encode(body).decode()}).encode(), ("form", "base64") + names
    return http(rng, "typed", "/v1/batch", body, doc=name, names=names)


def mdm(rng, p):
    fields = {"DeviceName": "phone", "OSVersion": "17.4", "ProductName": "iPhone14,5", "IMEI": give(p, "imei"), "SerialNumber": give(p, "serial-number"),
              "WiFiMAC": give(p, "wifi-mac"), "BluetoothMAC": give(p, "bluetooth-mac"), "ICCID": p.give("iccid", True, lambda t: group(t, (4, 4, 4, 4), " ")),
              "ServiceSubscriptions": [{"Slot": "CTSubscriptionSlotOne", "PhoneNumber": give(p, "phone-number")}]}
    body = plistlib.dumps({"Status": "Acknowledged", "CommandUUID": uuid4(rng).upper(), "QueryResponses": fields}, fmt=rng.choice((plistlib.FMT_XML, plistlib.FMT_BINARY)))
    return http(rng, "mdm", "/mdm/command", body, ("Content-Type", "application/x-apple-aspen-mdm"), doc="plist", method="PUT")


def dressed(rng, p):
    """One record in a rarer packing, said or not said by a header."""
    doc, write = rng.choice((("json", lambda rng, p: compact(record(rng, p))), ("ndjson", ndjson_lines), ("csv", csv_rows)))
    name, data = wire.packed(rng, write(rng, p))
    said = {"gzip": "gzip", "gzip-members": "gzip", "gzip-named": "gzip", "zlib": "deflate", "deflate": "deflate", "brotli": "br", "zstd-streamed": "zstd"}
    headers = [("Content-Encoding", said[name])] if name in said and (name == "brotli" or rng.random() < 0.6) else []
    if name == "brotli" and not headers:
        headers = [("Content-Encoding", "br")]
    chunked = rng.random() < 0.4
    sent = http(rng, "dressed", "/upload", data, *headers, doc=doc, names=(name,), chunked=chunked)
    if chunked:
        sent.data = sent.data[:-2] + f"X-Sum: {hexes(rng, 32)}\r\nX-Device-Imei: {give(p, 'imei')}\r\n\r\n".encode()
    return sent


def ndjson_lines(rng, p):
    return b"".join(compact({"index": {"_id": hexes(rng, 20)}}) + b"\n" + compact(row) + b"\n" for row in (record(rng, p, 3), {"ts": times(rng), "n": 3}))


def csv_rows(rng, p):
    """RFC 4180, quotes within quotes, commas within cells."""
    fields = {"time": "2026-07-14 08:12:33,113", "msg": 'said "hello, you", left', **{k: wire.as_text(v) for k, v in record(rng, p).items()}}
    between = rng.choice((",", ";", "\t"))

    def cell(text):
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in ' ,;"') or rng.random() < 0.3 else text
    return "\r\n".join(between.join(map(cell, row)) for row in (fields, fields.values(), ["-"] * len(fields))).encode() + b"\r\n"


def elastic(rng, p):
    return http(rng, "bulk", "/_bulk", ndjson_lines(rng, p), ("Content-Type", "application/x-ndjson"), doc="ndjson")


def csv_upload(rng, p):
    return http(rng, "csv", "/logs", csv_rows(rng, p), ("Content-Type", "text/csv"), doc="csv")


def utf16(rng, p):
    order, mark = rng.choice((("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")))
    text = rng.choice((lambda: compact(record(rng, p)).decode(), lambda: "<?xml version='1.0' encoding='UTF-16'?><r>" + "".join(
        f"<{k.strip('$')}>{escape(wire.as_text(v))}</{k.strip('$')}>" for k, v in record(rng, p).items()) + "</r>"))()
    return http(rng, "utf16", "/wide", mark + text.encode(order), ("Content-Type", "text/plain; charset=utf-16"), doc="json", names=(order,))


def old_texts(rng, p):
    """What scripts and logs write."""
    fields = {k.strip("$"): wire.as_text(v) for k, v in record(rng, p).items()}
    name, body = rng.choice((
        ("yaml", "device:\n" + "".join(f"  {k}: '{v}'\n" for k, v in fields.items())),
        ("ini", "[device]\n" + "".join(f"{k} = {v}\n" for k, v in fields.items())),
        ("properties", "#upload\n" + "".join(f"{k}={v}".replace(":", "\\:") + "\n" for k, v in fields.items())),
        ("text-proto", "device {\n" + "".join(f'  {k.replace(".", "_").replace("-", "_")}: "{v}"\n' for k, v in fields.items()) + "}\n"),
        ("log", "".join(f"07-14 08:12:33.113  1423  1502 D Phone   : [SIM0] {k}={v}, state=READY\n" for k, v in fields.items())),
        ("tostring", "DeviceInfo{" + ", ".join(f"{k}='{v}'" for k, v in fields.items()) + "}"),
        ("html", "<form data='" + escape(json.dumps(fields), {'"': "&quot;"}) + "'></form>")))
    names = ()
    if rng.random() < 0.5:
        pack, data = wire.packed(rng, body.encode())
        return http(rng, "texts", "/feedback", data, doc=name, names=(pack,))
    return http(rng, "texts", "/feedback", body.encode(), ("Content-Type", "text/plain"), doc=name, names=names)


def careless(rng, p):
    """Base64 in a form without percent signs, text twice percent-encoded, hex in capitals, a data: URI."""
    data = compact(record(rng, p))
    name, body = rng.choice((("base64", "d=" + base64.b64encode(data).decode()), ("percent-twice", "d=" + quoted(quoted(data.decode()))), ("hex", "d=" + data.hex().upper()),
                             ("data-uri", "src=" + quoted("data:application/json;base64," + base64.b64encode(data).decode())),
                             ("base64-twice", "d=" + quoted(base64.b64encode(base64.b64encode(data)).decode())), ("hex-escapes", "d=" + "".join(f"\\x{c:02x}" for c in data)),
                             ("base64-lines", "d=" + quoted(wire.base64_lines(data)))))
    return http(rng, "careless", "/i.gif", (body + "&z=1").encode(), ("Content-Type", "application/x-www-form-urlencoded"), names=("form", name))


# ---- people ----

def vcards(rng, p):
    phone, email = p.data["contact"].value, p.data["email"]
    picture = bytes(rng.randrange(256) for _ in range(300))
    p.note("contact", True)
    p.allowed += [("email", email.value[-2:]), ("contact", email.value[-2:])]
    written = rng.choice((f"TEL;TYPE=CELL,VOICE:{phone}", f"TEL;VALUE=uri;TYPE=cell:tel:{phone}", f"TEL;CELL;PREF:{abroad(phone)}", f"item1.TEL;type=CELL:{phone[:-4]}\r\n {phone[-4:]}"))
    if p.who == "refused":
        written = "X-EMPTY:1"
    card = ("BEGIN:VCARD\r\nVERSION:3.0\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E9=9B=B7;;;\r\nFN:L. L.\r\n" + written
            + "\r\nPHOTO;ENCODING=b;TYPE=JPEG:" + wire.base64_lines(picture, 72, "\r\n ") + "\r\nEND:VCARD\r\n")
    return http(rng, "carddav", f"/dav/contacts/{uuid4(rng)}.vcf", card.encode(), ("Content-Type", "text/vcard; charset=utf-8"), doc="vcard", method="PUT")


def mail(rng, p):
    """A soft line break goes through a number; another part is base64."""
    imei = give(p, "imei")
    rows = "model;value\r\n" + f"serialNumber;{give(p, 'serial-number')}\r\nimsi;{give(p, 'imsi')}\r\n"
    text = ("From: Phone <logs@example.com>\r\nTo: collect@example.org\r\nSubject: =?UTF-8?B?" + base64.b64encode("gerät".encode()).decode() + "?=\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=\"=_b1\"\r\n\r\n--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            f"Ger=C3=A4t ist da.\r\nIMEI: {imei[:8]}=\r\n{imei[8:]}\r\nEnde =3D gut.\r\n--=_b1\r\nContent-Type: text/csv; name=\"d.csv\"\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n" + wire.base64_lines(rows.encode()) + "\r\n--=_b1--\r\n.\r\n")
    p.allowed += [(k, t) for k in ("email", "contact") for t in ("om", "rg")]
    before = ((False, b"220 mx ESMTP\r\n"), (True, b"EHLO phone\r\n"), (False, b"250-mx\r\n250 PIPELINING\r\n"), (True, b"MAIL FROM:<logs@example.com>\r\n"), (False, b"250 ok\r\n"),
              (True, b"RCPT TO:<collect@example.org>\r\n"), (False, b"250 ok\r\n"), (True, b"DATA\r\n"), (False, b"354 go\r\n"))
    return socket("smtp", text.encode(), "mime", ("quoted-printable", "base64"), before=before, port=25)


def syslog(rng, p):
    fields = " ".join(f'{k.strip("$")}="{wire.as_text(v)}"' for k, v in record(rng, p, 3).items())
    line = f"<165>1 2026-07-14T08:12:33.003Z phone app 1423 ID47 [device@32473 {fields}][x@32473 n=\"3\"] \ufeffstarted"
    return Sent("udp-syslog", "udp", 514, line.encode(), (), "structured-data")


def sip(rng, p):
    imei = p.give("imei", True, lambda t: f"{t[:8]}-{t[8:14]}-{t[14]}")
    p.note("imsi", False)
    user = f"sip:{p.value('imsi')}@ims.mnc001.mcc262.3gppnetwork.org"
    p.allowed += [("email", "rg")]
    text = (f"REGISTER sip:ims.mnc001.mcc262.3gppnetwork.org SIP/2.0\r\nFrom: <{user}>;tag={hexes(rng, 8)}\r\nTo: <{user}>\r\nCall-ID: {hexes(rng, 20)}@10.0.0.7\r\nCSeq: 1 REGISTER\r\n"
            f"Contact: <sip:10.0.0.7:5060>;+sip.instance=\"<urn:gsma:imei:{imei}>\"\r\nExpires: 600000\r\nContent-Length: 0\r\n\r\n")
    return Sent("udp-sip", "udp", 5060, text.encode(), (), "sip")


# ---- things ----

def mqtt5(rng, p):
    """The name of the client is a serial number; what is published has properties of its own."""
    p.note("serial-number", False)
    hello = mqtt_packet(0x10, b"\0\4MQTT\5\xc2\0\x3c" + wire.mqtt5_properties([("sdk", "5.1")]) + wire.mqtt5_string(p.value("serial-number")) + wire.mqtt5_string("device")
                        + wire.mqtt5_string("x"))
    pairs = [(k, wire.as_text(v)) for k, v in record(rng, p, 3).items()]
    payload = wire.cbor({"n": 3, "imsi": give(p, "imsi")})
    publish = mqtt_packet(0x30, wire.mqtt5_string("dt/phone/state") + wire.mqtt5_properties(pairs) + payload)
    # Both at once: a client need not wait for the answer (MQTT 5.0, 3.1.4).
    return Sent("mqtt5", "tcp", 1883, hello + publish, (), "cbor")


def coap(rng, p):
    if rng.random() < 0.5:
        return Sent("udp-coap", "udp", 5683, wire.coap(rng, ["rd"], [f"ep=urn:imei:{give(p, 'imei')}", "lt=86400", "b=U"], b"</1/0>,</3/0>"), (), "link-format")
    return Sent("udp-coap", "udp", 5683, wire.coap(rng, ["up"], [], wire.cbor(record(rng, p, 3))), (), "cbor")


def tracker(rng, p):
    """A clip-on tracker that speaks text, or binary with the number in decimal half-bytes."""
    if rng.random() < 0.5:
        text = f"imei:{give(p, 'imei')},tracker,260714081233,,F,081233.000,A,2234.4669,N,11354.3287,E,0.11,;"
        return socket("tracker", text.encode(), "columns", port=5023)
    p.note("imei", False, "bcd")
    login = b"\x78\x78\x0d\x01" + (bytes.fromhex("0" + p.value("imei")) if len(p.value("imei")) == 15 else bytes(8)) + b"\0\1\x8c\xdd\r\n"
    return socket("tracker", login, "binary", port=5023)


def subscriber(rng, p):
    """Half-bytes, as the network writes them, among bytes of no meaning."""
    p.note("imsi", False, "tbcd")
    body = bytes(rng.randrange(256) for _ in range(20)) + b"\x01\0\x08" + (half_bytes(p.value("imsi")) if len(p.value("imsi")) == 15 else bytes(8)) + b"\x03\0\x01\x0c"
    return Sent("udp-bytes", "udp", 4900, body, (), "binary")


def raw_address(rng, p):
    """Six bytes with a name beside them, and an address from back to front."""
    p.note("wifi-mac", False)
    p.note("bluetooth-mac", False)
    fields = {"wifi_mac": bytes.fromhex(bare(p.value("wifi-mac")) or "00"), "adv": p.spelled("bluetooth-mac", backwards), "rssi": 60}
    return http(rng, "ble", "/scan", rng.choice((wire.msgpack, wire.cbor))(fields), doc="msgpack")


def numbers(rng, p):
    """Numbers in other bases: an id in decimals, an equipment id of eighteen digits."""
    p.note("android-id", False, "decimal")
    p.note("meid", False, "decimal")
    whole = p.value("android-id")
    fields = {"device": str(int(whole, 16)) if p.who != "refused" else "0", "app": "com.example.notes", "sender": digits(rng, 12), "X-osv": "34"}
    if p.who != "refused":
        meid = p.value("meid")
        fields["eq"] = f"{int(meid[:8], 16):010}{int(meid[8:], 16):08}"
    return http(rng, "register", "/c2dm/register3", query(fields).encode(), doc="form")


# ---- other ways out ----

def websocket_parts(rng, p):
    """socket.io, STOMP or a bare document, in one message cut into frames, a ping in between."""
    body, first = rng.choice((
        lambda: (b'42["login",' + compact(record(rng, p)) + b"]", 0x01),
        lambda: (b"SEND\ndestination:/q/dev\ncontent-type:application/json\n\n" + compact(record(rng, p)) + b"\0", 0x01),
        lambda: (wire.cbor(record(rng, p)), 0x02), lambda: (wire.packed(rng, compact(record(rng, p)), "gzip", "zlib")[1], 0x02)))()
    cut = rng.randrange(1, len(body))
    data = websocket_frame(rng, body[:cut], first) + websocket_frame(rng, b"", 0x89) + websocket_frame(rng, body[cut:], 0x80)
    return Sent("websocket-parts", "tcp", 80, data, (), "frames", websocket_opened(rng, "/socket.io/?EIO=4&transport=websocket"))


def h2_thrift(rng, p):
    name, entity = wire.packed(rng, compact(record(rng, p)), "gzip", "zlib")
    body = wire.thrift_compact([(1, "1"), (2, times(rng)), (3, entity)])
    data = wire.h2_request(rng, "/log?sn=" + quoted(give(p, "serial-number")), [("x-device-imei", give(p, "imei"))], body)
    return Sent("h2", "tcp", 8080, data, ("thrift-compact", name), "json")


def grpc(rng, p):
    """Five bytes before each message; it may be packed."""
    for kind in ("imei", "email", "advertising-id"):
        p.note(kind, False)
    message = wire.protobuf([(1, 7), (2, wire.protobuf([(1, p.value("imei")), (2, p.value("email")), (15, p.value("advertising-id"))])), (3, hexes(rng, 40)), (9, times(rng))])
    flag = rng.random() < 0.5
    message = wire.PACKINGS["gzip"](rng, message) if flag else message
    data = wire.h2_request(rng, "/notes.v1.Log/Put", [("content-type", "application/grpc"), ("grpc-encoding", "gzip"), ("te", "trailers")],
                           bytes([flag]) + struct.pack("!I", len(message)) + message)
    return Sent("h2-grpc", "tcp", 8080, data, ("gzip",) if flag else (), "protobuf")


def dns_text(rng, p):
    """A whole text, cut into labels."""
    kind = rng.choice(("imei", "android-id", "imsi", "serial-number", "iccid"))
    p.note(kind, False)
    text = f"v=1;i={p.value(kind)};t={times(rng)}".encode()
    way = rng.choice(("hex", "base32"))
    out = text.hex() if way == "hex" else base64.b32encode(text).decode().rstrip("=").lower()
    return Sent("dns-labels", "udp", 53, wire.dns_query(rng, wire.cut_labels(out, rng.choice((63, 40, 31))) + ["c", "example", "net"]), (way,), "labels")


def torn(rng, p):
    """A packing on a raw connection, a piece at a time, each answered."""
    data = compact(record(rng, p)) + b"\n" + compact({"noise": [hexes(rng, 32) for _ in range(rng.randrange(1, 9))], **record(rng, p, 3)})
    names, body = rng.choice((
        lambda: (("base64",), base64.b64encode(data) + b"\n"), lambda: ((), data + b"\n"), lambda: (("hex",), data.hex().encode() + b"\n"),
        lambda: (lambda name, out: ((name,), struct.pack("!I", len(out)) + out))(*wire.packed(rng, data, "gzip", "zlib", "gzip-unended", "zstd-streamed")),
        lambda: (lambda name, out: (("base64", name), base64.b64encode(out) + b"\n"))(*wire.packed(rng, data, "gzip", "zlib"))))()
    cuts = tuple(sorted(rng.sample(range(1, len(body)), rng.randrange(1, 5))))
    return socket("torn", body, "json", names, cuts, port=7799)


def bulk(rng, p):
    """Much of nothing before and after."""
    lines = [compact({"ts": times(rng), "h": hexes(rng, 40), "m": f"frame {i} drawn in {rng.random():.3f}"}) for i in range(rng.randrange(300, 900))]
    lines.insert(rng.randrange(len(lines)), compact(record(rng, p)))
    data = b"\n".join(lines) + b"\n"
    name, body = rng.choice((("", data), wire.packed(rng, data, "gzip", "zlib", "zstd-streamed"), ("base64", base64.b64encode(data) + b"\n")))
    if rng.random() < 0.5:
        return socket("bulk", body, "ndjson", (name,) if name else (), port=7798)
    return http(rng, "bulk", "/bulk", body, doc="ndjson", names=(name,) if name else ())


def line_protocol(rng, p):
    tags = ",".join(f"{k.strip('$')}={wire.as_text(v)}".replace(" ", "\\ ") for k, v in record(rng, p, 3).items())
    return http(rng, "influx", "/write?db=m", f"battery,{tags} level=87i,temp=31.25 {times(rng)}000000\n".encode(), doc="line-protocol")


def positional(rng, p):
    """Nothing has a name."""
    for kind in ("imei", "email", "iccid"):
        p.note(kind, False)
    values = [7, "com.example.notes", p.value("imei"), times(rng), p.value("email"), p.value("iccid"), hexes(rng, 8)]
    name, body = rng.choice((("avro", wire.avro(values)), ("java-utf", wire.java_utf(values)), ("bencode", wire.bencode(values)), ("msgpack", wire.msgpack(values)),
                             ("cbor", wire.cbor(values, True))))
    if rng.random() < 0.5:
        pack, body = wire.packed(rng, body)
        return http(rng, "positional", "/e", body, doc=name, names=(pack,))
    return Sent("udp-positional", "udp", 7744, body, (), name)


def phones(rng, p):
    """The number as people and countries write it."""
    form, spell = rng.choice((("national", national), ("abroad", abroad), ("00", lambda t: "00" + t[1:]), ("tel", lambda t: "tel:" + t), ("plain", None)))
    p.note("phone-number", form != "national", form)
    text = p.spelled("phone-number", spell)
    return http(rng, "phones", "/otp", compact({"phone_number": text, "code_length": 6, "nonce": hexes(rng, 16)}))


SHAPES = (umeng_envelope, getui, bugly, hianalytics, samsung_fus, oppo_header, vivo_query, user_agent, amap, attributes, soap, syncml, wbxml, geolocate, utdid, httpdns,
          singular, chartboost, amplitude, branch, flurry, checkin, matching, hashes, keyed_hashes, mi_cookie, jwt_cookie, graphql, otlp, typed, typed, typed, mdm, dressed,
          dressed, elastic, csv_upload, utf16, old_texts, old_texts, careless, careless, vcards, mail, syslog, sip, mqtt5, coap, tracker, subscriber, raw_address, numbers,
          websocket_parts, websocket_parts, h2_thrift, grpc, dns_text, dns_text, torn, torn, torn, bulk, line_protocol, positional, phones)
NOBODYS = third_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MORE_MAKERS), told_of("unknown", SHAPES, DUMMIES, MORE_MAKERS), of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MORE_MAKERS))
