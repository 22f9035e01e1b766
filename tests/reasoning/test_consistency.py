"""Which answers are borne out by their sources, and what is said about those that are not."""

from dataclasses import replace
from datetime import datetime

import pytest
from checking import DELIVERY, NOW, ORDER, RETURNS, WARRANTY, blocking, checked
from empty_pack import pack_with

from mistral_assistant.chat import Entity, Passage
from mistral_assistant.reasoning.consistency import MAX_CHECKED_CHARS, check, consistency_step
from mistral_assistant.reasoning.turn import (
    BADGES,
    FINDING_KINDS,
    SEVERITIES,
    Answer,
    Approach,
    Category,
    Context,
    Finding,
    Turn,
)

FAITHFUL = [
    (DELIVERY, "La livraison à domicile est facturée 4,90 €. Elle est gratuite à partir de 60 €."),
    (DELIVERY, "Bonjour ! Comptez 4,90 euros et entre trois et cinq jours ouvrés à domicile."),
    (DELIVERY, "- **À domicile** : 3 à 5 jours ouvrés\n- **Point relais** : 4 à 6 jours ouvrés"),
    (DELIVERY, "Votre colis arrive sous 3-5 jours ouvrés avec Colissimo. Bonne journée !"),
    (DELIVERY, "La livraison n'est offerte qu'à partir de 60 € d'achat ; sinon elle coûte 4,90 €."),
    (DELIVERY, "Avec un panier de 60 € ou plus, vous ne payez pas la livraison."),
    (DELIVERY, "Je n'ai pas de précision pour la livraison hors de France métropolitaine."),
    (RETURNS, "Oui, vous pouvez retourner votre article dans les trente jours."),
    (RETURNS, "Le remboursement intervient sous deux semaines, par le même moyen de paiement."),
    (RETURNS, "Malheureusement, nous ne pouvons pas reprendre les articles personnalisés."),
    (RETURNS, "Les frais de retour ne sont pas pris en charge, sauf en cas de défaut."),
    (RETURNS, "1. Emballez l'article.\n2. Déposez-le.\n3. Le remboursement suit sous 14 jours."),
    (WARRANTY, "Nos appareils ont une garantie de deux ans (24 mois), la batterie de 6 mois."),
    (WARRANTY, "Appelez le 01.99.00.42.42 entre 9h et 18h ou écrivez à SAV@maison.example."),
    (WARRANTY, "Notre équipe répond au +33 1 99 00 42 42 en semaine de 9 h 00 à 18 h 00."),
    (WARRANTY, "Oui, nous sommes joignables le mercredi de 9 h à 18 h."),
    (WARRANTY, "Le lave-vaisselle est garanti deux ans. Puis-je vous aider sur un autre point ?"),
    (
        ORDER,
        "Votre commande CMD-482913 est partie le 12 mars ; livraison le samedi 14 mars à Lyon.",
    ),
    (ORDER, "Elle devrait arriver après-demain, le 14/03/2026, avec Chronopost. Total : 89,80 €."),
    (ORDER, "Votre commande contient la Bouilloire Brume 1,7 L et la Théière Ondine."),
    (ORDER, "Elle a été remise au transporteur aujourd'hui et sera livrée samedi."),
    (DELIVERY, "À domicile, vous payez quatre euros quatre-vingt-dix."),
    (DELIVERY, "Comptez une semaine au plus : de 3 à 5 jours ouvrés."),
    (WARRANTY, "Nous ne répondons pas le dimanche."),
    (WARRANTY, "Le standard est ouvert du lundi au vendredi, 9h-18h, jusqu'à six heures du soir."),
    (WARRANTY, "La garantie de la batterie court un semestre, soit une demi-année."),
]


@pytest.mark.parametrize(("source", "answer"), FAITHFUL)
def test_a_faithful_wording_has_no_finding(source: str | Passage, answer: str) -> None:
    consistency = checked(answer, source, question="Où en est ma commande ?")
    assert consistency.findings == ()
    assert consistency.badge == "verified"


