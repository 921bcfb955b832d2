"""Words to look out for: found as whole words whatever they are disguised as, listed and tried at the desk."""

from time import process_time

import pytest
from django.urls import reverse

from authors.models import User
from comments.models import Comment, Word
from comments.words import Listed, Reading, fold
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make_comments import make_reader

LIST = reverse("admin:comments_word_changelist")
ADD = reverse("admin:comments_word_add")
TRY = reverse("admin:comments_word_try")


def found(text: str, *words: str) -> list[str]:
    """The words of the list that stand in a text, as it writes them."""
    listed = [Listed(word, False, fold(word)) for word in words]
    return [match.written for match in Reading(text).find(listed)]


@pytest.mark.parametrize(
    "text",
    [
        "scam", "SCAM!", "(Scam)", "a scam, of course", "scám", "sc\u0301am", "ｓｃａｍ", "𝓼𝓬𝓪𝓶", "ⓢⓒⓐⓜ",
        "ѕсаm", "5c4m", "$cam", "sc@m", "s c a m", "s.c.a.m.", "s-c-a-m", "sc**a**m", "s\u200bc\u00adam", "sᴄᴀm",
    ],
)  # fmt: skip
def test_a_word_is_found_in_every_disguise(text: str) -> None:
    assert len(found(text, "scam")) == 1


@pytest.mark.parametrize("text", ["scamper", "landscaming", "scam5er", "s c a m p", "SC AM", "sc-am"])
def test_parts_of_words_are_not_found(text: str) -> None:
    assert found(text, "scam") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("an 1d10t and an IDI0T", "idiot"),
        ("you Iiar, 1iar", "liar"),
        ("STRASSE und straße", "Straße"),
        ("Æther, aether", "æther"),
        ("ну сукa, cука", "сука"),
        ("الكلب كلب", "كلب"),
        ("كَلْب, كلـب", "كلب"),
        ("बुरा और बुरा", "बुरा"),
        ("이 바보 바보", "바보"),
    ],
)
def test_words_of_many_scripts_are_found(text: str, word: str) -> None:
    assert len(found(text, word)) == 2


@pytest.mark.parametrize(
    ("text", "word"), [("这坏人在", "坏人"), ("これはばかだ", "ばか"), ("ไอ้ควายตัวนั้น", "ควาย")]
)
def test_where_a_script_sets_no_spaces_a_word_is_found_within(text: str, word: str) -> None:
    assert found(text, word) == [word]


def test_marks_that_make_another_word_count() -> None:
    assert found("これははかだ", "ばか") == []
    assert found("बरा", "बुरा") == []


def test_phrases_are_found_word_by_word() -> None:
    assert found("BUY   now, buy-now; buy\nn0w", "buy now") == ["BUY   now", "buy-now", "buy\nn0w"]
    assert found("buy it now", "buy now") == []


def test_the_words_of_another_language_are_no_disguise() -> None:
    assert found("вот это мой дом", "bot") == []
    assert found("a nice вот indeed", "bot") == ["вот"]


def test_each_place_is_told_as_it_is_written() -> None:
    text = "Well, Ｆｏｏ𝓁! f00l."
    listed = [Listed("fool", True, fold("fool"))]
    places = [(match.begin, match.end) for match in Reading(text).find(listed)]
    assert [text[begin:end] for begin, end in places] == ["Ｆｏｏ𝓁", "f00l"]


@pytest.mark.parametrize(
    "text", ["gate " * 1000, "坏" * 5000, "f00l " * 1000, "a b " * 1250, "*" * 5000, "x" * 5000, "é1" * 2500]
)
def test_the_longest_text_takes_a_moment_with_two_thousand_words(text: str) -> None:
    listed = [Listed(word, False, fold(word)) for word in (f"gate number{n}" for n in range(2000))]
    begin = process_time()
    Reading(text).find(listed)
    assert process_time() - begin < 0.2, "measured 3 to 10 ms on an idle machine"


