#!/bin/sh
# Creates .venv with everything that SepGenre and its tests need. Run by make; quick when done.
set -eu
cd "$(dirname "$0")/../.."
. resources/setup/debian.sh

version='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
suitable="import venv, ensurepip; $version"
candidates='python3.12 python3.13 python3.11 python3 python'

find_python() {
    # A name on the PATH may be a shim without a Python behind it, so each one is tried.
    for candidate in $candidates; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$1" 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

find_uv() {
    if command -v uv >/dev/null 2>&1; then
        command -v uv
        return 0
    fi
    python=$(find_python 'import pip') || return 1
    "$python" -m pip install --quiet --target build/uv uv >&2 && echo build/uv/bin/uv
}

create_venv() {
    # Debian keeps venv apart from its Python.
    if ! find_python "$suitable" >/dev/null && find_python "$version" >/dev/null; then
        install_debian python3-venv || true
    fi
    if python=$(find_python "$suitable"); then
        echo "Creating .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    elif uv=$(find_uv); then
        echo "No Python 3.11 to 3.13 with venv found: uv fetches one"
        "$uv" venv --clear --seed --python '>=3.11,<3.14' .venv
    else
        echo "SepGenre needs Python 3.11, 3.12 or 3.13 (with venv), or uv. Install one of them:" >&2
        echo "  Debian: apt-get install python3 python3-venv" >&2
        exit 1
    fi
}

# A set-up that was interrupted leaves a Python without pip.
if ! .venv/bin/python -c "$version" 2>/dev/null || ! .venv/bin/python -m pip --version >/dev/null; then
    create_venv
fi

echo "Installing the packages that pyproject.toml names, at the versions of constraints.txt"
# Bytecode is compiled here once: without it every start of TensorFlow takes 10 s longer.
if .venv/bin/python -m pip install --quiet --disable-pip-version-check uv &&
    .venv/bin/uv pip install --quiet --python .venv/bin/python --compile-bytecode \
        --constraint constraints.txt --editable . --group dev; then
    :
else
    echo "uv could not install; trying pip"
    .venv/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
    env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pip install --quiet \
        --constraint constraints.txt --editable . --group dev
fi
touch .venv/.ready
