#!/bin/sh
# Installs the shared libraries that Qt and PortAudio load, where they are missing and may be
# installed (Debian and its kin, as root or with sudo); elsewhere says what is missing.
set -u
cd "$(dirname "$0")/../.."
. resources/setup/debian.sh

[ "$(uname -s)" = Linux ] || exit 0

# library, Debian package
table='libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libglib-2.0.so.0 libglib2.0-0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libportaudio.so.2 libportaudio2'

# /sbin is not on everybody's PATH.
known=$( (ldconfig -p 2>/dev/null || /sbin/ldconfig -p) | awk '{print $1}')
missing=$(echo "$table" | while read -r library package; do
    echo "$known" | grep -qxF "$library" || echo "$package"
done)
# shellcheck disable=SC2086 # package names hold no spaces
set -- $missing
[ $# -gt 0 ] || exit 0

# What could not be installed once is not tried, nor a password asked for, at every make.
tried=build/libraries-tried
if [ "$(cat "$tried" 2>/dev/null)" = "$*" ]; then
    echo "Still missing for the system: $* (to try again: rm $tried)" >&2
    exit 0
fi
if ! install_debian "$@"; then
    mkdir -p build
    echo "$*" >"$tried"
fi
# The tests need no screen, and skip where they need sound: whatever happened, the set-up goes on.
exit 0
