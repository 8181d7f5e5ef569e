# Generated from src/huggingface_hub/_async/api/jobs.py: edit that file, not this one, then run `python -m codegen`.

"""Jobs: commands that run on the Hub's machines."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from huggingface_hub._core import jobs, wire
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api.job_volumes import JobVolumesApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.jobs import JobHardware, JobHardwareInfo, JobInfo, JobStage
from huggingface_hub.types.spaces import Volume


class JobsApi(JobVolumesApi):
    """Operations on jobs."""

    def run_job(
        self,
        *,
        image: str,
        command: list[str],
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
        ssh: bool = False,
        network_group: str | None = None,
        network_aliases: list[str] | None = None,
        resource_group_id: str | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> JobInfo:
        """
        Start a job: a command in a container, on a machine of the Hub.

        The job is waiting for its machine when this returns. `wait_for_job` waits for its end, `fetch_job_logs` reads what
        it writes.

        Args:
            image: A Docker image such as `python:3.12`, or that of a Space: `hf.co/spaces/user/name`.
            command: What to run, as a list of words. No shell reads it.
            env: Environment variables.
            secrets: Environment variables that nobody can read afterwards.
            flavor: The machine; `cpu-basic` by default. `list_jobs_hardware` lists them.
            timeout: Stop it after this long: seconds, or text such as `90s`, `5m`, `1.5h` or `1d`.
            attempts: How often it may be started in all if it fails; once by default.
            name: Its name, kept as the label `name`. By default one is made from image and command.
            labels: Tag it with these keys and values.
            volumes: Repositories and buckets to mount.
            expose: Ports to open for those who may read the namespace.
            expose_public: Ports to open for everyone.
            ssh: Let those who may write to the namespace log in over SSH.
            network_group: Name of a group of jobs that can reach each other.
            network_aliases: Names under which this one is found in the group.
            resource_group_id: Group of the organization that it belongs to.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Returns:
            The job, with its `id` and `url`.

        Raises:
            ValueError: The arguments make no sense, alone or together.
            HfHubHTTPError: The Hub refuses the job.
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
            ssh=ssh,
            network_group=network_group,
            network_aliases=network_aliases,
            resource_group_id=resource_group_id,
        )
        return self._start_job(spec, namespace, token)

    def run_uv_job(
        self,
        script: str,
        *,
        script_args: list[str] | None = None,
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
        ssh: bool = False,
        network_group: str | None = None,
        network_aliases: list[str] | None = None,
        resource_group_id: str | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> JobInfo:
        """
        Start a job that runs a Python script with `uv`, which installs what the script needs.

        The script and its arguments may be files of this machine: they are uploaded to the private bucket
        `jobs-artifacts`, of which the job sees a folder of its own as `/data`, where it may write too. This needs the extra
        `xet`.

        Args:
            script: A script here, the address of one, a command that one of `dependencies` brings, or a path in one of
                `volumes`.
            script_args: What it is given.
            dependencies: Packages to install, such as `torch` or `trl>=0.20`.
            python: Version of Python.
            image: A Docker image that has `uv`.
            env: Environment variables.
            secrets: Environment variables that nobody can read afterwards.
            flavor: The machine; `cpu-basic` by default. `list_jobs_hardware` lists them.
            timeout: Stop it after this long: seconds, or text such as `90s`, `5m`, `1.5h` or `1d`.
            attempts: How often it may be started in all if it fails; once by default.
            name: Its name, kept as the label `name`. By default one is made from the script and what it is given.
            labels: Tag it with these keys and values.
            volumes: Repositories and buckets to mount.
            expose: Ports to open for those who may read the namespace.
            expose_public: Ports to open for everyone.
            ssh: Let those who may write to the namespace log in over SSH.
            network_group: Name of a group of jobs that can reach each other.
            network_aliases: Names under which this one is found in the group.
            resource_group_id: Group of the organization that it belongs to.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Returns:
            The job, with its `id` and `url`.

        Raises:
            FileNotFoundError: The script, or an argument that looks like a file, does not exist.
            ValueError: The arguments make no sense, alone or together.
            ImportError: There are files to upload, and the extra `xet` is missing.
            HfHubHTTPError: The Hub refuses the job.
        """
        arguments = script_args or []
        label = jobs.name_of_script(script, arguments)
        (script, *arguments), volumes = self._send_job_files(
            script, arguments, volumes, namespace=namespace, token=token
        )
        return self.run_job(
            image=jobs.uv_image(image),
            command=jobs.uv_command(script, arguments, dependencies, python),
            env=env,
            secrets=secrets,
            flavor=flavor,
            timeout=timeout,
            attempts=attempts,
            labels=jobs.named(labels, name, label),
            volumes=volumes,
            expose=expose,
            expose_public=expose_public,
            ssh=ssh,
            network_group=network_group,
            network_aliases=network_aliases,
            resource_group_id=resource_group_id,
            namespace=namespace,
            token=token,
        )

    def list_jobs(
        self,
        *,
        status: list[JobStage | str] | JobStage | str | None = None,
        labels: dict[str, str] | None = None,
        timeout: int | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> Generator[JobInfo, None, None]:
        """
        List jobs, page by page as they are asked for.

        Args:
            status: Only those in this state, or in one of these.
            labels: Only those with all of these labels.
            timeout: Seconds of silence after which to give up.
            namespace: Whose jobs; by default those of the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such namespace, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token))
        pages = self.pages(url, params=jobs.list_params(status, labels), timeout=timeout, token=token)
        with runtime.closing(pages):
            for item in pages:
                yield jobs.job_of(item, self.endpoint)

    def list_jobs_hardware(self, token: Token = None) -> list[JobHardwareInfo]:
        """
        List the machines that jobs can run on, with their prices.

        Args:
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses.
        """
        response = self.send("GET", jobs.HARDWARE, token=token)
        return wire.read_each(response, JobHardwareInfo.from_wire)

    def inspect_job(self, *, job_id: str, namespace: str | None = None, token: Token = None) -> JobInfo:
        """
        Describe a job.

        Args:
            job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token), job_id)
        return jobs.job_in(self.send("GET", url, token=token), self.endpoint)

    def rerun_job(self, *, job_id: str, namespace: str | None = None, token: Token = None) -> JobInfo:
        """
        Start a job like an earlier one.

        Args:
            job_id: Id of the earlier one.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Returns:
            The new job.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token), job_id, "duplicate")
        return jobs.job_in(self.send("POST", url, token=token), self.endpoint)

    def cancel_job(self, *, job_id: str, namespace: str | None = None, token: Token = None) -> None:
        """
        Stop a job.

        Args:
            job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token), job_id, "cancel")
        self.send("POST", url, token=token)

    def update_job_expose(
        self,
        *,
        job_id: str,
        expose: list[int] | None = None,
        expose_public: list[int] | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> JobInfo:
        """
        Replace the open ports of a job. Without any, all are closed.

        Args:
            job_id: Its id.
            expose: Ports to open for those who may read the namespace.
            expose_public: Ports to open for everyone.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token), job_id, "expose")
        response = self.send("PUT", url, json=jobs.ports(expose, expose_public), token=token)
        return jobs.job_in(response, self.endpoint)

    def update_job_labels(
        self, *, job_id: str, labels: dict[str, str], namespace: str | None = None, token: Token = None
    ) -> JobInfo:
        """
        Replace the labels of a job, its name included.

        Args:
            job_id: Its id.
            labels: All labels that it is to have.
            namespace: Whose job it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        url = jobs.route(self._namespace_of_jobs(namespace, token), job_id, "labels")
        response = self.send("PUT", url, json={"labels": labels}, token=token)
        return jobs.job_in(response, self.endpoint)

    def _start_job(self, spec: dict[str, Any], namespace: str | None, token: Token) -> JobInfo:
        url = jobs.route(self._namespace_of_jobs(namespace, token))
        return jobs.job_in(self.send("POST", url, json=spec, token=token), self.endpoint)
