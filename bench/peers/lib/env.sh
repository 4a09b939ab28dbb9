# SPDX-License-Identifier: Apache-2.0
# Sourced by a peer's cmd. Sets HERE to the peer's folder, B to its build folder, ROOT to the checkout.
#
# Exit codes of a cmd: 64 is "I do not offer that sub-command", 69 "something I need is missing", said on stderr.
set -eu
HERE=${BASH_SOURCE[1]%/*}
[[ $HERE == */* ]] || HERE=$PWD/$HERE
LIB=$HERE/../lib ROOT=$HERE/../../..
BENCH_BUILD=${BENCH_BUILD:-${TMPDIR:-/tmp}/asyncio4j-bench}
B=$BENCH_BUILD/${HERE##*/}

missing() { echo "missing: $*" >&2; exit 69; }

need() {
  local c
  for c; do command -v "$c" >/dev/null || missing "$c"; done
}

# What a search found is kept in the build folder, so that only `build` pays for it: a start-up is measured, too.
recall() { [[ -s $BENCH_BUILD/$1 ]] && read -r FOUND <"$BENCH_BUILD/$1"; }
keep() { mkdir -p "$BENCH_BUILD"; echo "$2" >"$BENCH_BUILD/$1"; }

pythons() {
  printf '%s\n' /usr/bin/python3 /usr/local/bin/python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python
}

# Says whether the Python $1 was built for speed. Debian's is, and does not say so in CONFIG_ARGS.
is_optimised() {
  [[ $1 == /usr/bin/* ]] || "$1" -c 'import sys, sysconfig
sys.exit("--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or ""))'
}

# Sets PY to a Python >= 3.11 that imports all the named modules: BENCH_PYTHON if that is set; else the newest of those
# built for speed; else the newest.
find_python() {
  local memo=python m path grade best='' best_grade=0 imports=''
  for m; do memo+=-$m imports+="import $m; "; done
  if recall "$memo"; then PY=$FOUND; return; fi
  for path in ${BENCH_PYTHON:-$(pythons)}; do
    grade=$("$path" -c "$imports import sys; print(sys.version_info[0] * 100 + sys.version_info[1])" 2>/dev/null) ||
      continue
    ((grade >= 311)) || continue
    if is_optimised "$path"; then grade=$((grade + 1000)); fi
    if ((grade > best_grade)); then best_grade=$grade best=$path; fi
  done
  [[ $best ]] || missing "a Python 3.11 or newer with: $*"
  keep "$memo" "$best"
  PY=$best
}

# Sets JAVA_HOME to a JDK 25 or newer.
find_java() {
  if recall java-home; then JAVA_HOME=$FOUND; return; fi
  . "$ROOT/.mvn/find-jdk.sh"
  keep java-home "$JAVA_HOME"
}

# Becomes a JVM. All JVM peers have the same options: the serial collector, which is what one core gets anyway, said
# outright; and what the libraries ask for.
java_run() {
  find_java
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Djdk.trackAllThreads=false --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow ${BENCH_JAVA_OPTS:-} "$@"
}

# Puts the jars of the peer's pom.xml into $B/lib.
fetch_jars() {
  [[ ! $B/lib -nt $HERE/pom.xml ]] || return 0
  need mvn
  rm -rf "$B/lib"
  mvn -q -B -f "$HERE/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$B/lib" \
    -Dbench.build="$B/maven" >"$B/build.log" 2>&1 ||
    { grep -m2 ERROR "$B/build.log" >&2; rm -rf "$B/lib"; missing "jars"; }
}

# Compiles the peer's src and lib/Bench.java into $B/classes.
java_build() {
  find_java
  export JAVA_HOME
  mkdir -p "$B/classes"
  [[ ! -f $HERE/pom.xml ]] || fetch_jars
  "$JAVA_HOME/bin/javac" -nowarn -d "$B/classes" -cp "$B/lib/*" "$LIB/Bench.java" "$HERE"/src/*.java 2>"$B/javac.log" ||
    { cat "$B/javac.log" >&2; exit 1; }
}

# Prints the version in the name of the jar $1-VERSION.jar.
jar_version() {
  local jar
  for jar in "$B/lib/$1"-[0-9]*.jar; do jar=${jar##*/"$1"-}; echo "${jar%.jar}"; return; done
}
