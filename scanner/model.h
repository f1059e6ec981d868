/*
 * The records that stages hand to each other, and the words of the project (DESIGN: one name for one thing).
 *
 *   capture --packet--> peel --datagram--> flow --stream bytes--> decode --message--> detect --sighting-->
 *
 * Records named fact_* cross the pipe from worker to keeper and end in the store. Spans are borrowed: they are valid
 * during the call that hands them over.
 */
#ifndef MODEL_H
#define MODEL_H

#include "base/reader.h"
#include "base/limits.h"

/* ---- words ---- */

enum kind {
	KIND_NONE,
	KIND_IMEI, KIND_IMEISV, KIND_MEID, KIND_IMSI, KIND_ICCID, KIND_PHONE_NUMBER, KIND_CONTACT, KIND_EMAIL,
	KIND_SMS, KIND_CALL_LOG, KIND_ANDROID_ID, KIND_ADVERTISING_ID, KIND_WIFI_MAC, KIND_BLUETOOTH_MAC,
	KIND_BSSID, KIND_SSID, KIND_SERIAL_NUMBER, KIND_LOCATION, KIND_CELL_ID, KIND_APP_LIST, KIND_OPERATOR_NAME,
	KIND_ACCOUNT_ID, KIND_NATIONAL_ID, KIND_PAYMENT_CARD, KIND_PASSWORD,
	KIND_COUNT,
};

enum tier { TIER_PATTERN, TIER_VALIDATED, TIER_KNOWN, TIER_COUNT }; /* weakest first */

/*
 * Of what the client sent. Opaque: more of it could not be read than could. Empty: it sent nothing that could be read or not, as where it
 * tried to connect in vain.
 */
enum visibility { VISIBILITY_OPAQUE, VISIBILITY_DECRYPTED, VISIBILITY_CLEAR, VISIBILITY_EMPTY, VISIBILITY_COUNT };

/*
 * How the far end's name is known, weakest first. "dns-uncertain": several names share the address; "certificate": the far end
 * showed it, and the handset named none.
 */
enum host_source {
	HOST_NONE, HOST_DNS_UNCERTAIN, HOST_DNS, HOST_CERTIFICATE, HOST_PROXY, HOST_SNI, HOST_HTTP, HOST_MIPUSH, HOST_SOURCE_COUNT,
};

/* Why a session of TLS or QUIC could not be read, or not to its end. */
enum session_end {
	SESSION_READ,            /* with keys, to its end */
	SESSION_NO_KEY,
	SESSION_UNFINISHED,      /* no ServerHello came: nothing was ever protected, or its beginning is not in the capture */
	SESSION_UNKNOWN_CIPHER,
	SESSION_COMPRESSED,      /* by TLS itself */
	SESSION_HOLE,            /* bytes are missing: what comes behind them cannot be told apart */
	SESSION_WRONG_KEY,       /* the keys do not open it: of another leg of a proxy, or it is damaged */
	SESSION_BOUND,           /* more waited for keys than is kept */
	SESSION_END_COUNT,
};

/* What a loss is about; its name is what reports print. */
enum loss {
	LOSS_TRUNCATED_PACKET, LOSS_EMPTY_PACKET, LOSS_CUT_FILE, LOSS_DAMAGED_RECORD, LOSS_DAMAGED_BLOCK, LOSS_UNKNOWN_BLOCK,
	LOSS_DROPPED_BY_KERNEL, LOSS_DROPPED_BY_INTERFACE, LOSS_DAMAGED_TRAILER, LOSS_APPS_BOUND,
	LOSS_NOT_WRITTEN, LOSS_INTERFACE_GONE, LOSS_CLOCK_SET, LOSS_NO_FILE_HEAD,
	LOSS_DAMAGED_JSON, LOSS_HAR_UNSENT, LOSS_HAR_BODY, LOSS_HAR_MESSAGES, LOSS_HAR_TIME, LOSS_HAR_BOUND,
	LOSS_UNKNOWN_LINK, LOSS_NOT_IP, LOSS_DAMAGED_HEADER, LOSS_FRAGMENT, LOSS_TOO_MANY_HEADERS,
	LOSS_STREAM_GAP, LOSS_MIDSTREAM, LOSS_REORDER_BOUND, LOSS_FLOW_BOUND, LOSS_BEFORE_KNOWN,
	LOSS_HTTP_HEAD_BOUND, LOSS_BODY_BOUND, LOSS_HELLO_BOUND, LOSS_DNS_BOUND,
	LOSS_UNWRAP_BOUND, LOSS_SIGHTING_BOUND, LOSS_SIGHTINGS_BOUND, LOSS_ANOTHERS, LOSS_INTERFACES_BOUND, LOSS_ENDPOINT_BOUND, LOSS_FAULT,
	LOSS_SECRETS_BOUND, LOSS_NAMES_BOUND,
	LOSS_COUNT,
};

