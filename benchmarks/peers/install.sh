#!/bin/sh
# The peers from package registries: Debian, PyPI, npm. What is there already is kept. Run as root, after `apt-get update`.
set -eu
home=$1
mkdir -p "$home/log"

have() { dpkg-query -W -f '${Status}\n' "$@" 2>/dev/null | grep -c 'ok installed' | grep -qx $#; }
packages="wordpress wordpress-theme-twentytwentythree wordpress-theme-twentytwentyone
  php8.2-cli php8.2-fpm php8.2-mysql php8.2-xml php8.2-mbstring php8.2-curl php8.2-gd
  mariadb-server mariadb-client nginx postgresql wrk curl build-essential nodejs"
command -v npm >/dev/null || packages="$packages npm"
# shellcheck disable=SC2086
if ! have $packages; then
  # Debian would start the daemons; the benchmark starts its own, at its own ports.
  made=
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; made=1; }
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $packages \
    >"$home/log/apt.log" 2>&1 || { tail -n 5 "$home/log/apt.log" >&2; [ -z "$made" ] || rm /usr/sbin/policy-rc.d; exit 1; }
  [ -z "$made" ] || rm /usr/sbin/policy-rc.d
fi

if ! "$home/venv/bin/python" -c 'import wagtail, gunicorn, psycopg' 2>/dev/null; then
  python3 -m venv "$home/venv"
  "$home/venv/bin/pip" install -q 'Django>=5.2,<5.3' wagtail gunicorn 'psycopg[binary]' >"$home/log/pip.log" 2>&1
fi

# Ghost 6 wants node 22 and pnpm, which npm has; its package holds its themes and its lock file.
if [ ! -f "$home/ghost/package/node_modules/.modules.yaml" ]; then
  {
    mkdir -p "$home/node22" "$home/pnpm" "$home/ghost" &&
    (cd "$home/node22" && { [ -f package.json ] || npm init -y; } && npm install --no-audit --no-fund node@22) &&
    (cd "$home/pnpm" && { [ -f package.json ] || npm init -y; } && npm install --no-audit --no-fund pnpm@10) &&
    cd "$home/ghost" && npm pack "ghost@${GHOST_VERSION:-6.65.0}" && tar xzf ghost-6*.tgz && cd package &&
    PATH=$home/node22/node_modules/node/bin:$home/pnpm/node_modules/.bin:$PATH \
      pnpm install --prod --no-frozen-lockfile --config.manage-package-manager-versions=false
  } >"$home/log/ghost-install.log" 2>&1 || { tail -n 5 "$home/log/ghost-install.log" >&2; exit 1; }
fi
