"""A question said otherwise, an answer given again: the first stays beside it."""

from datetime import datetime

from scripted import Script
from turns_in_a_store import say, scripted
from workshop_turns import GOOD, QUESTION

from mistral_assistant.assistant import Assistant
from mistral_assistant.chat import ConversationState
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings


def test_a_question_said_otherwise_begins_a_branch_beside_the_first(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    say(assistant, conversation, "Bonjour, je m'appelle Nadia", now)
    say(assistant, conversation, QUESTION, now)
    assert conversation.id is not None
    old = [message.id for message in store.page(conversation.id)]
    branch = assistant.before(old[2])
    assert [message.content for message in branch.history][0] == "Bonjour, je m'appelle Nadia"
    assert branch.state.turns == 1
    say(assistant, branch, "Vos horaires ?", now)
    new = [message.id for message in store.page(conversation.id)]
    assert (new[:2], len(new)) == (old[:2], 4)
    assert store.siblings(new[2]) == (old[2], new[2])
    store.show_branch(old[2])
    assert [message.id for message in store.page(conversation.id)] == old


def test_the_first_question_too_can_be_said_otherwise(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    say(assistant, conversation, "Bonjour", now)
    assert conversation.id is not None
    first = store.page(conversation.id)[0]
    branch = assistant.before(first.id)
    assert (branch.leaf_id, branch.history, branch.state) == (None, [], ConversationState())
    say(assistant, branch, "Bonsoir", now)
    assert [message.content for message in store.page(conversation.id)][0] == "Bonsoir"


def test_an_answer_given_again_stands_beside_the_first(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script((GOOD,)), Script(("45 €.",)))
    conversation = assistant.new_conversation()
    say(assistant, conversation, QUESTION, now)
    assert conversation.id is not None
    question, answer = store.page(conversation.id)
    again = assistant.before(question.id)
    list(assistant.answer(QUESTION, again, question_id=question.id, now=now))
    page = store.page(conversation.id)
    assert [message.content for message in page] == [QUESTION, "45 €."]
    assert page[0].id == question.id
    assert store.siblings(page[1].id) == (answer.id, page[1].id)
