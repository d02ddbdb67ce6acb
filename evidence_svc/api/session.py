"""The session: who is signed in, sign in, sign out."""

from __future__ import annotations

from flask import session
from flask_login import logout_user
from flask_openapi3 import APIBlueprint, Tag
from flask_wtf.csrf import generate_csrf
from pydantic import BaseModel, Field

from evidence_svc.domain.people import Actor
from evidence_svc.operations.sign_in import CodeError, HalfWay, finish_sign_in, sign_in
from evidence_svc.operations.sign_out import sign_out
from evidence_svc.serving import acting, open_session_of, request_id, services, signed_in_actor

resource = APIBlueprint("session_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="session")])


class Credentials(BaseModel):
    """A sign-in name, its password, and a code where the account has a second factor."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=1024)
    code: str = Field(default="", max_length=64, description="of the authenticator app, or a recovery code")


class Person(BaseModel):
    """The signed-in person in their role."""

    id: int
    name: str
    role: str
    agency: str | None


class Session(BaseModel):
    """The token for requests that change something, and the person, null before sign-in."""

    csrf_token: str
    person: Person | None


@resource.get("/session", responses={200: Session})
def show_session() -> dict[str, object]:
    """The present session and its CSRF token."""
    return _session(signed_in_actor())


@resource.post("/session", responses={200: Session})
def open_session(body: Credentials) -> dict[str, object]:
    """Sign in; the session and its CSRF token are new. 401 `code-wanted`: send it again with a code."""
    found = sign_in(services(), body.username, body.password, request_id())
    if isinstance(found, HalfWay):
        if not body.code:
            message = "Tài khoản này có xác thực hai bước. Hãy gửi lại kèm mã ở mục code."
            raise CodeError(message, reason="code-wanted")
        found = finish_sign_in(services(), found, body.code, request_id())
    open_session_of(found)
    return _session(found.actor)


@resource.delete("/session", responses={204: None})
def close_session() -> tuple[str, int]:
    """Sign out."""
    if signed_in_actor() is not None:
        sign_out(services(), acting())
    logout_user()
    session.clear()
    return "", 204


def _session(actor: Actor | None) -> dict[str, object]:
    person = Person(id=actor.id, name=actor.name, role=actor.role.value, agency=actor.agency_id) if actor else None
    return Session(csrf_token=generate_csrf(), person=person).model_dump()
