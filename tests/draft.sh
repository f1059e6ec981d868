#!/bin/sh
# A case drafted by a scan: what one message names is found afterwards wherever it went, in any form. TAP. usage: draft.sh BUILD
set -u
build=$(cd "$1" && pwd)
sample=$(cd "$(dirname "$0")/.." && pwd)/samples/redmi-2014-before/redmi-2014-before.pcap
. "$(dirname "$0")/tap-lib.sh"
needs sqlite3
export TZ=UTC LC_ALL=C NO_COLOR=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 2

scan() { "$build/phonehome" scan "$@" >out 2>&1; }
tell() { sqlite3 "$1" "$2"; }

scan -o first.db --draft case.yaml "$sample"
ok $? "a scan writes a draft"
grep -q '^wrote case.yaml: check it' out
ok $? "and says what to do with it"
test "$(stat -c %a case.yaml)" = 600
ok $? "it is for its owner alone"
"$build/phonehome" case check case.yaml >out 2>&1
ok $? "it is a case without a mistake"
grep -q '^        - "490154203237518" # 4 times, first in frame 39 of redmi-2014-before.pcap: http.body > form:imei$' case.yaml
ok $? "a value stands there with where it was found"

scan -o second.db --case case.yaml "$sample"
ok $? "a scan with the draft as it is"
test "$(tell second.db "SELECT count(*) FROM sighting WHERE kind = 'imei' AND form = 'md5-hex'")" = 1 &&
	test "$(tell first.db "SELECT count(*) FROM sighting WHERE form = 'md5-hex'")" = 0
ok $? "a digest that no name betrayed is found with it"
test "$(tell second.db "SELECT count(*) FROM sighting WHERE tier = 'validated' AND kind <> 'app-list'")" = 0
ok $? "all that was found by format and name is known now"
"$build/phonehome" diff first.db second.db >out 2>&1
test -s out && ! grep -q 'different keys' out
ok $? "both are under one key, so that they can be compared by value"

cp case.yaml kept
scan -o third.db --draft case.yaml "$sample"
test $? = 2 && cmp -s kept case.yaml && grep -q 'case.yaml: is there already' out && ! test -e third.db.new
ok $? "a case is never written over"
scan -o third.db --case case.yaml --draft other.yaml "$sample"
test $? = 2 && grep -q "case names 'case.yaml'" out && ! test -e other.yaml
ok $? "where there is a case none is drafted"
mkdir elsewhere
scan -o fourth.db --draft elsewhere/case.yaml "$sample" && "$build/phonehome" case check elsewhere/case.yaml >out 2>&1
ok $? "in another folder it finds its key too"
scan -o fifth.db --draft none.yaml missing.pcap
test $? = 2 && ! test -e none.yaml && ! test -e none.yaml.new
ok $? "where nothing could be read there is no draft"

scan -o sixth.db "$sample"
scan -o sixth.db --draft sixth.db "$sample"
test $? = 2 && grep -q -- '--draft and --output name one file' out && test "$(tell sixth.db 'SELECT count(*) FROM captures')" = 1
ok $? "a draft is no database"

cat >login.har <<'HAR'
{"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [{"startedDateTime": "2026-01-01T00:00:00Z", "time": 1,
"request": {"method": "POST", "url": "http://login.example.org/in", "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": [],
"headersSize": -1, "bodySize": -1, "postData": {"mimeType": "application/x-www-form-urlencoded",
"text": "email=j%22o%5Ce%40example.org&user_email=joe%40example.org&password=Hunter2-and-more&android_id=9f3c1b7de204a658"}},
"response": {"status": 200, "statusText": "", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "content": {"size": 0, "mimeType": ""},
"redirectURL": "", "headersSize": -1, "bodySize": -1}, "cache": {}, "timings": {"send": 0, "wait": 0, "receive": 0}}]}}
HAR
scan -o har.db --draft har.yaml login.har
test "$(tell har.db "SELECT count(*) FROM sighting WHERE kind = 'password'")" = 1 && ! grep -q Hunter2 har.yaml &&
	grep -q '"joe@example.org"' har.yaml && grep -q '"9f3c1b7de204a658"' har.yaml
ok $? "a password that was found is not written down"
tap_end
