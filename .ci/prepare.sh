# Sourced by ./run and ./test: makes .venv with everything in uv.lock, and skips that when nothing changed.
# Needs only what a fresh Debian 12 has. Everything it says goes to standard error. Plain POSIX sh.

UV_VERSION=0.13.9

say() { printf '%s\n' "$*" >&2; }

# Install Debian packages when we are root, else print the line to type and stop with status 69 (something is unavailable).
debian() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing $* ..."
        export DEBIAN_FRONTEND=noninteractive
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2 2>/dev/null && return 0
        apt-get -o DPkg::Lock::Timeout=300 update >&2 && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2 && return 0
        say "Could not install $*."
    else
        say "Missing: $*. Please type this, then try again:"
        say "    sudo apt-get update && sudo apt-get install -y $*"
    fi
    exit 69
}

# Sets $PYTHON (unless the caller did) to a Python that is new enough.
find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        right_python "$candidate" && PYTHON=$candidate && return 0
    done
    command -v "${PYTHON:-python3}" >/dev/null 2>&1 || debian python3 python3-venv
    PYTHON=${PYTHON:-python3}
    right_python "$PYTHON" && return 0
    say "Python 3.11 or newer is needed, found: $("$PYTHON" --version 2>&1). Name another one: PYTHON=..."
    exit 69
}

right_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

right_uv() { [ "$("$1" --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ]; }

# Sets $uv: the pinned one from a virtual environment of its own, or whatever way leads to one.
find_uv() {
    for uv in .venv-boot/bin/uv .venv-boot/lib/uv/bin/uv "$(command -v uv || true)"; do
        [ -n "$uv" ] && right_uv "$uv" && return 0
    done
    boot_with_venv && return 0
    # No venv module (Debian keeps it in a package of its own): pip alone is enough, where there is one.
    if "$PYTHON" -m pip --version >/dev/null 2>&1 && "$PYTHON" -m pip install -q --disable-pip-version-check --root-user-action=ignore --target .venv-boot/lib/uv "uv==$UV_VERSION" >&2; then
        uv=.venv-boot/lib/uv/bin/uv
        right_uv "$uv" && return 0
    fi
    uv=$(command -v uv || true)
    if [ -n "$uv" ] && [ "$(id -u)" -ne 0 ]; then
        say "Using $("$uv" --version) in place of uv $UV_VERSION."
        return 0
    fi
    debian python3-venv
    boot_with_venv && return 0
    say "Could not install uv $UV_VERSION: see the messages above."
    exit 69
}

boot_with_venv() {
    rm -rf .venv-boot
    if ! "$PYTHON" -m venv .venv-boot >/dev/null 2>&1; then
        rm -rf .venv-boot
        return 1
    fi
    .venv-boot/bin/python -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" >&2 || return 1
    uv=.venv-boot/bin/uv
}

# prepare run | prepare dev | prepare full. They share .venv: `run` never takes the tools of the others away. `full` adds PySpark.
prepare() {
    wanted="$PWD $(cat uv.lock pyproject.toml .ci/prepare.sh | sha256sum | cut -d' ' -f1)"
    current "$1" && return 0
    mkdir -p var
    # One set-up at a time, so that two commands in a fresh clone do not write into each other's environment.
    exec 9>var/setup.lock
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    if ! current "$1"; then
        say "Setting up (once, about half a minute) ..."
        find_python
        find_uv
        unset VIRTUAL_ENV
        case $1 in run) groups="--no-dev --inexact" ;; full) groups="--extra spark" ;; *) groups= ;; esac
        if [ "$1" = dev ]; then rm -f .venv/ready-full; fi
        # shellcheck disable=SC2086
        "$uv" sync --quiet --frozen --compile-bytecode --no-python-downloads --python "$PYTHON" $groups >&2 || { say "Setting up failed: see the messages above."; exit 69; }
        printf '%s' "$wanted" >".venv/ready-$1"
    fi
    exec 9>&-
}

# What `dev` made serves `run` as well, and what `full` made serves both.
current() {
    [ -x .venv/bin/python ] || return 1
    for stamp in ".venv/ready-$1" .venv/ready-dev .venv/ready-full; do
        if [ "$1" = full ] && [ "$stamp" = .venv/ready-dev ]; then continue; fi
        [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    done
    return 1
}
