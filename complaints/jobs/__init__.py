"""Recurring work in the background: a table of jobs, one runner at a time, a worker that sweeps."""

from .running import Ran, due, run_due, run_job, states
from .table import JOBS, Job

__all__ = ["JOBS", "Job", "Ran", "due", "run_due", "run_job", "states"]
