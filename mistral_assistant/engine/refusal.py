"""A request that is refused, and why; no HTTP."""

from mistral_assistant.i18n import _


class RequestError(Exception):
    """A request that is refused; becomes OpenAI's error JSON."""

    def __init__(
        self, problem: str, status: int = 400, code: str = "invalid_request", param: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.status = status
        self.code = code
        self.param = param
        self.retry_after = 0
        """Seconds after which it is worth another try; 0 where it is not."""


def wrong(name: str, wanted: str) -> RequestError:
    """Return what somebody is told whose field ``name`` is not what it should be."""
    return RequestError(
        _("« {name} » doit être : {wanted}.").format(name=name, wanted=wanted), param=name
    )
