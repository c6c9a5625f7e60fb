#!/bin/sh
# Okta Device Trust as an extension attribute of Jamf Pro. Input type: Script.
#
# No inventory holds what decides whether a Mac is let in. This says it, for each account of the Mac, and changes nothing:
#
#   details (data type String): one part an account, divided by |, which `trustlab import jamf-csv` reads
#     dt1 python2=no python3=ready | ada certificate=there issued=2026-01-07T09:00:00Z expires=2027-01-07T09:00:00Z ...
#   expiry (data type Date): the end of the certificate that ends first, for smart groups ("before (yyyy-mm-dd)")
#
# "none" means: looked, and there is none. What could not be looked at is left out, and a blank value means that nothing
# could be: it never means that there is no certificate. The end is the certificate's Not After, not its Not Before, of
# the one that ends last where a keychain holds several. Certificates and the label of a password can be read while a
# keychain is locked, so nobody has to be logged in; passwords and keys are not read. The installed task is never run:
# asked for its version, an old one would renew.

REPORT="details"

# As a launch agent has it: Homebrew's commands do not count. The variables are for tests of this script.
PATH="${DT_PATH:-/usr/bin:/bin:/usr/sbin:/sbin}"
HOMES="${DT_HOMES:-/Users}"
LC_ALL=C
export PATH LC_ALL

NOT_FOUND=44 # security(1): errSecItemNotFound

# "Jan  7 09:00:00 2027 GMT" or "Thu Jan  7 09:00:00 2027" on standard input, as 2027-01-07T09:00:00Z.
as_iso() {
    awk '{
        first = ($1 ~ /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/) ? 2 : 1
        month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $first) + 2) / 3
        if (NF >= first + 3 && month == int(month) && month >= 1)
            printf "%04d-%02d-%02dT%sZ\n", $(first + 3), month, $(first + 1), $(first + 2)
    }'
}

# The certificates on standard input, each as "end start fingerprint", the one that ends last first.
certificates_by_end() {
    all="$(cat)"
    count="$(printf '%s\n' "$all" | grep -c 'BEGIN CERTIFICATE')"
    number=1
    while [ "$number" -le "$count" ]; do
        said="$(printf '%s\n' "$all" |
            awk -v wanted="$number" '/BEGIN CERTIFICATE/ { n++; on = 1 } on && n == wanted; /END CERTIFICATE/ { on = 0 }' |
            openssl x509 -noout -startdate -enddate -fingerprint -sha1 2>/dev/null)"
        end="$(printf '%s\n' "$said" | sed -n 's/^notAfter=//p' | as_iso)"
        start="$(printf '%s\n' "$said" | sed -n 's/^notBefore=//p' | as_iso)"
        print="$(printf '%s\n' "$said" | sed -n 's/.*Fingerprint=//p' | tr -d ':')"
        [ -n "$end" ] && printf '%s %s %s\n' "$end" "$start" "$print"
        number=$((number + 1))
    done | sort -r
}

# What the Okta keychain of a home folder holds.
say_certificate() {
    keychain="$1/Library/Keychains/okta.keychain-db"
    [ -e "$keychain" ] || keychain="$1/Library/Keychains/okta.keychain"
    if [ ! -e "$keychain" ]; then
        # Only a folder that can be searched tells that there is none.
        [ -x "$1/Library/Keychains" ] && printf ' certificate=none'
        return
    fi
    found="$(security find-certificate -a -c 'Okta MTLS' -p "$keychain" 2>/dev/null)"
    status=$?
    if [ "$status" -eq "$NOT_FOUND" ] || { [ "$status" -eq 0 ] && [ -z "$found" ]; }; then
        printf ' certificate=none'
        return
    fi
    [ "$status" -eq 0 ] || return
    sorted="$(printf '%s\n' "$found" | certificates_by_end)"
    # shellcheck disable=SC2086 # three words
    set -- $sorted
    printf ' certificate=there'
    [ "$#" -ge 3 ] && printf ' issued=%s expires=%s sha1=%s certificates=%d' "$2" "$1" "$3" "$(($# / 3))"
}

# Whether the login keychain has the Okta keychain's password. Its label is looked for; it is not read.
say_password() {
    login="$1/Library/Keychains/login.keychain-db"
    [ -e "$login" ] || return
    security find-generic-password -l device_trust "$login" >/dev/null 2>&1
    case $? in
        0) printf ' password=yes' ;;
        "$NOT_FOUND") printf ' password=no' ;;
    esac
}

# The version of the installed task, as it stands in its file.
say_task() {
    [ -x "$1/Library" ] || return
    file="$1/Library/Okta/okta_device_trust.py"
    if [ ! -e "$file" ]; then
        printf ' task=none'
        return
    fi
    version="$(sed -n "s/^VERSION *= *['\"]\([0-9.]*\)['\"].*/\1/p" "$file" 2>/dev/null | head -n 1)"
    [ -n "$version" ] && printf ' task=%s' "$version"
}

# When Chrome was started; one older than its certificate may present another one, or none.
say_chrome() {
    pid="$(pgrep -o -x -u "$1" 'Google Chrome' 2>/dev/null)"
    if [ -z "$pid" ]; then
        printf ' chrome=not_running'
        return
    fi
    started="$(TZ=UTC ps -o lstart= -p "$pid" 2>/dev/null | as_iso)"
    [ -n "$started" ] && printf ' chrome=%s' "$started"
}

# Which Python there is. Apple's python3 without the command line tools would ask to install them: it is not started.
say_python() {
    if command -v python >/dev/null 2>&1; then printf ' python2=yes'; else printf ' python2=no'; fi
    python3="$(command -v python3 2>/dev/null)"
    if [ -z "$python3" ] || { [ "$python3" = /usr/bin/python3 ] && ! xcode-select -p >/dev/null 2>&1; }; then
        printf ' python3=absent'
    elif python3 -B -c 'import SystemConfiguration' >/dev/null 2>&1; then
        printf ' python3=ready'
    else
        printf ' python3=without_modules'
    fi
}

say_accounts() {
    for home in "$HOMES"/*; do
        user="${home##*/}"
        [ -d "$home/Library" ] || continue
        case "$user" in Shared | Guest | *[!A-Za-z0-9._-]*) continue ;; esac
        printf ' | %s' "$user"
        say_certificate "$home"
        say_password "$home"
        say_task "$home"
        say_chrome "$user"
    done
}

accounts="$(say_accounts)"
if [ "$REPORT" = expiry ]; then
    ends="$(printf '%s\n' "$accounts" | tr ' ' '\n' | sed -n 's/^expires=//p' | sort | head -n 1 | tr 'T' ' ' | tr -d 'Z')"
    if [ -n "$ends" ]; then
        result="$ends"
    elif printf '%s\n' "$accounts" | grep -q 'certificate=none'; then
        result="none"
    else
        result=""
    fi
else
    result="dt1$(say_python)$accounts"
fi
printf '<result>%s</result>\n' "$result"
