#include "unit.h"

#include "base/buf.h"
#include "detect/codec.h"
#include "detect/unwrap/unwrap.h"

#include <stdio.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

/* The paths of all nodes that hold `look_for`, and how often. */
struct seen {
	const char *look_for;
	struct buf paths;
	unsigned leaves;
};

static void enter(void *ctx, struct node *n)
{
	struct seen *s = ctx;
	char path[PATH_MAX_TEXT];

	s->leaves++;
	if (!span_is(n->bytes, s->look_for))
		return;
	node_path(n, path);
	buf_printf(&s->paths, "%s|%.*s\n", path, (int)n->key.len, (const char *)n->key.data);
}

static void leave(void *ctx, struct node *n)
{
	(void)ctx;
	(void)n;
}

static bool run(struct node part, struct seen *s)
{
	const struct unwrap_visitor v = { enter, leave, s };
	struct rulings rulings = { 0 };
	struct unwrap u;

	unwrap_begin(&u, &v, &rulings, SIZE_MAX);
	unwrap_part(&u, &part);
	return u.bounded;
}

static const struct {
	const char *root, *content_type, *text, *paths;
} rows[] = {
	{ "http.body", NULL, "{\"H\":{\"imei\":\"4901\"}}", "http.body > json:$.H.imei|imei\n" },
	{ "http.body", NULL, "[{\"a\":[1,{\"b\":4901}]}]", "http.body > json:$[0].a[1].b|b\n" },
	{ "http.body", NULL, "[\"x\",\"4901\"]", "http.body > json:$[1]|\n" },
	{ "http.body", NULL, "{\"a b\":\"49\\u00301\"}", "http.body > json:$['a b']|a b\n" },
	{ "http.body", NULL, "{\"a\":1}\n{\"imei\":\"4901\"}\n", "http.body > json:$.imei|imei\n" },
	{ "http.body", NULL, "{\"919876543210\":\"4901\"}", "http.body > json:$['*']|919876543210\n" },
	{ "http.body", NULL, "{\"j\":\"{\\\"imei\\\":\\\"4901\\\"}\"}", "http.body > json:$.j > json:$.imei|imei\n" },
	{ "http.body", NULL, "imei=4901&a=b", "http.body > form:imei|imei\n" },
	{ "http.body", NULL, "a=b&imei=%34901", "http.body > form:imei|imei\n" },
	{ "http.body", NULL, "d=%257B%2522imei%2522%253A%25224901%2522%257D&x=y", "http.body > form:d > percent > json:$.imei|imei\n" },
	{ "http.body", "application/x-www-form-urlencoded", "a=b c&imei=4901", "http.body > form:imei|imei\n" },
	{ "http.query", NULL, "imei=4901", "http.query > form:imei|imei\n" },
	{ "http.target", NULL, "/pass/imei/4901", "http.target|imei\n" },
	{ "http.target", NULL, "/pass?imei=4901", "http.target > query:imei|imei\n" },
	{ "http.header:Referer", NULL, "https://x.example/?imei=4901", "http.header:Referer > query:imei|imei\n" },
	{ "http.header:Cookie", NULL, "a=b; imei=4901; c=d", "http.header:Cookie > cookie:imei|imei\n" },
	{ "http.body", NULL, "value=eyJIIjp7ImltZWkiOiI0OTAxIn19&ts=1", "http.body > form:value > base64 > json:$.H.imei|imei\n" },
	{ "http.body", NULL, "eyJIIjp7ImltZWkiOiI0OTAxIn0\r\nsIngiOjF9\r\n", "http.body > base64 > json:$.H.imei|imei\n" },
	{ "http.body", NULL, "7b22696d6569223a2234393031227d", NULL },
	{ "http.body", NULL, "<map><string name=\"imei\">4901</string></map>", "http.body > xml:/map/string|imei\n" },
	{ "http.body", NULL, "<?xml version=\"1.0\"?><d imei='4901'/>", "http.body > xml:/d/@imei|imei\n" },
	{ "http.body", NULL, "<d><!-- x --><imei>49&#48;1</imei></d>", "http.body > xml:/d/imei|imei\n" },
	{ "http.body", NULL, "<d><imei><![CDATA[4901]]></imei></d>", "http.body > xml:/d/imei|imei\n" },
	{ "http.body", "multipart/form-data; boundary=b",
		"--b\r\nContent-Disposition: form-data; name=\"imei\"\r\n\r\n4901\r\n--b--\r\n", "http.body > multipart:imei|imei\n" },
	{ "http.body", NULL, "{\"name\":\"imei\",\"value\":\"4901\"}", "http.body > json:$.value|imei\n" },
	{ "http.body", NULL, "<d a=\"&quot;&#x34;901\"><imei>&#52;901</imei></d>", "http.body > xml:/d/imei|imei\n" },
	{ "http.body", NULL, "<plist><dict><key>imei</key><string>4901</string></dict></plist>",
		"http.body > xml:/plist/dict/string|imei\n" },
	{ "http.body", NULL, "{\"d\":\"{&quot;imei&quot;:&quot;4901&quot;}\"}", "http.body > json:$.d > entities > json:$.imei|imei\n" },
	{ "http.body", NULL, "market://x?imei=4901", "http.body > query:imei|imei\n" },
	{ "http.body", NULL, "imei,model,time\r\n4901,\"MI, 2S\",3\r\n", "http.body > csv:imei|imei\n" },
	{ "http.body", NULL, "model\tphone no\nMI 2S\t4901\n", "http.body > csv:phone no|phone no\n" },
	{ "http.body", NULL, "BEGIN:VCARD\r\nitem1.TEL;TYPE=CELL:49\r\n 01\r\nEND:VCARD\r\n", "http.body > vcard:TEL|vcard TEL\n" },
	{ "http.body", NULL, "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:=34=\n901\nEND:VCARD\n", "http.body > vcard:NOTE|vcard NOTE\n" },
	{ "http.body", NULL, "{=22imei=22:=\r\n=22=34901=22}", "http.body > quoted-printable > json:$.imei|imei\n" },
	{ "http.body", NULL, "PMRGS3LFNERDUIRUHEYDCIT5", "http.body > base32 > json:$.imei|imei\n" },
	{ "http.body", NULL, "QKSGS3LFNGSDIOJQGGSW233EMVWKKTKJEAZFG", "http.body > base32 > msgpack:$.imei|imei\n" },
	{ "http.body", NULL, "a=b&%69mei=4901", "http.body > form:%69mei|imei\n" },
	{ "dns.qname", NULL, "pmrgs3lfnerduirueydcit5.x.example", "" },
	{ "dns.qname", NULL, "pmrgs3lfnerduiruheydcit5.x.example", "dns.qname > base32 > json:$.imei|imei\n" },
	{ "dns.qname", NULL, "pmrgs3lfnerd.uiruheydcit5.x.example", "dns.qname > labels > base32 > json:$.imei|imei\n" },
	{ "http.header:Authorization", NULL, "Bearer eyJhbGciOiJIUzI1NiJ9.eyJpbWVpIjoiNDkwMSJ9.c2lnbmF0dXJl",
		"http.header:Authorization > jwt:payload > json:$.imei|imei\n" },
	{ "raw", NULL, "POST it: eyJpbWVpIjoiNDkwMSIsIngiOiJ5In0= (end)", "raw > base64 > json:$.imei|imei\n" },
	{ "raw", NULL, "(x/id_eyJpbWVpIjoiNDkwMSIsIngiOiJ5In0 )", "raw > base64 > json:$.imei|imei\n" },
	{ "http.body", NULL, "d1:nd4:imei4:49015:model5:MI 2Se2:tsi17ee", "http.body > bencode:$.n.imei|imei\n" },
	{ "http.body", NULL, "d1:nd4:imei4:49015:model5:MI 2Se2:tsi17e", "" },
	{ "http.body", NULL, "a:2:{s:1:\"n\";i:1;s:4:\"imei\";s:4:\"4901\";}", "http.body > php:$.imei|imei\n" },
	{ "http.body", NULL, "O:1:\"D\":1:{s:4:\"imei\";s:4:\"4901\";}", "http.body > php:$.imei|imei\n" },
	{ "http.body", NULL, "a:3:{s:4:\"imei\";s:4:\"4901\";}", "" },
	{ "http.body", NULL, "\\x7b\\x22imei\\x22", "" },
	{ "http.body", NULL, "\\x7b\\x22\\x69\\x6d\\x65\\x69\\x22\\x3a\\x22\\x34\\x39\\x30\\x31\\x22\\x7d", "http.body > escapes > json:$.imei|imei\n" },
	{ "http.body", NULL, "7B:22:69:6D:65:69:22:3A:22:34:39:30:31:22:7D", "http.body > hex > json:$.imei|imei\n" },
	{ "http.body", NULL, "7b22696d6569223a2234393031227d\r\n", "http.body > hex > json:$.imei|imei\n" },
	{ "http.body", NULL, "<m><name>imei</name><value><string>4901</string></value></m>", "http.body > xml:/m/value/string|imei\n" },
	{ "http.body", NULL, "<m><name>imei</name><x>4901</x></m>", "http.body > xml:/m/x|x\n" },
	{ "http.body", NULL, "<a:At Name='imei'><a:AttributeValue>4901</a:AttributeValue></a:At>", "http.body > xml:/a:At/a:AttributeValue|imei\n" },
	{ "http.body", NULL, "<DEVICE_IMEI><Data>4901</Data></DEVICE_IMEI>", "http.body > xml:/DEVICE_IMEI/Data|DEVICE_IMEI\n" },
	{ "http.body", NULL, "{\"key\":\"imei\",\"value\":{\"stringValue\":\"4901\"}}", "http.body > json:$.value.stringValue|imei\n" },
	{ "http.body", NULL, "{\"\\u0069mei\":\"4901\"}", "http.body > json:$.imei|imei\n" },
	{ "http.body", NULL, "key;value\nmodel;MI 2S\nimei;4901\n", "http.body > csv:imei|imei\n" },
	{ "http.body", NULL, "msg,imei\n\"said \"\"no, you\"\", left\",4901\n", "http.body > csv:imei|imei\n" },
	{ "http.body", NULL, "\"imei\":\"26,01\",\"a\":1\n4901,2,3\n", "" },
	{ "smtp.data", NULL, "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\n\r\nOld?\r\n--b\r\n"
		"Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\n\r\nbW9kZWwsaW1laQpNSSAyUyw0OTAxCg==\r\n--b--\r\n",
		"smtp.data > mail > multipart:* > csv:imei|imei\n" },
	{ "smtp.data", NULL, "Content-Transfer-Encoding: quoted-printable\r\n\r\n{\"imei\":\"49=\r\n01\"}\r\n", "smtp.data > mail > json:$.imei|imei\n" },
	{ "http.body", NULL, "BEGIN:VCARD\r\nTEL;VALUE=uri:tel:4901\r\nEND:VCARD\r\n", "http.body > vcard:TEL|vcard TEL\n" },
	{ "http.body", NULL, "QUJDRA==", "" },
	{ "http.body", NULL, "490154203237518", "" },
};

