"""The sentences of a proposed pack, in the language of its messages: French, or else English.

They become data of the pack, which its author rewrites; so they are not in the catalogue of the
interface.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class BuiltInTopic:
    """A category that every pack needs and no training file teaches."""

    id: str
    label: str
    keywords: tuple[str, ...]
    examples: tuple[str, ...]
    replies: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class PackTexts:
    """Everything that a proposed pack says by itself."""

    description: str
    persona: str
    topics: tuple[BuiltInTopic, ...]
    required: Mapping[str, Mapping[str, Sequence[str]]]
    """Templates that every pack must have."""
    no_answer_yet: str
    reasons: Mapping[str, str]
    """Id of a rule → its reason."""
    code_label: str
    code_question: str
    builtins: Mapping[str, tuple[str, str]]
    """Entity id → (label, recogniser)."""


_FRENCH = PackTexts(
    description="Domaine proposé d'après un fichier CSV, à relire.",
    persona=(
        "Tu es l'assistant de $title.\n"
        "Tu réponds en français, tu vouvoies, tu es simple et précis, en deux à cinq phrases.\n"
        "Tu t'appuies uniquement sur les informations fournies avec la question et tu cites leurs "
        "chiffres tels quels. Si l'information manque, tu le dis."
    ),
    topics=(
        BuiltInTopic(
            "SALUTATION",
            "un simple bonjour",
            ("bonjour", "bonsoir", "salut"),
            ("bonjour", "Bonjour !", "bonsoir", "salut", "coucou", "bjr", "Bonjour, vous êtes là ?",
             "Bonsoir à vous", "hello", "salut, il y a quelqu'un ?"),
            ("Bonjour ! Je suis l'assistant de $pack_title. Que puis-je faire pour vous ?",),
            "L'utilisateur salue.",
        ),
        BuiltInTopic(
            "FIN_CONVERSATION",
            "la fin de la conversation",
            ("merci", "au revoir"),
            ("merci", "merci beaucoup", "merci pour votre aide", "au revoir", "bonne journée",
             "à bientôt", "ok merci", "c'est parfait, merci", "bonne soirée", "je vous remercie"),
            ("Avec plaisir. Bonne journée !",),
            "L'utilisateur remercie ou prend congé.",
        ),
    ),
    required={
        "ask": {"default": ("Je veux bien comprendre : voulez-vous parler de $choices ?",)},
        "decline": {"default": ("Cette question sort de ce que je connais : $pack_title.",)},
        "handover": {"default": ("Je vous passe une personne de l'équipe. Résumé : $summary",)},
        "no_answer": {"default": ("Je n'ai pas la réponse à cette question.",)},
        "moderation": {
            "rude": ("Restons courtois, et dites-moi comment je peux vous aider.",),
            "hostile": ("Je comprends votre agacement, mais je ne peux pas continuer sur ce ton.",),
            "threat": ("Je ne réponds pas à une menace. En cas d'urgence, appelez le 112.",),
        },
    },
    no_answer_yet=(
        "Votre question porte sur ce sujet : $category_label. "
        "Je n'ai pas encore de réponse à vous donner."
    ),
    reasons={
        "agression": "Le message est agressif.",
        "calcul": "Le message contient un calcul.",
        "calcul-de-dates": "Le message demande un calcul de dates.",
        "reponse-nette": "Un passage répond nettement.",
        "hors-sujet": "La question sort du domaine.",
        "relais": "Plusieurs échecs de suite : une personne prend le relais.",
        "hesitation": "Plusieurs sujets sont possibles.",
        "reponse-commune": "Toutes les réponses du fichier sont les mêmes sur ce sujet.",
        "reponse": "Un passage répond à la question.",
        "redaction": "Aucun passage ne répond : un modèle rédige, s'il y en a un.",
        "sans-reponse": "Le fichier ne donne pas de réponse sur ce sujet.",
    },
    code_label="numéro $example",
    code_question="Quel est ce numéro ? Il ressemble à $example.",
    builtins={
        "date": ("date", "date"),
        "duree": ("durée", "duration"),
        "montant": ("montant", "amount"),
        "email": ("adresse électronique", "email"),
        "telephone": ("numéro de téléphone", "phone"),
        "quantite": ("quantité", "quantity"),
        "nom": ("prénom", "person"),
    },
)  # fmt: skip

_ENGLISH = PackTexts(
    description="A pack proposed from a CSV file, to be reviewed.",
    persona=(
        "You are the assistant of $title.\n"
        "You answer in English, simply and precisely. Two to five sentences are enough.\n"
        "You rely only on the information given with the question and quote its figures as they "
        "are. If the information is missing, you say so."
    ),
    topics=(
        BuiltInTopic(
            "SALUTATION",
            "a greeting",
            ("hello", "good morning"),
            ("hello", "hi", "Hi there!", "good morning", "good evening", "hey",
             "Hello, is anybody there?", "hello everyone", "good afternoon", "hey, are you there?"),
            ("Hello! I am the assistant of $pack_title. What can I do for you?",),
            "The user says hello.",
        ),
        BuiltInTopic(
            "FIN_CONVERSATION",
            "the end of the conversation",
            ("goodbye", "thank you"),
            ("thanks", "thank you", "thank you very much", "goodbye", "bye", "have a nice day",
             "see you", "ok thanks", "great, thank you", "thanks for your help"),
            ("You're welcome. Have a nice day!",),
            "The user says thanks or goodbye.",
        ),
    ),
    required={
        "ask": {"default": ("I want to be sure that I understand: do you mean $choices?",)},
        "decline": {"default": ("This question is outside what I know: $pack_title.",)},
        "handover": {"default": ("I would rather pass you to a person. Summary: $summary",)},
        "no_answer": {"default": ("I do not have the answer to this question.",)},
        "moderation": {
            "rude": ("Let us stay polite, and tell me how I can help.",),
            "hostile": ("I understand that you are upset, but I cannot go on in this tone.",),
            "threat": ("I cannot answer a threat. In an emergency, call 112.",),
        },
    },
    no_answer_yet="Your question is about: $category_label. I have no answer to give you yet.",
    reasons={
        "agression": "The message is aggressive.",
        "calcul": "The message holds a calculation.",
        "calcul-de-dates": "The message asks for a calculation with dates.",
        "reponse-nette": "A passage clearly answers.",
        "hors-sujet": "The question is outside the domain.",
        "relais": "Several failures in a row: a person takes over.",
        "hesitation": "Several subjects are possible.",
        "reponse-commune": "All responses of the file are the same on this subject.",
        "reponse": "A passage answers the question.",
        "redaction": "No passage answers: a model writes, if there is one.",
        "sans-reponse": "The file gives no response on this subject.",
    },
    code_label="number $example",
    code_question="What is this number? It looks like $example.",
    builtins={
        "date": ("date", "date"),
        "duree": ("duration", "duration"),
        "montant": ("amount", "amount"),
        "email": ("e-mail address", "email"),
        "telephone": ("phone number", "phone"),
        "quantite": ("quantity", "quantity"),
        "nom": ("first name", "person"),
    },
)  # fmt: skip


def pack_texts(language: str) -> PackTexts:
    """Return the sentences for a language code."""
    return _FRENCH if language == "fr" else _ENGLISH
