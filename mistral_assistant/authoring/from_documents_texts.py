"""The sentences of a pack made from documents, in their language: French, or else English.

They become data of the pack, which its author rewrites; so they are not in the catalogue of the
interface. What is the same in every proposed pack stands in ``from_csv_texts.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mistral_assistant.authoring.from_csv_texts import BuiltInTopic


@dataclass(frozen=True)
class DocumentTexts:
    """What a pack made from documents says by itself."""

    description: str
    presentation: BuiltInTopic
    """Who the assistant is and what it knows."""
    decline: str
    no_answer: str
    handover: str
    reach_phone: str
    reach_email: str
    reach_both: str
    reasons: Mapping[str, str]
    """Id of a rule → its reason, where it is not that of ``from_csv_texts.py``."""
    joined: str
    """Between the last two subjects of a list."""
    quoted: str


_FRENCH = DocumentTexts(
    description="Domaine fait de vos documents, à relire.",
    presentation=BuiltInTopic(
        "PRESENTATION",
        "ce que je sais faire",
        ("qui es-tu", "que sais-tu faire"),
        ("qui es-tu ?", "Qui êtes-vous ?", "tu es un robot ?", "que peux-tu faire ?",
         "Que savez-vous faire ?", "tu peux m'aider ?", "Pouvez-vous m'aider ?",
         "à quoi tu sers", "j'ai une question", "je voudrais un renseignement",
         "comment ça marche ici ?", "aide-moi", "c'est quoi ton nom",
         "je parle à une vraie personne ?", "sur quoi je peux vous interroger ?"),
        ("Je suis l'assistant de $pack_title. Je peux vous renseigner sur : {subjects}.",),
        "L'utilisateur demande ce que l'assistant sait faire.",
    ),
    decline="Je n'ai pas cette information. Je peux vous renseigner sur : {subjects}.{reach}",
    no_answer="Je n'ai pas trouvé la réponse dans nos pages.{reach}",
    handover="Je préfère vous passer une personne de l'équipe.{reach} Résumé : $summary",
    reach_phone=" Vous pouvez nous appeler au {phone}.",
    reach_email=" Vous pouvez nous écrire à {email}.",
    reach_both=" Vous pouvez nous appeler au {phone} ou nous écrire à {email}.",
    reasons={
        "hors-sujet": "La question ne touche aucun sujet des documents.",
        "hesitation": "Des passages sont proches de la question, aucun n'y répond nettement.",
        "sans-passage": "Plusieurs sujets sont possibles.",
    },
    joined=" et ",
    quoted="« {title} »",
)  # fmt: skip

_ENGLISH = DocumentTexts(
    description="A pack made from your documents, to be reviewed.",
    presentation=BuiltInTopic(
        "ABOUT",
        "what I can do",
        ("who are you", "what can you do"),
        ("who are you?", "are you a robot?", "what can you do?", "can you help me?",
         "I have a question", "I need some information", "how does this work?", "help me please",
         "what is your name?", "am I talking to a person?", "what can I ask you?"),
        ("I am the assistant of $pack_title. I can tell you about: {subjects}.",),
        "The user asks what the assistant can do.",
    ),
    decline="I do not have this information. I can tell you about: {subjects}.{reach}",
    no_answer="I did not find the answer in our pages.{reach}",
    handover="I would rather pass you to a person.{reach} Summary: $summary",
    reach_phone=" You can call us on {phone}.",
    reach_email=" You can write to us at {email}.",
    reach_both=" You can call us on {phone} or write to us at {email}.",
    reasons={
        "hors-sujet": "The question touches no subject of the documents.",
        "hesitation": "Passages are near the question, none clearly answers it.",
        "sans-passage": "Several subjects are possible.",
    },
    joined=" and ",
    quoted="“{title}”",
)  # fmt: skip


def document_texts(language: str) -> DocumentTexts:
    """Return the sentences for a language code."""
    return _FRENCH if language == "fr" else _ENGLISH
