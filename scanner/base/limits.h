/*
 * Every bound in one place, with its reason. Reaching one is counted and reported as a loss (losses in model.c), never passed
 * over in silence. (In base/ so that the compiler does not take it for <limits.h>.)
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	/* capture */
	READ_BLOCK = 512 << 10,    /* one read of a capture file: few calls, and what was read is in the L2 cache still */
	PACKET_MAX = 256 << 10,    /* tcpdump's MAXIMUM_SNAPLEN: a record that claims more is damage */
	BLOCK_MAX = 16 << 20,      /* a pcapng block; Wireshark's own bound */
	INTERFACES_MAX = 1024,     /* interfaces of one pcapng section */
	APPS_MAX = 4096,           /* apps of one section that PCAPdroid names: a handset has a few hundred */
	APPS_SECTIONS = 16,        /* so many times that in a file of several sections */
	HAR_ENTRY_MAX = 16 << 20,  /* text kept of one entry of a HAR file: a body of 4 MiB in base64, twice */
	HAR_FIELDS_MAX = 4096,     /* of one list of an entry: headers, cookies, parameters, WebSocket messages */
	UNPACK_MEMORY_MAX = 128 << 20, /* of a decoder of compressed captures: what zstd takes unasked; xz -9 wants 65 MiB */
	UNPACK_BLOCK = 256 << 10,  /* compressed bytes read at once */

	/* peel */
	HEADERS_MAX = 16,          /* link and IP headers on top of each other (Arkime calls more than 10 corrupt) */
	FRAGMENTED_MAX = 256,      /* IP datagrams of which some fragments are there; the one begun first is given up */
	FRAGMENTS_OF_DATAGRAM = 128, /* 64 KiB in fragments of the least MTU that IPv4 hosts take, 576 bytes */
	FRAGMENT_BYTES_MAX = 4 << 20, /* of all of them: Linux's own high-water mark */
	FRAGMENT_S = 60,           /* RFC 8200 section 4.5; RFC 791 leaves it open */

	/* attach */
	GTP_REQUESTS_MAX = 1024,   /* GTP-C requests that wait for their answers: the oldest is given up; a busy gateway gets 1,000 a second */
	GTP_ANSWER_S = 60,         /* TS 29.060 and 29.274 leave the timers open; five tries of 3 s are usual */
	DHCP_RELAYS_MAX = 8,       /* relays around a DHCPv6 message: RFC 8415 section 7.6 */

	/* flow */
	FLOWS_MAX = 1 << 18,       /* open flows, an eighth for each shard, of which the one idle longest is closed early */
	FLOW_IDLE_S = 300,         /* RFC 5382 asks 2 h 4 min of a NAT; idle push connections are told apart by SYN */
	FLOW_OVER_S = 120,         /* of TCP that both sides ended, or one reset: the longest that a segment lives (RFC 9293 section 3.4.2) */
	FLOW_IDLE_UDP_S = 120,     /* RFC 4787 REQ-5 asks at least 2 min */
	SEGMENTS_MAX = 256,        /* pieces of one direction of a TCP or QUIC stream that wait behind a hole */
	SEGMENT_BYTES_MAX = 1 << 20, /* and their bytes: a full receive window of a handset */
	REORDER_TOTAL_MAX = 64 << 20, /* the same over all flows, an eighth for each shard, so that it is the same whatever the number of workers */
	NDPI_PACKETS_TCP = 32,     /* nDPI 4.2 ignores a flow after 32 packets */
	NDPI_PACKETS_UDP = 24,     /* measured on 543 captures: 24 loses no verdict */
	NDPI_PADDING = 64,         /* zero bytes behind a packet given to nDPI: its parsers read past the end */
	ENDPOINTS_MAX = 1 << 17,   /* addresses weighed when telling which are handsets */
	CALL_WAIT_S = 60,          /* live, from the first that was sent out on, for an address that calls out: shorter than any flow waits (FLOW_IDLE_UDP_S) */
	HOLDERS_MAX = 1 << 16,     /* devices, and subscribers, and prefixes, of which control traffic told */
	ADDRESSES_OF_DEVICE_MAX = 64, /* that one device says are its own; more is a router that answers for others */
	SHARDS = 8,                /* one nDPI module each, whatever the number of workers */

	/* decode */
	HTTP_HEAD_MAX = 64 << 10,  /* request line and headers; servers refuse more than 8 to 64 KiB */
	HTTP_HEADERS_MAX = 256,    /* header lines of one request */
	BODY_MAX = 4 << 20,        /* of one message kept whole for unwrapping; more is searched as it stands */
	BODY_TOTAL_MAX = 64 << 20, /* the same over all flows, an eighth for each shard */
	RAW_PIECE = 16 << 10,      /* a raw message is at most this long */
	H2_STREAMS_MAX = 128,      /* open requests of one HTTP/2 connection; servers allow 100 to 128 */
	H2_FRAME_MAX = 256 << 10,  /* of HTTP/2, kept whole; 16 KiB unless the server allows more */
	OPEN_TOTAL_MAX = 64 << 20, /* fields and state of open requests of HTTP/2 and HTTP/3, an eighth for each shard: 8,000 requests of 1 KB */
	OPEN_SURE = 8,             /* streams of a connection that stay open beyond that: six of HTTP/3 are no requests */
	OPEN_TARGET = 512,         /* and bytes of a path and query that are kept of each */
	INFLATERS_MAX = 16384,     /* WebSockets that were sent something deflated, an eighth for each shard: 40 KiB each while they last */
	HPACK_TABLE_MAX = 64 << 10, /* of HTTP/2's field compression; 4 KiB unless the server allows more */
	QPACK_TABLE_MAX = 1 << 20, /* of HTTP/3's, as the server allows it: 4 to 64 KiB are seen */
	QUIC_CONNECTIONS_MAX = FLOWS_MAX / SHARDS, /* QUIC connections of one shard: as many as flows */
	QUIC_IDS_MAX = 16,         /* connection ids of one side that are known; peers allow 2 to 8 at once */
	QUIC_PATH_MAX = 8,         /* connections of one UDP 5-tuple that are not forgotten */
	QUIC_STREAMS_MAX = 256,    /* streams of one QUIC connection, those that are over but may be repeated among them */
	KEYLOGS_MAX = 16,          /* key log files that are followed */
	SECRETS_MAX = 16 << 20,    /* bytes of the key logs that a capture itself holds: 50,000 sessions */
	KEYLOG_SESSIONS_MAX = 1 << 20, /* sessions of all key logs, 340 bytes each */
	HELLO_MAX = 64 << 10,      /* a handshake message of TLS, gathered from its records */
	HELD_MAX = 1 << 20,        /* encrypted bytes of one direction of a flow that wait for keys, or for the other side's hello */
	HELD_TOTAL_MAX = 256 << 20, /* the same over all flows, an eighth for each shard: 16,000 that stand in the middle of a record */
	LAYERS_MAX = 4,            /* conversations inside each other: TLS inside a proxy's TLS */
	HOST_MAX = 256,            /* RFC 1035: 255 octets of name, and NUL */
	SHAPE_MAX = 256,           /* the shape of a request's path; and of its keys */
	DNS_RECORDS_MAX = 256,     /* records read of one DNS message */

	/* detect */
	TAIL_MAX = 512,            /* bytes before a candidate's end that are kept for reading it again */
	VALUE_MAX = 512,           /* of one datum, its normal form */
	CARRY_MAX = 256 << 10,     /* of a raw stream, from where something wrapped begins that is not whole yet: unwrapped again with what follows */
	CARRY_TOTAL_MAX = 64 << 20, /* the same over all streams, an eighth for each shard: 32 that carry as much as one may */
	CARRY_AGAIN_MAX = 8 << 20, /* of one direction, bytes that are unwrapped once more: each piece may be a byte long */
	VAIN_MAX = 1 << 16,        /* messages of a worker that are known to carry nothing: 768 KiB; the last of a place stays */
	UNWRAP_DEPTH = 8,          /* wrappings inside each other; the deepest seen in the field is 5 */
	UNWRAP_BYTES = 16 << 20,   /* unwrapped from one message in all: an unwrapping bomb ends here */
	UNWRAP_RATIO = 256,        /* for each byte of a message so many: telemetry packs to a tenth, a log that repeats itself to a hundredth */
	UNWRAP_LEAST = 16 << 10,   /* of any message, however short */
	UNWRAP_PARTS = 4096,       /* leaves of one message */
	PACKED_SURE = 4,           /* bytes made of each byte of a message, whatever others cost: what is encoded twice, and most telemetry */
	PACKED_RATIO = 16,         /* bytes that all of a shard may be made to, for each byte captured: 0.1 s for a MB, where most captures ask for less than one */
	PACKED_CREDIT = 32 << 20,  /* of these, that are not used yet: two messages that use all of UNWRAP_BYTES */
	PACKED_OWN = UNWRAP_BYTES, /* what one flow saves for itself of what its bytes earn: a message that uses all it may; the rest is everybody's */
	SIGHTINGS_CREDIT = 32768,  /* of a shard, but for values of the case: each is a row of the database, judged and counted, 35 us */
	SIGHTING_BYTES = 256,      /* bytes that earn one more: 0.14 s for a MB */
	SIGHTINGS_OWN = 1024,      /* of these, what one flow saves for itself: as many as one message may have */
	CANDIDATE_COST = 128,      /* bytes whose search costs as much as one candidate that is read again, 0.5 us */
	PATH_MAX_TEXT = 512,       /* text of one unwrapping path */
	SAID_MAX = 4096,           /* names of which is remembered what they say of whose a value is: 32 KiB; the last of a place stays */
	OWNERS_MAX = 16,           /* names around a value that are asked whose it is, the nearest first: a SOAP message has 10; nothing is lost by it */
	SIGHTINGS_MAX = 1024,      /* of one message */
	HITS_MAX = 4 * SIGHTINGS_MAX, /* of one layer of it, before they are settled */
	IN_VAIN_MAX = 24,          /* beginnings tried beyond the last that was a match's: a number in groups has fewer signs between two; nothing is lost by it */

	/* assess */
	PLACES_LOOKED = 1024,      /* addresses of which is remembered what the files say: 1 MiB; the last of a slot stays */
	PLACES_SETTLED = 8192,     /* far ends like which the next is of the same place; the last of a slot stays */
	CANDIDATES_MAX = 16,       /* names told of one far end that DNS gave many; how many more there are is told with them, and that it was so among the losses */

	/* policy */
	YAML_BYTES_MAX = 4 << 20,  /* one rule, service or case file */
	YAML_NODES_MAX = 200000,   /* of one file, aliases counted each time: an alias bomb ends here */
	YAML_DEPTH_MAX = 32,

	/* a case file that a scan drafts */
	DRAFT_VALUES_MAX = 1000,   /* found values in it: more than a person checks */

	/* workers that die or hang */
	FAULTS_MAX = 3,            /* of one shard: then the shard is given up */
	HANG_S = 30,               /* without a packet finished: no parser takes this long over one */

	/* the pipe from worker to keeper */
	RECORD_MAX = 64 << 10,     /* one record */
	RECORDS_HELD_MAX = 4 << 20, /* bytes of records of one worker that wait until the capture is hashed: then the worker waits too */
	BATCH_RECORDS = 131072,    /* records of one transaction: each writes most pages of the tables again, for ids are spread evenly */
	WAITING_BYTES = 4 << 20,   /* rows that wait to be put in the order of their ids */
};

#endif
