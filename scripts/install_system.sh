#!/bin/sh
# Install Debian's OCR data and browser if they are missing and this user may; say so and go on where not.
set -u
missing=""
ls /usr/share/tesseract-ocr/*/tessdata/vie.traineddata >/dev/null 2>&1 || missing="$missing tesseract-ocr-vie"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then run=""; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then run="sudo"; else
    echo "Not installed (needs root or sudo):$missing. Going on without; scans will be reported as needing OCR."
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed (no apt-get here):$missing. Going on without."
    exit 0
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
if ! { $run apt-get update -qq && $run apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1; then
    echo "Could not be installed:$missing. Going on without; scans will be reported as needing OCR."
fi
exit 0