static void every_wrapping_names_its_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct seen s = { .look_for = "4901" };
		const char *paths = rows[i].paths != NULL ? rows[i].paths : "http.body > hex > json:$.imei|imei\n";

		assert_false(run((struct node){ .step.text = rows[i].root, .content_type = rows[i].content_type,
			.bytes = span_of(rows[i].text) }, &s));
		if (strcmp(buf_text(&s.paths), paths) != 0)
			fail_msg("%s: %s", rows[i].text, buf_text(&s.paths));
		buf_free(&s.paths);
	}
}

/* Bytes in hex; their paths behind "b". */
static const struct {
	const char *hex, *paths;
} binary_rows[] = {
	{ "18020a110805220d1204343930311a054d49203253", "b > protobuf:1.4.2|\n" },
	{ "000000001518020a110805220d1204343930311a054d49203253", "b > grpc > protobuf:1.4.2|\n" },
	{ "1a0c0a04696d6569120434393031", "b > protobuf:3.imei|imei\n" },
	{ "1a0e0a04696d656912060a0434393031", "b > protobuf:3.imei.1|imei\n" },
	{ "1a0e0a04696d65691204343930312005", "b > protobuf:3.2|\n" },
	{ "0e1a0c0a04696d65691204343930310e1a0c0a04696d6569120434393032", "b > delimited:3.imei|imei\n" },
	{ "0e1a0c0a04696d65691204343930310d1a0c0a04696d6569120434393032", "" },
	{ "0b000f00000004343930310c00020b0001000000054d492032530000", "b > thrift:15|\n" },
	{ "800100010000000473656e64000000010b000f00000004343930310c00020b0001000000054d492032530000", "b > thrift:15|\n" },
	{ "0d00040b0b0000000100000004696d6569000000043439303100", "b > thrift:4.imei|imei\n" },
	{ "f804343930310c0418054d492032530000", "b > thrift:15|\n" },
	{ "8221010473656e64f804343930310c0418054d492032530000", "b > thrift:15|\n" },
	{ "4b018804696d6569043439303100", "b > thrift:4.imei|imei\n" },
	{ "82a4696d6569a434393031a16881a16ecf000000d62cea22ea", "b > msgpack:$.imei|imei\n" },
	{ "a264696d65696434393031616881a1616e1b000000d62cea22ea", "b > cbor:$.imei|imei\n" },
	{ "bf64696d65697f6434393031ffff", "b > cbor:$.imei|imei\n" },
	{ "d28443a10126a053a264696d65696434393031616d654d4920325340", "b > cbor:$[2] > cbor:$.imei|imei\n" },
	{ "62706c6973743030d201020308516154696d6569a204055178d10607546e616d6566004d00f600620069007500735434393031080d0f1417191c212e"
	  "0000000000000101000000000000000900000000000000000000000000000033", "b > plist:$.imei|imei\n" },
	{ "38000000126e0001000000000000000364002500000002696d656900050000003439303100026d6f64656c00060000004d49203253000000",
		"b > bson:$.d.imei|imei\n" },
	{ "39000000126e0001000000000000000364002500000002696d656900050000003439303100026d6f64656c00060000004d49203253000000", "" },
	{ "504b0304140000000800000021009e05ed9f110000000f0000000100000061ab56cacc4dcd54b25232b1343054aa0500",
		"b > deflate > json:$.imei|imei\n" },
	{ "504b0304140000000000000021009e05ed9f0f0000000f00000001000000617b22696d6569223a2234393031227d", "b > zip > json:$.imei|imei\n" },
	{ "400244cbb2757049696d65693d34393031ffa264696d65696434393031616d654d49203253",
		"b > coap:query > form:imei|imei\nb > coap:payload > cbor:$.imei|imei\n" },
	{ "4e54463103000100789cab56cacc4dcd54b25232b1343054d251cacd4f49cd01727d3d158c82956a018a34086701020304", "b > zlib > json:$.imei|imei\n" },
	{ "07000128b52ffd0400f900007b22696d6569223a2234393031222c226d6f64656c223a224d49203253227d7a2c5582", "b > zstd > json:$.imei|imei\n" },
	{ "fffe7b00220069006d006500690022003a002200340039003000310022007d00", "b > utf16 > json:$.imei|imei\n" },
	{ "007b00220069006d006500690022003a002200340039003000310022007d", "b > utf16 > json:$.imei|imei\n" },
	{ "5a01000000157b22696d6569223a2234393031222c2261223a317d", "b > frame > json:$.imei|imei\n" },
	{ "08011217ab56cacc4dcd54b25232b1343054d2514a54b232ac0500", "b > protobuf:2 > deflate > json:$.imei|imei\n" },
	{ "0b0f807b22696d6569223a2234393031222c226d6f64656c223a224d49203253227d03", "b > brotli > json:$.imei|imei\n" },
};

