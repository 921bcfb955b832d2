"""What the newsroom means to write, commissioned as an editor would."""

from datetime import datetime

from articles import planning
from articles.models import Article

from .cast import Cast
from .content import Task, moment

TIMES = ("deadline", "planned_for", "embargo")


def commission(cast: Cast, task: Task, now: datetime) -> None:
    """One task, for its writer or for whoever takes it."""
    times = {name: moment(task[name], now) for name in TIMES if name in task}
    article = Article(
        headline=task["headline"], brief=task["brief"], section=cast.sections[task["section"]], **times
    )
    writer = cast.users[task["writer"]] if "writer" in task else None
    planning.commission(article, writer, cast.of_role("editor"))
