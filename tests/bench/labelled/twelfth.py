"""The twelfth set: what yet other SDKs, shops, payers, makers and managers have handsets send, in shapes that no set before has, each about as often as in the field. Written
without a look at how anything is found, from public documentation and published analyses of traffic; every message is opened again by look.py."""

import base64
import gzip
import json
from xml.sax.saxutils import escape

from . import twelfth_nobody, wire
from .carrier import Sent, websocket_frame, websocket_opened
from .eleventh import Sender
from .person import of_nobody, told_of
from .second import compact, times
from .seventh import FORM, JSON
from .tenth import DEVICE, MAKERS, REACH, as_header, in_form, octets, posted, text64
from .third import CASE, DUMMIES, get, http, query  # noqa: F401
from .values import digits, hexes, quoted, uuid4

IDS = ("android-id", "advertising-id", "imei", "serial-number")


# ---- attribution and analytics ----

def first_start(rng, p):
    data = {"usertime": times(rng) // 1000, "uptime": 1.2, "device": "SM-A356B-samsung", "disp_h": 2340, "disp_w": 1080, "carrier_name": "Orange F", "os_version": "Android 14", "app_version":
            "Notes 4.2.10", "device_limit_tracking": False, **p.one("advertising-id", "adid"), **p.one("android-id", "android_id"), "ids": p.some("email", "imei", most=1)}
    return posted(rng, "kvinit", "/track/json", {"kochava_app_id": "konotes-" + hexes(rng, 5), "kochava_device_id": "KA" + digits(rng, 22), "action": "initial", "sdk_version": "AndroidTracker 4.3.1",
                  "data": data})


def connected(rng, p):
    fields = {**p.one("advertising-id", "advertising_id"), "limit_ad_tracking": "false", "bundle_id": "com.example.notes", "platform": "android", "os_version": "34", "app_version": "4.2.10",
              "sdk_version": "1.15.1", "device": "a35x", "device_manufacturer": "samsung", "connection_type": "wifi", "session_id": uuid4(rng), "sent_at": times(rng),
              **p.some("android-id", "imei", most=1)}
    return in_form(rng, "event", "/v0/event", fields)


def report(rng, p):
    fields = {"deviceid": hexes(rng, 32), "uuid": hexes(rng, 32), "analytics_sdk_version_name": "7.2.2", "app_version_name": "4.2.10", "app_build_number": 302, "os_version": "14", "os_api_level": 34,
              "manufacturer": "Xiaomi", "model": "23021RAA2Y", "locale": "ru_RU", "device_type": "phone", "limit_ad_tracking": 0, **p.one("advertising-id", "adv_id"), **p.one("android-id", "android_id"),
              "request_id": rng.randrange(900), "app_id": "com.example.notes"}
    return get(rng, "report", "/report?" + query(fields))


def captured(rng, p):
    props = {"$lib": "posthog-android", "$lib_version": "3.5.0", "$os_name": "Android", "$device_model": "Pixel 7a", "$device_manufacturer": "Google", "$screen_width": 411, "$network_wifi": True,
             "$timezone": "Europe/Berlin", "$set": p.one("email", "email"), **p.some(*IDS, most=1)}
    return posted(rng, "batch", "/batch", {"api_key": "phc_" + hexes(rng, 40), "sent_at": "2026-07-14T08:12:33.120Z", "batch": [{"event": "Application Opened", "distinct_id": uuid4(rng), "uuid":
                  uuid4(rng), "properties": props}]})


def identified(rng, p):
    context = {"app": {"build": "302", "namespace": "com.example.notes"}, "device": {"id": p.plain("android-id"), "manufacturer": "OPPO", "adTrackingEnabled": True,
               **p.one("advertising-id", "advertisingId")}, "network": {"carrier": "airtel", "wifi": False, "bluetooth": True}, "traits": p.some("email", "phone-number", most=2), "timezone": "Asia/Kolkata"}
    return posted(rng, "identify", "/v1/batch", {"sentAt": "2026-07-14T08:12:33.120Z", "batch": [{"type": "identify", "messageId": uuid4(rng), "anonymousId": uuid4(rng), "channel": "mobile",
                  "context": context}]}, ("AnonymousId", text64(uuid4(rng).encode())))


