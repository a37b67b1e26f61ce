#!/bin/sh
# Installs what some tests listen and look with: a sound server without hardware, a display without
# a screen (Debian and its kin, as root or with sudo). Without them those tests skip, and nothing
# else needs them.
set -u
cd "$(dirname "$0")/../.."
. resources/setup/debian.sh

[ "$(uname -s)" = Linux ] || exit 0

missing=''
command -v pulseaudio >/dev/null 2>&1 || missing="$missing pulseaudio"
command -v parec >/dev/null 2>&1 || missing="$missing pulseaudio-utils"
ls /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so >/dev/null 2>&1 ||
    missing="$missing libasound2-plugins"
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
command -v xdotool >/dev/null 2>&1 || missing="$missing xdotool"
# shellcheck disable=SC2086 # package names hold no spaces
set -- $missing
[ $# -gt 0 ] || exit 0

# As in system-libraries.sh: what could not be installed once is not tried at every make.
tried=build/test-programs-tried
if [ "$(cat "$tried" 2>/dev/null)" = "$*" ]; then
    echo "Some tests will skip; missing: $* (to try again: rm $tried)" >&2
    exit 0
fi
if ! install_debian "$@"; then
    mkdir -p build
    echo "$*" >"$tried"
fi
exit 0
