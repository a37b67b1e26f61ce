# Sourced: installs Debian packages where that is possible, and says what to do where it is not.

install_debian() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing; install what your system calls: $*" >&2
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        become=''
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        become='sudo'
    else
        echo "Missing; as root: apt-get install $*" >&2
        return 1
    fi
    echo "Installing for the system: $*"
    if $become apt-get update -qq &&
        $become env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@" >/dev/null; then
        return 0
    fi
    echo "That failed; as root: apt-get install $*" >&2
    return 1
}
