"""Facts of a biography, drawn where patterns match; what no pattern knows stays in the biography alone."""

import re
from typing import Final

from .draft import Bio
from .language_names import code_of
from .names import AND

# Where a named thing ends: a clause, a year, or an 'and' that goes on with something else.
_END: Final = (
    r"(?=\s*[,.;()،؛、。]\s|\s*[.;,،؛、。]?$|\s+(?:where|before|while|who|which|with|in \d{4}|où|wo|donde|dove)\b"
    r"|\s+(?:and|et|und|y|e)\s+(?:[a-zà-ÿ]+(?:s|ed|te|ió|é)\b|has\b|is\b|est\b|a\b|hat\b|ist\b|"
    r"war\b|lebt\b|vit\b|habla\b|parla\b|fala\b|vive\b|ha\b|è\b|es\b|parle\b|spricht\b))"
)
_ARTICLE: Final = r"(?:the\s+|an?\s+|la\s+|le\s+|l['’]|der\s+|die\s+|das\s+)?"
_NAMED: Final = rf"{_ARTICLE}(.{{2,120}}?){_END}"

LANGUAGES: Final = re.compile(
    r"(?:fluent(?:ly)?(?: in)?|speaks|speaking|proficient in|conversant in|bilingual in|trilingual in|languages?:|"
    r"parle(?: couramment)?|parlant|maîtrise|polyglotte|spricht|beherrscht|habla|domina|parla|fala|spreekt|talar|taler|"
    r"snakker|mówi|владеет|говорит|володіє|[تي]تحدث|[تي]تقن|[تي]جيد)[:\s]\s*([^.;。]{2,200})",
    re.I,
)
LANGUAGES_BEFORE: Final = re.compile(r"([^。、.]{0,80}語[^。]{0,80}?)(?:に堪能|が堪能|を話|が話せ|を操)")
JAPANESE_LANGUAGE: Final = re.compile(
    r"(フランス|ドイツ|イタリア|スペイン|ポルトガル|オランダ|ロシア|ウクライナ|ポーランド|アラビア|トルコ|ペルシア|ヘブライ|ギリシャ|スウェーデン|ヒンディー|英|仏|独|日本|中国|韓国)語"
)
SHORT: Final = {"仏語": "fr", "独語": "de"}
EDUCATION: Final = (
    rf"educated at {_NAMED}",
    rf"(?:studied|studies|trained|read)(?: [^.;,]{{1,60}}?)?? at {_NAMED}",
    rf"(?:graduated from|(?:a )?graduate of|alumn(?:us|a|i) of|attended) {_NAMED}",
    rf"(?:degree|diploma|doctorate|M\.?A\.?|B\.?A\.?|M\.?Sc\.?|Ph\.?D\.?|master['’]?s|"
    rf"bachelor['’]?s)[^.;]{{0,60}}? (?:from|at) {_NAMED}",
    rf"(?:diplômée? d[eu]s?|formée? (?:à|au)|a étudié(?: [^.;,]{{1,40}}?)?? (?:à|au)|études (?:à|au)|"
    rf"passée? par) {_NAMED}",
    rf"(?:diplômée? d['’]|diplômée? de l['’])(.{{2,120}}?){_END}",
    rf"studierte(?: [^.;,]{{1,60}}?)?? (?:an der|am|an|in) {_NAMED}",
    r"hat(?: [^.;,]{0,40}?)? (?:an der|am) (.{2,80}?) studiert",
    rf"Absolvent(?:in)? (?:der|des) {_NAMED}",
    rf"(?:estudió|estudiou)(?: [^.;,]{{1,40}}?)?? (?:en|na|no|em) {_NAMED}",
    rf"(?:licenciad|graduad|formad)[oa](?: [^.;,]{{1,40}}?)?? (?:por|de|en|em|na|pela) {_NAMED}",
    rf"(?:laureat[oa]|ha studiato)(?: [^.;,]{{1,40}}?)?? (?:all['’]|alla |a |presso )(.{{2,120}}?){_END}",
    rf"studeerde(?: [^.;,]{{1,40}}?)?? (?:aan|in) {_NAMED}",
    rf"(?:تخرجت?|تخرّجت?) (?:في|من) (.{{2,80}}?){_END}",
    rf"درست? (?:[^.،؛]{{1,40}}? )?في (.{{2,80}}?){_END}",
    r"([^、。,\s]{2,30}?)(?:を卒業|卒業|で学び|で学んだ|で教育を受け)",
)
_PLACE: Final = (
    r"([^,.;()،؛、。]{2,60}?)(?=\s*[,.;()،؛、。]|$|\s+(?:and|et|und|y|e|in|en|before|but)\s+[a-zà-ÿ\d]|\s+و)"
)
BIRTHPLACE: Final = (
    rf"\bborn(?: and (?:raised|bred))? in {_PLACE}",
    rf"\bnative of {_PLACE}",
    rf"\b[Nn]ée? (?:à|au|en|aux) {_PLACE}",
    rf"\b[Gg]eboren in {_PLACE}",
    r"\b[Ii]n ([A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)?) geboren",
    rf"\b(?:[Nn]acid[oa]|[Nn]ació|[Nn]ascid[oa]|[Nn]asceu) (?:en|em|no|na) {_PLACE}",
    rf"\b[Nn]at[oa] (?:a|in|ad) {_PLACE}",
    rf"(?:ولدت?|وُلدت?|المولودة?|مولودة?|من مواليد)(?: في)? (?:مدينة )?{_PLACE}",
    r"([^、。,\s]{1,12}?)(?:生まれ|出身)",
)
FORMER_POSTS: Final = (
    rf"(?:previously|formerly|earlier),? (?:(?:worked|served|reported|was)\b ?)?(?:as )?{_NAMED}",
    rf"(?:worked|served|was)(?: previously| formerly)? as {_NAMED}",
    rf"\b[Aa]n? (?:former|ex-) ?{_NAMED}",
    rf"(?:before|prior to) [^,.;]{{2,80}}, (?:she|he|they) (?:was|were|worked as|served as|reported for) {_NAMED}",
    rf"(?:auparavant|précédemment|autrefois),? (?:(?:elle|il) )?(?:a )?(?:été|travaillé comme|était) {_NAMED}",
    rf"a (?:auparavant |précédemment )?(?:travaillé comme|été) (?:auparavant |précédemment )?{_NAMED}",
    rf"(?:ancienne?|ex-) ?{_NAMED}",
    rf"(?:zuvor|früher|vorher|davor) (?:war|arbeitete) (?:sie|er) (?:als )?{_NAMED}",
    rf"(?:war|arbeitete) (?:zuvor|früher|vorher) (?:als )?{_NAMED}",
    rf"(?:anteriormente|previamente|antes),? (?:trabajó como|fue|trabalhou como|foi) {_NAMED}",
    rf"(?:trabajó|trabalhou) (?:anteriormente |antes )?como {_NAMED}",
    rf"(?:in precedenza|precedentemente|prima),? (?:è stat[oa]|ha lavorato come) {_NAMED}",
    rf"(?:werkte|was) (?:eerder|voorheen) (?:als )?{_NAMED}",
    rf"عملت? (?:سابقا[ًَ]? )?(?:ك|بصفة |في منصب )(.{{2,80}}?){_END}",
    r"(?:以前は|かつて|元)([^、。]{2,30}?)(?:として|を務め|、|。|で)",
)
EXPERTISE: Final = (
    r"(?:expertise (?:in|on|includes|covers)|speciali[sz](?:es|ed|ing|ation) in|focus(?:es|ed|"
    r"ing)? on|an expert (?:in|on)) ([^.;]{2,200})",
    r"(?:spécialisée? (?:dans|en|sur)|spécialiste d(?:e|u|es) ?|expertise en) ?([^.;]{2,200})",
    r"(?:spezialisiert auf|Expert(?:e|in) für|Schwerpunkte?(?: sind| ist|:)?) ([^.;]{2,200})",
    r"(?:especializad[oa] en|expert[oa] en|especializad[oa] em) ([^.;]{2,200})",
    r"(?:specializzat[oa] in|espert[oa] di) ([^.;]{2,200})",
    r"(?:متخصصة? في|خبيرة? في|خبرتها في|خبرته في) ([^.؛]{2,150})",
    r"([^、。はが]{2,40}?)(?:を専門|が専門|に精通)",
)
BEAT: Final = (
    r"\bcovers ([^.;]{2,120}?)(?= with| for | at | from | and (?:is|has|writes)|[.;]|$)",
    r"\bcouvre ([^.;]{2,120}?)(?= pour | à |[.;]|$)",
    r"\bberichtet über ([^.;]{2,120}?)(?= für | aus |[.;]|$)",
    r"\bcubre ([^.;]{2,120}?)(?= para | en |[.;]|$)",
    r"\bsi occupa di ([^.;]{2,120}?)(?= per |[.;]|$)",
    r"[تي]غطي ([^.؛،]{2,100})",
    r"(?:は|、)([^、。は]{2,30}?)を担当",
)


