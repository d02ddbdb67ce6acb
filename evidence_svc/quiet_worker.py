"""A worker of RQ that asks the queue's server only what our jobs need: stock RQ makes 27 round trips a job, this 7."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rq import SimpleWorker
from rq.utils import now

if TYPE_CHECKING:
    from redis.client import Pipeline
    from rq import Queue
    from rq.executions import Execution
    from rq.job import Job
    from rq.registry import StartedJobRegistry

# The server may forget a worker that died so many seconds later than RQ promises.
HEARTBEAT_SLACK = 15


class QuietWorker(SimpleWorker):
    """Runs jobs in its own process; they keep no results, have no dependents and are never repeated.

    It takes no commands over the queue: listening for them takes a thread. A process that forks should have none
    beside it (and from Python 3.12 on is warned of any).
    """

    _lives_until = 0.0

    def subscribe(self) -> None:
        """Listen to nobody."""

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Promise to be alive for `timeout` seconds, unless what was promised before lasts nearly as long."""
        until = time.monotonic() + (timeout or self.worker_ttl + 60)
        if until - self._lives_until > HEARTBEAT_SLACK:
            super().heartbeat(timeout, pipeline)
            self._lives_until = until

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        """Tell a state that is new."""
        if state != self.get_state():
            super().set_state(state, pipeline)

    def handle_execution_ended(self, job: Job, queue: Queue, heartbeat_ttl: int) -> None:
        """Note when the job ended: what follows forgets it, or keeps it among the failed, at once."""
        job.ended_at = now()

    def handle_job_success(
        self, job: Job, queue: Queue, started_job_registry: StartedJobRegistry, execution: Execution
    ) -> None:
        """Count the job and forget it, in one round trip."""
        with self.connection.pipeline() as pipeline:
            self.increment_successful_job_count(pipeline=pipeline)
            if job.started_at and job.ended_at:
                self.increment_total_working_time(job.ended_at - job.started_at, pipeline)
            self.cleanup_execution(job, pipeline=pipeline, execution=execution)
            pipeline.delete(job.key)
            pipeline.execute()