const char *kind_name(enum kind k);             /* "phone-number" */
bool kind_from_name(const char *name, enum kind *ret);
const char *const *kind_names(size_t *ret_n);   /* all, for "did you mean" */
const char *tier_name(enum tier t);             /* "known" "validated" "pattern" */
const char *visibility_name(enum visibility v);
const char *host_source_name(enum host_source s);
const char *session_end_name(enum session_end e); /* "read" "no-key" "wrong-key" */
const char *loss_name(enum loss l);             /* "stream bytes missing" */
/* True for losses that mean the input was damaged: exit code 3. */
bool loss_is_damage(enum loss l);

/* ---- addresses ---- */

struct address {
	uint8_t family;    /* 4, 6; 0 none */
	uint8_t octets[16]; /* the first 4 for family 4; the rest zero, so that records compare by memcmp */
};

/* Here, for every packet is asked about its addresses. */
static inline bool address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family && memcmp(a->octets, b->octets, sizeof a->octets) == 0;
}

enum { ADDRESS_TEXT = 48 };
struct address address_v4(const uint8_t octets[4]);
struct address address_v6(const uint8_t octets[16]);
const char *address_text(const struct address *a, char ret[ADDRESS_TEXT]);
bool address_parse(const char *text, struct address *ret);
/* True where a lies in net/bits. */
bool address_in(const struct address *a, const struct address *net, int bits);
/* Private, shared (RFC 6598), link-local, loopback, multicast, broadcast, unspecified: not on the Internet. */
bool address_is_local(const struct address *a);

struct mac {
	uint8_t octets[6];
	bool known;
};

/* Six octets in hexadecimal, with ":", "-" or nothing between them. */
bool mac_parse(const char *text, struct mac *ret);

/* Who on the handset sent it, as the capture itself says: PCAPdroid tells an app by its user id, and names it. */
enum { APP_TEXT = 128 };

struct app {
	bool known;
	int32_t uid;
	char package[APP_TEXT]; /* "com.example"; "" not said */
	char name[APP_TEXT];    /* "Example", as people see it, cut to 19 bytes in a pcap's trailer; "" not said */
};

/*
 * A HAR file has no packets: each of its entries is one exchange, a request as the exporter tells it, and goes from the capture straight to
 * decode. What it was answered is not read.
 */
struct exchange_field {
	struct span name, value;
};

struct exchange_send { /* one WebSocket message of the client */
	int64_t at;
	uint8_t opcode;    /* RFC 6455 5.2: 1 text, 2 binary, whose data are base64 */
	struct span data;
};

struct exchange {
	struct address server;     /* family 0: not said */
	struct span method, url, version;
	const struct exchange_field *headers, *cookies, *query, *form; /* query and form: decoded */
	size_t header_count, cookie_count, query_count, form_count;
	struct span body_type, body;
	bool body_base64;
	int64_t body_size;         /* as the exporter says; -1 not said */
	bool websocket, sends_told; /* it became a WebSocket; its messages are in the file */
	const struct exchange_send *sends;
	size_t send_count;
};

/* ---- capture -> peel ---- */

struct packet {
	uint64_t frame;    /* from 1, as Wireshark counts */
	int64_t at;
	int link;          /* LINKTYPE_ value of its interface */
	uint32_t wire_len; /* bytes on the wire; span may be shorter */
	struct span bytes;
	const struct exchange *exchange; /* of a HAR file, and then there are no bytes; else NULL */
	const struct app *app; /* NULL: not said. Stands until its capture is closed, and may learn its names on the way */
};

/* ---- peel -> flow ---- */

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

/* The IP header around a tunnel that the datagram was taken out of. */
struct outer {
	struct address source, target;
	const char *tunnel; /* "GTP-U"; NULL: there is none */
};

struct datagram {
	uint64_t frame;
	int64_t at;
	struct mac source_mac, target_mac; /* of the innermost Ethernet-like header */
	struct span ip;                    /* from the IP header on, as captured: what nDPI is given */
	struct address source, target;
	uint8_t transport;                 /* IP protocol number */
	uint16_t source_port, target_port; /* 0 where the transport has none */
	uint32_t seq, ack;                 /* TCP */
	uint8_t tcp_flags;
	struct span payload;               /* of TCP or UDP, as captured */
	uint32_t payload_wire_len;         /* as on the wire: more than payload.len where the packet is truncated */
	uint32_t wire_len;                 /* of the packet */
	struct outer outer;                /* of the innermost tunnel */
	const struct app *app;             /* of the packet */
};

/* ---- attach -> who is the handset ---- */

