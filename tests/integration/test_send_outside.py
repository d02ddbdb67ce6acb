"""Checkpoints kept by others: sent to every place configured, stamped and cosigned, retried, and in nobody's way."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from email import message_from_string
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from audit.checkpoint import check_cosignatures, parse_checkpoint
from audit.note import parse_verifier
from audit.timestamp import verify_stamp
from evidence_svc.config import Settings, load_settings
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.errors import ConfigurationError
from evidence_svc.mailing import MailError, MailServer, send_message
from evidence_svc.operations.checkpoint import log_folder, log_keys, make_checkpoint
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from evidence_svc.operations.send_outside import Delivery, parcel_of, publish_due, read_deliveries
from evidence_svc.places import PlaceError, label_of, send
from evidence_svc.services import Services
from tests.factories import NOW, ROUND, Office, make_office, make_services, make_settings
from tests.outside import mail_server, web_server, witness_process
from tests.unit.audit.test_timestamp import AT, ROOT, local_authority


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(make_services(make_settings(tmp_path / "data")))
    yield made
    made.services.work.engine.dispose()


def with_settings(office: Office, *, minutes: float = 0, **settings: object) -> Services:
    """The office's services under other settings, so many minutes later."""
    changed = Settings.model_validate(office.services.settings.model_dump() | settings)
    return replace(office.services, settings=changed, clock=lambda: NOW + timedelta(minutes=minutes))


def score(office: Office, points: str) -> None:
    """Add an entry to the log."""
    values = {"kind": ScoreKind.SELF, "value": Decimal(points), "reason": "theo báo cáo của đơn vị"}
    change_score(office.services, office.clerk, office.row_id("1.1.1"), **values)  # type: ignore[arg-type] # by name


def test_every_kind_of_place_gets_the_checkpoint(office: Office, tmp_path: Path) -> None:
    """A folder, a store, a mailbox and a web address all hold the newest checkpoint, with which the log can be held."""
    hooked: list[bytes] = []
    letters: list[str] = []

    def take(body: bytes) -> tuple[int, bytes]:
        hooked.append(body)
        return 204, b""

    with web_server(take) as hook, mail_server(letters) as mail:
        places = (
            f"{(tmp_path / 'kept').as_uri()} memory://store/log mailto:thanhtra@example.vn {hook}/hook?token=secret"
        )
        sender = "nhatky@example.vn"
        services = with_settings(
            office, checkpoint_places=places, checkpoint_mail_server=mail, checkpoint_mail_sender=sender
        )
        found = publish_due(services)
    text = log_folder(services).latest_text or ""
    size = parse_checkpoint(text)[0].size

    assert [(delivery.works, delivery.size) for delivery in found] == [(True, size)] * 4
    assert (tmp_path / f"kept/checkpoints/{size:012}").read_text() == text
    assert json.loads(hooked[0])["checkpoint"] == text
    attached = [part.get_payload(decode=True) for part in message_from_string(letters[0]).walk()]
    assert text.encode() in attached
    assert "secret" not in str(found)


def test_the_newest_is_stamped_and_cosigned_before_it_is_sent(office: Office, tmp_path: Path) -> None:
    """What a place keeps carries the authority's time and the cosignature of a witness in a process of its own."""
    make_checkpoint(office.services)
    (log_key,) = log_keys(office.services)
    authority = local_authority()
    roots = tmp_path / "roots.pem"
    roots.write_bytes(ROOT.public_bytes(Encoding.PEM))
    with (
        web_server(lambda body: (200, authority(body))) as tsa,
        witness_process(tmp_path / "witness", log_key.text) as (key, address),
    ):
        services = with_settings(
            office,
            checkpoint_places=(tmp_path / "kept").as_uri(),
            checkpoint_tsa=tsa,
            checkpoint_tsa_roots=roots,
            checkpoint_witnesses=f"{key}@{address}",
        )
        first = publish_due(services)
        score(office, "0.50")
        advance_round(services, office.administrator, ROUND, RoundState.CLOSED)
        second = publish_due(services)

    assert [delivery.works for delivery in (*first, *second)] == [True] * 6
    assert {delivery.size for delivery in second} == {first[0].size + 2}
    kept = tmp_path / f"kept/checkpoints/{second[0].size:012}"
    checkpoint, note = parse_checkpoint(kept.read_text())
    assert verify_stamp(checkpoint.body, kept.with_name(kept.name + ".tsr").read_bytes(), [ROOT]) == AT
    assert [one.witness for one in check_cosignatures(note, [parse_verifier(key)])] == ["thanh-tra.example/w1"]


