"""Public addresses of articles and of the lists of them."""

from django.urls import path, register_converter

from articles import views


class ArticleAddress:
    """`2026/11/23/slug` in an address, `/2026/11/23/slug/` as it is stored."""

    regex = r"[0-9]{4}/[0-9]{2}/[0-9]{2}/[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return f"/{value}/"

    def to_url(self, value: str) -> str:
        return value.strip("/")


class EditionNumber:
    """The number of an edition, within what a database can hold."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(ArticleAddress, "article")
register_converter(EditionNumber, "edition")

urlpatterns = [
    path("", views.front, name="front"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("corrections/", views.corrections, name="corrections"),
    path("<article:address>/", views.article, name="article"),
    path("<article:address>/history/", views.history, name="history"),
    path("<article:address>/history/<edition:number>/", views.edition, name="edition"),
    path("<article:address>/history/<edition:old>..<edition:new>/", views.difference, name="difference"),
]
