"""The title of a conversation from its first question: the gist, without greeting and courtesies.

Rules only, no model: they must hold in the first moment of a conversation, and give the same title
every time.
"""

import re

from mistral_assistant.attached import split, typed_part
from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations.records import short_title

_READ = 600
"""Characters of the question that are looked at."""
_GREETING = (
    r"(?:re)?bonjour|bonsoir|salut|coucou|hello|hey|hi|bjr|bsr|slt|allô|allo|"
    r"good (?:morning|afternoon|evening)|dear (?:sir|madam)"
)
_ADDRESS = r"(?:chère?s? )?(?:madame|monsieur|mesdames|messieurs)|cher service \w+"
_TO_WHOM = (
    r"(?: (?:à (?:tous|toutes|vous|toi)|tout le monde|l['’]équipe|et|madame|monsieur|mesdames|"
    r"messieurs|there|all|everyone))*"
)
_COURTESY = (
    r"(?:excusez|excuse|pardonnez)[- ]moi(?: de vous déranger)?|désolée?(?: de vous déranger)?|"
    r"s['’]il (?:vous|te) pla[iî]t|svp|stp|please|"
    r"merci(?: d['’]avance| beaucoup| de votre aide| pour votre aide)*|"
    r"j['’]espère que vous allez bien|comment (?:allez[- ]vous|vas[- ]tu|ça va)|ça va"
)
_LEAD = (
    r"(?:j['’]ai|j['’]aurais) une (?:petite )?question ?[:,.]?|(?:petite )?question ?:|"
    r"(?:je (?:voudrais|souhaite(?:rais)?|veux|désire)|j['’](?:aimerais|aurais aimé|aurais voulu))"
    r"(?: bien)?(?= (?:(?:me|te|vous|le|la|les|en|y|lui|leur) |[mtl]['’])*\w+(?:er|ir|oir|re)\b)|"
    r"(?:pouvez|pourriez|peux|pourrais|saurais|sauriez)[- ](?:vous|tu)(?: (?:svp|stp))? "
    r"(?:me |m['’])(?:dire|indiquer|expliquer|préciser|renseigner sur)|"
    r"(?:dites|dis|indiquez|expliquez|explique)[- ]moi|"
    r"je me (?:demande|demandais)|"
    r"je vous (?:écris|contacte|appelle) (?:car|parce que|pour|au sujet (?:de|du|des))|"
    r"(?:could|can|would) you (?:please )?(?:tell|explain to|show) me|"
    r"i (?:would|['’]d) like to(?= \w)|i was wondering"
)
_END = r"(?=[\s,;:.!?…-]|$)[\s,;:.!…-]*"
_STOP = r"(?=\s*(?:[,;:.!?…-]|$))[\s,;:.!?…-]*"
"""What follows an address or a courtesy; « Madame Martin » and « merci de » are no such."""
_OPENING = re.compile(
    rf"(?:{_GREETING}){_TO_WHOM}{_END}\??\s*|(?:{_ADDRESS}|{_COURTESY}){_STOP}|(?:{_LEAD}){_END}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"[\s,;.!-]+(?:{_COURTESY}|cordialement.*|bonne (?:journée|soirée))(?P<end>\s*[?!.…]*)$",
    re.IGNORECASE,
)


def title_of(question: str) -> str:
    """Return a title for the conversation that ``question`` begins; empty for a blank one."""
    typed, attached = split(question)
    if attached and not any(map(str.isalnum, typed)):  # a text sent without a word
        return short_title(clean_line(f"{attached[0].name} — {attached[0].text[:_READ]}"))
    line = clean_line(typed_part(question)[:_READ])
    gist = _without_closing(_without_opening(line))
    if not any(map(str.isalnum, gist)):
        gist = line
    return short_title(gist[:1].upper() + gist[1:])


def _without_opening(line: str) -> str:
    while found := _OPENING.match(line):
        if found.end() == len(line):
            break
        line = line[found.end() :]
    return line


def _without_closing(line: str) -> str:
    while found := _CLOSING.search(line):
        line = line[: found.start()] + (found["end"] if "?" in found["end"] else "")
    return line
