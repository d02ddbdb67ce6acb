"""The WSGI entry point: `gunicorn wsgi:app`."""

from evidence_svc.app import create_app
from evidence_svc.config import load_settings
from evidence_svc.logs import configure_logs

configure_logs()
app = create_app(load_settings())
