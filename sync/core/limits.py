"""A limit on everything that comes from outside, each with its reason.

They belong to format version 1: a device may lower none of them, or it would refuse what others
stored. Where an app has more to store (an import), it makes several batches and appends them
together.
"""

# One sealed body and its header fit one frame of a bundle (256 KiB), the smallest unit of transfer.
SEALED_BYTES_MAX = 240 * 1024

# What a sealed body may grow to when it is opened: a bomb of 240 KiB would otherwise fill a tablet.
PACKED_BYTES_MAX = 2 * 1024 * 1024

# One action of one person changes some rows; an import takes several batches of some hundred rows.
OPERATIONS_MAX = 5_000

# Subjects are written into the clear header and indexed one by one: 500 make 8 KB.
SUBJECTS_MAX = 500

# The longest free text of the paper forms is two pages; 64 KiB of UTF-8 hold twenty in Japanese.
TEXT_BYTES_MAX = 64 * 1024

# Code lists have at most some dozen entries.
SET_ELEMENTS_MAX = 500

# Our own operations nest four deep; what a newer app sends may use a few levels more.
NESTING_DEPTH_MAX = 16

# A write names the leaves its author saw: more than a few are a fault or an attack.
BASES_MAX = 64

# Names of commands, tables, media types.
NAME_CHARACTERS_MAX = 100

# A preview for a list: 160 pixels of JPEG need 10 KB.
THUMBNAIL_BYTES_MAX = 32 * 1024

# Instants and clocks are signed 64-bit integers in SQLite.
INTEGER_MAX = 2**63 - 1
INTEGER_MIN = -(2**63)

# A foreign clock moves ours at most this far ahead of the wall clock.
CLOCK_AHEAD_MS_MAX = 10 * 60 * 1000

# A vault holds some dozen keys and a few settings.
VAULT_BYTES_MAX = 4 * 1024 * 1024

# Chunks aim at this size: two seconds on a bad mobile link, and one transaction of the receiver.
CHUNK_BYTES = 1024 * 1024

# A chunk ends where a head is signed, and such places are at most some 700 KiB apart.
CHUNK_BYTES_MAX = 4 * 1024 * 1024

# A frame of a bundle aims at this size; a torn stick loses one frame.
FRAME_BYTES = 192 * 1024

# One run for each device and space of a centre; 2,000 devices are a prefecture.
RUNS_MAX = 4_000

# Calls that carry no chunk: vectors of 4,000 devices have 110 KB.
CALL_BYTES_MAX = 1024 * 1024

# A piece of a sealed photo.
PIECE_BYTES = 256 * 1024
BLOB_BYTES_MAX = 16 * 1024 * 1024
BLOBS_IN_A_CALL_MAX = 1_000

# An image of what is shown, sealed: 100,000 registrations have 12 MB. A piece is one call.
IMAGE_BYTES_MAX = 64 * 1024 * 1024
IMAGE_PIECE_BYTES = 1024 * 1024
