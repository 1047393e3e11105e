"""How a council is called: the town, and 社協 behind it."""

_ENDING = "社協"


def council_name(town: str) -> str:
    """The usual short name of the council of a town."""
    return f"{town}{_ENDING}"


def town_of(name: str) -> str:
    """The town in the name of a council; a name of another make as it is."""
    return name.removesuffix(_ENDING)