enum { IDENTITIES_MAX = 4, IDENTITY_TEXT = 24, SIGN_TEXT = 96 };

/* One number that names a handset or its subscriber, in the normal form of sightings: personal data. */
struct handset_identity {
	enum kind kind;          /* IMSI, IMEI, IMEISV, PHONE_NUMBER */
	char digits[IDENTITY_TEXT];
};

/* What one message of a network's control traffic tells of who has an address. What it does not tell is empty. */
struct attachment {
	const char *how;         /* "ARP" "neighbour discovery" "DHCP" "DHCPv6" "GTP-C session" */
	uint64_t frame;
	int64_t at;
	struct address address;
	bool prefix;             /* of the IPv6 address the first 64 bits were given, the others are the handset's to choose */
	bool lease;              /* given from now on: who had it before has it no more */
	struct mac mac;          /* of who has the address */
	bool router;             /* who forwards for others: its MAC stands before their addresses */
	char sign[SIGN_TEXT];    /* why it is a phone: "DHCP vendor class android-dhcp-13" */
	struct handset_identity identities[IDENTITIES_MAX];
	size_t identity_count;
};

/* ---- flow -> decode ---- */

/* What is read of what the far end says over TCP. */
enum attention { ATTENTION_NONE, ATTENTION_WORD /* that it spoke */, ATTENTION_BYTES };

/* Where bytes of a piece came from: the byte at `offset` of the piece is the first that frame brought. */
struct mark {
	size_t offset;
	uint64_t frame;
	int64_t at;
};

/* Who the two ends of a flow are. The client is the handset's end where a handset is known, else who spoke first. */
struct flow_key {
	struct address client, server;
	uint16_t client_port, server_port;
	uint8_t transport;
};

/* ---- decode -> detect ---- */

/*
 * One piece of a message with the root of its path: "http.target", "http.header:User-Agent", "http.body", "dns.qname", "raw".
 * marks map an offset in bytes to frames; the first has offset 0.
 */
struct part {
	const char *root;
	struct span bytes;
	uint64_t offset;         /* of the part in its message */
	const struct mark *marks;
	size_t mark_count;
	const char *content_type; /* NULL or as the sender said */
	const char *content_encoding; /* NULL or as the sender said: "gzip", "gzip, br" */
	bool continues;          /* the bytes go on from the same part of the message before: a value may straddle */
	bool whole;              /* a datagram: nothing goes on behind its last byte */
};

enum { PARTS_MAX = HTTP_HEADERS_MAX + 8 };

struct message {
	const char *carrier;     /* "http1" "dns" "mipush" "raw" */
	uint64_t frame;          /* its first */
	int64_t at;
	const char *host;        /* "" where the message names none */
	enum host_source host_source;
	const char *method;      /* "" where there is none */
	struct span path;        /* of the request target, without query */
	struct span query;
	bool decoded;            /* false for raw bytes: they count as opaque unless they are text */
	uint64_t bytes;          /* what the handset sent for it */
	const struct part *parts;
	size_t part_count;
};

/* ---- facts: worker -> keeper -> store ---- */

enum { ALPN_TEXT = 64, JA4_TEXT = 40, SUITE_TEXT = 48, CERTIFICATE_TEXT = 256, CERTIFICATE_NAMES = 1024 };

enum { FORM_TEXT = 32, FORMS_TEXT = 256, NAME_TEXT = 64, TUNNEL_TEXT = 128, UNIT_TEXT = 16 };

struct fact_handset {
	uint32_t number;         /* of this capture, from 1 */
	char id[NAME_TEXT];      /* the case's, or "handset-1" */
	struct address address;
	struct mac mac;
	char reason[128];        /* "named by the case", "private address that opened connections" */
	uint64_t since;          /* frame from which it had the address, 0: from the beginning */
};

/* A number that the network tells of a handset. */
struct fact_identity {
	uint32_t handset;        /* number of this capture */
	enum kind kind;
	uint64_t frame;
	int64_t at;
	char source[NAME_TEXT];  /* "GTP-C session" */
	uint8_t value[VALUE_MAX]; /* as of a sighting: becomes an HMAC in the keeper, is wiped */
	uint32_t value_len;
};

