#!/bin/sh
# Installs the Debian packages that are missing, by name, through apt; stops where apt would remove one. On another
# system it prints the list and stops. usage: deps.sh build [test]
set -eu

build='gcc make pkg-config libc6-dev libpcap-dev libndpi-dev libyaml-dev libsqlite3-dev libmaxminddb-dev libseccomp-dev libssl-dev zlib1g-dev
	libbrotli-dev libzstd-dev liblzma-dev liblz4-dev libnghttp2-dev libnghttp3-dev
	libxslt1-dev libxml2-dev libjansson-dev xz-utils'
test='libcmocka-dev perl python3 python3-yaml python3-jsonschema libndpi-bin tshark curl openssl nginx-light gnutls-bin strace iproute2 procps ethtool iperf3 tcpreplay tmux libcap2-bin sqlite3 libxml2-utils jq
	ngtcp2-client ngtcp2-server
	chromium nodejs npm'

# Hyperscan and Vectorscan offer one API and cannot stand beside each other.
scanner() {
	if dpkg-query -W -f '${Status}' libvectorscan-dev 2>/dev/null | grep -q 'ok installed'; then
		echo libvectorscan-dev
	elif [ "$(dpkg --print-architecture)" = amd64 ]; then
		echo libhyperscan-dev
	else
		echo libvectorscan-dev
	fi
}

wanted=
for set in "$@"; do
	eval "wanted=\"\$wanted \$$set\""
done

if ! command -v apt-get >/dev/null 2>&1; then
	printf 'This is no Debian: install by your own means what these Debian packages hold:\n' >&2
	printf '%s libhyperscan-dev\n' "$wanted" | tr -s ' \t\n' ' ' | fold -s -w 78 >&2
	exit 2
fi

# Node.js is often there from elsewhere, under a package of its own that Debian's npm cannot stand beside.
there() {
	case $1 in
	nodejs) command -v node ;;
	npm) command -v npm ;;
	*) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
	esac >/dev/null
}

missing=
for package in $wanted $(scanner); do
	there "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || { printf 'Run this as root; these packages are missing:%s\n' "$missing" >&2; exit 2; }
	root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{
	$root apt-get -qq update
	if removed=$($root apt-get -s --no-install-recommends install $missing | sed -n 's/^Remv \([^ ]*\).*/\1/p') && [ -n "$removed" ]; then
		printf 'Installing%s would remove %s: stopped, nothing was changed.\n' "$missing" "$(echo $removed)" >&2
		exit 2
	fi
	printf 'Installing%s\n' "$missing"
	$root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing >/dev/null
}
