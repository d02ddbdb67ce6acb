#!/bin/sh
# Make the virtual environment; Debian's python3 comes without ensurepip until python3-venv is installed.
set -u
python="$1" folder="$2"
if ! "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed; name one with PYTHON=python3.11" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ]; then run=""; else run="sudo -n"; fi
    echo "Installing: $package"
    if ! { $run apt-get update -qq && $run apt-get install -y -qq --no-install-recommends "$package"; } >/dev/null 2>&1; then
        echo "This Python cannot make environments: install the package $package and try again." >&2
        exit 1
    fi
fi
exec "$python" -m venv --clear "$folder"