struct fact_flow {
	uint64_t first_frame, last_frame; /* the first is the flow's key within its capture */
	int64_t at, until;
	struct flow_key key;
	uint32_t handset;        /* number of the handset that is its client, 0 none: then it is not judged */
	bool handset_called;     /* the client sent the first packet */
	char protocol[NAME_TEXT]; /* nDPI's "Master.App" */
	char category[NAME_TEXT];
	char confidence[NAME_TEXT];
	char risks[256];         /* nDPI's, comma-separated */
	char host[HOST_MAX];     /* TLS SNI, HTTP Host; "" where the flow itself names none */
	enum host_source host_source;
	uint64_t packets, bytes_up, bytes_down; /* bytes: payload of the transport, as on the wire */
	uint64_t bytes_clear, bytes_decrypted, bytes_opaque; /* of what the handset sent */
	uint64_t bytes_missing;  /* holes in what the handset sent */
	bool midstream;          /* TCP without its SYN */
	enum visibility visibility;
	char tunnel[TUNNEL_TEXT]; /* "GTP-U 10.0.0.1 > 10.0.0.2", of its first packet; "" none */
	struct app app;          /* the first that a packet of it names */
};

/* Messages of a flow that are alike in host, method, path and keys share one row in the store. */
struct fact_message {
	uint64_t flow;           /* first_frame of the flow */
	uint64_t frame;
	int64_t at;
	char carrier[16];
	char host[HOST_MAX];
	enum host_source host_source;
	char method[16];
	char path[SHAPE_MAX];    /* its shape: segments that may be personal are "*" (decode/shape.h) */
	char keys[SHAPE_MAX];    /* names of the query's keys, sorted, comma-separated */
	uint64_t bytes;
};

struct fact_sighting {
	struct fact_message message; /* the message it stood in, its sharing key */
	uint64_t frame;          /* that holds the datum's last byte */
	int64_t at;
	uint64_t offset;         /* of the datum in the message before unwrapping */
	uint32_t length;         /* as it stood there */
	enum kind kind;
	enum tier tier;
	char form[FORM_TEXT];
	char forms[FORMS_TEXT];  /* other forms of it in the same message, comma-separated */
	char path[PATH_MAX_TEXT];
	char identifier[NAME_TEXT]; /* id of the identifier rule, or "case" */
	char reason[128];        /* "value of the case", "Luhn and key name 'imei'" */
	uint8_t value[VALUE_MAX]; /* normal form: crosses the pipe, becomes an HMAC in the keeper, is wiped */
	uint32_t value_len;
};

struct fact_dns {
	uint64_t flow, frame;
	int64_t at;
	struct address client;   /* who asked */
	char query[HOST_MAX];
	char name[HOST_MAX];     /* owner name of this record */
	uint16_t type;           /* 1 A, 5 CNAME, 28 AAAA */
	struct address address;  /* A, AAAA */
	char target[HOST_MAX];   /* CNAME */
	uint32_t ttl;
};

/* An act of consent or refusal that the sender tells of in the message: a hint, never judged upon. */
struct fact_signal {
	uint64_t flow, frame;
	int64_t at;
	char signal[32];         /* "tcf" "global-privacy-control" */
	char detail[256];        /* what was decoded of it, and its path; never the string itself */
};

/* One session of TLS or QUIC: what is told of it in clear, and whether a key log opened it. "" is not told. */
struct fact_session {
	uint64_t flow, frame;    /* frame: of its ClientHello */
	int64_t at;
	char protocol[16];       /* "TLS 1.2", "QUIC v1" */
	char cipher[SUITE_TEXT]; /* the suite's IANA name */
	char host[HOST_MAX];     /* the server name asked for */
	char alpn[ALPN_TEXT];    /* chosen; where that is not known, those offered */
	char ja4[JA4_TEXT];
	char subject[CERTIFICATE_TEXT], issuer[CERTIFICATE_TEXT];
	char names[CERTIFICATE_NAMES]; /* of the certificate, comma-separated */
	int64_t valid_from, valid_to;  /* of the certificate, 0 unknown */
	bool names_other;        /* the certificate has names, and none that fits the server name */
	bool ech;                /* it offers an encrypted ClientHello: the name may be a cover */
	enum session_end end;
	uint64_t bytes_decrypted; /* of what the handset sent, on the wire */
};

struct fact_loss {
	enum loss loss;
	uint64_t count;          /* packets, streams, messages: what the loss is about */
	uint64_t bytes;
	uint64_t frame;          /* the first it happened at, 0 unknown */
	char detail[NAME_TEXT];  /* "link type 195", "ARP", "" */
};

/* The whole of a capture, sent last: a capture without it is incomplete. */
struct fact_end {
	uint64_t packets, bytes; /* wire bytes */
	int64_t from, to;        /* of the packets' clock */
	uint64_t flows;
	uint64_t keys;           /* sessions of TLS and QUIC whose secrets were at hand */
	bool damaged, interrupted; /* interrupted: the user stopped it, what is there is a part */
	char unit[UNIT_TEXT];    /* what its frames are: "packet", or the "entry" of a HAR file */
	char format[NAME_TEXT];  /* "pcapng, little-endian" */
	char links[256];         /* "Ethernet, Linux cooked v1" */
	char application[256];   /* pcapng: who wrote it */
};

#endif