@pytest.mark.django_db
def test_only_words_that_could_stand_in_the_text_are_fetched(django_assert_num_queries: object) -> None:
    Word.objects.bulk_create(
        Word(text=f"word{n}", kind="suspect", **Word.found_by(f"word{n}")) for n in range(500)
    )
    Word.objects.add("buy now", "banned")
    with django_assert_num_queries(1):  # type: ignore[operator]
        matches = Word.objects.in_text(Reading("word7 and buy now"))
    assert [(match.word.text, match.word.banned) for match in matches] == [
        ("word7", False),
        ("buy now", True),
    ]


@pytest.mark.django_db
def test_a_moderator_adds_a_word(moderator: User, sign_in: SignIn) -> None:
    client = sign_in(moderator)
    client.post(ADD, {"text": "  Buy   now ", "kind": "suspect", "note": "advertising"})
    word = Word.objects.get()
    assert (word.text, word.folded, word.first) == ("Buy now", "buy now", "buy")
    assert "Buy now" in client.get(LIST).text


@pytest.mark.django_db
def test_a_word_that_looks_like_one_on_the_list_is_refused_kindly(moderator: User, sign_in: SignIn) -> None:
    Word.objects.add("idiot", "suspect")
    page = sign_in(moderator).post(ADD, {"text": "IDÏOT", "kind": "banned", "note": ""})
    assert "“idiot” is on the list already, and finds this too. Nothing was saved." in text_of(page)
    assert Word.objects.count() == 1


@pytest.mark.django_db
def test_a_word_changed_is_found_by_its_new_text(moderator: User, sign_in: SignIn) -> None:
    word = Word.objects.add("idiot", "suspect", "rude")
    page = reverse("admin:comments_word_change", args=[word.pk])
    assert sign_in(moderator).post(page, {"text": "Idiot", "kind": "banned", "note": ""}).status_code == 302
    assert sign_in(moderator).post(page, {"text": "Dolt", "kind": "banned", "note": ""}).status_code == 302
    word.refresh_from_db()
    assert word.folded == word.first == "dolt"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["!!!", "—", "\u200b", ""])
def test_a_word_without_letters_is_refused(moderator: User, sign_in: SignIn, text: str) -> None:
    assert sign_in(moderator).post(ADD, {"text": text, "kind": "banned", "note": ""}).status_code == 200
    assert not Word.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["writer", "editor", "publisher"])
def test_who_is_no_moderator_sees_no_words(
    role: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    client = sign_in(request.getfixturevalue(role))
    for page in (LIST, ADD, TRY):
        assert client.get(page).status_code == 403
    assert client.post(TRY, {"text": "x", "trust": 2}).status_code == 403
    assert sign_in(make_reader()).get(TRY).status_code == 302


@pytest.mark.django_db
def test_the_try_it_page_shows_which_words_match_and_what_the_rules_say(
    moderator: User, sign_in: SignIn
) -> None:
    Word.objects.add("idiot", "suspect", "rude <b>")
    Word.objects.add("buy now", "banned")
    text = "<script>You 1d10t</script>, BUY NOW: https://a.example https://b.example https://c.example"
    page = sign_in(moderator).post(TRY, {"text": text, "trust": 1}).text
    assert '<mark class="suspect">1d10t</mark>' in page
    assert '<mark class="banned">BUY NOW</mark>' in page
    assert "&lt;script&gt;" in page
    assert "<script>You" not in page
    assert "It would be refused" in page
    for phase in ("Banned words", "Suspect words", "New reader", "Links"):
        assert f"<b>{phase}</b>" in page
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_the_try_it_page_says_as_whom(moderator: User, sign_in: SignIn) -> None:
    links = "https://a.example https://b.example https://c.example"
    client = sign_in(moderator)
    assert "It would wait for a moderator" in client.post(TRY, {"text": links, "trust": 2}).text
    assert "It would appear at once." in client.post(TRY, {"text": links, "trust": 3}).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data", [{}, {"text": "", "trust": "2"}, {"text": "x", "trust": "9"}, {"text": "a\0"}]
)
def test_the_try_it_page_asks_again_for_what_it_cannot_read(
    moderator: User, sign_in: SignIn, data: dict[str, str]
) -> None:
    assert "errornote" in sign_in(moderator).post(TRY, data).text
