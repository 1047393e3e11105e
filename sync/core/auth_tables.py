"""Tables of the space `auth`: the devices of an operation, what they may do, and until when.

The library computes who belongs from these (`authority`), so it names them itself; an application
puts them into its registry. Keys are written as hexadecimal text. Numbers are for ever.
"""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

AUTH = SpaceKind.AUTH

AUTH_TABLES = (
    table(
        1,
        "device",  # its id is made of its public key
        AUTH,
        """
        1 public_key    text     # Ed25519, hexadecimal
        2 letter        text     # desk letter of the numbers it gives
        3 label         text     # no person's name
        4 roles         set      # code list device_role
        5 centre        id
        6 enrolled_at   instant
        7 ends_on       date     # last day of the stay of a relief worker's device
        8 revoked_at    instant
        9 revoked_seq   integer
        10 sealing_key  text     # X25519 public key, hexadecimal
        11 fingerprint  text     # SHA-256 of its certificate on the network, hexadecimal
        """,
    ),
    table(
        2,
        "revocation",  # from where on the words of a device, or of one of its roles, do not count
        AUTH,
        """
        1 device        id
        2 space         text     # id of the space, hexadecimal
        3 last_seq      integer  # the last number that counts
        4 until_seq     integer  # where it was lifted again: the last number that does not count
        5 roles         set      # roles that end there; none: the device was sent away
        6 at            instant
        7 reason        text
        """,
    ),
    table(
        3,
        "acceptance",  # batches that count although they were held back
        AUTH,
        """
        1 device        id
        2 space         text     # id of the space, hexadecimal
        3 first_seq     integer
        4 last_seq      integer
        5 at            instant
        6 reason        text
        """,
        append_only=True,
    ),
    table(
        4,
        "key_grant",  # the key of a space and epoch, for one device
        AUTH,
        """
        1 device        id
        2 space         text     # id of the space, hexadecimal
        3 epoch         integer
        4 sealed        text     # hexadecimal
        5 at            instant
        """,
        append_only=True,
    ),
    table(
        7,
        "recovery",  # a new device that the offline key of a prefecture let in, and why
        AUTH,
        """
        1 key           id       # the recovery key, as it stands among the devices
        2 device        id       # the new device
        3 by_name       text     # who did it
        4 reason        text
        5 at            instant
        """,
        append_only=True,
    ),
    table(
        8,
        "removed_body",  # batches about erased people whose bodies nobody may keep, read or not
        AUTH,
        """
        1 device        id       # who wrote the batches
        2 space         text     # id of the space, hexadecimal
        3 seqs          text     # their numbers: 3,7-9
        4 at            instant
        """,
        append_only=True,
    ),
)
