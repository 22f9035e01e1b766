"""The built-in recognisers on single messages, written on Thursday 12 March 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.reasoning.entities import BUILTINS, EntityRecogniser
from mistral_assistant.reasoning.recognisers.message import Message

NOW = datetime(2026, 3, 12, 10)


@pytest.fixture(scope="module")
def recogniser(template_pack: DomainPack) -> EntityRecogniser:
    """Return a recogniser of all built-ins and nothing else."""
    types = {name: EntityType(name, name, builtin=name) for name in BUILTINS}
    return EntityRecogniser(replace(template_pack, entities=types))


Values = Callable[[str, str], list[str]]


@pytest.fixture
def values(recogniser: EntityRecogniser) -> Values:
    """Return a function from built-in and message to the values of that type."""

    def find(builtin: str, text: str) -> list[str]:
        found = [entity for entity in recogniser.find(text, NOW) if entity.type == builtin]
        assert all(text[entity.start : entity.end] == entity.text for entity in found)
        return [entity.value for entity in found]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,50 €", ["1234.50"]),
        ("49,90€", ["49.90"]),
        ("49 euros", ["49.00"]),
        ("1.234 €", ["1234.00"]),
        ("1,234.50 €", ["1234.50"]),
        ("€49", ["49.00"]),
        ("EUR 49,90", ["49.90"]),
        ("12 balles", ["12.00"]),
        ("12 balles de tennis", []),
        ("deux cents euros", ["200.00"]),
        ("neuf euros", ["9.00"]),
        ("un euro", ["1.00"]),
        ("3k€", ["3000.00"]),
        ("3 k€", ["3000.00"]),
        ("1,5 million d'euros", ["1500000.00"]),
        ("49€90", ["49.90"]),
        ("12 euros 50 de port", ["12.50"]),
        ("49 euros et 90 centimes", ["49.90"]),
        ("deux euros cinquante", ["2.50"]),
        ("50 centimes", ["0.50"]),
        ("ça coûte 20 e.", ["20.00"]),
        ("49,90 e", ["49.90"]),
        ("20 e", []),
        ("le 20e arrondissement", []),
        ("au 3 e étage", []),
        ("0 €", ["0.00"]),
        ("0,125 €", ["0.125"]),
        ("entre 10 € et 20 €", ["10.00", "20.00"]),
        ("12 % de 349 €", ["349.00"]),
        ("3 x 49,90 €", ["49.90"]),
        ("12 jours", []),
        ("CMD-482913", []),
    ],
)
def test_amounts(values: Values, text: str, expected: list[str]) -> None:
    assert values("amount", text) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("20 €", "EUR"),
        ("20$", "USD"),
        ("20 francs suisses", "CHF"),
        ("CHF 20", "CHF"),
        ("£20", "GBP"),
    ],
)
def test_an_amount_carries_its_currency(text: str, unit: str) -> None:
    (found,) = BUILTINS["amount"](Message.of(text, NOW))
    assert (found.value, found.unit) == ("20.00", unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06 12 34 56 78", ["+33612345678"]),
        ("06.12.34.56.78", ["+33612345678"]),
        ("06-12-34-56-78", ["+33612345678"]),
        ("06 - 12 - 34 - 56 - 78", ["+33612345678"]),
        ("0612345678", ["+33612345678"]),
        ("01 23 45 67 89", ["+33123456789"]),
        ("09\u00a070\u00a083\u00a007\u00a007", ["+33970830707"]),
        ("0 805 805 817", ["+33805805817"]),
        ("0612 34 56 78", ["+33612345678"]),
        ("+33 6 12 34 56 78", ["+33612345678"]),
        ("+33612345678", ["+33612345678"]),
        ("+33 (0)6 12 34 56 78", ["+33612345678"]),
        ("0033612345678", ["+33612345678"]),
        ("+32 470 12 34 56", ["+32470123456"]),
        ("+41 79 123 45 67", ["+41791234567"]),
        ("0041 79 123 45 67", ["+41791234567"]),
        ("appelez-moi au 0612345678.", ["+33612345678"]),
        ("mon numéro de téléphone est le 06 12 34 56 78", ["+33612345678"]),
        ("06 12 34 56 78 ou 01 23 45 67 89", ["+33612345678", "+33123456789"]),
        ("commande 0612345678", []),
        ("ma facture n° 0612345678", []),
        ("ref : 0612345678", []),
        ("le 01.02.2026 10 h", []),
        ("06/12/2026", []),
        ("482913", []),
        ("06 12 34 56", []),
        ("0612345678901234", []),
        ("LA123456785FR", []),
    ],
)
def test_phones(values: Values, text: str, expected: list[str]) -> None:
    assert values("phone", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ines.d@exemple.example", ["ines.d@exemple.example"]),
        ("Ines.D@Exemple.FR", ["ines.d@exemple.fr"]),
        ("écrivez à jean+test@mail.exemple.fr.", ["jean+test@mail.exemple.fr"]),
        ("a@b.fr, c@d.be", ["a@b.fr", "c@d.be"]),
        ("😀 léa@exemple.fr", ["léa@exemple.fr"]),
        ("@pseudo", []),
        ("a@b", []),
        ("3 @ 5", []),
    ],
)
def test_email_addresses(values: Values, text: str, expected: list[str]) -> None:
    assert values("email", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://exemple.fr/a?b=1, merci", ["https://exemple.fr/a?b=1"]),
        ("www.exemple.fr.", ["www.exemple.fr"]),
        ("sur exemple.fr !", ["exemple.fr"]),
        ("(http://exemple.example)", ["http://exemple.example"]),
        ("ines@exemple.fr", []),
        ("fin.Merci", []),
    ],
)
def test_web_addresses(values: Values, text: str, expected: list[str]) -> None:
    assert values("url", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LA123456785FR", ["LA123456785FR"]),
        ("la 123456785 fr", ["LA123456785FR"]),
        ("la123456785fr", ["LA123456785FR"]),
        ("LX 123 456 789 FR", ["LX123456789FR"]),
        ("le 123456789 en", []),
        ("123456789", []),
        ("LA12345678FR", []),
    ],
)
def test_parcel_numbers(values: Values, text: str, expected: list[str]) -> None:
    assert values("tracking", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("69003 Lyon", ["69003"]),
        ("33000 bordeaux", ["33000"]),
        ("Lyon (69003)", ["69003"]),
        ("code postal 75011", ["75011"]),
        ("mon code postal est le 75011", ["75011"]),
        ("CP : 20000", ["20000"]),
        ("12 rue du Port 44317", ["44317"]),
        ("j'habite le 59000", ["59000"]),
        ("commande 69003 Lyon", []),
        ("12345 euros", []),
        ("le code 99999", []),
        ("482913", []),
        ("12345", ["12345"]),
    ],
)
def test_postcodes(values: Values, text: str, expected: list[str]) -> None:
    assert values("postcode", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 exemplaires", ["3"]),
        ("un exemplaire", ["1"]),
        ("deux paires", ["2"]),
        ("x2", ["2"]),
        ("×3", ["3"]),
        ("2x", ["2"]),
        ("trois bouilloires", ["3"]),
        ("je veux 2 lampes", ["2"]),
        ("j'en veux 2", ["2"]),
        ("quantité : 4", ["4"]),
        ("je voudrais commander 2 Zéphyr 300", ["2"]),
        ("une douzaine d'œufs", ["12"]),
        ("3 colis", ["3"]),
        ("modèle X20", []),
        ("Zéphyr 300 garantis", []),
        ("en 3x sans frais", []),
        ("en 4 fois", []),
        ("3 jours", []),
        ("2 ans", []),
        ("20 euros", []),
        ("un produit", []),
        ("deux fois", []),
        ("3 x 49,90 €", []),
        ("1,5 exemplaires", []),
    ],
)
def test_quantities(values: Values, text: str, expected: list[str]) -> None:
    assert values("quantity", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("je m'appelle Léa", ["Léa"]),
        ("je m’appelle inès", ["Inès"]),
        ("JE M'APPELLE LÉA BONJOUR", ["Léa"]),
        ("je m'appelle Léa Martin et j'habite ici", ["Léa Martin"]),
        ("je m'appelle léa martin", ["Léa Martin"]),
        ("moi c'est Karim", ["Karim"]),
        ("moi c est karim", ["Karim"]),
        ("mon nom est Jean-Pierre de La Tour", ["Jean-Pierre de La Tour"]),
        ("mon prénom c'est Nadia", ["Nadia"]),
        ("Nom : O'Brien", ["O'Brien"]),
        ("Mme Dupont à l'appareil", ["Dupont"]),
        ("c'est Camille à l'appareil", ["Camille"]),
        ("Karim Benali à l'appareil", ["Karim Benali"]),
        ("Bonjour, c'est Camille", ["Camille"]),
        ("Bonjour, ici Karim, j'ai une question", ["Karim"]),
        ("je suis Marie.", ["Marie"]),
        ("M. Durand, client depuis 3 ans", ["Durand"]),
        ("je suis déçu", []),
        ("je suis Française", []),
        ("je suis Client", []),
        ("Bonjour Madame, je veux", []),
        ("je m'appelle comment ?", []),
        ("c'est Netflix qui ne marche pas", []),
        ("moi c'est pareil", []),
        ("je m'appelle", []),
    ],
)
def test_names_given(values: Values, text: str, expected: list[str]) -> None:
    assert values("person", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("livrez-vous en Belgique ?", ["Belgique"]),
        ("en belgique", ["Belgique"]),
        ("à Lyon", ["Lyon"]),
        ("je suis sur lyon", ["Lyon"]),
        ("à saint etienne", ["Saint-Étienne"]),
        ("St-Étienne", ["Saint-Étienne"]),
        ("aux Pays-Bas", ["Pays-Bas"]),
        ("aux etats unis", ["États-Unis"]),
        ("en Côte d’Ivoire", ["Côte d'Ivoire"]),
        ("au Havre", ["Le Havre"]),
        ("à Nice", ["Nice"]),
        ("a nice", ["Nice"]),
        ("de Genève à Lausanne", ["Genève", "Lausanne"]),
        ("et pour la Suisse", ["Suisse"]),
        ("livraison en chine", ["Chine"]),
        ("à La Réunion", ["La Réunion"]),
        ("à la réunion de demain", []),
        ("c'est nice", []),
        ("deux tours de cou", []),
        ("un couteau suisse", []),
        ("j'ai chiné", []),
        ("bouchon en liège", []),
        ("mon forfait chez Orange", []),
        ("les paris sportifs", []),
        ("une lampe orange", []),
    ],
)
def test_places(values: Values, text: str, expected: list[str]) -> None:
    assert values("place", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,5", ["12.5"]),
        ("trois", ["3"]),
        ("-5 degrés", ["-5"]),
        ("12 %", ["12"]),
        ("1 234", ["1234"]),
        ("un appareil neuf", []),
        ("CMD-482913", []),
        ("128Go", []),
        ("20e", []),
        ("0612", []),
    ],
)
def test_bare_numbers(values: Values, text: str, expected: list[str]) -> None:
    assert values("number", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ma commande, je l'attends", []),
        ("hier et le 3 avril", ["2026-03-11", "2026-04-03"]),
        ("samedi en huit", ["2026-03-21"]),
    ],
)
def test_dates(values: Values, text: str, expected: list[str]) -> None:
    assert values("date", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3 jours", ["P3D"]), ("60 minutes", ["PT60M"]), ("deux semaines", ["P2W"]), ("à 18h", [])],
)
def test_durations(values: Values, text: str, expected: list[str]) -> None:
    assert values("duration", text) == expected


@pytest.mark.parametrize("builtin", BUILTINS)
@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "123 ", "@", "a@", "a.", "deux ", "1 mars ", "lundi ", "Paris ", "-a", "3h"]
    + ["je m'appelle ", "www.", "e\u0301", "20 e ", "01 ", "+3", "x2 ", "\n", "\ud800"],
)
def test_every_recogniser_ends_on_a_very_long_message(builtin: str, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    for found in BUILTINS[builtin](Message.of(text, NOW)):
        assert 0 <= found.start < found.end <= len(text)
