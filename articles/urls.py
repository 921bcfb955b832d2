"""Public addresses of articles and of the lists of them."""

from django.urls import include, path, re_path

from articles import converters as converters
from articles import entity_pages, exports, feeds, list_pages, record_pages, search_pages, sitemaps, views

urlpatterns = [
    path("<article:address>/", views.article, name="article"),
    path("feeds/<feed:form>", feeds.everything, name="feed"),
    path("sections/<slug:slug>/feeds/<feed:form>", feeds.section, name="section_feed"),
    path("topics/<slug:slug>/feeds/<feed:form>", feeds.topic, name="topic_feed"),
    path("authors/<slug:slug>/feeds/<feed:form>", feeds.author, name="author_feed"),
    path("corrections/feeds/<feed:form>", feeds.corrections, name="corrections_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-lists.xml", sitemaps.lists, name="sitemap_lists"),
    path("sitemap-stakeholders-<number:number>.xml", sitemaps.stakeholders, name="sitemap_stakeholders"),
    path("sitemap-<year:year>-<month:month>.xml", sitemaps.month, name="sitemap_month"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("about/", list_pages.about, name="about"),
    path("about/<slug:kind>/", list_pages.standing_page, name="standing_page"),
    path("record/", record_pages.record, name="record"),
    path("record/heads.json", record_pages.days, name="ledger_heads"),
    path("record/<year:year>-<month:month>-<month:day>.json", record_pages.day, name="ledger_day"),
    path(".well-known/newsroom-ledger.json", record_pages.head, name="ledger_head"),
    path("api/v1/", include("articles.api.urls")),
    path("search/", search_pages.find, name="search"),
    path("archive/", list_pages.archive, name="archive"),
    path("archive/<year:year>/<month:month>/", list_pages.month, name="month"),
    path("archive/<year:year>/<month:month>/<month:day>/", list_pages.day, name="day"),
    path("", list_pages.front, name="front"),
    path("sections/<slug:slug>/", list_pages.section, name="section"),
    path("topics/<slug:slug>/", list_pages.topic, name="topic"),
    path("authors/<slug:slug>/", list_pages.author, name="author"),
    path("sections/<slug:slug>/corrections/", entity_pages.section_corrections, name="section_corrections"),
    path("authors/<slug:slug>/corrections/", entity_pages.author_corrections, name="author_corrections"),
    path("stakeholders/<slug:slug>/", entity_pages.stakeholder, name="stakeholder"),
    path("sources/<int:pk>/", entity_pages.source, name="source"),
    re_path(
        r"^media/documents/(?P<name>[0-9a-f]{64}\.(?:pdf|txt|csv|jpg|png))\Z",
        entity_pages.document,
        name="document",
    ),
    path("corrections/", list_pages.corrections, name="corrections"),
    path("<article:address>/article.json", exports.article_json, name="article_json"),
    path("<article:address>/article.md", exports.article_markdown, name="article_markdown"),
    path("<article:address>/stakeholders.csv", exports.stakeholders_csv, name="stakeholders_csv"),
    path("<article:address>/share/<slug:name>.png", exports.share_image, name="share_image"),
    path("<article:address>/history/", views.history, name="history"),
    path("<article:address>/history/<number:number>/", views.edition, name="edition"),
    path("<article:address>/history/<number:old>..<number:new>/", views.difference, name="difference"),
]
