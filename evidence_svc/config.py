"""Settings: every EVIDENCE_* variable, checked at start."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal

from fsspec import available_protocols
from limits import parse_many
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from evidence_svc.errors import ConfigurationError

MEGABYTE = 1024 * 1024
PREFIX = "EVIDENCE_"
# What is wrong with a setting, by pydantic's kind of error; the bounds stand in the error's context.
FAULTS = {
    "int_parsing": "phải là số nguyên",
    "float_parsing": "phải là số",
    "bool_parsing": "phải là true hoặc false",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được lớn hơn {le}",
    "literal_error": "phải là {expected}",
    "value_error": "{error}",
}
UNUSABLE = "có giá trị không dùng được"
_HOST = re.compile(r"(?:https?://)?[a-z0-9.-]+(?::[0-9]{1,5})?")


class Settings(BaseSettings):
    """The service's settings; each field is the variable EVIDENCE_<NAME>. Sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Path("./var")
    database_url: str | None = None
    redis_url: str | None = None
    blob_url: str | None = None
    trust_dir: Path | None = None
    calendar_file: Path | None = None
    secret_key: SecretStr | None = None
    max_upload_bytes: int = Field(default=100 * MEGABYTE, gt=0)
    parse_seconds: int = Field(default=60, gt=0)
    parse_memory_bytes: int = Field(default=1536 * MEGABYTE, gt=0)
    workers: int = Field(default=2, ge=1, le=64)
    threads: int = Field(default=8, ge=1, le=256)
    secure_cookies: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    allowed_hosts: str = ""
    sign_in_limit: str = "10 per minute"
    upload_limit: str = "1000 per hour"
    fetch_hosts: str = ""
    fetch_seconds: float = Field(default=10.0, gt=0)
    fetch_bytes: int = Field(default=50 * MEGABYTE, gt=0)
    public_url: str | None = None
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str = "evidence-svc@localhost"
    checkpoint_minutes: int = Field(default=60, ge=1)
    checkpoint_places: str = ""
    checkpoint_tsa: str | None = None
    checkpoint_tsa_roots: Path | None = None
    checkpoint_witnesses: str = ""
    checkpoint_mail_server: SecretStr | None = None
    checkpoint_mail_sender: str = ""
    metrics_token: SecretStr | None = None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("phải bắt đầu bằng sqlite: hoặc postgresql:")
        return value

    @field_validator("blob_url")
    @classmethod
    def _known_store(cls, value: str | None) -> str | None:
        if value is not None and value.split(":", 1)[0] not in available_protocols():
            raise ValueError("thuộc loại kho mà fsspec không biết")
        return value

    @field_validator("checkpoint_places")
    @classmethod
    def _known_places(cls, value: str) -> str:
        kinds = {place.split(":", 1)[0] for place in value.split()}
        if unknown := kinds - {"mailto", "http", "https", *available_protocols()}:
            raise ValueError(f"có nơi lưu thuộc loại không biết: {', '.join(sorted(unknown))}")
        return value

    @field_validator("checkpoint_witnesses")
    @classmethod
    def _known_witnesses(cls, value: str) -> str:
        if any("+" not in one.partition("@")[0] or "://" not in one.partition("@")[2] for one in value.split()):
            raise ValueError("phải có dạng KHÓA@ĐỊA-CHỈ, cách nhau bằng dấu cách")
        return value

    @field_validator("fetch_hosts")
    @classmethod
    def _plain_hosts(cls, value: str) -> str:
        if not all(_HOST.fullmatch(host) for host in value.lower().split()):
            raise ValueError(
                "phải có dạng TÊN, TÊN:CỔNG hoặc http(s)://TÊN[:CỔNG], không có đường dẫn, cách nhau bằng dấu cách"
            )
        return value.lower()

    @field_validator("sign_in_limit", "upload_limit")
    @classmethod
    def _readable_limit(cls, value: str) -> str:
        try:
            parse_many(value)
        except ValueError as error:
            raise ValueError("phải có dạng “10 per minute” hoặc “1000 per hour”") from error
        return value

    @field_validator("data_dir")
    @classmethod
    def _usable_folder(cls, value: Path) -> Path:
        try:
            value.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ValueError(f"là thư mục không dùng được ({error.strerror})") from error
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; a file in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'evidence.db'}"

    @property
    def blobs(self) -> str:
        """The fsspec address of the blob store; a folder in the data folder unless set."""
        return self.blob_url or (self.data_dir.resolve() / "blobs").as_uri()

    @property
    def trust(self) -> Path:
        """The folder of trust anchors; `trust` in the data folder unless set."""
        return self.trust_dir or self.data_dir / "trust"

    @property
    def calendar(self) -> Path:
        """The file of working days and holidays; `calendar.yaml` in the data folder, which need not be there."""
        return self.calendar_file or self.data_dir / "calendar.yaml"


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment, with overrides; raises ConfigurationError naming each bad variable.

    A name that is no setting is bad, too: a misspelt one would leave its default in force unseen.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    if unknown := sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known):
        raise ConfigurationError(f"Cấu hình không hợp lệ: không có cài đặt {', '.join(unknown)}.")
    try:
        return Settings.model_validate(Settings().model_dump() | overrides)
    except ValidationError as error:
        faults = "; ".join(map(_describe_fault, error.errors()))
        raise ConfigurationError(f"Cấu hình không hợp lệ: {faults}.") from error


def _describe_fault(fault: ErrorDetails) -> str:
    """The variable and what is wrong with it in Vietnamese; never its value, which may be a password."""
    name = PREFIX + "_".join(map(str, fault["loc"])).upper()
    context = fault.get("ctx", {})
    if "expected" in context:  # the choices of a literal, written as 'a', 'b' or 'c'
        context = {"expected": context["expected"].replace(" or ", " hoặc ")}
    return f"{name} {FAULTS.get(fault['type'], UNUSABLE).format_map(context)}"


def session_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, or one made at first use and kept in the data folder (0600)."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.data_dir / "keys" / "session.key"
    if not path.exists():
        _make_session_key(path)
    return path.read_text(encoding="ascii")


def _make_session_key(path: Path) -> None:
    """Write the key whole, then give it its name: of two processes that start at once, both use the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
    with suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