static void binary_formats_name_their_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof binary_rows / sizeof *binary_rows; i++) {
		struct seen s = { .look_for = "4901" };
		struct buf bytes = { 0 };

		assert_true(hex_decode(&bytes, span_of(binary_rows[i].hex)));
		assert_false(run((struct node){ .step.text = "b", .bytes = buf_span(&bytes) }, &s));
		if (strcmp(buf_text(&s.paths), binary_rows[i].paths) != 0)
			fail_msg("%s: %s", binary_rows[i].hex, buf_text(&s.paths));
		buf_free(&s.paths);
		buf_free(&bytes);
	}
}

/* A number that was not written in digits is shown in them. */
static void long_numbers_are_read_as_text(void **state)
{
	static const struct {
		const char *hex, *text, *paths;
	} numbers[] = {
		{ "0a056d6f64656c108e99add9aeb96f", "490154203237518", "b > protobuf:2|\n" },
		{ "82a4696d6569a434393031a16881a16ecf000000d62cea22ea", "919876543210", "b > msgpack:$.h.n|n\n" },
		{ "a264696d65696434393031616881a1616e1b000000d62cea22ea", "919876543210", "b > cbor:$.h[0].n|n\n" },
		{ "82a36c6174cb4029f1761b1c7a1aa16101", "12.9716042", "b > msgpack:$.lat|lat\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct seen s = { .look_for = numbers[i].text };
		struct buf bytes = { 0 };

		assert_true(hex_decode(&bytes, span_of(numbers[i].hex)));
		run((struct node){ .step.text = "b", .bytes = buf_span(&bytes) }, &s);
		if (strcmp(buf_text(&s.paths), numbers[i].paths) != 0)
			fail_msg("%s: %s", numbers[i].hex, buf_text(&s.paths));
		buf_free(&s.paths);
		buf_free(&bytes);
	}
}

/* None of these is of the binary formats that it could be read as. */
static void texts_are_no_binary_formats(void **state)
{
	static const char *const texts[] = { "hello world, this is plain text", "\n  an indented line of text",
		"ABCDEFGH 12345678 abcdefgh", "{not json, 12345678}", "key: value\nother: 12345678\n" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct seen s = { .look_for = "12345678" };

		run((struct node){ .step.text = "b", .bytes = span_of(texts[i]) }, &s);
		assert_int_equal(s.leaves, 1);
		buf_free(&s.paths);
	}
}

/* windowBits: gzip, zlib or raw deflate. */
static void pack(struct span s, int bits, struct buf *out)
{
	z_stream z = { .next_in = (Bytef *)s.data, .avail_in = (uInt)s.len };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	buf_reserve(out, s.len + 1024);
	z.next_out = out->data;
	z.avail_out = (uInt)out->cap - 1;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len = z.total_out;
	deflateEnd(&z);
}

static void compressed_bodies_are_opened(void **state)
{
	static const struct {
		int bits;
		const char *path;
	} kinds[] = { { 31, "b > gunzip > json:$.imei|imei\n" }, { 15, "b > zlib > json:$.imei|imei\n" },
		{ -15, "b > deflate > json:$.imei|imei\n" } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct seen s = { .look_for = "4901" };
		struct buf packed = { 0 };

		pack(span_of("{\"imei\":\"4901\"}"), kinds[i].bits, &packed);
		run((struct node){ .step.text = "b", .bytes = buf_span(&packed) }, &s);
		assert_string_equal(buf_text(&s.paths), kinds[i].path);
		buf_free(&packed);
		buf_free(&s.paths);
	}
}

/* "gzip, br, zstd" and the like: the last is the outermost. */
static void told_encodings_are_taken_off_from_the_last(void **state)
{
	static const char text[] = "{\"imei\":\"4901\"}";
	struct buf inner = { 0 }, outer = { 0 };
	struct seen s = { .look_for = "4901" }, lie = { .look_for = "4901" };

	(void)state;
	pack(span_of(text), -15, &inner);
	buf_reserve(&outer, 1024);
	outer.len = ZSTD_compress(outer.data, 1024, inner.data, inner.len, 3);
	assert_false(ZSTD_isError(outer.len));
	run((struct node){ .step.text = "b", .content_encoding = "deflate , ZSTD", .bytes = buf_span(&outer) }, &s);
	assert_string_equal(buf_text(&s.paths), "b > zstd > deflate > json:$.imei|imei\n");
	run((struct node){ .step.text = "b", .content_encoding = "br", .bytes = span_of(text) }, &lie);
	assert_string_equal(buf_text(&lie.paths), "b > json:$.imei|imei\n");
	buf_free(&inner);
	buf_free(&outer);
	buf_free(&s.paths);
	buf_free(&lie.paths);
}

static void gzip_behind_a_header_of_its_own_is_opened(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf body = { 0 }, packed = { 0 };

	(void)state;
	pack(span_of("{\"imei\":\"4901\"}"), 31, &packed);
	buf_add(&body, "\xc2\xfe\0\5\0\0\0\1", 8);
	buf_add_span(&body, buf_span(&packed));
	run((struct node){ .step.text = "raw", .bytes = buf_span(&body) }, &s);
	assert_string_equal(buf_text(&s.paths), "raw > gunzip > json:$.imei|imei\n");
	buf_free(&packed);
	buf_free(&body);
	buf_free(&s.paths);
}

/* At every place in other bytes, before and behind as many. */
static void opened_anywhere(struct span wrapped, uint8_t around, const char *path)
{
	for (size_t before = 0; before < 40; before++) {
		struct seen s = { .look_for = "4901" };
		struct buf body = { 0 };

		for (size_t i = 0; i < before; i++)
			buf_putc(&body, (char)around);
		buf_add_span(&body, wrapped);
		for (size_t i = 0; i < before % 19; i++)
			buf_putc(&body, (char)around);
		run((struct node){ .step.text = "raw", .bytes = buf_span(&body) }, &s);
		if (before > 0 && strcmp(buf_text(&s.paths), path) != 0)
			fail_msg("behind %zu bytes: %s", before, buf_text(&s.paths));
		buf_free(&body);
		buf_free(&s.paths);
	}
}

static void what_is_packed_is_opened_wherever_it_stands(void **state)
{
	struct buf packed = { 0 };

	(void)state;
	pack(span_of("{\"imei\":\"4901\"}"), 31, &packed);
	opened_anywhere(buf_span(&packed), 0xc1, "raw > gunzip > json:$.imei|imei\n");
	buf_free(&packed);
}

/* The shortest run there may be, and longer ones: between bytes that are no characters of it. */
static void runs_of_base64_are_opened_wherever_they_stand(void **state)
{
	(void)state;
	opened_anywhere(span_of("eyJhIjoiNDkwMSJ9"), 0xc1, "raw > base64 > json:$.a|a\n");
	opened_anywhere(span_of("eyJpbWVpIjoiNDkwMSIsImEiOiJiIn0"), 0xc1, "raw > base64 > json:$.imei|imei\n");
	opened_anywhere(span_of("eyJpbWVpIjoiNDkwMSIsImEiOiJiIiwiYyI6WzEsMiwzXSwiZCI6ImVmZ2gifQ"), '!', "raw > base64 > json:$.imei|imei\n");
}

/* A length of two bytes or of four, in either order, that ends at any place of a header's. */
static void lengths_at_any_place_of_a_header_frame_the_rest(void **state)
{
	static const char text[] = "{\"imei\":\"4901\",\"a\":1}";

	(void)state;
	for (unsigned i = 0; i < 15 * 4; i++) {
		size_t end = 2 + i / 4, width = i % 2 == 0 ? 2 : 4, len = strlen(text);
		struct seen s = { .look_for = "4901" };
		uint8_t bytes[64];

		if (width > end)
			continue;
		/* No other number among them is the length of anything. */
		memset(bytes, 0xc1, sizeof bytes);
		for (size_t k = 0; k < width; k++)
			bytes[end - width + k] = (uint8_t)(len >> 8 * ((i & 2) != 0 ? k : width - 1 - k));
		memcpy(bytes + end, text, len);
		run((struct node){ .step.text = "raw", .bytes = { bytes, end + len } }, &s);
		if (strcmp(buf_text(&s.paths), "raw > frame > json:$.imei|imei\n") != 0)
			fail_msg("%zu bytes that end at %zu: %s", width, end, buf_text(&s.paths));
		buf_free(&s.paths);
	}
}

static void the_field_s_deepest_nesting_is_opened(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf packed = { 0 }, body = { 0 };

	(void)state;
	pack(span_of("{\"H\":{\"imei\":\"4901\"}}"), 31, &packed);
	buf_puts(&body, "ts=1&value=");
	base64_add(&body, buf_span(&packed), true);
	run((struct node){ .step.text = "http.body", .bytes = buf_span(&body) }, &s);
	assert_non_null(strstr(buf_text(&s.paths), " > gunzip > json:$.H.imei|imei\n"));
	assert_int_equal(strncmp(buf_text(&s.paths), "http.body > form:value > base64", 31), 0);
	buf_free(&packed);
	buf_free(&body);
	buf_free(&s.paths);
}

static void a_bomb_ends_at_the_budget(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf zeros = { 0 }, once = { 0 };

	(void)state;
	buf_reserve(&zeros, UNWRAP_BYTES * 2);
	memset(zeros.data, 'a', UNWRAP_BYTES * 2);
	zeros.len = UNWRAP_BYTES * 2;
	pack(buf_span(&zeros), 31, &once);
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&once) }, &s));
	buf_free(&zeros);
	buf_free(&once);
	buf_free(&s.paths);
}

