"""The connection to a server: time limits, and the environment's proxies and CA certificates."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import attrs
import httpx

from sepgenre_training import __version__
from sepgenre_training.errors import SeparationError

CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR")
"""Environment variables that name a file or folder of CA certificates; the first one set wins."""


@attrs.frozen(kw_only=True)
class Patience:
    """How long a server is waited for.

    Attributes
    ----------
    attempts : int
        Attempts in a row that brought nothing new before the download is given up.
    first_wait_s : float
        Pause after the first failure; doubled after each further one.
    longest_wait_s : float
        No pause is longer; a server that asks for a longer one (Retry-After) is given up.
    connect_timeout_s : float
        Time for a connection to come about.
    read_timeout_s : float
        Time in which at least one byte must come.
    """

    attempts: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    connect_timeout_s: float = 20.0
    read_timeout_s: float = 30.0


def open_client(patience: Patience) -> httpx.Client:
    """Return a client that goes through the environment's proxies and trusts its certificates.

    HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are honoured, and `CA_VARIABLES`.

    Raises
    ------
    SeparationError
        Where the environment names a proxy or certificates that cannot be used.
    """
    try:
        return httpx.Client(
            follow_redirects=True,
            headers={"User-Agent": f"sepgenre/{__version__}"},
            timeout=httpx.Timeout(patience.read_timeout_s, connect=patience.connect_timeout_s),
            verify=trusted_certificates(),
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        # ImportError: a SOCKS proxy, for which httpx wants the package socksio.
        raise SeparationError(
            f"The proxy that the environment names cannot be used: {error}",
            remedy="Correct HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, or name an http:// proxy there.",
        ) from error


def trusted_certificates() -> ssl.SSLContext:
    """Return the certificates that the environment names, or else the usual ones.

    The usual ones are those of certifi and of the system, in which organisations put their own.

    Raises
    ------
    SeparationError
        Where the environment names a file or folder that cannot be read as certificates.
    """
    for variable in CA_VARIABLES:
        place = os.environ.get(variable)
        if place:
            return _read_certificates(variable, Path(place))
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _read_certificates(variable: str, place: Path) -> ssl.SSLContext:
    try:
        if place.is_dir():
            return ssl.create_default_context(capath=place)
        return ssl.create_default_context(cafile=place)
    except OSError as error:
        raise SeparationError(
            f"{place}: cannot be read as CA certificates, which {variable} says it holds "
            f"({error.strerror or error}).",
            remedy=f"Let {variable} name a PEM file or a folder of certificates, or unset it.",
        ) from error
