# Generated from src/huggingface_hub/_async/api/scheduled_jobs.py: edit that file, not this one, then run `python -m codegen`.

"""Scheduled jobs: jobs that the Hub starts again and again."""

from __future__ import annotations

from typing import Any

from huggingface_hub._core import jobs, wire
from huggingface_hub._lazy import errors
from huggingface_hub._sync.api.jobs import JobsApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.jobs import JobHardware, JobInfo, ScheduledJobInfo
from huggingface_hub.types.spaces import Volume


class ScheduledJobsApi(JobsApi):
    """Operations on scheduled jobs."""

    def create_scheduled_job(
        self,
        *,
        image: str,
        command: list[str],
        schedule: str,
        suspend: bool | None = None,
        concurrency: bool | None = None,
        env: dict[str, Any] | None = None,
        secrets: dict[str, Any] | None = None,
        flavor: JobHardware | str | None = None,
        timeout: int | float | str | None = None,
        attempts: int | None = None,
        name: str | None = None,
        labels: dict[str, str] | None = None,
        volumes: list[Volume] | None = None,
        expose: list[int] | None = None,
        expose_public: list[int] | None = None,
        resource_group_id: str | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> ScheduledJobInfo:
        """
        Have a job started again and again.

        Args:
            image: A Docker image such as `python:3.12`, or that of a Space: `hf.co/spaces/user/name`.
            command: What to run, as a list of words. No shell reads it.
            schedule: When: a cron expression such as `0 9 * * 1`, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
            suspend: Begin paused.
            concurrency: Whether a run may begin before the last one has ended.
            env: Environment variables.
            secrets: Environment variables that nobody can read afterwards.
            flavor: The machine; `cpu-basic` by default. `list_jobs_hardware` lists them.
            timeout: Stop each run after this long: seconds, or text such as `90s`, `5m`, `1.5h` or `1d`.
            attempts: How often each run may be started in all if it fails; once by default.
            name: Its name, kept as the label `name`. By default one is made from image and command.
            labels: Tag it with these keys and values.
            volumes: Repositories and buckets to mount.
            expose: Ports to open for those who may read the namespace.
            expose_public: Ports to open for everyone.
            resource_group_id: Group of the organization that it belongs to.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            ValueError: The arguments make no sense, alone or together.
            HfHubHTTPError: The Hub refuses the job or its schedule.
        """
        spec = jobs.create_spec(
            image=image,
            command=command,
            env=env,
            secrets=secrets,
            flavor=flavor,
            timeout=timeout,
            attempts=attempts,
            labels=jobs.named(labels, name, jobs.name_of_image(image, command)),
            volumes=volumes,
            expose=expose,
            expose_public=expose_public,
            resource_group_id=resource_group_id,
        )
        body = jobs.scheduled(spec, schedule, suspend=suspend, concurrency=concurrency)
        url = jobs.route(self._namespace_of_jobs(namespace, token), scheduled=True)
        return jobs.scheduled_in(self.send("POST", url, json=body, token=token))

    def create_scheduled_uv_job(
        self,
        script: str,
        *,
        script_args: list[str] | None = None,
        schedule: str,
        suspend: bool | None = None,
        concurrency: bool | None = None,
        dependencies: list[str] | None = None,
        python: str | None = None,
        image: str | None = None,
        env: dict[str, Any] | None = None,
        secrets: dict[str, Any] | None = None,
        flavor: JobHardware | str | None = None,
        timeout: int | float | str | None = None,
        attempts: int | None = None,
        name: str | None = None,
        labels: dict[str, str] | None = None,
        volumes: list[Volume] | None = None,
        expose: list[int] | None = None,
        expose_public: list[int] | None = None,
        resource_group_id: str | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> ScheduledJobInfo:
        """
        Have a Python script run again and again with `uv`, which installs what the script needs.

        The script and its arguments may be files of this machine: they are uploaded to the private bucket
        `jobs-artifacts`, of which each run sees the same folder as `/data`, where it may write too. This needs the extra
        `xet`.

        Args:
            script: A script here, the address of one, a command that one of `dependencies` brings, or a path in one of
                `volumes`.
            script_args: What it is given.
            schedule: When: a cron expression such as `0 9 * * 1`, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
            suspend: Begin paused.
            concurrency: Whether a run may begin before the last one has ended.
            dependencies: Packages to install, such as `torch` or `trl>=0.20`.
            python: Version of Python.
            image: A Docker image that has `uv`.
            env: Environment variables.
            secrets: Environment variables that nobody can read afterwards.
            flavor: The machine; `cpu-basic` by default. `list_jobs_hardware` lists them.
            timeout: Stop each run after this long: seconds, or text such as `90s`, `5m`, `1.5h` or `1d`.
            attempts: How often each run may be started in all if it fails; once by default.
            name: Its name, kept as the label `name`. By default one is made from the script and what it is given.
            labels: Tag it with these keys and values.
            volumes: Repositories and buckets to mount.
            expose: Ports to open for those who may read the namespace.
            expose_public: Ports to open for everyone.
            resource_group_id: Group of the organization that it belongs to.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            FileNotFoundError: The script, or an argument that looks like a file, does not exist.
            ValueError: The arguments make no sense, alone or together.
            ImportError: There are files to upload, and the extra `xet` is missing.
            HfHubHTTPError: The Hub refuses the job or its schedule.
        """
        arguments = script_args or []
        label = jobs.name_of_script(script, arguments)
        (script, *arguments), volumes = self._send_job_files(
            script, arguments, volumes, namespace=namespace, token=token
        )
        return self.create_scheduled_job(
            image=jobs.uv_image(image),
            command=jobs.uv_command(script, arguments, dependencies, python),
            schedule=schedule,
            suspend=suspend,
            concurrency=concurrency,
            env=env,
            secrets=secrets,
            flavor=flavor,
            timeout=timeout,
            attempts=attempts,
            labels=jobs.named(labels, name, label),
            volumes=volumes,
            expose=expose,
            expose_public=expose_public,
            resource_group_id=resource_group_id,
            namespace=namespace,
            token=token,
        )

    def list_scheduled_jobs(
        self,
        *,
        labels: dict[str, str] | None = None,
        timeout: int | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> list[ScheduledJobInfo]:
        """
        List scheduled jobs.

        Args:
            labels: Only those with all of these labels.
            timeout: Seconds of silence after which to give up.
            namespace: Whose jobs; by default those of the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such namespace, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token), scheduled=True)
        params = jobs.scheduled_params(labels)
        response = self.send("GET", url, params=params, timeout=timeout, token=token)
        found = wire.read_each(response, ScheduledJobInfo.from_wire)
        return [job for job in found if jobs.has_labels(job, labels)]

    def inspect_scheduled_job(
        self, *, scheduled_job_id: str, namespace: str | None = None, token: Token = None
    ) -> ScheduledJobInfo:
        """
        Describe a scheduled job.

        Args:
            scheduled_job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
        """
        return jobs.scheduled_in(self._ask_scheduled("GET", scheduled_job_id, namespace=namespace, token=token))

    def delete_scheduled_job(self, *, scheduled_job_id: str, namespace: str | None = None, token: Token = None) -> None:
        """
        Delete a scheduled job. Runs that have begun go on.

        Args:
            scheduled_job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
        """
        self._ask_scheduled("DELETE", scheduled_job_id, namespace=namespace, token=token)

    def suspend_scheduled_job(
        self, *, scheduled_job_id: str, namespace: str | None = None, token: Token = None
    ) -> None:
        """
        Pause a scheduled job: it is not started until it is resumed.

        Args:
            scheduled_job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
        """
        self._ask_scheduled("POST", scheduled_job_id, "suspend", namespace=namespace, token=token)

    def resume_scheduled_job(self, *, scheduled_job_id: str, namespace: str | None = None, token: Token = None) -> None:
        """
        Go on with a scheduled job that was paused.

        Args:
            scheduled_job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
        """
        self._ask_scheduled("POST", scheduled_job_id, "resume", namespace=namespace, token=token)

    def trigger_scheduled_job(
        self, *, scheduled_job_id: str, namespace: str | None = None, token: Token = None
    ) -> JobInfo:
        """
        Start a scheduled job now, whatever its schedule.

        Args:
            scheduled_job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Returns:
            The run that has begun.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
        """
        response = self._ask_scheduled("POST", scheduled_job_id, "run", namespace=namespace, token=token)
        return jobs.job_in(response, self.endpoint)

    def update_scheduled_job_schedule(
        self, *, scheduled_job_id: str, schedule: str, namespace: str | None = None, token: Token = None
    ) -> ScheduledJobInfo:
        """
        Change when a scheduled job is started.

        Args:
            scheduled_job_id: Its id.
            schedule: A cron expression, or such as `@hourly`.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
            HfHubHTTPError: The Hub does not understand the schedule.
        """
        body = {"schedule": schedule}
        response = self._ask_scheduled(
            "POST", scheduled_job_id, "schedule", body=body, namespace=namespace, token=token
        )
        return jobs.scheduled_in(response)

    def update_scheduled_job_labels(
        self, *, scheduled_job_id: str, labels: dict[str, str], namespace: str | None = None, token: Token = None
    ) -> ScheduledJobInfo:
        """
        Replace the labels of a scheduled job, its name included.

        Args:
            scheduled_job_id: Its id.
            labels: All labels that it is to have.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such scheduled job, or no access to it.
        """
        body = {"labels": labels}
        response = self._ask_scheduled("PUT", scheduled_job_id, "labels", body=body, namespace=namespace, token=token)
        return jobs.scheduled_in(response)

    def _ask_scheduled(
        self,
        method: str,
        scheduled_job_id: str,
        *parts: str,
        body: dict[str, Any] | None = None,
        namespace: str | None,
        token: Token,
    ) -> errors.Response:
        """Send something about one scheduled job."""
        owner = self._namespace_of_jobs(namespace, token)
        url = jobs.route(owner, scheduled_job_id, *parts, scheduled=True)
        return self.send(method, url, json=body, token=token)
