/* The body of a handshake message, read as each of those that are in clear. Texts end within their bounds; TCP's and QUIC's JA4 differ in one letter. */
#include "decode/hello.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { JA4_LEN = 36 };

static void check_ja4(const char *ja4, char transport)
{
	if (ja4[0] == 0)
		return;
	assert(strlen(ja4) == JA4_LEN && ja4[0] == transport && ja4[10] == '_' && ja4[23] == '_');
	for (size_t i = 0; i < JA4_LEN; i++)
		assert(isalnum((unsigned char)ja4[i]) || ja4[i] == '_');
}

static void check_client(struct span body)
{
	struct client_hello tcp, quic;
	bool good = hello_client(body, 't', &tcp);

	assert(hello_client(body, 'q', &quic) == good);
	assert(strlen(tcp.host) < HOST_MAX && strlen(tcp.alpn) < ALPN_TEXT && strlen(tcp.ja4) < JA4_TEXT);
	assert(strcmp(tcp.host, quic.host) == 0 && strcmp(tcp.alpn, quic.alpn) == 0 && tcp.version == quic.version);
	check_ja4(tcp.ja4, 't');
	check_ja4(quic.ja4, 'q');
	assert(strcmp(tcp.ja4 + (tcp.ja4[0] != 0), quic.ja4 + (quic.ja4[0] != 0)) == 0);
	assert(good || tcp.ja4[0] == 0);
	assert(hello_version_name(tcp.version)[0] != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span body = { data, len };
	struct server_hello server;
	char alpn[ALPN_TEXT];

	check_client(body);
	if (hello_server(body, &server))
		assert(strlen(server.alpn) < ALPN_TEXT && hello_version_name(server.version)[0] != 0);
	hello_encrypted_extensions(body, alpn);
	assert(strlen(alpn) < ALPN_TEXT);
	return 0;
}
