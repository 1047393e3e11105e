"""The sections of the app, in the order of the rail. A feature adds its line here."""

from app.ui.section import Section

SECTIONS: tuple[Section, ...] = ()
