# Shared by the scripts in this folder; source it, do not run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*" >&2; }
stop() { printf 'Cannot go on: %s\n' "$*" >&2; exit 1; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    [[ -n $candidate ]] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$candidate"; return; }
  done
  stop "Python 3.11 or newer with venv is needed. Install it (Debian and Ubuntu: apt-get install python3 python3-venv; Windows and macOS: python.org), or set PYTHON to its path, then run this again."
}

# A step runs again only when one of its input files has changed.
stamped() {
  local name=$1 inputs=$2; shift 2
  local stamp=.venv/.stamp-$name hash
  hash=$(.venv/bin/python - $inputs <<'P'
import hashlib, pathlib, sys
print(hashlib.sha256(b"".join(pathlib.Path(p).read_bytes() for p in sys.argv[1:])).hexdigest())
P
)
  [[ -f $stamp && $(<"$stamp") == "$hash" ]] && return 0
  "$@" || stop "the step '$name' failed; see the lines above. If a package could not be fetched, check that this machine reaches a Python package registry (pip config list), then run this again: finished steps are not repeated."
  echo "$hash" >"$stamp"
}

make_environment() {
  [[ -x .venv/bin/python ]] && .venv/bin/python -c '' 2>/dev/null && return 0
  say "making the environment in .venv"
  rm -rf .venv
  "$(find_python)" -m venv .venv
}

get_uv() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt || say "uv could not be had: plain pip is used, which is slower"; }

install() {
  if [[ -x .venv/bin/uv ]]; then VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet --python .venv/bin/python "$@"
  else .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; fi
}

install_packages() { say "installing $1 (once)"; install --require-hashes -r "$1"; }
install_project() { install --no-deps -e .; }
