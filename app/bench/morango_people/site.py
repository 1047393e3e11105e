"""One end of the peer Morango, as a process of its own:

    python -m app.bench.morango_people.site make DB          an empty store with its certificate
    python -m app.bench.morango_people.site serve DB ROWS    fills it, prints its port, serves
                                                             until a line comes, prints its time
    python -m app.bench.morango_people.site pull DB PORT     takes everything, and once more nothing

Django has one configuration for a process, and Morango finds models and database there: so nothing
of this is imported by the rest. Both ends have one certificate, so nobody has to sign in.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

APP = "app.bench.morango_people"
SCOPE, FILTER = "all", "${dataset}"


def main() -> None:
    name, database, *more = sys.argv[1:]
    _configure(database)
    commands: dict[str, Callable[..., None]] = {"make": make, "serve": serve, "pull": pull}
    commands[name](*more)


def make() -> None:
    import_module("django.core.management").call_command("migrate", verbosity=0, run_syncdb=True)
    certificates = import_module("morango.models.certificates")
    certificates.ScopeDefinition.objects.create(
        id=SCOPE, profile=_table().PROFILE, version=1, primary_scope_param_key="dataset",
        read_filter_template=FILTER, write_filter_template=FILTER,
    )  # fmt: skip
    certificates.Certificate.generate_root_certificate(SCOPE)


def serve(rows: str) -> None:
    table = _table()
    table.DATASET[0] = _certificate().id
    with import_module("django.db.transaction").atomic():
        for key, values in json.loads(Path(rows).read_text("utf-8")).items():
            table.Person(key=key, values=json.dumps(values, ensure_ascii=False)).save()
    base = import_module("django.core.servers.basehttp")
    quiet = type("Quiet", (base.WSGIRequestHandler,), {"log_message": lambda *_args: None})
    server = base.ThreadedWSGIServer(("127.0.0.1", 0), quiet)
    server.set_app(import_module("django.core.wsgi").get_wsgi_application())
    begun = process_time()
    _say(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.readline()
    _say(process_time() - begun)
    os._exit(0)  # its threads wait for connections that nobody opens any more


def pull(port: str) -> None:
    certificate = _certificate()
    table = _table()
    table.DATASET[0] = certificate.id
    begun, begun_s, received = process_time(), perf_counter(), 0
    received = _session(certificate, port)
    first, first_s = process_time() - begun, perf_counter() - begun_s
    begun, begun_s = process_time(), perf_counter()
    _session(certificate, port)
    _say({
        "cpu_s": first, "wall_s": first_s, "bytes": received,
        "people": table.Person.objects.count(),
        "again_cpu_s": process_time() - begun, "again_wall_s": perf_counter() - begun_s,
    })  # fmt: skip


def _session(certificate: Any, port: str) -> int:
    """Bytes both ways."""
    sync = import_module("morango.sync.syncsession")
    line = sync.NetworkSyncConnection(base_url=f"http://127.0.0.1:{port}")
    session = line.create_sync_session(certificate, certificate)
    client = session.get_pull_client()
    client.initialize(import_module("morango.models.certificates").Filter(certificate.id))
    client.run()
    client.finalize()
    session.close_sync_session()
    return int(line.bytes_received + line.bytes_sent)


def _configure(database: str) -> None:
    import_module("django.conf").settings.configure(
        SECRET_KEY="nobody signs in here",
        ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="morango.urls", USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "morango", APP,
        ],
        MIGRATION_MODULES={"morango_people": None},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )  # fmt: skip
    import_module("django").setup()


def _certificate() -> Any:
    return import_module("morango.models.certificates").Certificate.objects.get()


def _table() -> Any:
    return import_module(f"{APP}.models")


def _say(value: object) -> None:
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