def test_a_place_that_fails_is_asked_again_and_holds_nobody_up(office: Office, tmp_path: Path) -> None:
    """The others get theirs, the failure is told, the next attempt waits a little longer each time, then succeeds."""
    answers = iter((500, 500, 204))
    with web_server(lambda _: (next(answers), b"")) as hook:
        places = f"{hook}/hook {(tmp_path / 'kept').as_uri()}"

        def publish(minutes: float) -> Delivery:
            found = publish_due(with_settings(office, minutes=minutes, checkpoint_places=places))
            assert found[1].works
            return found[0]

        failed, waiting, again, done = publish(0), publish(0.5), publish(1.1), publish(3.2)

    assert (failed.works, failed.failures) == (False, 1)
    assert "place-refused" in failed.failure
    assert waiting == failed
    assert (again.failures, done.failures) == (2, 0)
    assert read_deliveries(office.services)[0] == done


def test_a_round_that_moves_is_published_at_once(office: Office) -> None:
    """Entries wait for the hour; the transition of a round does not."""
    publish_due(with_settings(office))
    score(office, "0.50")
    publish_due(with_settings(office))
    before = log_folder(office.services).latest
    advance_round(office.services, office.administrator, ROUND, RoundState.CLOSED)
    publish_due(with_settings(office))
    after = log_folder(office.services).latest

    assert before is not None
    assert after is not None
    assert after.size == before.size + 2


def test_another_checkpoint_of_the_same_size_is_never_written_over(office: Office, tmp_path: Path) -> None:
    """What a place keeps convicts the log: a second history of the same size is refused there, and told."""
    place = (tmp_path / "kept").as_uri()
    publish_due(with_settings(office, checkpoint_places=place))
    (kept,) = (tmp_path / "kept/checkpoints").iterdir()
    kept.write_text("evidence-svc/other\n" + kept.read_text().partition("\n")[2])
    other = kept.read_text()
    (tmp_path / "data/checkpoints-sent.json").unlink()
    (found,) = publish_due(with_settings(office, checkpoint_places=place))

    assert "place-contradicts" in found.failure
    assert kept.read_text() == other


def test_a_place_that_has_seen_more_is_never_written_over(office: Office, tmp_path: Path) -> None:
    """Everything put back to yesterday together, the publication too: the place has seen more, and it is told."""
    place = (tmp_path / "kept").as_uri()
    make_checkpoint(office.services)
    shutil.copytree(log_folder(office.services).path, tmp_path / "yesterday")
    score(office, "0.50")
    make_checkpoint(office.services)
    publish_due(with_settings(office, checkpoint_places=place))
    seen = (tmp_path / "kept/checkpoint").read_text()
    shutil.rmtree(log_folder(office.services).path)
    (tmp_path / "yesterday").rename(log_folder(office.services).path)
    with pytest.raises(PlaceError, match="bản cũ") as refused:
        send(place, parcel_of(log_folder(office.services)), None)

    assert refused.value.reason == "place-contradicts"
    assert (tmp_path / "kept/checkpoint").read_text() == seen


