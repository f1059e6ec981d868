/* The identifiers of rules/, as they are shipped: what they find, and what they do not. */
#include "unit.h"

#include "detectors.h"
#include "policy/policy.h"

#include <unistd.h>

static const struct row shipped_rows[] = {
	{ "raw", "imei=490154203237518;", "validated imei plain raw\n" },
	{ "raw", "{\"imsi\":\"404450123456789\"}", "validated imsi plain raw > json:$.imsi\n" },
	{ "raw", "{\"gaid\":\"38400000-8CF0-11BD-B23E-10B96E40000D\"}", "validated advertising-id plain raw > json:$.gaid\n" },
	{ "raw", "{\"gaid\":\"384000008CF011BDB23E10B96E40000D\"}", "validated advertising-id plain raw > json:$.gaid\n" },
	{ "raw", "{\"mac\":\"64:09:80:AA:BB:CC\"}", "validated wifi-mac plain raw > json:$.mac\n" },
	{ "raw", "{\"mac\":\"6409.80aa.bbcc\"}", "validated wifi-mac plain raw > json:$.mac\n" },
	{ "raw", "{\"wlan_mac\":\"da:a1:19:00:11:23\"}", "validated wifi-mac plain raw > json:$.wlan_mac\n" },
	{ "raw", "{\"tel\":\"+4915112345678\"}", "validated phone-number plain raw > json:$.tel\n" },
	{ "raw", "{\"phoneNumber\":\"+919876543210\"}", "validated phone-number plain raw > json:$.phoneNumber\n" },
	{ "http.body", "BEGIN:VCARD\nTEL;CELL:+1 415-555-0123\nEMAIL:friend@example.org\nEND:VCARD\n",
		"validated contact plain http.body > vcard:TEL\nvalidated contact plain http.body > vcard:EMAIL\n" },
	{ "raw", "{\"x\":\"11010519491231002X\"}", "pattern national-id plain raw > json:$.x\n" },
	{ "raw", "{\"phone\":\"+49 151-1234-5678\"}", "validated phone-number plain raw > json:$.phone\n" },
	{ "raw", "{\"msisdn\":\"8613912345678\"}", "validated phone-number plain raw > json:$.msisdn\n" },
	{ "raw", "{\"num\xc3\xa9ro_IMEI\":\"49 015420 323751 8\"}", "validated imei plain raw > json:$['num\xc3\xa9ro_IMEI']\n" },
	{ "raw", "{\"imsi_slot1\":\"404450123456789\"}", "validated imsi plain raw > json:$.imsi_slot1\n" },
	{ "raw", "\x1a\x17\n\x04imei\x12\x0f" "490154203237518*\x04\n\x02xy", "validated imei plain raw > protobuf:3.imei\n" },
	{ "raw", "{\"IMSI_SIM1\":\"404450123456789\"}", "validated imsi plain raw > json:$.IMSI_SIM1\n" },
	{ "raw", "{\"ICCID_NO\":\"8949200000123456780\"}", "validated iccid plain raw > json:$.ICCID_NO\n" },
	{ "raw", "{\"emailId\":\"someone@example.org\"}", "validated email plain raw > json:$.emailId\n" },
	{ "raw", "{\"AdvertisingIdentifier\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"}", "validated advertising-id plain raw > json:$.AdvertisingIdentifier\n" },
	{ "raw", "{\"imei_primary\":490154203237518.0}", "validated imei plain raw > json:$.imei_primary\n" },
	{ "raw", "[ro.serialno]: [R58M12ABCDE]\n", "validated serial-number plain raw\n" },
	{ "raw", "{\"imei\":\"Lxo5FiBn0aTz-w_Q\"}", "validated imei plain raw > json:$.imei\n" },
	{ "raw", "write to someone@example.org", "pattern email plain raw\n" },
	/* Names: words of any case and script, in any order that programs use. */
	{ "raw", "{\"sim1Imei\":\"490154203237518\"}", "validated imei plain raw > json:$.sim1Imei\n" },
	{ "raw", "{\"deviceIMEINumber\":\"490154203237518\"}", "validated imei plain raw > json:$.deviceIMEINumber\n" },
	{ "raw", "{\"imei_main\":\"490154203237518\"}", "validated imei plain raw > json:$.imei_main\n" },
	{ "raw", "{\"\xe8\xae\xbe\xe5\xa4\x87IMEI\xe5\x8f\xb7\":\"490154203237518\"}", "validated imei plain raw > json:$['\xe8\xae\xbe\xe5\xa4\x87IMEI\xe5\x8f\xb7']\n" },
	{ "raw", "{\"snCode\":\"R58M12ABCDE\"}", "validated serial-number plain raw > json:$.snCode\n" },
	{ "raw", "{\"simCardSerialNumber\":\"8949200000123456780\"}", "validated iccid plain raw > json:$.simCardSerialNumber\n" },
	{ "raw", "{\"userMobile\":\"+919876543210\",\"shoujihao\":\"13912345678\"}",
		"validated phone-number plain raw > json:$.userMobile\nvalidated phone-number plain raw > json:$.shoujihao\n" },
	{ "raw", "{\"bleMacAddress\":\"64:09:80:aa:bb:cc\",\"ap_mac_address\":\"64:09:80:aa:bb:c1\"}",
		"validated bluetooth-mac plain raw > json:$.bleMacAddress\nvalidated bssid plain raw > json:$.ap_mac_address\n" },
	{ "raw", "{\"weidu\":31.230416,\"jingdu\":121.473701}", "validated location plain raw > json:$.weidu\nvalidated location plain raw > json:$.jingdu\n" },
	/* Spellings of values. */
	{ "raw", "{\"cardNo\":\"4539 5787 6362 1486\"}", "validated payment-card plain raw > json:$.cardNo\n" },
	{ "raw", "{\"imei\":\"4901 5420 3237 518\"}", "validated imei plain raw > json:$.imei\n" },
	{ "raw", "{\"imei\":\"35678901234567\",\"imei2\":99000123456789}", "validated imei plain raw > json:$.imei\nvalidated imei plain raw > json:$.imei2\n" },
	{ "raw", "{\"iccid\":\"8949200000123456780F\"}", "validated iccid plain raw > json:$.iccid\n" },
	{ "raw", "{\"phone\":\"(415) 555-0123\"}", "validated phone-number plain raw > json:$.phone\n" },
	{ "raw", "{\"mobile\":\"98765 43210\",\"tel\":\"0912-345-678\"}",
		"validated phone-number plain raw > json:$.mobile\nvalidated phone-number plain raw > json:$.tel\n" },
	{ "raw", "{\"mac\":\"64 09 80 aa bb cc\"}", "validated wifi-mac plain raw > json:$.mac\n" },
	{ "raw", "{\"latE6\":12971612,\"lngE6\":77594566}", "validated location plain raw > json:$.latE6\nvalidated location plain raw > json:$.lngE6\n" },
	/* Degrees with the letters of where they count from; minutes and seconds. */
	{ "raw", "{\"location\":\"28.61N, 77.20E\"}", "validated location plain raw > json:$.location\n" },
	{ "raw", "{\"location\":\"28\xc2\xb0" "36'50\\\"N 77\xc2\xb0" "12'32\\\"E\"}", "validated location plain raw > json:$.location\n" },
	{ "raw", "{\"gps\":\"S 33.8568 E 151.2153\"}", "validated location plain raw > json:$.gps\n" },
	{ "raw", "{\"lat\":\"28.6139N\",\"lng\":\"77.2090 E\"}", "validated location plain raw > json:$.lat\nvalidated location plain raw > json:$.lng\n" },
	{ "raw", "{\"latitude\":\"28\\u00b036\\u203250.5\\u2033N\",\"longitude\":\"77\xc2\xb0 12.533' E\"}",
		"validated location plain raw > json:$.latitude\nvalidated location plain raw > json:$.longitude\n" },
	{ "http.body", "position=28%C2%B036%2750%22N+77%C2%B012%2732%22E", "validated location plain http.body > form:position\n" },
	{ "raw", "lat=33.8568S", "validated location plain raw\n" },
	{ "http.body", "{\"type\":\"Point\",\"coordinates\":[77.594566,12.971612]}",
		"validated location plain http.body > json:$.coordinates[0]\nvalidated location plain http.body > json:$.coordinates[1]\n" },
	{ "raw", "{\"lnglat\":\"77.594566|12.971612\"}", "validated location plain raw > json:$.lnglat\n" },
	{ "raw", "{\"em\":\"1f0b62b5f05f305e9251c88be27c9e519449e8e34a00a59ec0a534d85ecfaf08\"}", "validated email plain raw > json:$.em\n" },
	{ "raw", "{\"panNumber\":\"ABCPE1234F\",\"cpf\":\"529.982.247-25\"}",
		"validated national-id plain raw > json:$.panNumber\nvalidated national-id plain raw > json:$.cpf\n" },
	/* What stands around a name, or beside a value, tells what it is. */
	{ "http.body", "{\"servers\":{\"lat\":[50.11092,50.11093]},\"user\":{\"lat\":[50.11094]}}", "validated location plain http.body > json:$.user.lat[0]\n" },
	{ "http.body", "{\"user\":{\"lat\":50.11092},\"CdnServers\":[{\"pop\":\"FRA1\",\"lat\":50.11093}]}", "validated location plain http.body > json:$.user.lat\n" },
	{ "http.body", "{\"host\":{\"geo\":{\"location\":{\"lat\":52.37403,\"lon\":4.88969}}},\"hosts\":[{\"host\":{\"lat\":52.37403}}]}",
		"validated location plain http.body > json:$.host.geo.location.lat\nvalidated location plain http.body > json:$.host.geo.location.lon\n" },
	{ "http.body", "{\"host.geo.location\":{\"lat\":52.37403,\"lon\":4.88969},\"server\":{\"geo\":{\"location\":{\"lat\":52.37403}}}}",
		"validated location plain http.body > json:$['host.geo.location'].lat\nvalidated location plain http.body > json:$['host.geo.location'].lon\n" },
	{ "http.body", "{\"host\":{\"geo\":{\"location\":\"52.37403,4.88969\"}}}", "validated location plain http.body > json:$.host.geo.location\n" },
	{ "http.body", "{\"host.geo.location\":\"52.37403,4.88969\"}", "validated location plain http.body > json:$['host.geo.location']\n" },
	/* Words behind the one that tells, and names without capitals. */
	{ "http.body", "{\"cartao_numero\":\"4588661371394462\",\"email_principal\":\"anna@example.com\",\"imei_numero\":\"490154203237518\",\"numero\":\"+4915926472573\"}",
		"validated payment-card plain http.body > json:$.cartao_numero\nvalidated email plain http.body > json:$.email_principal\n"
		"validated imei plain http.body > json:$.imei_numero\nvalidated phone-number plain http.body > json:$.numero\n" },
	{ "http.header:x-deviceimeinumber", "490154203237518", "validated imei plain http.header:x-deviceimeinumber\n" },
	{ "http.body", "deviceserialno=RHJQ9PQBFV38&loginemail=li%40example.com", "validated serial-number plain http.body > form:deviceserialno\nvalidated email plain http.body > form:loginemail\n" },
	{ "http.body", "{\"cells\":[{\"lac\":4321,\"cid\":23456}]}", "validated cell-id plain http.body > json:$.cells[0].cid\n" },
	{ "http.body", "{\"pairs\":[[\"os\",\"14\"],[\"hwSerialNo\",\"F67MSUGQ6W39\"]]}", "validated serial-number plain http.body > json:$.pairs[1][1]\n" },
	/* Tables with a mark before them, and such that stand on their side. */
	{ "http.body", "\xef\xbb\xbf\"dt\";\"serial\"\r\n\"14/07/2026\";\"TXNVLN689Q80\"\r\n", "validated serial-number plain http.body > csv:serial\n" },
	{ "http.body", "wifi_mac\t5C-45-50-49-CA-B1\nserial\tK4RSJDAWYD62\n", "validated wifi-mac plain http.body > csv:wifi_mac\nvalidated serial-number plain http.body > csv:serial\n" },
	{ "http.body", "serial\tPEUDP2SBSX30\n", "validated serial-number plain http.body > csv:serial\n" },
	{ "http.body", "model,serial\nRedmi,F67MSUGQ6W39\n", "validated serial-number plain http.body > csv:serial\n" },
	/* The nearest word tells whose it is, in the name itself or around it. */
	{ "http.body", "{\"location\":{\"lat\":52.37403},\"user_lat\":52.37404,\"serverLat\":52.37405,\"nearest_store_1_lng\":4.88969,\"city_latitude\":52.37406}",
		"validated location plain http.body > json:$.location.lat\nvalidated location plain http.body > json:$.user_lat\n" },
	{ "http.body", "{\"relays\":[{\"geo\":{\"pos\":{\"lat\":52.37403}}}],\"store\":{\"user\":{\"lat\":52.37404}},\"samples\":[{\"lat\":52.37405}]}",
		"validated location plain http.body > json:$.store.user.lat\nvalidated location plain http.body > json:$.samples[0].lat\n" },
	{ "http.body", "<config><server><at><lat>52.37403</lat></at></server><me><lat>52.37404</lat></me></config>", "validated location plain http.body > xml:/config/me/lat\n" },
	{ "http.body", "{\"support_phone\":\"+4915112345678\",\"hotline\":{\"phone\":\"+4915112345679\"},\"merchant\":{\"customer\":{\"phone\":\"+919876543210\"}}}",
		"validated phone-number plain http.body > json:$.merchant.customer.phone\n" },
	{ "raw", "server lat: 52.37403, store_lat=52.37404, lat=52.37405", "validated location plain raw\n" },
	{ "http.body", "{\"gift_card_number\":\"4539578763621486\",\"card_number\":\"5425233430109903\"}", "validated payment-card plain http.body > json:$.card_number\n" },
	{ "http.body", "{\"router\":{\"mac\":\"64:09:80:aa:bb:cc\"},\"bt\":{\"mac\":\"64:09:80:aa:bb:c1\"}}",
		"validated bssid plain http.body > json:$.router.mac\nvalidated bluetooth-mac plain http.body > json:$.bt.mac\n" },
	{ "http.body", "{\"wifiAccessPoints\":[{\"macAddress\":\"64:09:80:aa:bb:cc\"}]}",
		"validated bssid plain http.body > json:$.wifiAccessPoints[0].macAddress\n" },
	{ "http.body", "{\"card\":{\"number\":\"4539578763621486\"},\"imei\":{\"0\":\"490154203237518\"}}",
		"validated payment-card plain http.body > json:$.card.number\nvalidated imei plain http.body > json:$.imei.0\n" },
	{ "http.body", "{\"contacts\":[{\"phoneNumbers\":[{\"value\":\"+14155550123\"}]}]}",
		"validated contact plain http.body > json:$.contacts[0].phoneNumbers[0].value\n" },
	{ "http.body", "{\"value\":\"490154203237518\",\"name\":\"imei\"}", "validated imei plain http.body > json:$.value\n" },
	{ "http.body", "{\"ids\":[{\"type\":\"gaid\",\"id\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"}]}",
		"validated advertising-id plain http.body > json:$.ids[0].id\n" },
	{ "http.body", "{\"docType\":\"aadhaar\",\"number\":\"234123412346\",\"attrName\":\"imei\",\"attrValue\":\"490154203237518\"}",
		"validated national-id plain http.body > json:$.number\nvalidated imei plain http.body > json:$.attrValue\n" },
	{ "http.body", "[[\"model\",\"X7\"],[\"imei\",\"490154203237518\"]]", "validated imei plain http.body > json:$[1][1]\n" },
	{ "http.body", "<id type=\"imei\">490154203237518</id>", "validated imei plain http.body > xml:/id\n" },
	{ "http.body", "<p value=\"490154203237518\" name=\"imei\"/>", "validated imei plain http.body > xml:/p/@value\n" },
	{ "http.body", "<card><number>4539578763621486</number></card>", "validated payment-card plain http.body > xml:/card/number\n" },
	{ "http.body", "p[0][name]=imei&p[0][value]=490154203237518", "validated imei plain http.body > form:p[0][value]\n" },
	/* The type of a member that is called alike; what it says of another is not asked. */
	{ "http.body", "{\"deviceIdType\":\"sn\",\"deviceId\":\"R58M12ABCDE\",\"docType\":\"imei\",\"docDate\":\"490154203237518\"}",
		"validated serial-number plain http.body > json:$.deviceId\n" },
	{ "http.body", "deviceidtype=mac&deviceid=64:09:80:aa:bb:cc&lang=de", "validated wifi-mac plain http.body > form:deviceid\n" },
	{ "http.body", "{\"loginType\":\"password\",\"loginId\":\"jdoe1984\",\"inputType\":\"password\",\"inputId\":\"field_login_3\"}", "" },
	{ "http.body", "{\"screenType\":\"wifi_ssid\",\"screen\":\"settings\",\"channelType\":\"sms body\",\"channelId\":\"google play store\"}", "" },
	{ "http.body", "{\"ssidType\":\"ssid\",\"ssid\":\"Ann at home\"}", "validated ssid plain http.body > json:$.ssid\n" },
	{ "http.body", "{\"tipoChave\":\"EMAIL\",\"chave\":\"a.b@example.org\"}", "validated email plain http.body > json:$.chave\n" },
	{ "http.body", "<A Name=\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress\"><AttributeValue>a.b@example.org</AttributeValue></A>",
		"validated email plain http.body > xml:/A/AttributeValue\n" },
	/* What is installed, and what was written to whom. */
	{ "http.body", "{\"installedApps\":[\"com.example.a\",\"org.example.b\",\"br.com.example\",\"de.example.c\",\"com.example.d\"]}",
		"validated app-list plain http.body\n" },
	{ "http.body", "{\"smsList\":[{\"address\":\"+4915112345678\",\"body\":\"Bin um acht da, bring Brot\"}]}",
		"validated contact plain http.body > json:$.smsList[0].address\nvalidated sms plain http.body > json:$.smsList[0].body\n" },
	{ "http.body", "{\"dni\":\"12345678Z\",\"geohash\":\"u33dc0cppjjh\",\"cpfCliente\":\"529.982.247-25\"}",
		"validated national-id plain http.body > json:$.dni\nvalidated location plain http.body > json:$.geohash\nvalidated national-id plain http.body > json:$.cpfCliente\n" },
	{ "http.body", "{\"latitude\":\"48,856613\",\"longitude\":\"2,352222\"}",
		"validated location plain http.body > json:$.latitude\nvalidated location plain http.body > json:$.longitude\n" },
	/* All of it, and not what stands before its first escape too. */
	{ "http.body", "user=x&password=gh7Kpq2w%21123&grant=y", "validated password plain http.body > form:password\n" },
	{ "raw", "{\"tel\":\"06 12 34 56 78\",\"telefon\":\"0151/12345678\",\"telefono\":\"612 34 56 78\"}",
		"validated phone-number plain raw > json:$.tel\nvalidated phone-number plain raw > json:$.telefon\nvalidated phone-number plain raw > json:$.telefono\n" },
	/* Signs, brackets, words and blanks between a name and its value. */
	{ "raw", "MAC Address: 64:09:80:aa:bb:cc", "validated wifi-mac plain raw\n" },
	{ "raw", "IMEI #1: 490154203237518", "validated imei plain raw\n" },
	{ "raw", "imei (slot 1) => 490154203237518", "validated imei plain raw\n" },
	{ "raw", "Phone Type = GSM\n  Device ID = 490154203237518\n  Line 1 Number = +4915112345678\n", "validated imei plain raw\nvalidated phone-number plain raw\n" },
	{ "http.header:From", "a.b@example.org", "validated email plain http.header:From\n" },
	{ "http.body", "{\"dpo\":{\"email\":\"a.b@example.org\"}}", "pattern email plain http.body > json:$.dpo.email\n" },
	{ "raw", "getImei() -> 490154203237518", "validated imei plain raw\n" },
	{ "raw", "IMEI\xef\xbc\x9a" "490154203237518", "validated imei plain raw\n" },
	{ "raw", "a1 ID (\"name\" \"x\" \"serial_no\" \"R58M12ABCDE\")", "validated serial-number plain raw\n" },
	{ "http.body", "v7|imei|490154203237518|mac|64:09:80:aa:bb:cc|", "validated imei plain http.body\nvalidated wifi-mac plain http.body\n" },
	{ "http.body", "model\tX7\nimei\t490154203237518\n", "validated imei plain http.body > csv:X7\n" },
	{ "http.body", "imei\x01" "490154203237518\x02mail\x01" "a.b@example.org\x02", "validated imei plain http.body\nvalidated email plain http.body\n" },
	{ "mqtt.client-id", "imei_490154203237518", "validated imei plain mqtt.client-id\n" },
	{ "dns.qname", "imei.490154203237518.example.org", "validated imei plain dns.qname\n" },
	{ "http.body", "{\"columns\":[\"ts\",\"imei\"],\"rows\":[[\"1\",\"490154203237518\"]]}", "validated imei plain http.body > json:$.rows[0][1]\n" },
	{ "raw", "3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=262011234147AB01", "validated cell-id plain raw\n" },
};

