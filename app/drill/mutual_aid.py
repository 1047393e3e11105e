"""The story of the mutual aid agreement, from the first figures to the last tool at home.

Links go down and come back on the way. Every step is an act of one device, and says by what the
others know that it happened; what was done without a link is seen when there is one again.
"""

from collections.abc import Callable

from app.drill.mutual_aid_ground import HUB, Ground
from app.drill.mutual_aid_steps import Story
from app.services.rehearsal import Told


def tell(ground: Ground, on_step: Callable[[Told], None] = lambda _told: None) -> tuple[Told, ...]:
    """Plays all steps. Raises StoryStopped where the rules refuse one."""
    told = []
    for step in Story(ground).steps():
        ground.step = step.key
        ground.on(step.day, step.minute)
        ground.network.cut = set(step.cut)
        step.act()
        apart = ground.network.meet()
        reached = [name for name in (HUB, *ground.councils) if name not in step.cut]
        if step.who in step.cut:
            reached = [step.who]  # nobody else can know yet
        blind = tuple(name for name in reached if not ground.read(name, step.seen))
        seen_by = tuple(name for name in reached if name not in blind)
        told.append(Told(step.key, step.who, seen_by, step.cut, blind, apart))
        on_step(told[-1])
    return tuple(told)
