#!/bin/bash
# Compares Wharf's /echo with an echo on Kestrel and UseWebSockets, the yardstick. Builds what it needs first.
# usage: bench/run.sh [options of compare.py, such as --work e20,idle --rounds 3; --help lists them]
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet build Host -c Release --nologo -v quiet
dotnet build bench/KestrelEcho -c Release --nologo -v quiet
[ bench/wsload -nt bench/wsload.cpp ] || g++ -std=c++17 -O2 -Wall -Wextra -o bench/wsload bench/wsload.cpp

# The load comes with an origin that is not the server's own.
exec bench/compare.py "$@" \
  "kestrel=dotnet bench/KestrelEcho/bin/Release/net10.0/KestrelEcho.dll PORT" \
  "wharf=dotnet Host/bin/Release/net10.0/Host.dll --urls http://127.0.0.1:PORT --origins '*' --plugins plugins --Logging:LogLevel:Default Warning @/echo"