FOR: Final = re.compile(r"^(?:for|at|pour|chez|für|bei|para|per|presso)\s+")
INTO: Final = re.compile(r"^(?:(?:in|on|en|sur|dans|em|di|für|and)\s+(?=\w))")


def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in patterns]


_EDUCATION: Final = _compiled(EDUCATION)
_BIRTHPLACE: Final = _compiled(BIRTHPLACE)
_FORMER: Final = _compiled(FORMER_POSTS)
_EXPERTISE: Final = _compiled(EXPERTISE)
_BEAT: Final = _compiled(BEAT)
PATTERNS: Final = (LANGUAGES, LANGUAGES_BEFORE, *_EDUCATION, *_BIRTHPLACE, *_FORMER, *_EXPERTISE, *_BEAT)


def draw(name: str, text: str) -> Bio:
    """The biography with the facts that patterns find in it."""
    seen = _lowered(text)
    expertise = _items(_EXPERTISE, seen) or _items(_BEAT, seen)
    return Bio(
        name=name,
        text=text,
        languages=_languages(seen),
        education=_all(_EDUCATION, seen),
        birthplace=next(iter(_all(_BIRTHPLACE, seen)), ""),
        former_posts=[FOR.sub("", post) for post in _all(_FORMER, seen)],
        expertise=expertise,
    )


