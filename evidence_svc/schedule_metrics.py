"""The periodic jobs as Prometheus metrics: when each last began, and whether it ended well."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from evidence_svc.errors import ServiceError
from evidence_svc.operations.periodic_runs import read_runs
from evidence_svc.services import Services


class ScheduleCollector(Collector):
    """Reads the latest runs when it is asked for; a database out of reach yields no figures rather than an error."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge a figure, one series a job; instants are seconds since 1970."""
        started = GaugeMetricFamily("evidence_job_started_timestamp_seconds", "When a job last began.", labels=["job"])
        failed = GaugeMetricFamily("evidence_job_failed", "1 if a job's last run failed.", labels=["job"])
        try:
            runs = read_runs(self._services)
        except ServiceError:
            return
        for run in runs:
            started.add_metric([run.name], run.started_at.timestamp())
            failed.add_metric([run.name], int(bool(run.failure)))
        yield started
        yield failed
