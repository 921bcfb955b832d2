"""Posting comments over four connections: ours with session, token, trap, time and all rules; WordPress as it comes."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.peers import wordpress
from benchmarks.peers.databases import mariadb
from benchmarks.peers.ours import AS_BEHIND_NGINX, HOST, inside
from benchmarks.peers.place import HOME, Running, say, url
from benchmarks.peers.rounds import Plan
from benchmarks.peers.wrk import Sample, wrk

CONNECTIONS: Final = 4
FORMS_A_SECOND: Final = 400
"""So many are opened beforehand for each second: more than can be posted."""

ONCE_EACH: Final = """
local forms = {}
for line in io.lines("%s") do forms[#forms + 1] = line end
local n = 0
function request()
  n = n + 1
  if n > #forms then wrk.thread:stop() n = #forms end
  local cookie, token, body = forms[n]:match("([^\\t]*)\\t([^\\t]*)\\t(.*)")
  return wrk.format("POST", nil, {
    ["Host"] = "%s", ["X-Forwarded-Proto"] = "https", ["Origin"] = "https://%s", ["Accept"] = "application/json",
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = cookie, ["X-CSRFToken"] = token,
  }, body)
end
"""
ANY: Final = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
local n = 0
function request()
  n = n + 1
  local text = "Comment+" .. n .. "+of+many,+in+run+" .. math.random(1e9)
  return wrk.format(nil, nil, nil,
    "author=Writer&email=writer%%40example.org&comment_post_ID=%s&comment_parent=0&comment=" .. text)
end
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """How fast comments were posted; `stored` says how many rows there are for those that were confirmed."""

    system: str
    per_second: float
    p50: float
    p99: float
    server: float
    errors: int
    stored: str


def taken(running: Running, plan: Plan) -> list[Posted]:
    """Ours and WordPress's, in turn."""
    talk = wordpress.drafts(0)["talk"]
    script = HOME / "comments-wordpress.lua"
    script.write_text(ANY % talk)
    ours: list[Sample] = []
    theirs: list[Sample] = []
    stored = []
    for number in range(plan.rounds):
        given: dict[str, Any] = {
            "connections": CONNECTIONS,
            "seconds": plan.seconds,
            "servers": running.numbers(),
        }
        opened = inside("forms", FORMS_A_SECOND * plan.seconds)
        time.sleep(3)  # a form that comes back at once is a program's
        ours.append(
            wrk(url("ours", opened["path"]), AS_BEHIND_NGINX, script=once_each(opened["forms"]), **given)
        )
        count = inside("counted", opened["article"])
        stored.append(kept(ours[-1], count, len(opened["forms"])))
        before = _comments(talk)
        theirs.append(wrk(url("wordpress", "/wp-comments-post.php"), {}, script=script, **given))
        say(
            f"round {number + 1}: comments: ours {ours[-1].said.per_second:.0f}/s, "
            f"WordPress {theirs[-1].said.per_second:.0f}/s; stored {stored[-1]}"
        )
    wrote = f"{_comments(talk) - before} of {theirs[-1].said.requests}"
    return [_posted("ours", ours, "; ".join(stored)), _posted("WordPress", theirs, wrote)]


def once_each(forms: list[dict[str, str]]) -> Path:
    """A script that sends each of these forms once, and then stops."""
    lines = HOME / "forms.txt"
    lines.write_text("".join(f"{form['cookie']}\t{form['token']}\t{form['body']}\n" for form in forms))
    script = HOME / "comments-ours.lua"
    script.write_text(ONCE_EACH % (lines, HOST, HOST))
    return script


def kept(sample: Sample, count: dict[str, int], forms: int) -> str:
    """How many comments are stored of those sent, and what is wrong with that.

    Each that was confirmed stands there once; what was on its way when wrk left may stand there too.
    """
    confirmed = sample.said.requests - sample.said.refused
    told = f"{count['rows']} of {sample.said.requests}"
    whole = confirmed <= count["rows"] <= confirmed + CONNECTIONS
    if not whole or not count["rows"] == count["texts"] == count["public"] == count["counted"]:
        told += f", lost or doubled: {count}"
    if sample.said.requests >= forms:
        told += ", all forms used up"
    return told


def _comments(talk: int) -> int:
    return int(mariadb(f"select count(*) from wordpress.wp_comments where comment_post_ID = {int(talk)}"))  # noqa: S608


def _posted(system: str, samples: list[Sample], stored: str) -> Posted:
    return Posted(
        system=system,
        per_second=median(sample.said.per_second for sample in samples),
        p50=median(sample.said.p50 for sample in samples),
        p99=median(sample.said.p99 for sample in samples),
        server=median(sample.server for sample in samples),
        errors=sum(sample.said.refused + sample.said.broken for sample in samples),
        stored=stored,
    )
