"""Which tables are about stakeholders: decided by what the first column means, in many languages."""

import re
from collections.abc import Sequence
from typing import Final

# What only stakeholders are called.
STAKEHOLDERS: Final = re.compile(
    r"stake-?\s?holders?|interest groups?|interested part(?:y|ies)|"
    r"part(?:ie|ies)s? prenantes?|parties? intéressées?|"
    r"interessengruppen?|stakeholder\w*|anspruchsgruppen?|interessent\w*|beteiligte\w*|"
    r"partes? interesadas?|grupos? de interés|portator[ei] di interess[ei]|parti interessate|parte interessata|"
    r"(?:partes? )?interessad[oa]s?|belanghebbenden?|intressent\w*|interessent\w*|aktør\w*|sidosryhm\w*|"
    r"interesariusz\w*|zainteresowan\w* stron\w*|zúčastněn\w*|заинтересованн\w+ сторон\w*|стейкхолдер\w*|"
    r"зацікавлен\w+ сторон\w*|ενδιαφερόμεν\w*|(?:kilit )?paydaş\w*|"
    r"(?:ال)?أ?صحاب المصلحة|صاحب المصلحة|أصحاب المصالح|ذوو المصلحة|"
    r"ذینفع\w*|ذی‌نفعان|בעלי? (?:ה)?עניין|हितधारक\w*|pemangku kepentingan|các bên liên quan|"
    r"利害関係者|ステークホルダー|利益相关(?:者|方)|利益攸关方|利害關係人|利益相關者|이해\s?관계자",
    re.I,
)
# What stakeholders are called, and people in a film too.
ACTORS: Final = re.compile(
    r"(?:key |main |leading )?(?:actors?|players?)(?: involved)?|(?:principaux )?acteurs?(?: clés)?|akteur\w*|"
    r"actor(?:es)?|attor[ei]|atores|ator|actoren|aktörer|aktör\w*|aktor\w*|актор\w*|"
    r"участник\w*|учасник\w*|(?:ال)?جهات الفاعلة|(?:ال)?أطراف(?: المعنية)?|(?:ال)?طرف|(?:ال)?فاعل\w*|"
    r"الجهة|الجهات|関係者|当事者|アクター|行為者|参与方|行为体|各方|当事方|당사자|행위자",
    re.I,
)
# What stakeholders are called, and much else.
GROUPS: Final = re.compile(
    r"(?:part(?:y|ies)|sides?|groups?|organi[sz]ations?|institutions?|countr(?:y|ies)|"
    r"states?|nations?|governments?|who|names?|entit(?:y|ies)|camps?)(?: involved)?|"
    r"parties?|camps?|groupes?|pays|qui|organisations?|parteien?|partei|seiten?|gruppen?|länder|land|staat\w*|wer|"
    r"partes?|bandos?|grupos?|pa[íi]s(?:es)?|quién|parti|gruppi|paes[ei]|chi|partijen|partij|landen|wie|parter|"
    r"сторон\w*|игрок\w*|стран\w*|taraf\w*|(?:ال)?دول\w*|主体|国|関係国|国家|국가",
    re.I,
)
# What only a column about somebody's interests is called.
INTERESTS: Final = re.compile(
    r"motiv|interest|intérêt|interess|inter[eé]s|goal|aim|objecti|objekti|obiettiv|objetiv|ziel|stake|priorit|want|"
    r"position|demand|concern|agenda|challenge|défi|heraus|reto|desaf|sfid|uitdag|risk|risque|risik|riesgo|rischi|"
    r"risc|obstac|ostacol|hürd|hindern|constrain|contraint|pressure|leverage|fear|hope|gain|"
    r"enjeu|belang|doel|zweck|anliegen|sorge|мотив|интерес|цел|вызов|риск|інтерес|мет[аи]|виклик|çıkar|hedef|amaç|"
    r"دافع|دوافع|مصلح|مصالح|هدف|أهداف|تحدي|مخاطر|動機|利益|関心|目的|目標|課題|リスク|利害|动机|动因|挑战|风险|"
    r"目标|동기|이해|목표|과제|위험",
    re.I,
)
# What stands beside the names of actors on a screen, of parties in a count, of countries in an atlas.
OTHER_LISTS: Final = re.compile(
    r"film|movie|character|personnage|rolle|figur|personaje|personaggio|seats?|sièges?|sitze?|votes?|voix|stimmen|"
    r"escaños|seggi|capital|hauptstadt|population|einwohner|gdp|pib|bip|score|points?|goals? scored|medals?|year|"
    r"année|jahr|票|議席|映画|役|人口|首都",
    re.I,
)
NUMBER: Final = re.compile(r"[^\w\s]*\d[\d\s.,%]*[^\w\s]*")


def is_of_stakeholders(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table with these headings is about who wants what; `rows` may hold cells that are figures."""
    if len(columns) < 2:
        return False
    first, *others = (" ".join(column.split()).strip(" :*") for column in columns)
    names = [name.strip() for name in re.split(r"\s*(?:/|&|\band\b|\bet\b|\bund\b|\by\b|\bou\b)\s*", first)]
    if any(STAKEHOLDERS.fullmatch(name) for name in names) or (
        len(first.split()) <= 4 and STAKEHOLDERS.search(first)
    ):
        return True
    if _are_figures(rows) or any(OTHER_LISTS.search(other) for other in others):
        return False
    if any(ACTORS.fullmatch(name) for name in names):
        return True
    return any(GROUPS.fullmatch(name) for name in names) and any(INTERESTS.search(other) for other in others)


def _are_figures(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row[1:] if cell]
    return bool(cells) and sum(bool(NUMBER.fullmatch(cell)) for cell in cells) * 2 > len(cells)
