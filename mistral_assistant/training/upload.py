"""A tuned model put on the Hugging Face hub: adapter or weights, tokenizer, template and cards.

Nothing else of the run goes there: neither the data nor the journal, whose rows may be private.
"""

from pathlib import Path
from typing import Any

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.training.merge import final_folder


def upload(source: Path, name: str, *, private: bool = True) -> str:
    """Upload the tuned model in ``source`` as ``name`` (account/model); return its address.

    The hub is the public one unless HF_ENDPOINT names another.

    Raises:
        ModelError: there is no tuned model in ``source``.
        TrainingError: the hub refused it or could not be reached.
    """
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalTokenNotFoundError

    folder = final_folder(source)
    again = _("Rien n'est perdu ; ensuite : export hub {folder} {name}").format(
        folder=source, name=name
    )
    try:
        api: Any = HfApi()
        api.create_repo(name, private=private, exist_ok=True)
        done = api.upload_folder(repo_id=name, folder_path=folder,
            commit_message="Tuned with Mistral Assistant")  # fmt: skip
    except HFValidationError as error:
        raise TrainingError(
            _("« {name} » n'est pas un nom de modèle.").format(name=name),
            _("Il faut compte/modèle, avec des lettres, des chiffres, - et ."),
        ) from error
    except (LocalTokenNotFoundError, HfHubHTTPError) as error:
        status = getattr(getattr(error, "response", None), "status_code", 0)
        raise _refused(name, status, again) from error
    except (OSError, RuntimeError, httpx2.HTTPError) as error:
        raise _unreachable(error, again) from error
    return str(done.repo_url)


def _refused(name: str, status: int, again: str) -> TrainingError:
    """Return what the hub's answer means; 0 where there was no token to ask with."""
    if status in (0, 401, 403):
        return TrainingError(
            _("Le hub refuse « {name} » : il faut un jeton qui a le droit d'écrire.").format(
                name=name
            ),
            _("« hf auth login », ou posez HF_TOKEN. ") + again,
        )
    return TrainingError(
        _("Le hub a répondu {status} pour « {name} ».").format(status=status, name=name), again
    )


def _unreachable(error: Exception, again: str) -> TrainingError:
    reason = str(error).splitlines()[0][:150] if str(error) else type(error).__name__
    return TrainingError(
        _("Le hub n'a pas pu être joint ({error}).").format(error=reason),
        _("Vérifiez le réseau. ") + again,
    )