/* Of a log that repeats itself all is read; of a short message that is a bomb, no 16 MiB. */
static void a_short_message_has_a_short_budget(void **state)
{
	enum { LONG = 128 << 10 };
	struct seen s = { .look_for = "4901" };
	struct buf bytes = { 0 }, once = { 0 };

	(void)state;
	while (bytes.len < LONG)
		buf_printf(&bytes, "%zu: the screen was shown, the button was pressed, nothing was sent, nothing was stored\n", bytes.len);
	pack(buf_span(&bytes), 31, &once);
	assert_false(run((struct node){ .step.text = "b", .bytes = buf_span(&once) }, &s));
	buf_free(&once);
	memset(bytes.data, 'a', bytes.len);
	pack(buf_span(&bytes), 31, &once);
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&once) }, &s));
	buf_free(&bytes);
	buf_free(&once);
	buf_free(&s.paths);
}

/* Streams with wrong check sums one behind the other: what each was opened for in vain is charged too. */
static void what_is_opened_in_vain_has_a_budget(void **state)
{
	enum { LONG = 4 << 20, STREAMS = 100 };
	struct seen s = { .look_for = "4901" };
	struct buf zeros = { 0 }, once = { 0 }, all = { 0 };

	(void)state;
	buf_reserve(&zeros, LONG);
	memset(zeros.data, 'a', LONG);
	zeros.len = LONG;
	pack(buf_span(&zeros), 15, &once);
	once.data[once.len - 1] ^= 1;
	for (int i = 0; i < STREAMS; i++) {
		buf_puts(&all, "....");
		buf_add_span(&all, buf_span(&once));
	}
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&all) }, &s));
	buf_free(&zeros);
	buf_free(&once);
	buf_free(&all);
	buf_free(&s.paths);
}

