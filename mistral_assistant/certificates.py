"""Which certificates an HTTP client trusts: read once, and only where there is encryption."""

import ssl
from functools import lru_cache


def trusted(url: str) -> ssl.SSLContext | bool:
    """Return what httpx2 takes as ``verify`` for a client that talks to ``url`` alone.

    Reading the list of authorities takes about 45 ms of processor time, which a client does for
    itself when it is made, for plain ``http:`` as well. There no certificate is ever looked at:
    none is read. For everything else there is one context, shared by all clients of the process.
    """
    return False if url.lower().startswith("http://") else _authorities()


@lru_cache(maxsize=1)
def _authorities() -> ssl.SSLContext:
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)
