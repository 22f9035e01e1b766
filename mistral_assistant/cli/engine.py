"""``engine``: run the process that holds the model."""

import argparse
import os
import sys
from pathlib import Path

from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, system_reason
from mistral_assistant.models.default import default_model
from mistral_assistant.settings import Settings

TOKEN = "MISTRAL_ASSISTANT_ENGINE_TOKEN"


def engine(options: argparse.Namespace, settings: Settings) -> int:
    """Serve a model until nobody wants anything any more."""
    model = options.model or (Path(settings.model) if settings.model else None)
    notice = ""
    if model is None:
        model, notice = default_model(settings.data_dir)
    from mistral_assistant.engine.choose import EngineOptions, build
    from mistral_assistant.engine.run import Listening, serve

    built = build(
        EngineOptions(
            model=model,
            adapters=dict(options.adapter),
            runtime=options.runtime,
            quantize=options.quantize,
            dtype=options.dtype,
            context=options.context,
            threads=options.threads,
            cache_dir=settings.data_dir / "engine" / "cache",
            data_dir=settings.data_dir,
        )
    )
    built.notice = notice
    listening = Listening(
        options.host, options.port, _token(options.token_file), options.state_file,
        options.idle_minutes, options.nice,
    )  # fmt: skip
    serve(built, listening, _tell)
    return 0


def _tell(address: str) -> None:
    print(_("Le moteur écoute sur {address}.").format(address=address), file=sys.stderr, flush=True)


def _token(file: Path | None) -> str:
    """Return the token from the file, or from the environment."""
    try:
        text = file.read_text() if file else os.environ.get(TOKEN, "")
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise UsageError(
            _("Le jeton d'accès {file} est illisible ({reason}).").format(file=file, reason=reason)
        ) from error
    token = text.strip()
    if file and len(token) < 16 or not token.isascii() or any(map(str.isspace, token)):
        raise UsageError(
            _("Un jeton d'accès est un mot d'au moins 16 lettres et chiffres, sans espace.")
        )
    return token