/* What others have used up is not to be had, whatever the message's own length grants. */
static void no_more_is_made_than_is_allowed(void **state)
{
	enum { LONG = 30 << 10 };
	static const struct {
		size_t allowed;
		bool bounded;
	} bounds[] = { { SIZE_MAX, false }, { LONG + 1, false }, { LONG - 1, true }, { 0, true } };
	static uint8_t zeros[LONG];
	struct buf once = { 0 };

	(void)state;
	pack((struct span){ zeros, LONG }, 31, &once);
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		struct seen s = { .look_for = "4901" };
		const struct unwrap_visitor v = { enter, leave, &s };
		struct node part = { .step.text = "b", .bytes = buf_span(&once) };
		struct rulings rulings = { 0 };
		struct unwrap u;

		unwrap_begin(&u, &v, &rulings, bounds[i].allowed);
		unwrap_part(&u, &part);
		assert_int_equal(u.bounded, bounds[i].bounded);
		assert_true(unwrap_made(&u) <= bounds[i].allowed && unwrap_made(&u) <= LONG);
		assert_int_equal(unwrap_made(&u), bounds[i].allowed < LONG ? bounds[i].allowed : LONG);
		buf_free(&s.paths);
	}
	buf_free(&once);
}

static void depth_ends_at_its_bound(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf text = { 0 };

	(void)state;
	buf_puts(&text, "{\"imei\":\"4901\"}");
	for (int i = 0; i < UNWRAP_DEPTH + 1; i++) {
		struct buf next = { 0 };

		base64_add(&next, buf_span(&text), false);
		buf_free(&text);
		text = next;
	}
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&text) }, &s));
	assert_int_equal(s.paths.len, 0);
	buf_free(&text);
	buf_free(&s.paths);
}

