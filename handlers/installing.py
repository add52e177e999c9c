"""A workspace, or an organisation, installs the program itself: to Slack's page and back (OAuth 2), by Bolt's own flow over our store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from slack_bolt import BoltResponse
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Installation, InstallationStore
from slack_sdk.oauth.state_store import OAuthStateStore
from sqlalchemy.exc import SQLAlchemyError

from bot.calling import FAILURES
from bot.deps import Deps
from bot.services import grants, installations, leaving, organisations, workspaces
from bot.services.installations import Given
from bot.vault import KeyLost
from bot.views import pages
from bot.views.pages import Page

log = structlog.get_logger()

MANIFEST: Final = Path(__file__).parent.parent / "manifest.http.json"
HTML: Final = "text/html; charset=utf-8"
LEAVES_AT, COMES_BACK_TO = "/slack/install", "/slack/oauth_redirect"
REASONS: Final = (
    "access_denied",
    "invalid_browser",
    "invalid_state",
    "missing_code",
    "invalid_code",
    "storage_error",
    "store_away",
)
"""Why somebody comes back without having added it: Slack's word and Bolt's. Any other stands in the address alone,
where everybody can write what they like."""


def scopes() -> list[str]:
    """What the program asks for: those of its manifest."""
    asked: list[str] = json.loads(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    return asked


class _States(OAuthStateStore):
    """Who has left for Slack's page: signed with what all processes of the app have, so that any knows who comes back."""

    def __init__(self, deps: Deps, secret: str) -> None:
        self._deps = deps
        self._secret = secret

    def issue(self, *_: Any, **__: Any) -> str:
        return installations.leave_for_slack(self._secret, self._deps.clock.now())

    def consume(self, state: str) -> bool:
        return installations.come_back(self._deps.store, self._secret, self._deps.clock.now(), state)


class _Kept(InstallationStore):
    """What Slack gave, sealed, in the place of what it gave before."""

    def __init__(self, deps: Deps, ring: Callable[[str], object]) -> None:
        self._deps = deps
        self._ring = ring

    def save(self, installation: Installation) -> None:
        """Raises `BoltError` where it is not one that the program can work with; nothing is kept then."""
        told = installation
        of_all = bool(told.is_enterprise_install)
        owner = told.enterprise_id if of_all else told.team_id
        if not (owner and told.bot_token and told.bot_user_id):
            raise BoltError("nowhere")
        lasts, now = told.bot_token_expires_at, self._deps.clock.now()
        given = Given(
            str(told.bot_id),
            str(told.app_id),
            tuple(told.bot_scopes or ()),
            "" if of_all else str(told.user_id),
            told.bot_token,
            told.bot_refresh_token,
            None if lasts is None else now + timedelta(seconds=lasts - int(told.installed_at)),
        )
        lacks = installations.missing_scopes(scopes(), given)
        if lacks:
            raise BoltError("missing_scopes")
        deps = self._deps
        workspaces.arrive(deps, owner, told.bot_user_id, now)
        with deps.store.begin(owner) as db:
            leaving.come_back(db)
            installations.keep(db, deps.vaults.of(owner), now, given)
            if of_all:
                organisations.mark(db)
                grants.installed(db, now)
        if deps.tokens is not None:
            deps.tokens.forget(owner)
        log.info("installed", workspace=owner)
        organisations.settle(deps, owner, now)
        self._ring(owner)


class Flow(OAuthFlow):
    """As Bolt's own, with pages that say what to do next, and without what Slack said in the log."""

    def build_authorize_url(self, state: str, request: BoltRequest) -> str:
        """Without what stands in the address of the page: a link could ask for more, or lead elsewhere."""
        return self.settings.authorize_url_generator.generate(state)

    def build_install_page_html(self, url: str, request: BoltRequest) -> str:
        return pages.install(url, request.headers.get("accept-language", [""])[0])

    def handle_callback(self, request: BoltRequest) -> BoltResponse:
        try:
            return super().handle_callback(request)
        except (SQLAlchemyError, KeyLost) as error:
            log.error("installation_failed", exc_info=error)
            return self.failure_handler(
                FailureArgs(
                    request=request,
                    reason="store_away",
                    suggested_status_code=503,
                    settings=self.settings,
                    default=self.default_callback_options,
                )
            )

    def run_installation(self, code: str) -> Installation | None:
        try:
            return super().run_installation(code)
        except FAILURES:
            log.warning("slack_not_reached", at="install")
            return None


def flow(deps: Deps, client: WebClient, ring: Callable[[str], object]) -> Flow:
    """The way to Slack's page and back. `client`: without a token; what the code is exchanged by."""
    settings = deps.settings
    assert settings.slack_client_id is not None  # noqa: S101 - its settings demand it
    assert settings.slack_client_secret is not None  # noqa: S101 - its settings demand it
    secret = settings.slack_client_secret.get_secret_value()
    return Flow(
        client=client,
        settings=OAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=secret,
            scopes=scopes(),
            redirect_uri=settings.redirect_uri,
            authorization_url=settings.slack_api_url.removesuffix("api/") + "oauth/v2/authorize",
            installation_store=_Kept(deps, ring),
            state_store=_States(deps, secret),
            callback_options=CallbackOptions(success=_arrived, failure=_not_installed),
            install_path=LEAVES_AT,
            redirect_uri_path=COMES_BACK_TO,
        ),
    )


def _arrived(args: SuccessArgs) -> BoltResponse:
    told = args.installation
    language, app = _language(args.request), str(told.app_id)
    if told.is_enterprise_install:
        page = pages.installed_by_organisation(str(told.enterprise_id), app, language)
    else:
        page = pages.installed(str(told.team_id), app, language)
    return _page(200, page, _over(args))


def _not_installed(args: FailureArgs) -> BoltResponse:
    log.warning("not_installed", reason=args.reason if args.reason in REASONS else "another")
    page = pages.not_installed(args.reason, _language(args.request))
    return _page(args.suggested_status_code, page, _over(args))


def _language(request: BoltRequest) -> str:
    return str(request.headers.get("accept-language", [""])[0])


def _over(args: SuccessArgs | FailureArgs) -> Mapping[str, Any]:
    """The way is over, and so is its cookie."""
    return {"Set-Cookie": [args.settings.state_utils.build_set_cookie_for_deletion()]}


def _page(status: int, page: Page, headers: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=status, body=page, headers={"Content-Type": HTML, **headers})
