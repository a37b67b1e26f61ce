#!/bin/sh
# Installs what the tests of playback listen with: a sound server without hardware (Debian and its
# kin, as root or with sudo). Without it those tests skip, and nothing else needs it.
set -u
cd "$(dirname "$0")/../.."
. resources/setup/debian.sh

[ "$(uname -s)" = Linux ] || exit 0

missing=''
command -v pulseaudio >/dev/null 2>&1 || missing="$missing pulseaudio"
command -v parec >/dev/null 2>&1 || missing="$missing pulseaudio-utils"
ls /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so >/dev/null 2>&1 ||
    missing="$missing libasound2-plugins"
# shellcheck disable=SC2086 # package names hold no spaces
set -- $missing
[ $# -gt 0 ] || exit 0

# As in system-libraries.sh: what could not be installed once is not tried at every make.
tried=build/sound-for-tests-tried
if [ "$(cat "$tried" 2>/dev/null)" = "$*" ]; then
    echo "Tests of playback will skip; missing: $* (to try again: rm $tried)" >&2
    exit 0
fi
if ! install_debian "$@"; then
    mkdir -p build
    echo "$*" >"$tried"
fi
exit 0
