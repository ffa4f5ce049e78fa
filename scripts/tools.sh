#!/usr/bin/env bash
# What the tests need beside Go: `scripts/tools.sh missing` names what is not there and fails if anything is,
# `scripts/tools.sh install` brings it (Debian, as root). Nothing that is there is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

lint=$1 # golangci-lint of the Makefile's version
action=$2
web=httpapi/web

# command or file, Debian packages, what for
tools='
gcc      gcc,libc6-dev  the race detector
g++      g++,libc6-dev  the C++ peer of the linking solver
/usr/include/lemon/network_simplex.h liblemon-dev the C++ peer of the linking solver
chromium chromium       the tests in a browser
ogrinfo  gdal-bin       the test that GDAL reads our GeoJSON
node     nodejs         the tests in a browser
npm      npm            the libraries of the map page
jq       jq             the examples of docs/api.md
curl     curl           the examples of docs/api.md
python3  python3,python3-venv schemathesis, which asks the API for everything that its document describes
/usr/lib/postgresql/*/bin/initdb postgresql the store in PostgreSQL
/usr/share/postgresql/*/extension/postgis.control postgresql,postgresql-postgis the store in PostgreSQL
'

there() {
	case $1 in
	/*) compgen -G "$1" >/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

packages_missing() {
	while read -r command packages _; do
		[ -z "$command" ] || there "$command" || echo "${packages//,/ }"
	done <<<"$tools"
}

modules_missing() {
	! GOPROXY=off GOFLAGS="${GOFLAGS:-} -mod=readonly" go list -deps -test ./... >/dev/null 2>&1
}

# npm writes down what it installed; an older list than the lock file is another list.
web_missing() {
	[ -f $web/package-lock.json ] && [ ! $web/node_modules/.package-lock.json -nt $web/package-lock.json ]
}

# Pinned, with all that it needs, and kept out of the system's Python.
fuzzer=.tools/schemathesis
fuzzer_missing() {
	! cmp -s scripts/schemathesis.txt $fuzzer/installed.txt
}

missing() {
	local found=0
	tell() {
		echo "$1 missing: run \`make deps\`" >&2
		found=1
	}
	while read -r command packages purpose; do
		[ -z "$command" ] || there "$command" || tell "$command (for $purpose; Debian package ${packages//,/ and }) is"
	done <<<"$tools"
	[ -x "$lint" ] || tell "golangci-lint of the right version ($lint) is"
	if modules_missing; then
		GOPROXY=off go list -deps -test ./... 2>&1 >/dev/null | head -5 >&2
		tell "Go modules are"
	fi
	if web_missing; then tell "libraries of the map page ($web/node_modules) are"; fi
	if fuzzer_missing; then tell "schemathesis ($fuzzer) is"; fi
	return $found
}

install() {
	local packages
	packages=$(packages_missing)
	if [ -n "$packages" ]; then
		if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
			echo "please install (Debian names):" $packages >&2
			exit 1
		fi
		apt-get update
		# shellcheck disable=SC2086 # one word a package
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
	fi
	go mod download
	if web_missing; then
		(cd $web && npm ci --no-audit --no-fund)
		touch $web/node_modules/.package-lock.json
	fi
	if fuzzer_missing; then
		python3 -m venv $fuzzer
		$fuzzer/bin/pip install --quiet --disable-pip-version-check -r scripts/schemathesis.txt
		cp scripts/schemathesis.txt $fuzzer/installed.txt
	fi
	if [ ! -x "$lint" ]; then
		GOBIN="$PWD/$(dirname "$lint")" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(basename "$(dirname "$lint")" | sed 's/golangci-lint-//')"
	fi
}

"$action"
