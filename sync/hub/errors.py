"""What a hub says beside the errors of `sync`: to the devices that call it, or to its operator."""

from sync.core.errors import LogFull, SyncError


class QuotaReached(LogFull):
    """The operation has used what the hub gives it. Nothing of this call was stored."""

    code = "quota"


class NoDriver(SyncError):
    """The program that speaks to PostgreSQL is not installed: pip install 'tasuki[hub]'."""

    code = "hub_no_driver"


class NoHub(SyncError):
    """There is no hub in this folder yet."""

    code = "hub_none"
