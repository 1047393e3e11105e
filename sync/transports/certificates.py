"""The certificate that a device shows on the network: self-signed, made once, without a name.

Nobody looks at what it says, only at its fingerprint, which stands in the `auth` space. So it needs
no clock and no authority, and holds as long as the key of the device.
"""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from sync.core.errors import BadInput
from sync.core.ports import Random

NAME = "tasuki"
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_KEY_DRAW_BYTES, _SERIAL_BYTES, _PASSWORD_BYTES = 48, 16, 24


@dataclass(frozen=True)
class Certificate:
    """`pem` holds the certificate and its key, and belongs into the vault."""

    pem: str = field(repr=False)
    fingerprint: bytes

    @classmethod
    def make(cls, random: Random) -> "Certificate":
        """A new one."""
        scalar = int.from_bytes(random.bytes(_KEY_DRAW_BYTES), "big") % (_ORDER - 1) + 1
        key = ec.derive_private_key(scalar, ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(int.from_bytes(random.bytes(_SERIAL_BYTES), "big") | 1)
            .not_valid_before(FROM)
            .not_valid_after(UNTIL)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return cls.from_pem((certificate.public_bytes(Encoding.PEM) + plain).decode())

    @classmethod
    def from_pem(cls, pem: str) -> "Certificate":
        """One that was made before, or that a hub was given. Raises BadInput."""
        try:
            certificate = x509.load_pem_x509_certificate(pem.encode())
            key = load_pem_private_key(pem.encode(), None)
        except (ValueError, TypeError) as error:
            raise BadInput("not a certificate with its key") from error
        if key.public_key() != certificate.public_key():
            raise BadInput("the key is not that of the certificate")
        return cls(pem, sha256(certificate.public_bytes(Encoding.DER)).digest())

    def server_context(self, random: Random) -> ssl.SSLContext:
        """TLS 1.3 for the listening side. Python takes a key from a file only: it lies there for a
        moment, locked with a password that nobody keeps."""
        password = random.bytes(_PASSWORD_BYTES).hex().encode()
        key = load_pem_private_key(self.pem.encode(), None)
        locked = key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        chain = x509.load_pem_x509_certificates(self.pem.encode())
        shown = b"".join(one.public_bytes(Encoding.PEM) for one in chain)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "server.pem"
            path.write_bytes(shown + locked)
            context.load_cert_chain(path, password=password)
        return context


def client_context() -> ssl.SSLContext:
    """TLS 1.3 for the calling side, which looks at the fingerprint instead of a chain of trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