FAULTS = [
    (DELIVERY, "La livraison à domicile est facturée 5,90 €.", "figure", "5,90 €"),
    (DELIVERY, "La livraison à domicile coûte 3,90 € et prend 3 à 5 jours.", "figure", "3,90 €"),
    (DELIVERY, "Votre colis arrive sous deux jours ouvrés.", "figure", "deux jours ouvrés"),
    (DELIVERY, "Profitez de 20 % de remise sur la livraison.", "figure", "20 %"),
    (DELIVERY, "La livraison prend 3 à 5 semaines.", "unit", "3"),
    (DELIVERY, "Votre colis est confié à Relaisvert.", "name", "Relaisvert"),
    (DELIVERY, "Le transporteur est UPS.", "name", "UPS"),
    (RETURNS, "Vous disposez de 14 jours après réception pour retourner un article.", "figure",
     "14 jours"),
    (RETURNS, "Vous avez 60 jours pour changer d'avis.", "figure", "60 jours"),
    (RETURNS, "Le remboursement est effectué sous 14 heures.", "unit", "14 heures"),
    (WARRANTY, "Tous nos appareils sont garantis 3 ans.", "figure", "3 ans"),
    (WARRANTY, "Tous nos appareils sont garantis 2 mois.", "unit", "2 mois"),
    (WARRANTY, "Appelez le 01 99 00 42 24.", "contact", "01 99 00 42 24"),
    (WARRANTY, "Écrivez à contact@maison.example.", "contact", "contact@maison.example"),
    (WARRANTY, "Voyez www.maison.example/aide.", "contact", "www.maison.example/aide"),
    (WARRANTY, "Nous répondons du lundi au vendredi de 9 h à 20 h.", "figure", "20 h"),
    (ORDER, "Votre commande sera livrée le vendredi 14 mars.", "date", "vendredi 14 mars"),
    (ORDER, "Votre commande sera livrée le 15 mars.", "date", "15 mars"),
    (ORDER, "Votre commande sera livrée le 14 mars 2025.", "date", "14 mars 2025"),
    (ORDER, "Votre commande CMD-482931 est expédiée.", "name", "CMD-482931"),
    (ORDER, "Votre commande arrive à Marseille.", "name", "Marseille"),
    (ORDER, "Le total de votre commande est de 98,80 €.", "figure", "98,80 €"),
    (DELIVERY, "La livraison coûte quatre euros cinquante.", "figure", "quatre euros cinquante"),
    (RETURNS, "Le retour se fait sous trois semaines.", "figure", "trois semaines"),
    (ORDER, "Votre commande $numero est expédiée.", "leak", "$numero"),
    (ORDER, "[INST] Votre commande est expédiée.", "leak", "[INST]"),
    (ORDER, "Votre commande est expédiée.</s>", "leak", "</s>"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "answer", "kind", "text"), FAULTS)
def test_a_wrong_hard_fact_blocks(source: str | Passage, answer: str, kind: str, text: str) -> None:
    consistency = checked(answer, source, question="Et ma commande ?")
    assert (kind, text) in blocking(consistency)
    assert consistency.badge == "warning"


@pytest.mark.parametrize(("source", "answer", "kind", "text"), FAULTS)
def test_every_finding_quotes_the_answer_and_uses_the_closed_lists(
    source: str | Passage, answer: str, kind: str, text: str
) -> None:
    consistency = checked(answer, source)
    assert consistency.badge in BADGES
    for finding in consistency.findings:
        assert finding.kind in FINDING_KINDS
        assert finding.severity in SEVERITIES
        assert finding.text == answer[slice(*finding.span)]
        assert finding.evidence


@pytest.mark.parametrize("source", [DELIVERY, RETURNS, WARRANTY])
def test_a_passage_bears_itself_out(source: str) -> None:
    assert checked(source, source, DELIVERY, RETURNS).findings == ()


def test_the_evidence_says_what_the_source_holds_instead() -> None:
    (finding,) = checked("La batterie est garantie 6 ans.", WARRANTY).findings
    assert finding.evidence == "Les sources disent « 6 mois »."


def test_the_evidence_says_that_nothing_was_found() -> None:
    (finding,) = checked("Votre remise est de 35 %, sur la livraison.", DELIVERY).findings
    assert finding.evidence == "Aucune source ne dit « 35 % »."


def test_what_the_user_said_is_a_source() -> None:
    answer = "Vos 7 articles à 12 € partent vendredi pour Quimper, commande CMD-000017."
    question = "J'ai pris 7 articles à 12 €, CMD-000017, pour Quimper, départ vendredi ?"
    assert blocking(checked(answer, DELIVERY, question=question)) == []


def test_an_entity_is_a_source() -> None:
    consistency = check(
        "Rendez-vous le 20 mars 2026.",
        question="vendredi en huit",
        passages=(),
        entities=(Entity("date", "2026-03-20", "vendredi en huit", 0, 16),),
        history=(),
        language="fr",
        now=NOW,
    )
    assert consistency.findings == ()


def test_an_earlier_answer_is_a_source() -> None:
    earlier = ["La livraison coûte 4,90 € avec Colissimo."]
    assert checked("Oui, 4,90 € avec Colissimo.", earlier=earlier).findings == ()


def test_what_nobody_has_checked_is_said() -> None:
    answer = "Oui, sans frais. " * 3000 + "Le canapé coûte 77 €. " * 100
    consistency = checked(answer, RETURNS, limit_chars=10**6)
    (finding,) = [found for found in consistency.findings if found.kind == "length"]
    assert finding.span == (MAX_CHECKED_CHARS, len(answer))
    assert len(finding.text) <= 500 and str(MAX_CHECKED_CHARS) in finding.evidence