static const char *const shipped_decoys[] = {
	"{\"order_id\":\"349015420323751\",\"orderNo\":490154203237518}",
	"{\"imsi\":\"403450123456789\"}",
	"{\"trace_id\":\"7f3b2c1d-490a-4154-a032-37518a6b7c8d\"}",
	"{\"mac\":\"02:00:00:00:00:00\",\"wifi_mac\":\"00:11:22:33:44:55\"}",
	"{\"mac\":\"ff:ff:ff:ff:ff:ff\",\"bssid\":\"01:00:5e:00:00:fb\"}",
	"{\"gaid\":\"00000000-0000-0000-0000-000000000000\"}",
	"{\"version\":\"10.0.2.15\",\"lat\":\"1.5\"}",
	/* Seconds and sizes; places that everybody knows; what is beyond any degree; a time where the IMEI may stand. */
	"{\"lat\":\"12.50s\",\"long\":\"2.55M\",\"location\":\"12.50S\",\"store\":{\"location\":\"28.61N, 77.20E\"}}",
	"{\"location\":\"Bus 28N 77E\",\"lat\":\"28N\",\"position\":\"28.6N 77.2E\",\"gps\":\"28\xc2\xb0" "77'50\\\"N 77\xc2\xb0" "12'32\\\"E\"}",
	"{\"imei\":\"20260714081233\",\"imeiTime\":35678901234567,\"device_id\":\"35678901234567\"}",
	"{\"tel\":\"+9998877665544\"}",
	"{\"x\":\"99010519491231002X\"}",
	"{\"advertising_id\":\"d41d8cd98f00b204e9800998ecf8427e\"}",
	/* What is no real one, by its name or by itself. */
	"{\"example_mac\":\"64:09:80:aa:bb:cc\",\"sampleImei\":\"490154203237518\",\"dummy\":{\"sim\":{\"imsi\":\"404450123456789\"}}}",
	"log example_mac 64:09:80:aa:bb:cc",
	"{\"mac\":\"00:00:5e:00:53:af\",\"email\":\"NoReply@example.com\",\"card_number\":\"4111 1111 1111 1111\"}",
	"{\"imei\":\"123456789012347\",\"gaid\":\"12345678-1234-1234-1234-123456789abc\",\"android_id\":\"1234567890abcdef\",\"mac\":\"de:ad:be:ef:00:01\",\"phone\":\"+1234567890\",\"email\":\"test@test.com\"}",
	"{\"cert\":{\"serial\":\"03A1B2C3D4E5F6\"},\"creative\":{\"ad_id\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"},\"spreadsheet\":{\"cellId\":\"23456\"},\"hidden_ssid\":\"false\"}",
	/* Places that everybody knows. */
	"store_lat,store_lng\n52.37403,4.88969\n51.11111,4.11111\n",
	"<stores><store id=\"1\"><lat>52.37403</lat></store></stores>",
	/* What was hidden before it was sent. */
	"{\"email\":\"m***a@example.com\",\"password\":\"******\",\"imei\":\"35********12345\"}",
	/* Counters, dates and words under names that tell. */
	"{\"sn\":\"2026112801\",\"orderSn\":\"359015420323751\",\"imei\":\"READ_PHONE_STATE\",\"password\":\"changed\"}",
	/* A session's id and a message's authentication code, whose names are others' too. */
	"{\"ssid\":\"7f3b2c1d-490a-4154-a032-37518a6b7c8d\",\"mac\":\"97a2105232ecc8756f03a029a839b97ded59207d\"}",
	/* The hash of fifteen zeros; an emulator's address. */
	"{\"imei_md5\":\"5284047f4ffb4e04824a2fd1d1f0cd62\",\"mac\":\"02:15:B2:00:00:00\"}",
	"curve25519-sha256@libssh.org,zlib@openssh.com icon_home@2x.png x@y.gw",
	"{\"dsn\":\"https://0123abcd@o1.ingest.example.com/2\",\"password\":\"Password\"}",
	"{\"password\":\"Passwort\",\"restaurants\":[{\"phone\":\"+493055501234\"}],\"senderPhone\":\"+18335550123\"}",
	"{\"heatmap\":[{\"position\":[12.34567,8.90123]}],\"bikes\":[{\"lat\":52.37403,\"lon\":4.88969}],\"dni\":\"12345678A\"}",
	"{\"impression\":{\"ad_id\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"},\"templates\":[{\"sms_body\":\"Your code is here\"}]}",
	"{\"beaches\":[{\"geo\":{\"lat\":52.37403}}],\"trailhead\":{\"lat\":52.37403},\"parking\":[{\"location\":{\"lat\":52.37403}}],\"embassy\":{\"phone\":\"+4915112345678\"}}",
	"{\"packages\":[\"com.example.a\",\"org.example.b\",\"br.com.example\",\"de.example.c\",\"com.example.d\"]}",
	"{\"sdks\":[\"com.example.a\",\"org.example.b\",\"br.com.example\",\"de.example.c\",\"com.example.d\"]}",
	/* Ids and counters of others, whatever stands around them. */
	"{\"ad\":{\"id\":\"38400000-8cf0-11bd-b23e-10b96e40000d\"},\"cell\":{\"id\":1234},\"lat\":{\"50\":12.34567},\"order\":{\"number\":490154203237518}}",
	"[{\"type\":\"mobile\",\"id\":\"1234567890\"},{\"type\":\"android\",\"id\":\"9f3c2b1a00ffee17\"},{\"wifi\":{\"name\":\"wlan0\"}}]",
	"{\"type\":\"mobile\",\"sign\":\"0eaed834a1e6f4b2bf0c024e0013dea1\",\"ts\":1784000000}",
	/* The name of all of a text is no name of what stands at its end. */
	"{\"password\":\"a s=KU4&se=1643017947\"}",
	"[\"login\",\"password\",\"password\",\"correct1\"]",
	"log mac 202611281234 and phone|1784000000 mobile,1784000000 serial A1B2C3D4E5, imei 2026112812345678",
	"{\"columns\":[\"phone\",\"serial\"],\"rows\":[[1784000000,\"A1B2C3D4E5\"]],\"x\":[\"columns\"]}",
	/* Times, dates, addresses and versions under names that tell. */
	"{\"phone\":\"2026-11-28\",\"mobile\":\"1784000000123\",\"tel\":\"192.168.10.10\",\"cell\":\"212.45.123.21\"}",
	/* A hash of nothing; what is no password though it was made of one; numbers that are no degrees. */
	"{\"email_md5\":\"d41d8cd98f00b204e9800998ecf8427e\",\"pwd_md5\":\"5f4dcc3b5aa765d61d8327deb882cf99\",\"coordinates\":[512.25131,1080.50122]}",
	"{\"pan\":\"ABCDE1234F\",\"cpf\":\"529.982.247-26\",\"mobileData\":1073741824,\"lat_ms\":\"45.12345\"}",
};

