"""The sections of the app, in the order of the rail. A feature adds its line here."""

from app.ui.screens.county.route import SECTION as COUNTY
from app.ui.screens.equipment.route import SECTION as EQUIPMENT
from app.ui.screens.field.route import SECTION as FIELD
from app.ui.screens.matching.route import SECTION as MATCHING
from app.ui.screens.needs.route import SECTION as NEEDS
from app.ui.screens.reception.route import SECTION as RECEPTION
from app.ui.screens.settings.route import SECTION as SETTINGS
from app.ui.screens.sync.route import SECTION as SYNC
from app.ui.screens.today.route import SECTION as TODAY
from app.ui.section import Section

SECTIONS: tuple[Section, ...] = (
    TODAY, RECEPTION, NEEDS, MATCHING, FIELD, EQUIPMENT, COUNTY, SETTINGS, SYNC,
)  # fmt: skip
