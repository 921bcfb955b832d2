#!/usr/bin/env bash
# Brings the site to a commit without a break: sudo deploy/update.sh [COMMIT], the newest by default.
# Readers are served all the while. If a step fails, the old code goes on; nothing after that step is done.
set -euo pipefail
home=/srv/newsroom
code=$home/code
commit=${1:-origin/HEAD}

as_newsroom() { # with what the units know, and nothing of ours
  systemd-run --quiet --wait --pipe --collect --uid=newsroom --gid=newsroom --working-directory="$code" \
    --property=EnvironmentFile=/etc/newsroom.env --property=EnvironmentFile=-$home/release.env "$@"
}

answers() { # port: whether the site there is ready, within half a minute
  for _ in $(seq 60); do
    curl --silent --fail --max-time 5 "http://127.0.0.1:$1/readyz" >/dev/null && return
    sleep 0.5
  done
  echo "The site at port $1 is not ready: curl http://127.0.0.1:$1/readyz says why." >&2
  return 1
}

beats() { # whether a worker has done a round, within half a minute; if not, the doctor says so
  for _ in $(seq 60); do
    curl --silent --max-time 5 http://127.0.0.1:8000/readyz | grep --quiet "A worker runs" && return
    sleep 0.5
  done
}

install -d -o newsroom -g newsroom /run/newsroom # as the units have it, for figures
runuser -u newsroom -- git -C "$code" fetch --quiet --tags
runuser -u newsroom -- git -C "$code" checkout --quiet --detach "$commit"
needed=requirements.txt
if grep -qE '^(REDIS_URL|MEDIA_BUCKET)=.' /etc/newsroom.env; then needed=requirements-many.txt; fi
runuser -u newsroom -- "$code/.venv/bin/pip" install --quiet --require-hashes -r "$code/$needed"
release=$(runuser -u newsroom -- git -C "$code" rev-parse --short=12 HEAD)
as_newsroom .venv/bin/python manage.py check --deploy --fail-level WARNING
as_newsroom .venv/bin/python manage.py check_migrations
# A step that waits for a lock makes all who come after it wait as well: it gives up after five seconds, and the
# release is tried again later. What it has done until then is done, and is not done twice.
as_newsroom --setenv=PGOPTIONS="-c lock_timeout=5s" .venv/bin/python manage.py migrate
as_newsroom .venv/bin/python manage.py createcachetable
as_newsroom .venv/bin/python manage.py collectstatic --no-input --verbosity 0 # beside the old files, which stay
echo "RELEASE=$release" >$home/release.env
for port in 8000 8001; do
  systemctl restart "newsroom@$port"
  answers "$port"
done
systemctl restart newsroom-worker
beats
as_newsroom .venv/bin/python manage.py doctor
echo "The newsroom runs at $release."
