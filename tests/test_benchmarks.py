"""What the benchmark beside other systems makes of its measurements; none of the systems is needed for that."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from benchmarks.peers import aims, chart, commenting, content, ours, report, rounds, wrk
from benchmarks.peers.place import PORTS
from benchmarks.peers.targets import Target

SAID = """
Running 5s test @ http://127.0.0.1:9100/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.20ms    2.00ms  50.00ms   99.00%
    Req/Sec    50.00k     3.00k   60.00k    70.00%
  Latency Distribution
     50%  450.00us
     75%    0.90ms
     90%    1.50ms
     99%    1.02s
  404575 requests in 5.10s, 9.00GB read
{more}Requests/sec:  80915.20
Transfer/sec:      1.76GB
"""


def test_what_wrk_says_is_read_in_milliseconds() -> None:
    said = wrk.parsed(SAID.format(more=""))

    assert said == wrk.Said(404_575, 80_915.2, 0.45, 1_020, 0, 0)


def test_refused_answers_and_broken_connections_are_counted() -> None:
    more = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 12\n"

    said = wrk.parsed(SAID.format(more=more))

    assert (said.refused, said.broken) == (12, 10)


def test_an_output_that_is_not_wrks_is_no_figure() -> None:
    with pytest.raises(ValueError, match="unable to connect"):
        wrk.parsed("unable to connect to 127.0.0.1:9100")


def test_strangers_are_whoever_is_busy_besides_us() -> None:
    before, after = wrk.Reading(busy=100, all=1_000, ours=50), wrk.Reading(busy=250, all=1_200, ours=150)

    assert wrk.others(before, after) == pytest.approx(0.25)


def sample(rate: float, p99: float = 4, refused: int = 0) -> wrk.Sample:
    return wrk.Sample(wrk.Said(100, rate, 1, p99, refused, 0), server=700, others=0.01)


def test_a_figure_is_the_median_of_its_rounds() -> None:
    target = Target("article", "ours, origin", "http://127.0.0.1:1/")

    figure = rounds.figure(
        target, 500, [sample(90, refused=2), sample(100, 9), sample(400)], [sample(20), sample(30)]
    )

    assert (figure.per_second, figure.lowest, figure.highest, figure.p99) == (100, 90, 400, 4)
    assert figure.errors == 2


def test_every_round_takes_all_targets_in_another_order() -> None:
    targets = [Target("article", name, "http://127.0.0.1:1/") for name in "abcdef"]

    orders = ["".join(target.system for target in rounds.turned(targets, number)) for number in range(3)]

    assert orders == ["abcdef", "bafedc", "efabcd"]


def row(page: str, system: str, **known: float) -> dict[str, Any]:
    plain = {"bytes": 20_000, "per_second": 100.0, "lowest": 90.0, "highest": 110.0, "p50": 10.0, "p99": 20.0,
             "server": 1_000.0, "p50_single": 2.0, "p99_single": 3.0, "errors": 0, "others": 0.01}  # fmt: skip
    return {"page": page, "system": system, **plain, **known}


def posted(system: str, rate: float) -> dict[str, Any]:
    return {
        "system": system,
        "per_second": rate,
        "p50": 20.0,
        "p99": 40.0,
        "server": 900.0,
        "errors": 0,
        "stored": "7 of 7",
    }


@pytest.fixture
def known() -> dict[str, Any]:
    """A session that was measured."""
    figures = [
        row("article", aims.STATIC, per_second=80_000, p99=4),
        row("article", "ours, origin", per_second=1_600, server=500),
        row("article", "ours, origin, 304", per_second=2_000),
        row("article", aims.EDGE, per_second=88_000, p99=5),
        row("article", aims.CLASSIC, server=7_000),
        *(row(page, system) for page in ("front", "section") for system in ("ours", aims.BLOCK, "Wagtail")),
        row("list", "ours, 1,000 articles", p50_single=2),
        row("list", "ours", p50_single=3),
        row("deep", "ours", p50_single=4),
        row("rare", "ours", p50_single=10),
        row("rare", "Wagtail", p50_single=300),
    ]
    return {
        "when": "2026-11-23 19:00", "quick": True, "live": {"ours": 20_000},
        "machine": {"cores": 2, "others_at_rest": 0.01, "versions": {"nginx": "1.22.1"}},
        "figures": figures,
        "comments": [posted("ours", 150), posted("WordPress", 50)],
        "memory": [{"system": "ours, a worker of the site", "whole": 120.0, "own_share": 100.0}],
        "starts": [{"system": "ours, two workers of the site", "seconds": 1.5}],
        "publishing": [
            {"system": "ours, origin", "pressed": 200.0, "seen": 20.0, "seen_most": 40.0, "waited": 40.0},
            {"system": "ours, edge", "pressed": 200.0, "seen": 2_600.0, "seen_most": 5_400.0, "waited": 40.0},
        ],
        "writes": {"published": 50, "comments": 500, "refused": 0, "errors": 0, "slowest_write": 300.0, "factor": 1.25,
                   **dict.fromkeys(("p99_without", "p50_without", "per_second_without"), 4.0),
                   **dict.fromkeys(("p99_with", "p50_with", "per_second_with"), 5.0)},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "found", "reached"),
    [
        ("article at origin, requests a second", "0.02", True),
        ("article, 304", "0.025", False),
        ("article at the edge, gzip", "1.1", True),
        ("article at the edge, gzip, p99", "1.25", False),
        ("list, first page of 20,000, p50", "1 ms more: 3", True),
        ("list, last pages of 20,000, p50", "2 ms more: 4", False),
        ("posting a comment, with all checks", "3", False),
        ("publishing until visible, edge, slowest", "5.4 s", False),
        ("memory, a worker of the site", "120 MB", True),
    ],
)
def test_each_aim_says_whether_it_is_reached(
    known: dict[str, Any], path: str, found: str, reached: bool
) -> None:
    aim = next(aim for aim in aims.aims(known) if aim.path == path)

    assert (aim.found, aim.reached) == (found, reached)


def test_processor_time_is_compared_a_page(known: dict[str, Any]) -> None:
    wanted = {aim.wanted: aim for aim in aims.aims(known)}

    assert wanted[f"≥ 12 × {aims.CLASSIC}"].found == "14"


def test_what_was_not_measured_reaches_no_aim_of_being_faster(known: dict[str, Any]) -> None:
    assert not any(aim.reached for aim in aims.aims(known) if aim.wanted.endswith("× Ghost"))


def test_the_page_has_every_table(known: dict[str, Any]) -> None:
    page = report.page(known)

    assert page.count("\n## ") == 10
    assert "| ours, origin | 1,600 | 90–110 | 0.02 | 10 | 20 | 500 | 2 | 3 | 20,000 | 0 |" in page
    assert "p99 moves by 1.25 ×. 50 publications and 500 comments went through" in page


def test_every_row_of_a_table_has_all_cells(known: dict[str, Any]) -> None:
    for part in report.page(known).split("\n\n"):
        if part.startswith("|"):
            assert len({line.count("|") for line in part.splitlines()}) == 1, part


def test_the_chart_says_in_words_what_it_shows(known: dict[str, Any]) -> None:
    root = ET.fromstring(report.drawing(known))
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))

    assert title is not None
    assert description is not None
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]
    assert "nginx static, our page 80,000, ours, origin, 304 2,000" in (description.text or "").replace(
        "ours, edge, gzip 88,000, ", ""
    )


def test_a_scale_of_powers_of_ten_has_equal_steps() -> None:
    places = [chart.place(value, 10, 1_000) for value in (10, 100, 1_000)]

    assert places[1] - places[0] == pytest.approx(places[2] - places[1])


def test_names_in_a_chart_cannot_break_it() -> None:
    drawn = chart.chart("A & B", [chart.Group("<1>", [chart.Bar('"x" & y', 5)])], "<5>")

    assert ET.fromstring(drawn) is not None


def test_our_edge_is_what_is_deployed() -> None:
    """The places that the benchmark changes in deploy/nginx.conf are still there."""
    text = ours.edge(ours.CONFIGURATION.read_text(), {}, PORTS)

    assert f"listen 127.0.0.1:{PORTS['edge']} backlog=4096;" in text
    assert "listen 443" not in text
    assert "127.0.0.1:8000" not in text
    assert "proxy_cache_background_update on;" in text


def test_the_measured_article_has_the_shape_of_a_real_one() -> None:
    made = content.made()
    first, table, last = content.html(made)
    body = content.markdown(made)

    assert made == content.made()
    assert 600 <= len(body.split()) <= 850
    assert len(made["comments"]) == 20
    assert (first.count("<li>"), table.count("<tr>"), last.count("<p>")) == (5, 4, 1)
    assert f"[[1]]({content.SOURCE})" in body


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (98, "98 of 100"),
        (102, "102 of 100"),
        (97, "97 of 100, lost or doubled: "),
        (103, "103 of 100, lost or doubled: "),
    ],
)
def test_every_comment_that_was_confirmed_has_to_stand_there(rows: int, told: str) -> None:
    """Four may have been on their way at the end."""
    count = dict.fromkeys(("rows", "texts", "public", "counted"), rows)

    assert commenting.kept(sample(20, refused=2), count, 500).startswith(told)
    assert ("lost" in commenting.kept(sample(20, refused=2), count, 500)) == ("lost" in told)


def test_a_comment_that_stands_there_twice_is_told() -> None:
    count = {"rows": 100, "texts": 99, "public": 100, "counted": 100}

    assert "lost or doubled" in commenting.kept(sample(20), count, 500)
