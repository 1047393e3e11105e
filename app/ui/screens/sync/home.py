"""同期: how this device stands, the base station, the others, and the way to the rarer acts."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.sync_view import LinkState, Peer, SyncState
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, choice_row, quiet_button
from app.ui.components.cards import card, empty_state, section_header, side_by_side, stack
from app.ui.components.code_picture import code_picture
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.sync.acting import ROUTE, Answer
from app.ui.screens.sync.device_form import WIDE_LETTERS
from app.ui.screens.sync.hubs_card import HubsCard
from app.ui.screens.sync.peers import PeerCard, peer_key
from app.ui.screens.sync.reborn import PAGE as REBORN
from app.ui.screens.sync.reborn import copied_card
from app.ui.signal import use_signal
from app.ui.sync_words import how_fresh, peer_name
from app.ui.tagged import tagged
from sync.core.ids import EntityId

CLOCK_APART_MS = 2 * 60 * 1000
MINUTE_MS = 60 * 1000
PAGES: tuple[tuple[str, ft.IconData], ...] = (
    ("invite", ft.Icons.PERSON_ADD),
    ("usb", ft.Icons.USB),
    ("pictures", ft.Icons.QR_CODE_2),
    ("held", ft.Icons.PAN_TOOL),
    ("records", ft.Icons.HISTORY),
    ("backup", ft.Icons.ARCHIVE),
    ("recovery", ft.Icons.KEY),
)


@dataclass(frozen=True)
class HomeActions:
    """The middle ones answer with the refusal, or None where it was done."""

    sync_now: Callable[[], None]
    be_base: Callable[[bool], Answer]
    add_address: Callable[[str], Answer]
    tell_hub: Callable[[str], Answer]
    drop_hub: Callable[[EntityId], Answer]
    go: Callable[[str], None]


@component
def SyncScreen(state: SyncState, actions: HomeActions) -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    now = runtime.clock.now_ms()
    head = section_header(
        t("sync.title"),
        big_button("sync.now", t("sync.now"), actions.sync_now, icon=ft.Icons.SYNC),
        note=how_fresh(state, now, short=False).text,
    )
    own = [DeviceCard(state, actions)]
    if state.copied:
        own.insert(0, copied_card(lambda: actions.go(f"{ROUTE}/{REBORN}")))
    if state.filling:
        own.insert(0, _filling(state.filling))
    if state.blocked:
        own.insert(0, _firewall(state.listening))
    others: list[ft.Control] = [*_clocks(state), heading(t("sync.others"))]
    if not state.peers:
        others.append(
            empty_state(t("sync.nobody"), t("sync.nobody_hint"), icon=ft.Icons.DEVICES_OTHER)
        )
    others += [
        keyed(peer_key(peer), PeerCard, peer, now, actions.go, state.is_admin)
        for peer in _ordered(state)
    ]
    others += [AddressCard(actions), HubsCard(state.hubs, actions)]
    if window.width >= scale().body * WIDE_LETTERS:
        return side_by_side(head, [*own, _menu(state, actions)], others)
    return stack([head, *own, *others, _menu(state, actions)], scroll=True)


def _ordered(state: SyncState) -> tuple[Peer, ...]:
    """The base first; addresses without an answer, and those that were sent away, last."""

    def place(peer: Peer) -> tuple[bool, bool, bool, str, str]:
        gone = peer.state is LinkState.REVOKED
        return gone, not peer.device, not peer.is_base, peer.letter, peer_key(peer)

    return tuple(sorted(state.peers, key=place))


def _clocks(state: SyncState) -> list[ft.Control]:
    """A banner for each clock that is far from ours."""
    banners: list[ft.Control] = []
    for peer in state.peers:
        if abs(peer.ahead_ms) > CLOCK_APART_MS:
            minutes = f"{abs(peer.ahead_ms) // MINUTE_MS:,}"
            way = "ahead" if peer.ahead_ms > 0 else "behind"
            words = t(f"sync.clock_{way}", device=peer_name(peer), minutes=minutes)
            told = card(heading(words), text(t("sync.clock_hint")), status="decide")
            banners.append(tagged("sync.clock", told))
    return banners


def _filling(stage: str) -> ft.Control:
    """How far a new device is, or that its first copy was not what the log says."""
    words = [heading(t(f"sync.filling.{stage}")), text(t(f"sync.filling.{stage}_why"))]
    return tagged("sync.filling", card(*words, status="decide" if stage == "differed" else None))


def _firewall(listening: str) -> ft.Control:
    """What to click, for the two systems whose firewall asks once and then stays silent."""
    port = listening.rpartition(":")[2]
    lines: list[ft.Control] = [
        heading(t("sync.firewall")),
        text(t("sync.firewall_why", port=port)),
    ]
    for name in ("windows", "macos"):
        lines += [
            text(t(f"sync.firewall_{name}_name"), bold=True),
            text(t(f"sync.firewall_{name}")),
        ]
    lines.append(soft_text(t("sync.firewall_else")))
    return tagged("sync.firewall", card(*lines, status="late"))


@component
def DeviceCard(state: SyncState, actions: HomeActions) -> ft.Control:
    """This device: letter, roles, address, whether it is the base station."""
    asking, set_asking = ft.use_state(False)
    pictured, set_pictured = ft.use_state(False)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def switch() -> None:
        answer = await actions.be_base(not state.base)
        set_refused(answer)
        if answer is None:
            set_asking(False)

    roles = t("sync.and").join(code_label("device_role", role) for role in state.roles)
    name: list[ft.Control] = [code_text(state.letter), text(state.label, expand=True)]
    if state.base:
        name.append(status_chip("ready", t("sync.base_name"), loud=True))
    address = t("sync.address", address=state.listening) if state.listening else t("sync.closed")
    parts: list[ft.Control] = [heading(t("sync.this_device")), ft.Row(name, spacing=GAP)]
    if roles:
        parts.append(soft_text(t("sync.roles", roles=roles)))
    parts.append(text(address, selectable=True))
    if state.is_admin:
        change = quiet_button(
            "sync.change_own", t("sync.change_own"),
            lambda: actions.go(f"{ROUTE}/device/{state.device.hex()}"), icon=ft.Icons.EDIT,
        )  # fmt: skip
        parts.append(ft.Row([change]))
    word = "base_end" if state.base else "base_begin"
    if asking:
        parts += [
            text(t(f"sync.{word}_hint")),
            ft.Row(
                [
                    big_button("sync.base_yes", t(f"sync.{word}_yes"), switch,
                               icon=ft.Icons.WIFI_TETHERING),
                    quiet_button("sync.base_no", t("frame.stop"), lambda: set_asking(False)),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
            ),
        ]  # fmt: skip
    else:
        parts.append(
            button("sync.base", t(f"sync.{word}"), lambda: set_asking(True),
                   icon=ft.Icons.WIFI_TETHERING)
        )  # fmt: skip
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    if state.address_qr:
        parts.append(
            quiet_button(
                "sync.address_qr", t("sync.qr_hide" if pictured else "sync.qr_show"),
                lambda: set_pictured(not pictured), icon=ft.Icons.QR_CODE_2,
            )
        )  # fmt: skip
        if pictured:
            parts += [code_picture(state.address_qr, t("sync.qr_address")),
                      soft_text(t("sync.qr_address"))]  # fmt: skip
    return card(*parts)


@component
def AddressCard(actions: HomeActions) -> ft.Control:
    """A device that was not found by itself."""
    words, set_words = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def add() -> None:
        answer = await actions.add_address(words.strip())
        set_refused(answer)
        if answer is None:
            set_words("")

    return card(
        heading(t("sync.add_address")),
        text_field(
            "sync.new_address", t("sync.new_address"), words, set_words,
            hint=t("sync.new_address_hint"), keyboard=ft.KeyboardType.URL, on_submit=add,
            refusal=refusal_text(refused) if refused is not None else None,
        ),
        ft.Row([button("sync.add", t("sync.add"), add, icon=ft.Icons.ADD_LINK)]),
    )  # fmt: skip


def _menu(state: SyncState, actions: HomeActions) -> ft.Control:
    rows: list[ft.Control] = []
    in_county = current_runtime().is_county
    for key, icon in PAGES:
        words = "invite_county" if key == "invite" and in_county else key
        note = t(f"sync.note.{words}")
        if key == "held" and state.held_back:
            note = t("sync.held_count", count=f"{state.held_back:,}")
        rows.append(
            choice_row(
                f"sync.page.{key}", t(f"sync.page.{words}"),
                lambda key=key: actions.go(f"{ROUTE}/{key}"),  # type: ignore[misc]
                note=note, icon=icon,
            )
        )  # fmt: skip
    return stack([heading(t("sync.more")), *rows])
