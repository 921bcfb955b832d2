"""One nginx for all: static files (the limit), WordPress, caches before the others, and our edge as deployed."""

import gzip
import shutil
from pathlib import Path
from typing import Final

from benchmarks.peers import ours
from benchmarks.peers.place import HOME, PORTS, Running, fetch, url

FOLDER: Final = HOME / "nginx"
FILES: Final = HOME / "files"
WHOLE: Final = """
user root;
worker_processes auto;
daemon off;
pid {folder}/nginx.pid;
error_log {log} warn;
worker_rlimit_nofile 20000;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types;
  default_type text/html;
  sendfile on;
  tcp_nopush on;
  access_log off;
  server_tokens off;
  keepalive_requests 1000000;
  {temporary}
  fastcgi_buffers 32 16k;
  fastcgi_buffer_size 32k;
  {caches}
  upstream bench_ghost {{ server 127.0.0.1:{ghost}; keepalive 32; }}
  upstream bench_wagtail {{ server 127.0.0.1:{wagtail}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{static} backlog=4096;
    {static_root}
  }}
  server {{
    listen 127.0.0.1:{static_gzip} backlog=4096;
    gzip_static on;
    {static_root}
  }}
  server {{
    listen 127.0.0.1:{static_tls} ssl backlog=4096;
    ssl_certificate {folder}/fullchain.pem;
    ssl_certificate_key {folder}/privkey.pem;
    gzip_static on;
    {static_root}
  }}
  server {{ listen 127.0.0.1:{wordpress} backlog=4096; {php} }}
  server {{ listen 127.0.0.1:{wordpress_classic} backlog=4096; {php} }}
  server {{
    listen 127.0.0.1:{wordpress_cached} backlog=4096;
    tcp_nopush off; # with it, an answer in pieces out of the cache waits some 40 ms for its end
    fastcgi_cache bench_wordpress;
    fastcgi_cache_key $host$request_uri;
    fastcgi_cache_valid 200 60s;
    fastcgi_ignore_headers Cache-Control Expires Set-Cookie;
    fastcgi_cache_use_stale error timeout updating;
    fastcgi_cache_background_update on;
    fastcgi_cache_lock on;
    {php}
  }}
  server {{
    listen 127.0.0.1:{ghost_cached} backlog=4096;
    location / {{ proxy_pass http://bench_ghost; {kept_ghost} }}
  }}
  server {{
    listen 127.0.0.1:{wagtail_cached} backlog=4096;
    location / {{ proxy_pass http://bench_wagtail; {kept_wagtail} }}
  }}
  include {folder}/edge.conf;
}}
"""
STATIC: Final = (
    "root {files}; index index.html; charset utf-8; "
    "open_file_cache max=1000 inactive=60s; open_file_cache_valid 30s;"
)
PHP: Final = """root {wordpress};
    location / {{ try_files $uri @php; }}
    location = /wp-comments-post.php {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root/wp-comments-post.php;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_pass unix:{socket};
    }}
    location @php {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root/index.php;
      fastcgi_param SCRIPT_NAME /index.php;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_pass unix:{socket};
    }}"""
KEPT: Final = (
    "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $http_host; "
    "proxy_cache bench_{name}; proxy_cache_key $host$request_uri$http_accept_encoding; proxy_cache_valid 200 60s; "
    "proxy_ignore_headers Cache-Control Expires Set-Cookie Vary; proxy_hide_header Set-Cookie; "
    "proxy_cache_use_stale error timeout updating; proxy_cache_background_update on; proxy_cache_lock on;"
)
CACHES: Final = ("wordpress", "ghost", "wagtail")


def start(running: Running) -> None:
    """nginx, with every cache empty."""
    from tests.edge import certificate, nginx  # needs our settings

    forget()
    for name in (*CACHES, "newsroom"):
        (ours.CACHE / name).mkdir(parents=True)
    FILES.mkdir(exist_ok=True)
    if not (FOLDER / "fullchain.pem").exists():
        certificate(FOLDER)
    (FOLDER / "edge.conf").write_text(ours.site_configuration(FOLDER))
    (FOLDER / "nginx.conf").write_text(configuration())
    running.start("nginx", [nginx() or "nginx", "-c", FOLDER / "nginx.conf"], PORTS["static"])


def forget() -> None:
    """Away with what was kept, and with what the edge has written of every request: gigabytes, after so many."""
    shutil.rmtree(ours.CACHE, ignore_errors=True)
    (FOLDER / "access.log").unlink(missing_ok=True)


def configuration() -> str:
    """The whole of it, but for our edge."""
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    caches = (
        f"{'fastcgi' if name == 'wordpress' else 'proxy'}_cache_path {ours.CACHE}/{name} levels=1:2 "
        f"keys_zone=bench_{name}:10m inactive=60m;"
        for name in CACHES
    )
    return WHOLE.format(
        folder=FOLDER,
        log=HOME / "log" / "nginx-errors.log",
        temporary=" ".join(f"{name}_temp_path {FOLDER}/{name};" for name in temporary),
        caches=" ".join(caches),
        static_root=STATIC.format(files=FILES),
        php=PHP.format(wordpress=HOME / "wordpress", socket=HOME / "fpm.sock"),
        kept_ghost=KEPT.format(name="ghost"),
        kept_wagtail=KEPT.format(name="wagtail"),
        **PORTS,
    )


def keep_as_files(pages: dict[str, tuple[str, dict[str, str]]]) -> None:
    """Pages, by the name of their file, as static files: plain and compressed."""
    for name, (address, headers) in pages.items():
        status, body = fetch(address, headers)
        if status != 200:
            raise SystemExit(f"{address}: {status}")
        _store(FILES / name, body)


def _store(folder: Path, body: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(body)
    (folder / "index.html.gz").write_bytes(gzip.compress(body, 9))


def static(name: str, server: str = "static") -> str:
    """The address of a page that stands there as a file."""
    return url(server, f"/{name}/")
