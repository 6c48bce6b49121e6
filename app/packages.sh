# Which packages Limen is built and tested with, and how they get onto this computer. Read by app/start.sh and
# tests/run.sh; it defines functions and does nothing by itself.
# shellcheck shell=sh disable=SC2034

# what building needs
packages_build='gcc libc6-dev cmake ninja-build pkgconf libserialport-dev libevdev-dev libsqlite3-dev liblua5.4-dev
libsodium-dev libjansson-dev zlib1g-dev libsdl2-dev libsndfile1-dev libpango1.0-dev libstb-dev fonts-inter fonts-dejavu-extra'
# what the tests need besides
packages_test='libcmocka-dev xvfb xdotool openbox x11-xserver-utils xserver-xorg-core xserver-xorg-video-dummy clang-14
libclang-rt-14-dev clang-format-14 umockdev libumockdev-dev'

# Each argument is one line.
say() {
    printf '%s\n' "$@" >&2
}

complain() {
    say "$@"
    exit 1
}

has_apt() {
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The packages among the arguments that are not installed, on one line.
missing_packages() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

# On systems without apt nothing can be installed: all that can be done is to see whether building could work.
check_by_hand() {
    lacking=
    for tool in cc cmake ninja pkg-config; do
        command -v "$tool" >/dev/null 2>&1 || lacking="$lacking $tool"
    done
    for module in libserialport libevdev sqlite3 lua5.4 libsodium jansson zlib sdl2 sndfile pangocairo; do
        pkg-config --exists "$module" 2>/dev/null || lacking="$lacking $module"
    done
    [ -z "$lacking" ] || complain "This is not Debian or a relative of it, so I cannot install what is missing:" \
        " $lacking" \
        "Install the development packages of these with your own package manager, then run this again." \
        "On Debian 12 they are called:" "  $packages_build"
}

# The word that goes before a command that needs root: nothing, or sudo.
root_word() {
    [ "$(id -u)" -eq 0 ] && return
    command -v sudo >/dev/null 2>&1 || complain "Installing needs root, and there is no sudo here." \
        "Become root and run:  apt-get install $*" "Then run this again."
    echo sudo
}

# ask_to_install YES PACKAGES…: goes on silently when YES is 1.
ask_to_install() {
    yes=$1
    shift
    [ "$yes" -eq 1 ] && return
    [ -t 0 ] || complain "There is no terminal to ask on: run this again with -y to install them."
    printf 'Install them now? [y/N] ' >&2
    read -r answer || answer=
    case $answer in
    [yYjJ]*) ;;
    *) complain "Nothing was installed. Without them Limen cannot be built." ;;
    esac
}

# install_packages YES PACKAGES…: installs what is missing, after saying what, and asking unless YES is 1.
install_packages() {
    yes=$1
    shift
    if ! has_apt; then
        check_by_hand
        return
    fi
    missing=$(missing_packages "$@")
    if [ -z "$missing" ]; then
        say "Everything that is needed is installed."
        return
    fi
    root=$(root_word "$missing") || exit 1
    say "These Debian packages are missing and will be installed${root:+ with sudo}:" "" "  $missing" ""
    # shellcheck disable=SC2086 # a list of words
    ask_to_install "$yes" $missing
    say "Installing ..."
    $root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 ||
        say "The package lists could not be brought up to date; trying with those that are here."
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing >&2 ||
        complain "apt-get could not install them (its own message is above)." \
            "On releases other than Debian 12 some may have other names."
}
