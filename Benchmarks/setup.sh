#!/bin/bash
# Makes the comparison ready: peers and tools, helpers, data (6.3 GB, always the same bytes).
#
#   setup.sh          everything under $BENCH_HOME (default ~/.cache/thresh-bench)
#   setup.sh small    the data in a hundredth of the size, under $BENCH_HOME/small
#   setup.sh extra    also the slow peers: Spark (with a Java runtime), mrjob, Miller
#
# What is there already is left as it is.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=${BENCH_HOME:-$HOME/.cache/thresh-bench}
mode=${1:-full}
case $mode in
full | extra) data=data divisor=1 ;;
small) data=small divisor=100 ;;
*)
  sed -n '2,8s/^# \?//p' "$0" >&2
  exit 2
  ;;
esac
mkdir -p "$home"/{bin,data,small,tmp}

# install COMMAND=PACKAGE...: installs the packages whose command is missing.
install() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  ((${#missing[@]})) || return 0
  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

install mawk=mawk parallel=parallel pigz=pigz zstd=zstd rg=ripgrep rustc=rustc cc=gcc python3=python3
python3 -c 'import ensurepip' 2>/dev/null || install python3-venv-is-missing=python3-venv
[ -x "$home/venv/bin/pip" ] || python3 -m venv "$home/venv"
"$home/venv/bin/pip" install -q --disable-pip-version-check duckdb polars chdb
if [ "$mode" = extra ]; then
  install java=default-jre-headless mlr=miller
  "$home/venv/bin/pip" install -q --disable-pip-version-check pyspark mrjob
fi

# build OUTPUT SOURCE_FOLDER COMMAND...: runs the command if the output is missing or older than a source.
build() {
  local output=$1 sources=$2
  shift 2
  if [ ! -x "$output" ] || [ -n "$(find "$sources" -newer "$output" -name '*.[rc]*' -print -quit)" ]; then
    "$@" -o "$output"
  fi
}
rust=(rustc --edition 2021 -O -C target-cpu=native)
build "$home/bin/generate" "$here" "${rust[@]}" "$here/generate.rs"
build "$home/bin/reference" "$here/peers" "${rust[@]}" "$here/peers/reference.rs"
build "$home/bin/readlimit" "$here/peers" cc -O2 -pthread "$here/peers/readlimit.c"

cd "$home/$data"

# make FILE KIND SIZE [STATIONS_FILE]: generates a file under a temporary name.
make() {
  local file=$1 kind=$2 size=$3
  shift 3
  [ -f "$file" ] && return
  "$home/bin/generate" "$kind" "$file.unfinished" "$size" "$@"
  mv "$file.unfinished" "$file"
}
make tiny.txt text 1000
make text.txt text $((1000000000 / divisor))
make text10.txt text $((100000000 / divisor))
make keys.txt keys $((21000000 / divisor))
make tera.dat tera $((10000000 / divisor))
make access.log log $((1000000000 / divisor))
make access.json json $((1000000000 / divisor))
make stations.txt stations 413
make stations10k.txt stations 10000
make weather.txt brc $((50000000 / divisor)) stations.txt
make weather10k.txt brc $((50000000 / divisor)) stations10k.txt

if [ ! -d parts ]; then
  rm -rf parts.unfinished
  mkdir parts.unfinished
  split -n l/8 -d -a 1 --additional-suffix=.log access.log parts.unfinished/access.
  pigz -6 -n -p 2 parts.unfinished/*.log
  mv parts.unfinished parts
fi
if [ ! -d texts ]; then
  rm -rf texts.unfinished
  mkdir texts.unfinished
  split -n l/8 -d -a 1 --additional-suffix=.txt text10.txt texts.unfinished/text.
  mv texts.unfinished texts
fi
[ -f access.log.gz ] || pigz -6 -n -k -p 2 access.log
[ -f access.log.zst ] || zstd -q -3 access.log -o access.log.zst

if [ "$mode" = small ]; then
  # Floating point may round differently on other machines; the comparison itself does not depend on it.
  sha256sum --quiet -c "$here/small.sha256" || echo "note: some data differ from those of the published results" >&2
fi
du -ch -- * | tail -1