def count(text: str) -> int:
    """How many kinds of facts a text seems to hold."""
    seen = _lowered(text)
    kinds = ((LANGUAGES, LANGUAGES_BEFORE), _EDUCATION, _BIRTHPLACE, _FORMER, _EXPERTISE)
    return sum(any(pattern.search(seen) for pattern in patterns) for patterns in kinds)


def _lowered(text: str) -> str:
    """The text with the first letters of its sentences small, so that patterns find 'Born in' and 'born in' alike."""
    return re.sub(r"(^|[.!?]\s+)([A-ZÀ-Þ])(?=[a-zà-ÿ])", lambda found: found[1] + found[2].lower(), text)


def _all(patterns: list[re.Pattern[str]], text: str) -> list[str]:
    """What the patterns find, in order, each once; what lies within another find is not another."""
    spans: list[tuple[int, int, str]] = []
    for pattern in patterns:
        for found in pattern.finditer(text):
            start, end = found.span(1)
            if not any(start < other_end and other_start < end for other_start, other_end, _text in spans):
                spans.append((start, end, found[1].strip(" ,.;:،؛、。")))
    return list(dict.fromkeys(part for _start, _end, part in sorted(spans) if part))


def _items(patterns: list[re.Pattern[str]], text: str) -> list[str]:
    """The single items of what the patterns find."""
    return [
        item
        for part in _all(patterns, text)
        for item in (INTO.sub("", piece.strip()) for piece in AND.split(f" {part} "))
        if item
    ]


def _languages(text: str) -> list[str]:
    clauses = [found[1] for pattern in (LANGUAGES, LANGUAGES_BEFORE) for found in pattern.finditer(text)]
    codes: list[str] = []
    for clause in clauses:
        words = [found[0] for found in JAPANESE_LANGUAGE.finditer(clause)] or re.findall(r"[^\W\d_]+", clause)
        codes += [code for word in words if (code := SHORT.get(word) or code_of(word))]
    return list(dict.fromkeys(codes))
