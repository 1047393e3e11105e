"""One end of the peer Morango, as a process of its own:

    python -m app.bench.morango_people.site make DB    an empty store with its certificate
    python -m app.bench.morango_people.site open DB    serves it, and answers each line of its
                                                       input with a line, both of them JSON:
    ["port"]         where it is served
    ["spent"]        seconds of the processor so far
    ["write", rows]  fields by key: of people who are new, or what changes of others
    ["meet", port]   one session with the other end, both ways; how many bytes it took
    ["shown"]        by key, what is shown and the records that its conflicts keep

Django has one configuration for a process, and Morango finds models and database there: so nothing
of this is imported by the rest. Both ends have one certificate, so nobody has to sign in.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from time import process_time
from typing import Any

APP = "app.bench.morango_people"
SCOPE, FILTER = "all", "${dataset}"


def main() -> None:
    name, database = sys.argv[1:]
    _configure(database)
    commands: dict[str, Callable[[], None]] = {"make": make, "open": answer}
    commands[name]()


def make() -> None:
    import_module("django.core.management").call_command("migrate", verbosity=0, run_syncdb=True)
    certificates = import_module("morango.models.certificates")
    certificates.ScopeDefinition.objects.create(
        id=SCOPE, profile=_table().PROFILE, version=1, primary_scope_param_key="dataset",
        read_filter_template=FILTER, write_filter_template=FILTER,
    )  # fmt: skip
    certificates.Certificate.generate_root_certificate(SCOPE)


def answer() -> None:
    for module in ("morango.sync.syncsession", "morango.urls"):
        import_module(module)  # now, and not in the time of the first session
    _table().DATASET[0] = _certificate().id
    port = _serve()
    words: dict[str, Callable[..., object]] = {
        "port": lambda: port, "spent": process_time, "write": write, "meet": meet, "shown": shown,
    }  # fmt: skip
    for line in sys.stdin:
        word, *given = json.loads(line)
        sys.stdout.write(f"{json.dumps(words[word](*given))}\n")
        sys.stdout.flush()
    os._exit(0)  # its threads wait for connections that nobody opens any more


def write(rows: dict[str, dict[str, object]]) -> None:
    person = _table().Person
    known = {one.key: one for one in person.objects.all()}
    with import_module("django.db.transaction").atomic():
        for key, values in rows.items():
            one = known.get(key) or person(key=key, values="{}")
            one.values = json.dumps(json.loads(one.values) | values, ensure_ascii=False)
            one.save()


def meet(port: int) -> int:
    """Pulls, then pushes: what both wrote is merged here, and the other end takes that."""
    certificate = _certificate()
    wanted = import_module("morango.models.certificates").Filter(certificate.id)
    sync = import_module("morango.sync.syncsession")
    line = sync.NetworkSyncConnection(base_url=f"http://127.0.0.1:{port}")
    session = line.create_sync_session(certificate, certificate)
    for next_client in (session.get_pull_client, session.get_push_client):
        client = next_client()  # one after the other: they share what they know of the session
        client.initialize(wanted)
        client.run()
        client.finalize()
    session.close_sync_session()
    return int(line.bytes_received + line.bytes_sent)


def shown() -> dict[str, tuple[object, list[object]]]:
    store = import_module("morango.models.core").Store
    kept = dict(store.objects.values_list("source_id", "conflicting_serialized_data"))
    return {
        one.key: (
            json.loads(one.values),
            # Whole records, one a line.
            [json.loads(json.loads(record)["values"])
             for record in kept.get(one.key, "").split("\n") if record],
        )
        for one in _table().Person.objects.all()
    }  # fmt: skip


def _serve() -> int:
    base = import_module("django.core.servers.basehttp")
    quiet = type("Quiet", (base.WSGIRequestHandler,), {"log_message": lambda *_args: None})
    server = base.ThreadedWSGIServer(("127.0.0.1", 0), quiet)
    server.set_app(import_module("django.core.wsgi").get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_port)


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


if __name__ == "__main__":
    main()
