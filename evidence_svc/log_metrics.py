"""The log's state as Prometheus metrics: whether it holds, how far it was checked and published, and by whom kept."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from evidence_svc.errors import ServiceError
from evidence_svc.operations.log_state import LogState, read_state_of_log
from evidence_svc.services import Services


class LogCollector(Collector):
    """Reads the state when it is asked for; a database out of reach yields no figures rather than an error."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures as they are now."""
        try:
            with self._services.work.read() as unit:
                state = read_state_of_log(self._services, unit)
        except ServiceError:
            return
        yield from metrics_of(state)


def metrics_of(state: LogState) -> Iterator[GaugeMetricFamily]:
    """One gauge a figure; instants are seconds since 1970, sizes entries."""
    yield GaugeMetricFamily("evidence_log_entries", "Entries in the log.", value=state.size)
    yield GaugeMetricFamily("evidence_log_published_entries", "Entries under a checkpoint.", value=state.published)
    if state.check is not None:
        check = state.check
        yield GaugeMetricFamily("evidence_log_holds", "1 if the last check found nothing bad.", value=int(check.holds))
        yield GaugeMetricFamily("evidence_log_checked_entries", "Entries the last check covered.", value=check.entries)
        instant = check.checked_at.timestamp()
        yield GaugeMetricFamily("evidence_log_checked_timestamp_seconds", "When the last check ended.", value=instant)
    failures = GaugeMetricFamily("evidence_log_place_failures", "Failed attempts in a row, by place.", labels=["place"])
    for delivery in state.deliveries:
        failures.add_metric([delivery.place], delivery.failures)
    yield failures
