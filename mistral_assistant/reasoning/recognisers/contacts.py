"""Built-in recognisers of e-mail addresses, links, parcels and postcodes."""

import re
from collections.abc import Iterator

from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.phones import is_code
from mistral_assistant.reasoning.recognisers.places import is_belgian, is_city, is_place

_LOCAL_REVERSED = re.compile(r"[\w+-](?:[\w.+%'-]{0,62}[\w+-])?")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![a-z0-9-])", re.I
)
_ADDRESS = re.compile(
    r"""(?:https?://|www\.)[^\s<>"«»]+
    |(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:fr|com|org|net|be|ch|eu|info|io)
     (?![\w@-]|\.\w)(?:/[^\s<>"«»]*)?""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = ".,;:!?…)]}'’\""
_PARCEL = re.compile(
    r"(?<![a-z0-9])([a-z]{2}) ?([0-9]{3}) ?([0-9]{3}) ?([0-9]{3}) ?([a-z]{2})(?![a-z0-9])"
)
_POSTCODE = re.compile(
    r"(?<![0-9a-z.,/])(?<![0-9] )(?<![0-9]-)(?<![a-eg-z]-)(?P<code>[0-9]{5})"
    r"(?![0-9a-z]|[.,/-][0-9]| ?[€%$])"
)
_BELGIAN = re.compile(
    r"(?<![0-9a-z.,/])(?<![ac-z0-9]-)[1-9][0-9]{3}(?= (?P<town>[a-z][a-z' -]{1,40}))"
)
_BEFORE = re.compile(
    r"\b(?:code postal|postal|cp|zip)\b[^0-9]{0,12}$"
    r"|\b(?:rue|avenue|av|bd|boulevard|chemin|allee|place|route|impasse|quai|cours)\b[^0-9]{0,40}$"
    r"|\b(?:habite|demeure|livre[rz]?|livraison|adresse|domicilie|reside|vis"
    r"|secteur)\b[^0-9]{0,25}$"
)
_BELGIAN_AFTER = re.compile(
    r"(?<![a-z])(?P<town>[a-z][a-z'-]{1,30}) ?[,(] ?(?P<code>[1-9][0-9]{3})(?![0-9a-z]|[.,/-][0-9])"
)
_NO_POSTCODE_BEFORE = re.compile(r"\b(?:tsa|cs|bp) ?$")
_LINKED = re.compile(r"\W{1,2}(?:(?:et|ou|pas|non|mais|a|puis)\b ?){0,2}(?:(?:au|le|du|c'est) )?")
_ONLY_CODES = re.compile(r"(?:de |le |du |au |a |et |ou |[0-9]{5}|\W)+")
_HERE = re.compile(r"\b(?:au|du|dans le|pour le|vers le|chez moi) $")
_ENDS = re.compile(
    r"$| ?[.,;!?)]| (?:a|et|ou|pas|svp|stp|chez|mais|sans|avec|pour|en|c|c'est|vous|il|elle|on)\b"
)
_AFTER = re.compile(r"[ ,]{1,2}(?:a |cedex )?([a-z][a-z' -]{1,40})")
_PLACE_BEFORE = re.compile(r"([a-z][a-z'-]{2,30}) ?[(,]? ?$")
_TOWN_AFTER = re.compile(r",? (?:(?:Le|La|Les) |L['’])?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}")


def find_email(message: Message) -> Iterator[Found]:
    """Yield e-mail addresses in lower case."""
    raw = message.raw
    at = raw.find("@")
    while at >= 0:
        domain = _DOMAIN.match(raw, at + 1)
        local = _LOCAL_REVERSED.match(raw[max(0, at - 64) : at][::-1])
        if domain and local:
            start = at - local.end()
            yield Found(raw[start : domain.end()].lower(), start, domain.end())
        at = raw.find("@", at + 1)


def find_url(message: Message) -> Iterator[Found]:
    """Yield web addresses as typed, without the punctuation that follows them."""
    if "." not in message.raw:
        return
    for match in _ADDRESS.finditer(message.raw):
        address = match.group().rstrip(_CLOSING)
        yield Found(address, match.start(), match.start() + len(address))


def find_tracking(message: Message) -> Iterator[Found]:
    """Yield parcel numbers of the postal union (UPU S10): two letters, nine digits, two letters."""
    if not message.folded.has_digit:
        return
    for match in _PARCEL.finditer(message.text):
        value = "".join(match.groups()).upper()
        typed = message.typed(*match.span())
        if typed == typed.upper() or " " not in typed or _checks(value):
            yield message.found(value, *match.span())


def find_postcode(message: Message) -> Iterator[Found]:
    """Yield postcodes: five figures beside a place or alone, four beside a Belgian town.

    Of codes that are listed or contrasted, one such context is enough for all.
    """
    if not message.folded.has_digit:
        return
    found: list[re.Match[str]] = []
    waiting: list[re.Match[str]] = []
    for match in _POSTCODE.finditer(message.text):
        if not _is_department(match["code"]):
            continue
        last = (waiting or found)[-1:]
        linked = last and _LINKED.fullmatch(message.text, last[0].end(), match.start())
        if _is_address(message, *match.span()) or (linked and not waiting):
            found += [*(waiting if linked else ()), match]
            waiting = []
        else:
            waiting = [*waiting, match] if linked else [match]
    for match in found:
        yield message.found(match["code"], *match.span())
    for match in _BELGIAN.finditer(message.text):
        if is_belgian(match["town"]):
            yield message.found(match.group(), *match.span())
    for match in _BELGIAN_AFTER.finditer(message.text):
        if is_belgian(match["town"]):
            yield message.found(match["code"], *match.span("code"))


def _checks(value: str) -> bool:
    """Return whether the ninth digit is right (UPU S10, weights 8 6 4 2 3 5 9 7)."""
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    total = sum(weight * int(digit) for weight, digit in zip(weights, value[2:10], strict=True))
    check = 11 - total % 11
    return int(value[10]) == {10: 0, 11: 5}.get(check, check)


def _is_department(code: str) -> bool:
    return code[:2] not in ("00", "96", "99")


def _is_address(message: Message, start: int, end: int) -> bool:
    if is_code(message, start) or _NO_POSTCODE_BEFORE.search(message.before(start, 5)):
        return False
    rest = message.text[end:]
    if _ONLY_CODES.fullmatch(message.text):
        return True
    if _BEFORE.search(message.before(start, 60)):
        return True
    if _HERE.search(message.before(start, 10)) and _ENDS.match(rest):
        return True
    after = _AFTER.match(rest)
    if after and is_city(after.group(1)):
        return True
    raw_end = message.folded.span(start, end)[1]
    if message.raw != message.raw.upper() and _TOWN_AFTER.match(message.raw, raw_end):
        return True
    before = _PLACE_BEFORE.search(message.before(start, 36))
    if before is None:
        return False
    typed = message.typed(start - len(before.group()), end)
    return is_city(before.group(1)) or (typed[0].isupper() and is_place(before.group(1)))
