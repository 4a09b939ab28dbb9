# SPDX-License-Identifier: Apache-2.0
# Sets `classes` to the class path of the built module http and what it needs. Read by the commands beside it, after `root` is set.

# Prints where module $1 was built, an ordinary build or a quick one that has made the folder $2.
built() {
    for folder in "$root/$1/target" "$root/$1/target/quick"; do
        [ ! -d "$folder/$2" ] || { echo "$folder"; return; }
    done
    echo "suites: $1 is not built: ./mvnw -Dquick -pl http -am package" >&2
    exit 1
}

http=$(built http lib)
classes=$http/classes:$(built net classes)/classes:$(built core classes)/classes
for jar in "$http"/lib/*.jar; do
    case $jar in
        */libraries.jar | */asyncio4j-*) ;;
        *) classes=$classes:$jar ;;
    esac
done
