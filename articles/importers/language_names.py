"""Names of languages, in English, in themselves and in the languages that biographies are written in."""

from typing import Final

from django.conf.locale import LANG_INFO

# As German, French, Spanish, Italian, Portuguese, Dutch, Arabic and Japanese texts name them.
FOREIGN: Final = {
    "en": "englisch anglais inglés inglese inglês engels engelska angielski английский الإنجليزية انجليزية 英語",
    "fr": "französisch français francés francese francês frans французский الفرنسية フランス語",
    "de": "deutsch allemand alemán tedesco alemão duits tyska niemiecki немецкий الألمانية ドイツ語",
    "es": "spanisch espagnol español spagnolo espanhol spaans castellano испанский الإسبانية スペイン語",
    "it": "italienisch italien italiano italiaans italienska włoski итальянский الإيطالية イタリア語",
    "pt": "portugiesisch portugais portugués portoghese português portugees португальский البرتغالية ポルトガル語",
    "nl": "niederländisch néerlandais neerlandés olandese holandés holandês nederlands flemish الهولندية オランダ語",
    "ru": "russisch russe ruso russo russian ryska rosyjski русский الروسية ロシア語",
    "uk": "ukrainisch ukrainien ucraniano ucraino oekraïens украинский الأوكرانية ウクライナ語",
    "pl": "polnisch polonais polaco polacco pools polski польский البولندية ポーランド語",
    "ar": "arabisch arabe árabe arabo арабский العربية アラビア語",
    "zh": "chinesisch chinois chino cinese chinês chinees mandarin chinese китайский الصينية 中国語",
    "ja": "japanisch japonais japonés giapponese japonês japans японский اليابانية 日本語",
    "ko": "koreanisch coréen coreano koreaans корейский الكورية 韓国語",
    "tr": "türkisch turc turco turks турецкий التركية トルコ語",
    "fa": "persisch persan persa perzisch farsi الفارسية ペルシア語",
    "he": "hebräisch hébreu hebreo ebraico hebraico hebreeuws العبرية ヘブライ語",
    "el": "griechisch grec griego greco grego grieks اليونانية ギリシャ語",
    "sv": "schwedisch suédois sueco svedese zweeds السويدية スウェーデン語",
    "hi": "hindi الهندية ヒンディー語",
    "sw": "suaheli kiswahili السواحلية",
    "ro": "rumänisch roumain rumano rumeno romeno roemeens",
    "hu": "ungarisch hongrois húngaro ungherese hongaars",
    "cs": "tschechisch tchèque checo ceco tcheco tsjechisch",
    "da": "dänisch danois danés danese dinamarquês deens",
    "fi": "finnisch finnois finlandés finlandese finlandês fins",
    "no": "norwegian norwegisch norvégien noruego norvegese norueguês noors",
    "ca": "katalanisch catalan catalán catalano catalão",
    "yi": "yiddish jiddisch",
    "ku": "kurdish kurdisch kurde",
    "ps": "pashto paschtu",
    "tl": "tagalog filipino",
    "am": "amharic amharisch",
    "so": "somali",
    "ha": "hausa",
    "yo": "yoruba",
    "zu": "zulu",
    "la": "latin latein",
}


def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        if "-" in code or "name" not in info:
            continue
        for name in (info["name"], info["name_local"]):
            codes.setdefault(name.casefold(), code)
    for code, names in FOREIGN.items():
        for name in names.split():
            codes.setdefault(name.casefold(), code)
    return codes


CODES: Final = _codes()


def code_of(name: str) -> str:
    """The BCP 47 code of a language; '' if the name is of none that is known."""
    name = name.strip().casefold()
    return CODES.get(name) or CODES.get(name.removesuffix("e")) or CODES.get(name.removeprefix("و")) or ""