def test_a_mailbox_without_a_server_is_told(office: Office) -> None:
    """A mailbox that no server is configured for fails with the name of the missing setting."""
    (found,) = publish_due(with_settings(office, checkpoint_places="mailto:a@example.vn"))

    assert "EVIDENCE_CHECKPOINT_MAIL_SERVER" in found.failure


def test_letters_go_through_the_server_of_reminders(office: Office) -> None:
    """Where no server of their own is set, checkpoints go through the one that reminders go through."""
    letters: list[str] = []
    with mail_server(letters) as mail:
        host, port = mail.removeprefix("smtp://").split(":")
        services = with_settings(
            office,
            checkpoint_places="mailto:a@example.vn",
            smtp_host=host,
            smtp_port=int(port),
            smtp_security="none",
            smtp_from="tu@example.vn",
        )
        (found,) = publish_due(services)

    assert found.works, found.failure
    assert message_from_string(letters[0])["From"] == "tu@example.vn"


def test_a_password_is_never_told_in_the_clear(office: Office) -> None:
    """A server that offers no STARTTLS gets neither the account's password nor the letter."""
    letters: list[str] = []
    with mail_server(letters) as mail:
        server = mail.replace("smtp://", "smtp://nhatky:mat-khau@")
        services = with_settings(office, checkpoint_places="mailto:a@example.vn", checkpoint_mail_server=server)
        (found,) = publish_due(services)

    assert (found.works, letters) == (False, [])
    assert "SMTPNotSupportedError" in found.failure


def test_starttls_is_used_where_it_is_offered(office: Office) -> None:
    """The server is asked what it can before anything is sent: what it offers is begun, and a refusal ends it."""
    letters: list[str] = []
    with mail_server(letters, offers=("STARTTLS",)) as mail:
        services = with_settings(office, checkpoint_places="mailto:a@example.vn", checkpoint_mail_server=mail)
        (found,) = publish_due(services)

    assert (found.works, letters) == (False, [])


def test_a_server_that_ends_the_talk_leaves_nothing_open(recwarn: pytest.WarningsRecorder) -> None:
    """When TLS or the account is refused the connection is closed, not left to the collector."""
    letters: list[str] = []
    message = EmailMessage()
    message["To"] = "a@example.vn"
    with mail_server(letters, offers=("STARTTLS", "AUTH")) as mail:
        host, port = mail.removeprefix("smtp://").split(":")
        for security in ("starttls", "none"):
            server = MailServer(host, int(port), "tu@example.vn", security, "a", "b")
            with pytest.raises(MailError):
                send_message(server, message)
    gc.collect()

    assert [warning for warning in recwarn if warning.category is ResourceWarning] == []


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("s3://kho/nhat-ky", "s3://kho/nhat-ky"),
        ("mailto:a@example.vn", "a@example.vn"),
        ("https://user:pass@host.vn/secret", "https://host.vn 14b9e4"),
    ],
)
def test_labels_tell_no_secrets(place: str, label: str) -> None:
    """A page names a place without user, password or the secret path of a web hook."""
    assert label_of(place)[:15] == label[:15]
    assert "secret" not in label_of(place)


@pytest.mark.parametrize(
    ("name", "value"), [("checkpoint_places", "telegraph://x"), ("checkpoint_witnesses", "khong-co-khoa")]
)
def test_wrong_places_are_refused_at_start(tmp_path: Path, name: str, value: str) -> None:
    """A place or witness that can never be reached is found before anything is served."""
    with pytest.raises(ConfigurationError, match=name.upper()):
        load_settings(data_dir=tmp_path, **{name: value})


def test_an_unreachable_place_raises_the_services_own_error(office: Office) -> None:
    """A web address where nobody listens is a PlaceError, not a library's."""
    make_checkpoint(office.services)
    with pytest.raises(PlaceError) as refused:
        send("http://127.0.0.1:9/x", parcel_of(log_folder(office.services)), None)
    assert refused.value.reason == "place-unreachable"
