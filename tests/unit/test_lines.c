#include "unit.h"

#include "talking.h"

static const struct {
	const char *name;
	uint16_t port;
	const char *script, *said;
} rows[] = {
	{ "a mail with its dots", 25, "EHLO hm1s\r\n\fMAIL FROM:<a@b.c>\r\nrcpt to:<d@e.f>\r\n\fDATA\r\n\fSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n",
		"smtp EHLO   | smtp.helo@5=hm1s\nsmtp MAIL FROM:   | smtp.mail-from@10=<a@b.c>\nsmtp RCPT TO:   | smtp.rcpt-to@8=<d@e.f>\n"
		"smtp DATA  \nsmtp | smtp.data@0=Subject: x\\x0d\\x0a\\x0d\\x0a.dot\\x0d\\x0a\nsmtp | smtp.line@0=QUIT\n" },
	{ "a mail in chunks", 587, "EHLO x\r\nBDAT 4\r\na\r\nbBDAT 1 LAST\r\nc", "smtp EHLO   | smtp.helo@5=x\nsmtp BDAT  \n"
		"smtp | smtp.data@0=a\\x0d\\x0ab\nsmtp BDAT  \nsmtp | smtp.data@0=c\n" },
	{ "a plain proof", 25, "EHLO x\r\nAUTH PLAIN AG1lAHB3\r\n",
		"smtp EHLO   | smtp.helo@5=x\nsmtp AUTH   | smtp.username@11=me | smtp.password@11=pw\n" },
	{ "a proof in two lines", 25, "EHLO x\r\nAUTH LOGIN\r\n\fbWU=\r\n\fcHc=\r\nNOOP\r\n", "smtp EHLO   | smtp.helo@5=x\nsmtp AUTH  \n"
		"smtp | smtp.username@0=me\nsmtp | smtp.password@0=pw\nsmtp | smtp.line@0=NOOP\n" },
	{ "TLS is started", 25, "EHLO x\r\nSTARTTLS\r\n\f\x16\3\1\1", "smtp EHLO   | smtp.helo@5=x\nsmtp STARTTLS  \n"
		"raw | raw@0=\\x16\\x03\\x01\\x01\n" },
	{ "TLS is not to be had", 25, "EHLO x\r\nSTARTTLS\r\n\fEHLO y\r\n", "smtp EHLO   | smtp.helo@5=x\nsmtp STARTTLS  \n"
		"smtp EHLO   | smtp.helo@5=y\n" },
	{ "who reads mail", 143, "a1 login me \"p w\"\r\na2 SELECT INBOX\r\na3 APPEND x {4}\r\n\fm\r\nl\r\n",
		"imap LOGIN   | imap.username@9=me | imap.password@13=p w\nimap SELECT   | imap.mailbox@10=INBOX\n"
		"imap | imap.line@0=a3 APPEND x {4}\nimap | imap.literal@0=m\\x0d\\x0al\nimap\n" },
	{ "who fetches mail", 110, "USER me\r\n\fPASS pw\r\n", "pop3 USER   | pop3.username@5=me\npop3 PASS   | pop3.password@5=pw\n" },
	{ "who moves files", 21, "USER me\r\n\fPASS pw\r\n\fSTOR imei.txt\r\n",
		"ftp USER   | ftp.username@5=me\nftp PASS   | ftp.password@5=pw\nftp STOR   | ftp.path@5=imei.txt\n" },
	{ "who is nobody", 21, "USER anonymous\r\n\fPASS NcFTP@\r\n", "ftp USER   | ftp.username@5=anonymous\nftp PASS   | ftp.anonymous@5=NcFTP@\n" },
	{ "a log by lines", 514, "<13>hm1s: imei 1\n<14>two\n", "syslog | syslog.message@0=<13>hm1s: imei 1\nsyslog | syslog.message@0=<14>two\n" },
	{ "a log by counts", 601, "7 <13>a\nb8 <14>two!", "syslog | syslog.message@0=<13>a\\x0ab\nsyslog | syslog.message@0=<14>two!\n" },
	{ "a hole in a mail", 25, "EHLO x\r\nDATA\r\nab\vcd\r\n", "smtp EHLO   | smtp.helo@5=x\nsmtp DATA  \nsmtp | smtp.data@0=ab\nraw | raw@0=cd\\x0d\\x0a\n" },
	{ "words that are none of these", 25, "<abc> hello\r\n", "raw | raw@0=<abc> hello\\x0d\\x0a\n" },
};

enum { ROWS = sizeof rows / sizeof *rows };

static void commands_become_messages(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct talking t = { .answer = "250 ok\r\n354 go\r\n" };
		uint64_t sent = 0;

		for (const char *at = rows[i].script; *at != 0; at++)
			sent += !talking_is_mark(&t, (uint8_t)*at);
		talking_run(&t, rows[i].port, span_of(rows[i].script), SIZE_MAX);
		if (strcmp(buf_text(&t.said), rows[i].said) != 0 || t.sum.bytes_clear + t.sum.bytes_opaque != sent) {
			print_error("%s: %u of %u\n%sexpected:\n%s", rows[i].name, (unsigned)(t.sum.bytes_clear + t.sum.bytes_opaque),
				(unsigned)sent, buf_text(&t.said), rows[i].said);
			wrong++;
		}
		talking_free(&t);
	}
	assert_int_equal(wrong, 0);
}

static void split_anywhere_the_messages_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		talking_splits_answered(rows[i].port, span_of(rows[i].script), false, "250 ok\r\n354 go\r\n");
}

static void a_mail_that_is_not_wanted_does_not_come(void **state)
{
	struct talking t = { .answer = "503 no\r\n" };

	(void)state;
	talking_run(&t, 25, span_of("EHLO x\r\nDATA\r\n\fQUIT\r\n"), SIZE_MAX);
	assert_string_equal(buf_text(&t.said), "smtp EHLO   | smtp.helo@5=x\nsmtp DATA  \nsmtp | smtp.line@0=QUIT\n");
	talking_free(&t);
}

static void a_line_without_end_is_raw(void **state)
{
	static char text[40000];
	struct talking t = { .cut = 0 };

	(void)state;
	memset(text, 'v', sizeof text - 1);
	memcpy(text, "EHLO ", 5);
	talking_run(&t, 25, span_of(text), SIZE_MAX);
	assert_memory_equal(buf_text(&t.said), "raw | raw@0=EHLO v", 18);
	assert_int_equal(t.sum.bytes_clear, strlen(text));
	talking_free(&t);
}

static void a_datagram_of_a_log_is_told_apart(void **state)
{
	struct talking t = { .cut = 0 };

	(void)state;
	talking_begin(&t, 17, 514);
	talking_send(&t, span_of("<13>imei 1"), 1);
	talking_send(&t, span_of("13>imei 1"), 2);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "syslog | syslog.message@0=<13>imei 1\nraw | raw@0=13>imei 1\n");
	talking_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_become_messages),
		cmocka_unit_test(split_anywhere_the_messages_are_the_same),
		cmocka_unit_test(a_mail_that_is_not_wanted_does_not_come),
		cmocka_unit_test(a_line_without_end_is_raw),
		cmocka_unit_test(a_datagram_of_a_log_is_told_apart),
	};

	return unit_run(tests);
}
