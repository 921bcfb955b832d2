"""WordPress as Debian has it, with PHP-FPM and MariaDB: its block theme, and a classic one at another port."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from benchmarks.peers.place import HERE, HOME, PORTS, Running, run

FOLDER: Final = HOME / "wordpress"
CHILDREN: Final = 4
FPM: Final = """
[global]
error_log = {home}/log/fpm-errors.log
daemonize = no
[www]
user = www-data
group = www-data
listen = {home}/fpm.sock
listen.backlog = 1024
listen.mode = 0666
pm = static
pm.max_children = {children}
env[BENCH_CLASSIC] = {classic}
php_admin_value[opcache.enable] = 1
php_admin_value[opcache.memory_consumption] = 192
php_admin_value[realpath_cache_size] = 4096k
"""


def start(running: Running) -> None:
    """PHP-FPM with WordPress's files; MariaDB runs already."""
    if not FOLDER.exists():
        shutil.copytree(Path("/usr/share/wordpress"), FOLDER.with_suffix(".part"))
        FOLDER.with_suffix(".part").rename(FOLDER)
    content = FOLDER / "wp-content"
    for name in ("mu-plugins", "uploads"):
        (content / name).mkdir(parents=True, exist_ok=True)
    (FOLDER / "wp-config.php").unlink(missing_ok=True)
    shutil.copy(HERE / "wordpress" / "wp-config.php", FOLDER / "wp-config.php")
    shutil.copy(HERE / "wordpress" / "bench.php", content / "mu-plugins" / "bench.php")
    file = HOME / "fpm.conf"
    file.write_text(FPM.format(home=HOME, children=CHILDREN, classic=PORTS["wordpress_classic"]))
    running.start("php-fpm", ["php-fpm8.2", "-y", file, "-F"], 0)


def fill() -> None:
    """The site, the measured article and the archive; what is there is kept."""
    run(
        ["php8.2", "-d", "memory_limit=1G", HERE / "wordpress" / "load.php", FOLDER, HOME],
        "wordpress-fill",
    )


def drafts(number: int) -> dict[str, Any]:
    """Articles to be published over its REST interface."""
    command = ["php8.2", str(HERE / "wordpress" / "drafts.php"), str(FOLDER), str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
