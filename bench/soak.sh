#!/bin/bash
# Opens and ends connections at random, for minutes or days, and prints what the server has left of them. Builds what it needs first.
# usage: bench/soak.sh [options of soak.py, such as --minutes 60; --help lists them]
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet build Host -c Release --nologo -v quiet
dotnet build bench/Soak -c Release --nologo -v quiet
exec bench/soak.py "$@"
