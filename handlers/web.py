"""What is served over HTTP: Slack's signed requests, installing the program, and whether it is well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import structlog
from flask import Flask, Response, request
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.flask.handler import to_bolt_request

from bot import logs
from bot.views import pages
from handlers.installing import COMES_BACK_TO, LEAVES_AT, Flow
from handlers.shedding import ARRIVED
from handlers.signed import Seal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

STYLE: Final = "/style.css"
MOST_BYTES = 1024 * 1024
"""Of a request; Slack's own are far smaller."""
TLS_BYTES = 200
"""Of Slack's question whether its certificate is good, at most."""
UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What Bolt raises over a body that is not as Slack describes it. No listener fails this way: the door looks after each."""
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(map(" ".join, POLICY.items())),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def server(app: App, seal: Seal, watched: Callable[[Flask], None], flow: Flow | None) -> Flask:
    """For gunicorn.

    Args:
        watched: adds the pages for whoever runs the program.
        flow: where workspaces install the program themselves.
    """
    made = Flask("codebuddies", static_folder=None)
    made.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    @made.after_request
    def guard(response: Response) -> Response:
        said = {name.lower() for name, _ in response.headers}
        response.headers.extend([one for one in HEADERS.items() if one[0].lower() not in said])
        return response

    @made.post("/slack/events")
    def slack_events() -> Response:
        return _taken(app, seal)

    watched(made)
    _read(made, installable=flow is not None)
    if flow is not None:
        _install(made, flow)
    made.wsgi_app = _referred(made.wsgi_app)  # type: ignore[method-assign, assignment] # as Flask says to do it
    return made


def _referred(serve: WSGIApplication) -> WSGIApplication:
    """Whatever is logged while a request is answered has its reference."""

    def served(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with logs.request():
            return serve(environ, start)

    return served


def _taken(app: App, seal: Seal) -> Response:
    """Bolt reads a request before it looks at the signature; here nobody else's is read."""
    if not seal.is_on(request):
        if _is_about_tls():
            return Response(status=200)
        log.warning("not_signed")
        return Response(status=401)
    try:
        delivery = to_bolt_request(request)
        delivery.context[ARRIVED] = request.environ.get(ARRIVED)
        answer = app.dispatch(delivery)
    except UNREADABLE as error:
        log.warning("malformed_delivery", lacks=type(error).__name__)
        return Response(status=400)
    return _response(answer)


def _response(answer: BoltResponse) -> Response:
    """Made at once: Bolt's own adapter has Flask make one, and changes its headers one by one."""
    headers = [(name, one) for name, several in answer.headers.items() for one in several]
    return Response(answer.body, answer.status, headers)


def _is_about_tls() -> bool:
    """Slack looks at the certificate now and then, and sends nothing but this (and its old token)."""
    return 0 < (request.content_length or 0) < TLS_BYTES and b"ssl_check=1" in request.get_data().split(b"&")


def _read(made: Flask, *, installable: bool) -> None:
    """Pages that anybody may read."""

    @made.get("/")
    def landing() -> str:
        return pages.landing(request.headers.get("Accept-Language", ""), installable=installable)

    @made.get(pages.PRIVACY)
    def privacy() -> str:
        return pages.privacy(request.headers.get("Accept-Language", ""))

    @made.get(STYLE)
    def style() -> Response:
        return Response(pages.STYLE, mimetype="text/css", headers={"Cache-Control": "max-age=3600"})


def _install(made: Flask, flow: Flow) -> None:
    @made.get(LEAVES_AT)
    def install() -> Response:
        return _response(flow.handle_installation(_address()))

    @made.get(COMES_BACK_TO)
    def come_back() -> Response:
        return _response(flow.handle_callback(_address()))


def _address() -> BoltRequest:
    """What a browser asks for. It sends no body, and none is read."""
    return BoltRequest(body="", query=request.query_string.decode("latin-1"), headers=dict(request.headers))
