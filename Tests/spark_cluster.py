"""A Spark of this machine, for tests and measurements: a standalone cluster on loopback, one master and two workers of one
core on 127.0.0.1 and 127.0.0.2, and a Connect server. Whoever starts one stops it."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time


def missing():
    """What is not there of what it needs, or None."""
    if not shutil.which("java"):
        return "java (openjdk-17-jre-headless)"
    for package in ("pyspark", "pyarrow", "grpc"):
        if importlib.util.find_spec(package) is None:
            return f"the Python package {package} (pip install 'pyspark[connect]==4.3.0')"
    return None


def until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


class Cluster:
    """
    - memory: of each executor, and of the driver of the Connect server.
    - conf: more settings, as NAME=VALUE."""

    def __init__(self, work, memory="512m", conf=()):
        import pyspark

        self.work, self.children, self.memory = work, [], memory
        self.spark_home = os.path.dirname(pyspark.__file__)
        self.settings = [
            f"spark.executor.memory={memory}", f"spark.driver.memory={memory}", "spark.executor.cores=1",
            "spark.ui.enabled=false", "spark.driver.host=127.0.0.1", "spark.driver.bindAddress=127.0.0.1", *conf,
        ]  # fmt: skip
        for name in ("conf", "local"):
            os.makedirs(f"{work}/{name}", exist_ok=True)
        self.server = self.remote = None

    def environment(self, **more):
        found = {
            **os.environ, "SPARK_HOME": self.spark_home, "PYSPARK_PYTHON": sys.executable, "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_LOCAL_DIRS": f"{self.work}/local", "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_CONF_DIR": f"{self.work}/conf", **more,
        }  # fmt: skip
        found.pop("PYTHONPATH", None)
        return found

    def start(self, name, *command, **more):
        log = open(f"{self.work}/{name}.log", "wb")
        child = subprocess.Popen(
            [f"{self.spark_home}/bin/{command[0]}", *command[1:]], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, env=self.environment(**more), cwd=self.work)  # fmt: skip
        self.children.append(child)
        return child

    def start_workers(self):
        port, daemon = free_port(), "org.apache.spark.deploy"
        self.start("master", "spark-class", f"{daemon}.master.Master", "--host", "127.0.0.1", "--port", str(port),
                   "--webui-port", str(free_port()))  # fmt: skip
        until(lambda: listens(port), 180, "the master")
        self.master = f"spark://127.0.0.1:{port}"
        room = f"{int(self.memory.removesuffix('m')) + 512}m"
        for number in (1, 2):
            self.start(f"worker{number}", "spark-class", f"{daemon}.worker.Worker", "--host", f"127.0.0.{number}",
                       "--cores", "1", "--memory", room, "--webui-port", "0", "--work-dir", f"{self.work}/w{number}",
                       self.master, SPARK_LOCAL_IP=f"127.0.0.{number}")  # fmt: skip

    def wait_for_workers(self):
        def are_there():
            with open(f"{self.work}/master.log") as log:
                return log.read().count("Registering worker") == 2

        until(are_there, 180, "two workers")

    def start_connect(self):
        port = free_port()
        confs = [word for setting in self.settings for word in ("--conf", setting)]
        self.server = self.start(
            "connect", "spark-submit", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer",
            "--master", self.master, *confs, "--conf", f"spark.connect.grpc.binding.port={port}", "spark-internal")  # fmt: skip
        until(lambda: listens(port), 180, "the Connect server")
        self.remote = f"sc://127.0.0.1:{port}"

    def stop_connect(self):
        """Its executors have the cores of the cluster."""
        stop(self.server)

    def stop(self):
        for child in reversed(self.children):
            stop(child)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(child):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)