static void report(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("%s", text);
}

/* What an identifier is not found around, and what is told of it. */
static const struct {
	const char *text, *anothers;
} other_rows[] = {
	{ "{\"store\":{\"lat\":52.37403,\"lng\":4.88969}}", "location " },
	{ "store_lat=52.37403&lat=52.37404", "location " },
	{ "server lat: 52.37403", "location " },
	{ "{\"cert\":{\"serialNumber\":\"03A1B2C3D4E5F6\"},\"shop\":{\"lat\":52.37403}}", "serial-number location " },
	{ "{\"store\":{\"lat\":52.3}}", "" },                   /* no value of its format */
	{ "{\"store\":{\"user\":{\"lat\":52.37403}}}", "" },      /* the user's */
	{ "{\"support\":{\"email\":\"li@example.com\"}}", "" },  /* seen all the same, as a pattern */
	{ "{\"shops\":[52.37403,4.88969]}", "" },               /* no telling name */
};

static void what_is_left_out_for_whose_it_is_is_told(struct detector *d)
{
	for (size_t i = 0; i < sizeof other_rows / sizeof *other_rows; i++) {
		struct part part = part_of("http.body", span_of(other_rows[i].text));

		for (int again = 0; again < 2; again++) { /* each message of it */
			struct found f = { 0 };

			detecting_run(d, &part, &f);
			if (strcmp(buf_text(&f.anothers), other_rows[i].anothers) != 0)
				fail_msg("%s: %s", other_rows[i].text, buf_text(&f.anothers));
			found_free(&f);
		}
	}
}

