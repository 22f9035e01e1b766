"""The backend that the settings ask for."""

from mistral_assistant.backends.base import Backend
from mistral_assistant.backends.offline import OfflineBackend
from mistral_assistant.errors import SettingsError
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings, default_config_file


def backend_for(settings: Settings) -> Backend:
    """Return the backend of the settings; nothing is sent to a server yet.

    Raises:
        SettingsError: the settings name no server, or the key cannot be used.
    """
    if settings.backend == "engine":
        return _engine(settings)
    if settings.backend != "server":
        return OfflineBackend()
    if not settings.server:
        raise SettingsError(
            _("Aucun serveur de modèle n'est indiqué."),
            _('Ajoutez server = "http://127.0.0.1:11434/v1" aux réglages.'),
        )
    from mistral_assistant.backends.keys import server_key
    from mistral_assistant.backends.server import ServerBackend

    return ServerBackend(settings.server, settings.model, server_key(default_config_file().parent))


def _engine(settings: Settings) -> Backend:
    from mistral_assistant.backends.engine import EngineBackend

    return EngineBackend(settings.data_dir, settings.model)
