"""Authors and users at the desk."""

from django.contrib.auth.models import Group

from authors.models import Author, User
from tests.conftest import SignIn
from tests.desk import text_of


def test_the_lists_of_a_profile_are_edited_as_lines(editor: User, sign_in: SignIn) -> None:
    data = {"name": "Sofia Lund", "slug": "sofia-lund", "languages": "fr\nde\n\n en ", "expertise": "", "education": "",
            "former_posts": "Correspondent in Aldery", "bio": "", "job_title": "", "birthplace": ""}  # fmt: skip
    sign_in(editor).post("/admin/authors/author/add/", data)
    author = Author.objects.get()
    assert author.languages == ["fr", "de", "en"]
    assert author.expertise == []
    page = text_of(sign_in(editor).get(f"/admin/authors/author/{author.pk}/change/"))
    assert "fr\nde\nen</textarea>" in page


def test_only_administrators_open_the_users(
    administrator: User, publisher: User, writer: User, sign_in: SignIn
) -> None:
    page = "/admin/authors/user/"
    assert sign_in(administrator).get(page).status_code == 200
    assert sign_in(publisher).get(page).status_code == 403
    assert sign_in(writer).get(f"{page}{administrator.pk}/change/").status_code == 403


def test_an_administrator_adds_somebody_and_gives_them_a_role(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    password = "a-long-walk-at-low-tide"
    data = {
        "email": "New@Causeway.example",
        "name": "Nia New",
        "usable_password": "true",
        "password1": password,
        "password2": password,
    }
    browser.post("/admin/authors/user/add/", data)
    made = User.objects.get(name="Nia New")
    assert made.email == "new@causeway.example"
    assert made.check_password(password)
    role = Group.objects.get(name="writer")
    browser.post(
        f"/admin/authors/user/{made.pk}/change/",
        {"email": made.email, "name": made.name, "is_active": "on", "is_staff": "on", "groups": [role.pk]},
    )
    made.refresh_from_db()
    assert made.is_staff
    assert list(made.groups.all()) == [role]


def test_an_administrator_makes_nobody_a_superuser(
    administrator: User, writer: User, sign_in: SignIn
) -> None:
    data = {"email": writer.email, "name": writer.name, "is_active": "on", "is_superuser": "on"}
    sign_in(administrator).post(f"/admin/authors/user/{writer.pk}/change/", data)
    writer.refresh_from_db()
    assert not writer.is_superuser


def test_nobody_deletes_a_user(administrator: User, writer: User, sign_in: SignIn) -> None:
    answer = sign_in(administrator).post(f"/admin/authors/user/{writer.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
