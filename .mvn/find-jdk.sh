# SPDX-License-Identifier: Apache-2.0
# Sourced by ./mvnw and ./asyncio: sets and exports JAVA_HOME to a JDK 25 or newer, or says what to install and exits 1.
#
# A JAVA_HOME that will do is kept. Otherwise the lowest version >= 25 found on this machine is taken.

# Prints the feature version ("25") of the JDK in $1, or nothing where there is none.
jdk_version() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the home of the JDK whose `java` is on the PATH.
jdk_on_path() {
    java=$(command -v java) || return 0
    while [ -L "$java" ]; do
        link=$(readlink "$java")
        case $link in
            /*) java=$link ;;
            *) java=$(dirname "$java")/$link ;;
        esac
    done
    dirname "$(dirname "$java")"
}

# Prints a candidate a line.
jdk_candidates() {
    env | sed -n 's/^JDK_25=//p; s/^JAVA_HOME_25[^=]*=//p'
    jdk_on_path
    for home in /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        echo "$home"
    done
    [ ! -x /usr/libexec/java_home ] || /usr/libexec/java_home -v 25+ 2>/dev/null || :
}

find_jdk() {
    version=$(jdk_version "${JAVA_HOME:-}")
    if [ "${version:-0}" -lt 25 ]; then
        JAVA_HOME=$(jdk_candidates | while IFS= read -r home; do
            version=$(jdk_version "$home")
            [ "${version:-0}" -lt 25 ] || echo "$version $home"
        done | sort -s -n -k1,1 | sed -n '1s/^[0-9]* //p')
    fi
    if [ -z "$JAVA_HOME" ]; then
        echo "asyncio4j needs a JDK 25 or newer and found none: install one (Temurin 25, for example) or set JAVA_HOME to it" >&2
        exit 1
    fi
    export JAVA_HOME
}

find_jdk
