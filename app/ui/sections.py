"""The sections of the app, in the order of the rail. A feature adds its line here."""

from app.ui.screens.equipment.route import SECTION as EQUIPMENT
from app.ui.screens.reception.route import SECTION as RECEPTION
from app.ui.section import Section

SECTIONS: tuple[Section, ...] = (RECEPTION, EQUIPMENT)
