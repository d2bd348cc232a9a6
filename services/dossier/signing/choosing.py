"""Which adapter signs, by setting: a PKCS#11 token where one is named, else demo keys."""

from pathlib import Path

from kit.settings import DEVELOPMENT_SECRET
from services.dossier.settings import DossierSettings
from services.dossier.signing import Signer
from services.dossier.signing.demo import DemoSigner
from services.dossier.signing.hardware import HardwareSigner


def signer(settings: DossierSettings) -> Signer:
    """What signs for this installation."""
    if settings.signing_module and settings.signing_pin:
        return HardwareSigner(
            module=settings.signing_module,
            token=settings.signing_token,
            pin=settings.signing_pin.get_secret_value(),
            chain=Path(settings.signing_chain),
        )
    secret = settings.signing_secret
    return DemoSigner(secret.get_secret_value() if secret else DEVELOPMENT_SECRET)