static void shipped_identifiers_find_data_and_no_decoys(void **state)
{
	struct policy_mistakes mistakes = { .report = report };
	struct rulebook *book;
	struct detector *d;
	struct err e;

	(void)state;
	if (access("rules/identifiers/sim.yaml", R_OK) != 0)
		skip();
	book = policy_load("rules", &mistakes);
	assert_non_null(book);
	d = detector_new(book, NULL, &e);
	assert_non_null(d);
	rows_are_found(d, shipped_rows, sizeof shipped_rows / sizeof *shipped_rows);
	for (size_t i = 0; i < sizeof shipped_decoys / sizeof *shipped_decoys; i++) {
		struct part part = part_of("http.body", span_of(shipped_decoys[i]));
		struct found f = { 0 };

		detecting_run(d, &part, &f);
		if (f.count > 0)
			fail_msg("%s: %s", shipped_decoys[i], buf_text(&f.lines));
		found_free(&f);
	}
	what_is_left_out_for_whose_it_is_is_told(d);
	detector_free(d);
	policy_free(book);
}

/* Neither by what stands around it, nor by the name of an example. */
static void a_value_of_the_case_is_its_handsets_wherever_it_stands(void **state)
{
	static const char *const texts[] = { "{\"servers\":[{\"imei\":\"490154203237518\"}]}", "{\"example\":{\"imei\":\"49 0154 2032 3751 8\"}}",
		"example_imei=490154203237518", "server imei: 490154203237518", "{\"shop\":{\"device_mac\":\"64:09:80:aa:bb:cc\"}}" };
	struct policy_mistakes mistakes = { .report = report };
	struct rulebook *book;
	struct detector *d;
	struct err e;

	(void)state;
	if (access("rules/identifiers/sim.yaml", R_OK) != 0)
		skip();
	book = policy_load("rules", &mistakes);
	assert_non_null(book);
	d = detector_new(book, &detecting_case, &e);
	assert_non_null(d);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct part part = part_of("http.body", span_of(texts[i]));
		struct found f = { 0 };

		detecting_run(d, &part, &f);
		if (f.count != 1 || f.last.tier != TIER_KNOWN || f.anothers.len > 0)
			fail_msg("%s: %s %s", texts[i], buf_text(&f.lines), buf_text(&f.anothers));
		found_free(&f);
	}
	detector_free(d);
	policy_free(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_identifiers_find_data_and_no_decoys),
		cmocka_unit_test(a_value_of_the_case_is_its_handsets_wherever_it_stands),
	};

	return unit_run(tests);
}
