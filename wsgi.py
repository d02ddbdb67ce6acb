"""The WSGI entry point: `gunicorn wsgi:app`."""

from evidence_svc.app import create_app
from evidence_svc.config import load_settings

app = create_app(load_settings())
