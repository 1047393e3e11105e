"""The one table of the peer Morango: a registration is a key and its values as JSON.

Imported by Django alone, in a process of `app.bench.morango_people.site`. It has no base class in
its text, because the library is an extra (`bench-morango`) that nothing else may need.
"""

from importlib import import_module

PROFILE = "people"
DATASET = [""]  # the id of the certificate; every row belongs to it

_models = import_module("django.db.models")

Person = type(
    "Person", (import_module("morango.models.core").SyncableModel,),
    {
        "__module__": __name__, "morango_profile": PROFILE, "morango_model_name": "person",
        "key": _models.CharField(max_length=32), "values": _models.TextField(),
        "calculate_source_id": lambda self, *_args, **_more: self.key,
        "calculate_partition": lambda _self, *_args, **_more: DATASET[0],
    },
)  # fmt: skip