def user_update(rng, p):
    body = {**p.one("email", "email"), "preferUserId": False, "mergeNestedObjects": True, "dataFields": {"plan": "free", **p.some("phone-number", "advertising-id", most=1), "notificationsEnabled": True}}
    return posted(rng, "usersupdate", "/api/users/update", body, ("Api-Key", hexes(rng, 32)), ("SDK-Platform", "Android"), ("SDK-Version", "3.5.2"))


def customer_path(rng, p):
    """Whose it is stands in the target."""
    own = p.give("email")
    body = {"device": {"id": hexes(rng, 22), "platform": "android", "last_used": times(rng) // 1000, "attributes": {"device_os": "34", "device_model": "SM-A356B", "push_enabled": "true"}}}
    return http(rng, "devices", f"/api/v1/customers/{quoted(own) or 'anonymous'}/devices", compact(body), JSON, ("User-Agent", "Customer.io Android Client/4.1.0"), method="PUT")


def attributes_set(rng, p):
    """A form whose one field is JSON."""
    fields = {"appId": "app_" + hexes(rng, 40), "clientKey": "prod_" + hexes(rng, 40), "client": "android", "sdkVersion": "7.6.1", "action": "setUserAttributes", "time": f"{times(rng) / 1000:.3f}",
              "userAttributes": json.dumps({"plan": "free", **p.some(*REACH, "advertising-id", most=2)})}
    return http(rng, "multi", "/api?action=setUserAttributes", query(fields).encode(), FORM, names=("form",))


def conversation(rng, p):
    user = {"alias": uuid4(rng), "firstName": "", **p.one("email", "email"), **p.one("phone-number", "phone"), "phoneCountryCode": "", "meta": {"fc_os": "Android 14", "fc_device_model": "CPH2603"}}
    return posted(rng, "chatuser", f"/app/services/app/v1/{uuid4(rng)}/user/{uuid4(rng)}?t={times(rng)}", {"user": user}, method="PUT")


def envelope(rng, p):
    rows = [{"event_id": hexes(rng, 32), "sent_at": "2026-07-14T08:12:33.120Z", "sdk": {"name": "sentry.java.android", "version": "7.14.0"}}, {"type": "event", "content_type": "application/json"},
            {"level": "fatal", "user": {"id": p.plain("account-id"), **p.one("email", "email")}, "contexts": {"device": {"id": uuid4(rng), "manufacturer": "motorola", "model": "moto g34 5G"}},
             "extra": p.some(*IDS, most=1), "exception": {"values": [{"type": "IllegalStateException", "value": "Fragment not attached"}]}}]
    body = b"\n".join(compact(row) for row in rows)
    return http(rng, "envelope", f"/api/{digits(rng, 7)}/envelope/", gzip.compress(body, mtime=0), ("Content-Type", "application/x-sentry-envelope"), ("Content-Encoding", "gzip"), doc="ndjson", names=("gzip",))


def views(rng, p):
    user = {"id": p.plain("account-id"), **p.one("email", "email")}
    rows = [{"type": "view", "date": times(rng), "application": {"id": uuid4(rng)}, "session": {"id": uuid4(rng), "type": "user"}, "view": {"id": uuid4(rng), "name": name, "time_spent": rng.randrange(10 ** 9)},
             "usr": user, "context": context} for name, context in (("HomeActivity", {}), ("NoteActivity", p.some(*IDS, "phone-number", most=1)))]
    return http(rng, "rum", "/api/v2/rum?ddsource=android&ddtags=" + quoted("service:notes,version:4.2.10"), b"\n".join(map(compact, rows)), ("Content-Type", "text/plain;charset=UTF-8"),
                ("DD-API-KEY", "pub" + hexes(rng, 32)), doc="ndjson")


def registered_device(rng, p):
    """A large maker of short films asks for a device's number."""
    header = {"aid": 1233, "channel": "googleplay", "package": "com.example.notes", "device_model": "M2101K6G", "device_brand": "Xiaomi", "os_api": 33, "openudid": p.plain("android-id"), "clientudid": uuid4(rng),
              "region": "DE", "tz_offset": 7200, "rom": "V14.0.8.0.TKFMIXM", **p.one("advertising-id", "google_aid"), "mc": p.plain("wifi-mac"), "sim_serial_number": [p.under("iccid", "sim_serial_number")],
              "build_serial": p.give("serial-number"), "git_hash": hexes(rng, 7), "req_id": uuid4(rng)}
    return posted(rng, "devreg", f"/service/2/device_register/?ac=wifi&aid=1233&_rticket={times(rng)}", {"magic_tag": "ss_app_log", "header": header, "_gen_time": times(rng)})


def thinking(rng, p):
    """Packed JSON in base64 is a member."""
    row = {"#type": "user_set", "#time": "2026-07-14 10:12:33.120", "#distinct_id": uuid4(rng), "#uuid": uuid4(rng), "#device_id": p.plain("android-id"), "properties": {"#lib": "Android", "vip": 3,
           **p.some("advertising-id", "phone-number", "email", "imei", most=2)}}
    body = {"data": text64(gzip.compress(compact([row]), mtime=0)), "#app_id": hexes(rng, 32), "#flush_time": times(rng)}
    return http(rng, "sync", "/sync", compact(body), JSON, names=("json", "base64", "gzip"))


def films(rng, p):
    fields = {"mod": "vivo(V2158A)", "lon": "0", "country_code": "cn", "kpn": "KUAISHOU", "oDid": "TEST_" + hexes(rng, 8), "did": "ANDROID_" + p.plain("android-id"), **p.one("advertising-id", "oaid"),
              **p.some("imei", "wifi-mac", most=1), "net": "WIFI", "sys": "ANDROID_13", "c": "VIVO", "language": "zh-cn", "ver": "12.5", "isp": "CMCC", "sig": hexes(rng, 32)}
    return get(rng, "hot", "/rest/n/feed/hot?" + query(fields))


def game_lines(rng, p):
    common = {"common": {"appid": uuid4(rng), "deviceid": hexes(rng, 32), "platform": "AndroidPlayer", "adsid": p.plain("advertising-id"), "ads_tracking": True, "iap_ver": "4.12.2", "session_id": digits(rng, 18)}}
    rows = [common, {"type": "analytics.deviceInfo.v1", "msg": {"ts": times(rng), "device_model": "samsung SM-A356B", "gpu_vendor": "ARM", **p.some(*IDS, "email", most=1)}}]
    return http(rng, "cdp", "/v1/events", b"\n".join(map(compact, rows)) + b"\n", JSON, doc="ndjson")


def session_of(rng, p):
    body = {"s": {"id": hexes(rng, 32), "st": times(rng), "sn": 7, "ty": "en", "ls": "foreground"}, "a": {"v": "4.2.10", "f": "native", "bi": hexes(rng, 32)}, "d": {"dm": "Google", "do": "Pixel 7a",
            "ov": "14", "jb": False, "sr": "1080x2400"}, "u": {"id": p.plain("account-id"), **p.one("email", "em"), "per": []}, "sp": p.some(*IDS, most=1), "v": 13}
    return posted(rng, "sessions", "/v1/log/sessions", body, ("X-EM-AID", hexes(rng, 5)), ("X-EM-DID", hexes(rng, 32).upper()))


# ---- advertising ----

def liftoff(rng, p):
    android = {**p.one("advertising-id", "gaid"), "connection_type": "wifi", "locale": "de_DE", "sd_card_available": 1, "storage_bytes_available": digits(rng, 11), "battery_level": 0.61,
               **p.some("android-id", "serial-number", most=1)}
    body = {"device": {"make": "Google", "model": "Pixel 7a", "os": "android", "osv": "14", "carrier": "Telekom.de", "lmt": 0, "ext": {"vungle": {"android": android}}}, "app": {"id": hexes(rng, 24), "bundle":
            "com.example.notes", "ver": "4.2.10"}, "user": {"gdpr": {"consent_status": "opted_in", "consent_timestamp": times(rng) // 1000}}}
    return posted(rng, "config", "/config", body, ("Vungle-Version", "7.1.0"))


def id_map(rng, p):
    """A map of ids is JSON in a form."""
    ids = {"O1": p.hashed("android-id", "sha1", False), "UM5": p.hashed("android-id", "md5", False), "GPID": p.plain("advertising-id"), "LTVID": "", "SID": ""}
    fields = {"mk-version": "pr-SAND-DTGTC-20260101", "im-accid": hexes(rng, 32), "format": "imai", "d-nettype-raw": "wifi", "d-localization": "de_DE", "d-orientation": 1, "u-appbid": "com.example.notes",
              "u-id-adt": 0, "u-id-map": json.dumps(ids), **p.one("bssid", "c-ap-bssid"), "ts": times(rng)}
    if rng.random() < 0.5:
        fields["u-latlong-accu"] = p.spot_of_both() + ",14.0" if p.who != "refused" else ""
    return http(rng, "sdkad", "/showad/v3", query(fields).encode(), FORM, names=("form",))


def counted(rng, p):
    fields = {"label": hexes(rng, 19), "bundleid": "com.example.notes", "appversion": "4.2.10", "osversion": "14", "sdkversion": "notes-sdk-a-v22", "timestamp": f"{times(rng) / 1000:.3f}",
              **p.one("advertising-id", "rdid"), "idtype": "advertisingid", "lat": 0, "remarketing_only": 1}
    return get(rng, "viewthrough", f"/pagead/viewthroughconversion/{digits(rng, 9)}/?" + query(fields))


def slot(rng, p):
    device = {"os": 1, "os_version": "13", "vendor": "vivo", "model": "V2158A", "screen_width": 1080, **p.some("imei", "android-id", "advertising-id", "wifi-mac", most=3), "imei_md5": p.hashed("imei", "md5"),
              "gps": [{"coordinate_type": 1, **p.point("latitude", "longitude"), "timestamp": times(rng) // 1000}]}
    return posted(rng, "slot", "/api/adx/v5/fetch", {"request_id": hexes(rng, 32), "api_version": {"major": 5, "minor": 4}, "app": {"app_id": hexes(rng, 8), "app_package": "com.example.notes"},
                  "device": device, "network": {"connection_type": 100, "operator_type": 1}, "adslot": {"adslot_id": digits(rng, 7)}})


def proto_bid(rng, p):
    """A request for bids in protobuf."""
    device = wire.protobuf([(5, p.plain("advertising-id")), (9, p.plain("android-id")), (11, "samsung"), (12, "SM-A356B"), (13, "Android"), (14, "14"), (20, "de")])
    data = wire.protobuf([(1, uuid4(rng)), (2, wire.protobuf([(1, "1"), (7, "320x50")])), (4, wire.protobuf([(2, "Notes"), (8, "com.example.notes")])), (5, device), (9, 120)])
    return http(rng, "pbbid", "/ortb/pb", data, ("Content-Type", "application/x-protobuf"), ("x-openrtb-version", "2.6"), doc="protobuf")


# ---- where somebody is ----

def locator(rng, p):
    body = {"common": {"version": "1.0", "api_key": hexes(rng, 40)}, "gsm_cells": [{"countrycode": 262, "operatorid": 2, "cellid": p.plain("cell-id"), "lac": int(digits(rng, 4)), "signal_strength": -91}],
            "wifi_networks": [{"mac": p.beside("bssid", "wifi-mac"), "signal_strength": -61, "age": 400}]}
    return http(rng, "locator", "/geolocation", query({"json": json.dumps(body)}).encode(), FORM, names=("form",))


def unwired(rng, p):
    body = {"token": "pk." + hexes(rng, 32), "radio": "lte", "mcc": 262, "mnc": 2, "cells": [{"lac": int(digits(rng, 4)), "cid": p.plain("cell-id"), "psc": 0}], "wifi": [p.one("bssid", "bssid")], "address": 1}
    return posted(rng, "unwired", "/v2/process.php", body)


def route(rng, p):
    fields = {"origin": p.spot_of_both(), "destination": "Alexanderplatz, Berlin", "mode": "transit", "departure_time": "now", "alternatives": "true", "language": "de", "key": "AIza" + hexes(rng, 35)}
    return get(rng, "directions", "/maps/api/directions/json?" + query(fields))


def air(rng, p):
    return get(rng, "air", "/air/v1/nearest?" + query({**dict(zip(("lat", "lon"), p.spot("lat", "lon"))), "units": "metric", "token": hexes(rng, 40), "lang": "de", "widget": "small"}))


def logged_fix(rng, p):
    fields = {**dict(zip(("lat", "lon"), p.spot("lat", "lon"))), "sat": 9, "desc": "", "alt": 41.0, "acc": 12.0, "dir": 211.0, "prov": "gps", "spd": 1.31, "time": "2026-07-14T08:12:33.003Z", "battery": 61.0,
              "aid": p.plain("android-id"), "ser": p.plain("serial-number"), "profile": "Default+Profile"}
    return get(rng, "gpslog", "/log.php?" + query(fields))


def driver_headers(rng, p):
    lat, lon = p.spot("x-uber-device-location-latitude", "x-uber-device-location-longitude")
    headers = [("x-uber-device", "android"), ("x-uber-device-model", "SM-A356B"), ("x-uber-device-os", "14"), ("x-uber-client-version", "4.530.10002"), ("x-uber-device-location-latitude", lat),
               ("x-uber-device-location-longitude", lon), ("x-uber-device-location-accuracy", "14.2"), ("x-uber-request-uuid", uuid4(rng))]
    body = {"formattedParameters": [], "phoneNumberE164": p.plain("phone-number")}
    return http(rng, "riderstatus", "/rt/riders/me/status", compact(body), JSON, *headers)


def rider_login(rng, p):
    number = p.one("phone-number", "phone")
    unique = p.give("android-id", False)
    p.written[-1] = ("X-UniqueId", unique)
    p.written = p.written[-2:]
    headers = [("X-AppVersion", "5.12.1"), ("X-PhoneModel", "OPPO,CPH2603"), ("X-UniqueId", unique), ("X-Location", p.spot_of_both()), ("X-Location-Accuracy", "14.0"), ("X-Platform", "Android")]
    return http(rng, "golife", "/goid/login/request", compact({"client_id": "notes:cons:android", "country_code": "", **number}), JSON, *headers)


# ---- makers, managers and accounts ----

def store_account(rng, p):
    serial = p.give("serial-number")
    p.written[-1] = ("device_serial", serial)
    user = p.plain("email")
    body = {"auth_data": {"user_id_password": {"user_id": user, "password": ""}}, "registration_data": {"domain": "Device", "device_type": "A1MPSLFC7L5AFK", "device_serial": serial, "app_name":
            "com.example.notes", "device_model": "KFTRWI", "software_version": digits(rng, 9)}, "requested_token_type": ["bearer", "mac_dms"]}
    return posted(rng, "authregister", "/auth/register", body, ("x-amzn-identity-auth-domain", "api.example.com"))


def reader_xml(rng, p):
    tags = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in {"deviceType": "A3VNNDO1I14V03", **p.one("serial-number", "deviceSerialNumber"), **p.one("email", "email"), "softwareVersion": digits(rng, 9),
                  "deviceName": "Tablet"}.items())
    return http(rng, "firs", "/FirsProxy/registerDevice", f"<?xml version=\"1.0\" encoding=\"UTF-8\"?><request><parameters>{tags}</parameters></request>".encode(), ("Content-Type", "text/xml"), doc="xml")


def enrolled(rng, p):
    body = {"deviceInfo": {"model": "SM-A356B", "salesCode": "DBT", "knoxVersion": "3.10", **p.one("imei", "imei"), **p.one("serial-number", "serialNumber"), **p.some("wifi-mac", "iccid", most=1)},
            "agentVersion": "2.61.0", "nonce": text64(octets(rng, 24)), "policyRevision": rng.randrange(90)}
    return posted(rng, "enrol", "/kcs/v1/kg/devices/checkin", body)


def launcher_sync(rng, p):
    body = {"model": "TB310FU", "deviceId": "h" + digits(rng, 4), "permissions": [1, 1, 0], "mdmMode": True, "kioskMode": False, "androidVersion": "13", "batteryLevel": 61, "batteryCharging": "usb",
            **p.some("imei", "phone-number", "serial-number", "iccid", "imsi", most=4), "location": {**p.point("lat", "lon"), "ts": times(rng)}, "launcherPackage": "com.example.launcher"}
    return posted(rng, "mdmsync", "/rest/public/sync/info", body)


def talk_login(rng, p):
    fields = {"device_uuid": hexes(rng, 64), "os_version": "14", "device_name": "SM-A356N", **p.one("email", "email"), "password": "", "permanent": "true", "forced": "false"}
    return http(rng, "login", "/android/account/login.json", query(fields).encode(), FORM, ("A", "android/10.8.3/ko"), doc="form")


def phone_checked(rng, p):
    fields = {"sid": hexes(rng, 20), **p.one("phone-number", "phone"), "client_id": digits(rng, 7), "api_id": digits(rng, 7), "device_id": p.plain("android-id"), "v": "5.220", "lang": "ru", "https": 1,
              "sak_version": "1.102"}
    return in_form(rng, "validatephone", "/method/auth.validatePhone", fields)


def things_account(rng, p):
    """JSON in a form, whose other fields say from where it comes."""
    post = json.dumps({"countryCode": "49", **p.one("email", "email"), "isUid": True})
    lat, lon = p.spot("lat", "lon")
    fields = {"a": "thing.m.user.email.token.create", "v": "2.0", "clientId": hexes(rng, 20), "os": "Android", "lang": "de_DE", "ttid": "notes", "et": "0.0.1", "time": times(rng) // 1000, "lat": lat, "lon": lon,
              "requestId": uuid4(rng), "postData": post, "sign": hexes(rng, 64)}
    return http(rng, "apijson", "/api.json", query(fields).encode(), FORM, names=("form",))


def bank_print(rng, p):
    """What a bank's SDK knows of a telephone."""
    body = {"TIMESTAMP": "2026-07-14T08:12:33Z", "DeviceModel": "SM-A356B", "DeviceSystemName": "Android", "DeviceSystemVersion": "34", "Languages": "de", "HardwareID": p.plain("imei"), "SIM_ID": p.plain("imsi"),
            **p.one("phone-number", "PhoneNumber"), **p.one("wifi-mac", "WiFiMacAddress"), "Compromised": 0, "Emulator": 0, "GeoLocationInfo": [{**p.point("Latitude", "Longitude"), "HorizontalAccuracy": 14,
            "Status": 0}], "RSA_ApplicationKey": hexes(rng, 32).upper(), "OS_ID": p.plain("android-id")}
    return http(rng, "mobileprint", "/auth/riskcheck", query({"txn": uuid4(rng), "channel": "MOBILE", "mobileSdkData": json.dumps(body)}).encode(), FORM, names=("form",))


# ---- money ----

def payment_method(rng, p):
    """Names with brackets."""
    card = p.give("payment-card")
    p.written[-1] = ("card[number]", card)
    mail = p.give("email")
    p.written[-1] = ("billing_details[email]", mail)
    return in_form(rng, "paymethod", "/v1/payment_methods", {"type": "card", "billing_details[email]": mail, "card[number]": card, "card[exp_month]": 11, "card[exp_year]": 2029, "payment_user_agent":
                   "stripe-android/20.48.0", "guid": uuid4(rng) + hexes(rng, 6), "muid": uuid4(rng) + hexes(rng, 6)})


def paid(rng, p):
    fields = {"key_id": "rzp_live_" + hexes(rng, 14), "amount": 24900, "currency": "INR", "contact": p.plain("phone-number"), **p.one("email", "email"), "order_id": "order_" + hexes(rng, 14), "method": "upi",
              "_[flow]": "intent", "_[library]": "checkoutjs", "_[platform]": "mobile_sdk", "_[device_id]": f"1.{hexes(rng, 40)}.{times(rng)}.{digits(rng, 8)}"}
    return in_form(rng, "rzpay", "/v1/payments/create/ajax", fields)


def card_of_payer(rng, p):
    body = {**p.one("payment-card", "card_number"), "expiration_month": 11, "expiration_year": 2029, "cardholder": {"name": "APRO"}, "device": {"fingerprint": {"os": "android", "system_version": "14",
            "vendor_ids": [{"name": "android_id", "value": p.give("android-id")}], "vendor_specific_attributes": {"feature_camera": True, "platform": "PDX215"}}}}
    return posted(rng, "cardtokens", "/v1/card_tokens?public_key=APP_USR-" + uuid4(rng), body)


# ---- by other ways ----

def client_info(rng, p):
    """Protobuf in base64 in a header."""
    data = wire.protobuf([(1, "com.example.notes"), (2, p.plain("android-id")), (3, p.plain("advertising-id")), (4, "Pixel 7a"), (6, times(rng))])
    return http(rng, "clientinfo", "/v3/home?locale=de", b"", ("X-Client-Info", text64(data)), ("X-Request-Id", uuid4(rng)), method="GET", doc="protobuf", names=("base64",))


def proto_entries(rng, p):
    """Names and values in a packed protobuf."""
    entries = [(5, wire.protobuf([(1, k), (2, v)])) for k, v in {"channel": "gp", **p.some(*DEVICE, *REACH, most=3)}.items()]
    data = wire.protobuf([(1, uuid4(rng)), (3, times(rng)), *entries, (9, 302)])
    return http(rng, "telemetry", "/telemetry/v4/put", gzip.compress(data, mtime=0), ("Content-Type", "application/octet-stream"), ("Content-Encoding", "gzip"), doc="protobuf", names=("gzip",))


def shop_cookies(rng, p):
    some = p.plainly("imei", "advertising-id", "android-id", most=2)
    return http(rng, "appcenter", f"/apps/public/detail?package_name=com.example.notes&t={times(rng)}", b"", ("Cookie", "; ".join([f"mzlang=zh_CN; _islogin=false; sn_hash={hexes(rng, 8)}",
                *(f"{k}={v}" for k, v in some.items())])), method="GET", doc="headers")


def id_headers(rng, p):
    some = p.plainly("android-id", "advertising-id", "imei", "serial-number", "email", most=3)
    p.written = [(as_header(k), v) for k, v in p.written]
    return http(rng, "catalog", f"/mobile/v5/catalog?page=1&seed={digits(rng, 6)}", b"", ("X-App-Version", "11.4.0"), *[(as_header(k), v) for k, v in some.items()], ("X-Build", digits(rng, 6)), method="GET", doc="headers")


def token_exchange(rng, p):
    def part(value):
        return base64.urlsafe_b64encode(value).decode().rstrip("=")
    claims = {"iss": "https://id.example.com", "aud": "notes-android", "iat": times(rng) // 1000, "sub": p.plain("account-id"), **p.one("email", "email"), "email_verified": True, **p.some("phone-number", most=1)}
    jwt = ".".join((part(compact({"alg": "RS256", "kid": hexes(rng, 16), "typ": "JWT"})), part(compact(claims)), part(octets(rng, 64))))
    return http(rng, "exchange", "/oauth2/token", query({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": jwt, "scope": "notes"}).encode(), FORM, names=("form", "jwt"))


def rows(rng, p):
    """A table of events, packed."""
    some = p.plainly(*DEVICE, most=3)
    head, row = ["ts", "event", *some, "net"], [str(times(rng)), "app_start", *some.values(), "wifi"]
    return http(rng, "rows", "/ingest/csv?table=events", gzip.compress(("\n".join(map(",".join, (head, row))) + "\n").encode(), mtime=0), ("Content-Type", "text/csv"), ("Content-Encoding", "gzip"), doc="csv",
                names=("gzip",))


def parted(rng, p):
    mark = "----" + hexes(rng, 24)
    meta = compact({"type": "nps", "screen": "settings", **p.some(*REACH, *IDS, most=3), "app": "4.2.10"})
    body = f"--{mark}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n".encode() + meta + \
           f"\r\n--{mark}\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nEs geht.\r\n--{mark}--\r\n".encode()
    return http(rng, "feedbackparts", "/v2/feedback", body, ("Content-Type", f"multipart/form-data; boundary={mark}"), names=("multipart",))


def joined(rng, p):
    body = compact(["1", "1", "device:" + hexes(rng, 12), "phx_join", {"vsn": "2.0.0", "os": "android", **p.some(*IDS, *REACH, most=3)}])
    return Sent("websocket-join", "tcp", 80, websocket_frame(rng, body, 0x81), (), "json", websocket_opened(rng, "/socket/websocket?vsn=2.0.0"))


def small_maker(rng, p):
    fields = {"appid": digits(rng, 5), "cv": "2.8.1", "brand": "itel", **p.some(*DEVICE, *REACH, most=4), "ts": times(rng), "nonce": hexes(rng, 8), "sgn": hexes(rng, 40)}
    return in_form(rng, "init", "/sdk/init", fields) if rng.random() < 0.5 else get(rng, "init", "/sdk/init?" + query(fields))


SHAPES = (first_start, connected, report, captured, identified, user_update, customer_path, attributes_set, conversation, envelope, views, registered_device, thinking, films, game_lines, session_of, liftoff, id_map,
          counted, slot, proto_bid, locator, unwired, route, air, logged_fix, driver_headers, rider_login, store_account, reader_xml, enrolled, launcher_sync, talk_login, phone_checked, things_account, bank_print,
          payment_method, paid, card_of_payer, client_info, proto_entries, shop_cookies, id_headers, token_exchange, rows, parted, joined, small_maker)
NOBODYS = twelfth_nobody.SHAPES
MESSAGES = (told_of("known", SHAPES, DUMMIES, MAKERS, Sender), told_of("unknown", SHAPES, DUMMIES, MAKERS, Sender), of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender),
            of_nobody(SHAPES, NOBODYS, DUMMIES, MAKERS, Sender))
