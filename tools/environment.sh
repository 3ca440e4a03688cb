#!/bin/sh
# Make .venv, the environment of the course: the exact versions of requirements.txt, and
# rnnutils from this folder. Without network when .venv is up to date. PYTHON=... chooses one.
set -u

venv=.venv
# Written last and removed first: a .venv without it is half made and is made anew.
stamp=$venv/made-from
log=_build/environment.log
gigabytes_needed=4 # the .venv is 2.6 GB; pip needs room for what it unpacks

give_up() {
    echo "environment: $*" >&2
    exit 1
}

is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

# The first supported Python that can make environments; says which of the two was missing.
find_python() {
    supported=
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        is_supported "$python" || continue
        supported=$python
        # Debian ships these two modules in a package of their own.
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    done
    [ -n "$supported" ] || give_up "Python 3.11, 3.12 or 3.13 is needed and was not found."
    give_up "$supported lacks the module venv: install it (Debian, Ubuntu: apt install python3-venv)."
}

check_disk() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')
    [ "$free" -ge "$gigabytes_needed" ] ||
        give_up "about $gigabytes_needed GB of free disk are needed here, $free GB are left."
}

# Run a step; when it fails, say why in one sentence.
step() {
    "$@" >>"$log" 2>&1 && return
    if grep -qi 'no space left' "$log"; then
        give_up "the disk is full: about $gigabytes_needed GB are needed (see $log)."
    elif grep -Eq 'Retrying \(|ConnectionError|timed out|from versions: none' "$log"; then
        give_up "the package index cannot be reached: is there a network? (see $log)"
    fi
    tail -n 20 "$log" >&2
    give_up "installing failed: the reason stands above (all of it in $log)."
}

sources=$(cksum requirements.txt pyproject.toml) || give_up "run this in the folder of the course."
[ "$(cat "$stamp" 2>/dev/null)" = "$sources" ] && exit 0

mkdir -p _build && : >"$log" || give_up "this folder cannot be written to."
if [ ! -f "$stamp" ]; then
    find_python
    check_disk
    echo "environment: making $venv with $("$python" --version) (2.6 GB, some minutes) ..."
    rm -rf "$venv"
    step "$python" -m venv "$venv"
else
    echo "environment: requirements.txt or pyproject.toml changed, updating $venv ..."
    rm "$stamp"
fi
# The lock is complete, so pip has nothing to resolve; --no-deps keeps it from trying. A file
# whose hash is not in the lock is not installed, whichever index it comes from.
step "$venv/bin/python" -m pip install --disable-pip-version-check --no-deps --require-hashes \
    -r requirements.txt
step "$venv/bin/python" -m pip install --disable-pip-version-check --no-deps \
    --no-build-isolation --editable .
echo "$sources" >"$stamp"
