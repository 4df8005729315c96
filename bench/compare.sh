#!/bin/bash
# Compares Wharf with other servers, in one run. Builds what it needs first; what cannot be built here is left out, with a word.
# usage: bench/compare.sh [--uws PATH] [--host NAME=ARGUMENTS]... [--no-peers] [options of compare.py, such as --work e20,idle --rounds 3]
#   --uws PATH             a uWebSockets echo, started as PATH PORT, which publishes to all on /broadcast; it becomes the yardstick
#   --host NAME=ARGUMENTS  another Wharf, with arguments of its own: --host "sockets=--Transport sockets"
#   --no-peers             only Wharf and the yardsticks
set -euo pipefail
cd "$(dirname "$0")/.."

uws= peers=yes hosts=() options=()
while [ $# -gt 0 ]; do
  case $1 in
    --uws) uws=$2; shift 2 ;;
    --host) hosts+=("$2"); shift 2 ;;
    --no-peers) peers=; shift ;;
    -h | --help) sed -n '2,6s/^# //p' "$0"; bench/compare.py --help; exit ;;
    *) options+=("$1"); shift ;;
  esac
done

out=$PWD/bench/out
mkdir -p "$out"
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

left_out() { echo "left out: $1" >&2; }
has_header() { echo "#include <$1>" | g++ -E -x c++ - >/dev/null 2>&1; }
# build OUTPUT FOLDER/SOURCES... FLAGS...: where a file of the folder, or a flag, is not that of the last time.
build() {
  local output=$out/$1 command=("${@:2}") folder=${2%/*}
  [ -x "$output" ] && [ -z "$(find "$folder" -newer "$output" -type f)" ] && [ "$(cat "$output.command" 2>/dev/null)" = "${command[*]}" ] && return
  g++ -std=c++17 -O2 -Wall -Wextra -o "$output" "${command[@]}"
  echo "${command[*]}" >"$output.command"
}

dotnet build Host -c Release --nologo -v quiet
for project in KestrelEcho Broadcast; do
  dotnet build "bench/$project" -c Release --nologo -v quiet
done
flags=() deflate= wss= certificate=$directory/certificate.pem key=$directory/key.pem
if has_header zlib.h; then
  deflate=yes flags+=(-DWITH_ZLIB -lz)
else
  left_out "deflate: needs zlib's headers (zlib1g-dev)"
fi
if has_header openssl/ssl.h && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=127.0.0.1 \
  -keyout "$key" -out "$certificate" 2>/dev/null; then
  wss=yes flags+=(-DWITH_TLS -lssl -lcrypto)
else
  left_out "wss: needs openssl and its headers (libssl-dev)"
fi
build wsload bench/load/*.cpp "${flags[@]}"

servers=()
add() { servers+=("$1"); }

[ -z "$uws" ] || { add "uws=$uws PORT"; add "uws:broadcast=$uws PORT @/broadcast"; }

kestrel="dotnet bench/KestrelEcho/bin/Release/net10.0/KestrelEcho.dll PORT"
add "kestrel=$kestrel"
add "kestrel:broadcast=$kestrel @/broadcast"
[ -z "$deflate" ] || add "kestrel:deflate=$kestrel @/deflate"
[ -z "$wss" ] || add "kestrel:wss=$kestrel $certificate $key"

# The load comes with an origin that is not the server's own. The broadcast is a plugin more.
cp -r plugins "$directory/plugins"
cp -r bench/Broadcast/bin/Release/net10.0 "$directory/plugins/Broadcast"
wharf() {
  local start="dotnet Host/bin/Release/net10.0/Host.dll --origins '*' --Logging:LogLevel:Default Warning $2"
  local plain="--urls http://127.0.0.1:PORT"
  add "$1:plain,hixie76=$start $plain --plugins plugins @/echo"
  add "$1:broadcast=$start $plain --plugins $directory/plugins @/broadcast"
  [ -z "$deflate" ] || add "$1:deflate=$start $plain --plugins plugins --Plugins:Adapters.Rfc6455:Deflate:Enabled true @/echo"
  [ -z "$wss" ] || add "$1:wss=$start --urls https://127.0.0.1:PORT --plugins plugins --Kestrel:Certificates:Default:Path $certificate --Kestrel:Certificates:Default:KeyPath $key @/echo"
}
wharf wharf ""
for host in "${hosts[@]}"; do wharf "${host%%=*}" "${host#*=}"; done

if [ -n "$peers" ]; then
  if has_header boost/beast/websocket.hpp; then
    build beast_echo bench/peers/beast_echo.cpp
    add "beast=$out/beast_echo PORT"
    add "beast:deflate=$out/beast_echo PORT deflate"
  else
    left_out "Boost.Beast: needs the package libboost-dev"
  fi
  if command -v go >/dev/null && [ -d /usr/share/gocode/src/github.com/gorilla/websocket ]; then
    GO111MODULE=off GOPATH=/usr/share/gocode go build -o "$out/gorilla_echo" bench/peers/gorilla_echo.go
    add "gorilla=$out/gorilla_echo PORT"
    add "gorilla:deflate=$out/gorilla_echo PORT deflate"
  else
    left_out "gorilla: needs the packages golang-go and golang-github-gorilla-websocket-dev"
  fi
  ws=$PWD/tests/Interop.Tests/clients/node_modules/ws
  if command -v node >/dev/null && [ -d "$ws" ]; then
    add "ws=node bench/peers/ws_echo.js $ws PORT"
    add "ws:deflate=node bench/peers/ws_echo.js $ws PORT deflate"
  else
    left_out "npm ws: needs node, and npm --prefix tests/Interop.Tests/clients install"
  fi
  build floor bench/peers/floor.cpp
  add "floor=raw:$out/floor PORT"
fi

bench/compare.py "${options[@]}" "${servers[@]}"