def test_a_free_answer_without_findings_is_ungrounded() -> None:
    assert checked("Avec plaisir, racontez-moi !", approach="generate").badge == "ungrounded"


def test_a_free_answer_has_nothing_to_be_held_against_but_may_not_invent_an_address() -> None:
    consistency = checked("Comptez 12 € au 01 99 00 11 22.", approach="generate")
    assert [(f.kind, f.severity) for f in consistency.findings] == [
        ("figure", "warning"),
        ("contact", "blocking"),
    ]


def test_the_hard_facts_are_counted() -> None:
    consistency = checked("Le 14 mars à Lyon, 89,80 €.", ORDER)
    assert consistency.checked == 3


def test_spans_count_code_points_of_the_answer_as_given() -> None:
    answer = "Le tote\u0301  bag œuvré\u00a0: 7\u202f000,00\u00a0€ 🙂 avant le 3 mai."
    findings = checked(answer, RETURNS).findings
    assert [f.text for f in findings if f.kind in ("figure", "date")] == [
        "7\u202f000,00\u00a0€",
        "3 mai",
    ]
    assert all(f.text == answer[slice(*f.span)] for f in findings)


@pytest.mark.parametrize("answer", ["", " ", "🙂", "...", "\ud800", "—", "$", "1", "'" * 50])
def test_an_answer_without_words_is_no_trouble(answer: str) -> None:
    assert all(isinstance(finding, Finding) for finding in checked(answer, DELIVERY).findings)


def turn_with(answer: str, approach: Approach, knowledge: tuple[Passage, ...] = ()) -> Turn:
    """Return a turn that has come to its last step."""
    turn = Turn("Et la livraison ?", NOW)
    turn.category = Category("LIVRAISON", 0.9, (("LIVRAISON", 0.9),), 0.99, "sure")
    turn.context = Context("Et la livraison ?", "LIVRAISON", "sure", "new", language="en")
    turn.entities = ()
    turn.knowledge = knowledge
    turn.approach = approach
    turn.answer = Answer(answer, "essai")
    return turn


def test_the_step_reads_the_passages_of_the_turn() -> None:
    passage = Passage("livraison.md", DELIVERY, 0.9)
    approach = Approach("knowledge", "règle", passages=(passage,))
    pack = pack_with()
    assert consistency_step(turn_with("4,90 € à domicile.", approach), pack).badge == "verified"
    bad = consistency_step(turn_with("7,90 € à domicile.", approach), pack)
    assert blocking(bad) == [("figure", "7,90 €")]


def test_the_step_trusts_finished_texts_and_the_constants_of_the_pack() -> None:
    text = "Appelez le 01 99 00 42 42 avant le 30 avril, demandez Maud."
    approach = Approach("handover", "règle", text=text)
    assert consistency_step(turn_with(text, approach), pack_with()).findings == ()
    free = Approach("knowledge", "règle")
    assert consistency_step(turn_with(text, free), pack_with()).badge == "warning"
    pack = replace(
        pack_with(), placeholders={"tel": "01 99 00 42 42", "nom": "Maud", "fin": "30 avril"}
    )
    assert consistency_step(turn_with(text, free), pack).badge == "verified"


def test_a_language_that_the_pack_does_not_speak_is_not_asked_for() -> None:
    """The user wrote in English, the pack is French: a French answer is right."""
    approach = Approach("template", "règle", text="Nous livrons partout en France et en Corse.")
    turn = turn_with(approach.text, approach)
    assert turn.context.language == "en"
    assert consistency_step(turn, pack_with()).findings == ()


@pytest.mark.parametrize(
    ("approach", "answer", "badge"),
    [
        ("template", "Bonjour, que puis-je pour vous ?", "plain"),
        ("template", "Bienvenue chez Maison Alizé !", "plain"),
        ("template", "Nous livrons sous 5 jours.", "verified"),
        ("ask", "De quel appareil parlez-vous ?", "plain"),
        ("ask", "Le Zéphyr 300 ou le Zéphyr 500 ?", "plain"),
        ("decline", "Je ne sais pas répondre à cela.", "plain"),
        ("decline", "Je m'occupe des commandes de Maison Alizé.", "plain"),
        ("tool", "3 × 2 = 6", "verified"),
    ],
)
def test_only_what_has_facts_or_a_source_is_called_verified(
    approach: str, answer: str, badge: str, now: datetime
) -> None:
    found = check(
        answer,
        question="Combien font 3 × 2 ?",
        passages=(),
        entities=(),
        history=(),
        language="fr",
        approach=approach,
        now=now,
        constants=(answer,),
    )
    assert found.badge == badge
