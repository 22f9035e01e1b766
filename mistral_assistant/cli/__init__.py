"""The command line: reads the arguments, builds the settings, calls one command, prints errors.

Exit codes: 0 done · 1 refused or failed, with a message · 2 wrong usage · 3 a check or test of a
pack did not pass · 130 stopped with Ctrl+C.
"""

import sys
from collections.abc import Sequence

from mistral_assistant.cleaning import clean
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import _, set_language

EXIT_OK, EXIT_ERROR, EXIT_USAGE, EXIT_CHECK, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a user's mistake never shows a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    set_language(_language(arguments))
    _keep_output_alive()
    try:
        from mistral_assistant.cli.parser import parse
        from mistral_assistant.settings import load_settings

        options = parse(arguments)
        settings = load_settings(
            {name: getattr(options, name, None) for name in _SETTING_FLAGS},
            config_file=options.config,
        )
        set_language(settings.lang)
        return int(options.run(options, settings))
    except AssistantError as error:
        print(clean(f"{_('Erreur')} : {error}"), file=sys.stderr)
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away (… | head); nothing is left to say
        return EXIT_OK


_SETTING_FLAGS = ("pack", "lang", "theme", "debug", "domains", "data_dir")


def _language(arguments: Sequence[str]) -> str:
    """Read ``--lang`` ahead of the parser, whose own help must already speak that language."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
    return "fr"


def _keep_output_alive() -> None:
    """Never fail on a character that an old console cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
