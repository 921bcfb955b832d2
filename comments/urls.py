"""Public addresses of comments, and what is personal."""

from django.urls import path

from articles import converters as converters
from comments import (
    mail_pages,
    moderation_pages,
    notice_pages,
    own,
    own_data,
    pages,
    profile,
    report_pages,
    views,
    writing,
)

urlpatterns = [
    path("me", views.me, name="me"),
    path("moderation/", moderation_pages.moderation, name="moderation"),
    path("moderation/figures.json", moderation_pages.figures, name="moderation_figures"),
    path("moderation/report/", report_pages.illegal, name="report_illegal"),
    path("moderation/report/<str:token>/", report_pages.report_state, name="report_state"),
    path("moderation/appeal/<str:token>/", report_pages.appeal, name="appeal"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/profile/comments/", profile.comments, name="own_comments"),
    path("accounts/profile/sent/", profile.sent, name="own_sent"),
    path("accounts/profile/muted/", profile.muted, name="muted"),
    path("accounts/profile/data/", own_data.data, name="profile_data"),
    path("accounts/profile/data/read/", own_data.read, name="profile_read"),
    path("accounts/profile/data/copy.json", own_data.download, name="profile_download"),
    path("accounts/profile/erase/", own_data.erase, name="erase"),
    path("accounts/profile/stay/", own_data.stay, name="stay"),
    path("accounts/mail/", mail_pages.preferences, name="reader_mail"),
    path("<article:address>/comment/", writing.write, name="comment"),
    path("<article:address>/comment/<number:pk>/", views.posted, name="posted"),
    path("<article:address>/comment/<number:pk>/edit/", own.edit, name="edit_comment"),
    path("<article:address>/comment/<number:pk>/remove/", own.remove, name="remove_comment"),
    path("<article:address>/comment/<number:pk>/mute/", profile.mute, name="mute"),
    path("<article:address>/comment/<number:pk>/recommend/", own.recommend, name="recommend_comment"),
    path("<article:address>/comment/<number:pk>/report/", report_pages.report, name="report_comment"),
    path("<article:address>/notice/", notice_pages.suggest, name="notice"),
    path("<article:address>/notice/<str:token>/", notice_pages.state, name="noticed"),
    path("<article:address>/comments/", pages.thread, name="comments"),
    path("<article:address>/comments/new/", pages.new, name="new_comments"),
    path("<article:address>/comments/<number:pk>/", pages.one, name="comment_page"),
]