static void many_fresh_pieces_end_at_their_bound(void **state)
{
	struct seen s = { .look_for = "4901" };
	struct buf text = { 0 };

	(void)state;
	buf_putc(&text, '[');
	for (int i = 0; i < UNWRAP_PARTS + 10; i++)
		buf_puts(&text, "\"\\n12345678\",");
	buf_puts(&text, "0]");
	assert_true(run((struct node){ .step.text = "b", .bytes = buf_span(&text) }, &s));
	assert_true(s.leaves >= UNWRAP_PARTS);
	buf_free(&text);
}

/* A copy of the exact size, so that a sanitizer sees one byte too many. */
static void cut_texts_are_read_within_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span whole = span_of(rows[i].text);

		for (size_t n = 0; n <= whole.len; n++) {
			struct seen s = { .look_for = "\x01" };
			uint8_t *copy = malloc(n + (n == 0));

			memcpy(copy, whole.data, n);
			run((struct node){ .step.text = rows[i].root, .content_type = rows[i].content_type, .bytes = { copy, n } }, &s);
			free(copy);
		}
	}
}

static void cut_binary_formats_are_read_within_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof binary_rows / sizeof *binary_rows; i++) {
		struct buf whole = { 0 };

		assert_true(hex_decode(&whole, span_of(binary_rows[i].hex)));
		for (size_t n = 0; n <= whole.len; n++) {
			struct seen s = { .look_for = "\x01" };
			uint8_t *copy = malloc(n + (n == 0));

			memcpy(copy, whole.data, n);
			run((struct node){ .step.text = "b", .bytes = { copy, n } }, &s);
			free(copy);
		}
		buf_free(&whole);
	}
}

