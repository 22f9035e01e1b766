"""Certificates are checked wherever there is encryption, and read nowhere else."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mistral_assistant.backends.sse import Reply
from mistral_assistant.certificates import trusted


class _List(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"data": []}')

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.mark.parametrize("url", ["https://a.example/v1", "HTTPS://a.example", "//a", "ws://a", ""])
def test_what_is_not_plain_http_is_checked_against_the_authorities(url: str) -> None:
    context = trusted(url)
    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50
    assert trusted("https://b.example") is context, "they are read once"


def test_no_authority_is_read_for_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_arguments: object, **_options: object) -> None:
        raise AssertionError("certificates were read")

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", read)
    server = HTTPServer(("127.0.0.1", 0), _List)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1/models"
        assert Reply.get(url, "", 30.0) == {"data": []}
    finally:
        server.shutdown()
        server.server_close()