static void names_that_may_be_data_do_not_stand_in_paths(void **state)
{
	static const struct {
		const char *name, *step;
	} names[] = { { "imei", "imei" }, { "919876543210", "*" }, { "a@b.example", "*" }, { "64:09:80:aa:bb:cc", "*" },
		{ "deadbeefcafe", "*" }, { "", "*" }, { "device_id2", "device_id2" } };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char step[KEY_TEXT];

		step_name(span_of(names[i].name), step);
		assert_string_equal(step, names[i].step);
	}
}

static void base64_round_trips(void **state)
{
	static const uint8_t bytes[] = { 0, 255, 254, 62, 63, 7, 8, 9, 251, 240, 15 };

	(void)state;
	for (size_t n = 1; n <= sizeof bytes; n++) {
		struct buf text = { 0 }, back = { 0 };

		base64_add(&text, (struct span){ bytes, n }, n % 2 == 0);
		if (n == 1) {
			assert_string_equal(buf_text(&text), "AA");
		}
		assert_true(base64_decode(&back, buf_span(&text), false));
		assert_int_equal(back.len, n);
		assert_memory_equal(back.data, bytes, n);
		buf_free(&text);
		buf_free(&back);
	}
}

/* Line breaks may stand anywhere, what is no character nowhere. */
static void base64_is_read_over_line_breaks_alone(void **state)
{
	static const char whole[] = "eyJpbWVpIjoiNDkwMSJ9", plain[] = "{\"imei\":\"4901\"}";

	(void)state;
	for (size_t at = 1; at < strlen(whole); at++) {
		static const char *const between[] = { "\r\n", "\t", "!", "\x80" };

		for (size_t i = 0; i < 4; i++) {
			struct buf text = { 0 }, back = { 0 };

			buf_printf(&text, "%.*s%s%s", (int)at, whole, between[i], whole + at);
			assert_int_equal(base64_decode(&back, buf_span(&text), false), i < 2);
			if (i < 2)
				assert_string_equal(buf_text((buf_putc(&back, 0), &back)), plain);
			else
				assert_int_equal(back.len, 0);
			buf_free(&text);
			buf_free(&back);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_wrapping_names_its_path),
		cmocka_unit_test(compressed_bodies_are_opened),
		cmocka_unit_test(binary_formats_name_their_path),
		cmocka_unit_test(long_numbers_are_read_as_text),
		cmocka_unit_test(texts_are_no_binary_formats),
		cmocka_unit_test(told_encodings_are_taken_off_from_the_last),
		cmocka_unit_test(gzip_behind_a_header_of_its_own_is_opened),
		cmocka_unit_test(the_field_s_deepest_nesting_is_opened),
		cmocka_unit_test(a_bomb_ends_at_the_budget),
		cmocka_unit_test(a_short_message_has_a_short_budget),
		cmocka_unit_test(what_is_opened_in_vain_has_a_budget),
		cmocka_unit_test(no_more_is_made_than_is_allowed),
		cmocka_unit_test(depth_ends_at_its_bound),
		cmocka_unit_test(many_fresh_pieces_end_at_their_bound),
		cmocka_unit_test(cut_texts_are_read_within_their_bounds),
		cmocka_unit_test(cut_binary_formats_are_read_within_their_bounds),
		cmocka_unit_test(names_that_may_be_data_do_not_stand_in_paths),
		cmocka_unit_test(base64_round_trips),
		cmocka_unit_test(base64_is_read_over_line_breaks_alone),
		cmocka_unit_test(what_is_packed_is_opened_wherever_it_stands),
		cmocka_unit_test(runs_of_base64_are_opened_wherever_they_stand),
		cmocka_unit_test(lengths_at_any_place_of_a_header_frame_the_rest),
	};

	return unit_run(tests);
}
