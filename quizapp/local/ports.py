"""Where the web listens: a sentence instead of a stack of errors when it cannot, and the address that people type."""

from __future__ import annotations

import errno
import socket

from quizapp.local.refusals import CannotStart

_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def address(host: str) -> str:
    """The numeric address of a host, IPv4 first: the server takes nothing else."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise CannotStart(f"--host {host} is not an address of this machine.") from error
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return str(found[0][4][0])


def require_free(host: str, port: int) -> None:
    """Raise CannotStart unless this process could listen there.

    The server shares its port between its workers, and the system would let a second server of the same user share it
    too, silently; so the question is asked here, without sharing.
    """
    if not 1 <= port <= 65535:
        raise CannotStart(f"--port {port}: a port is a number from 1 to 65535.")
    numeric = address(host)
    family = socket.AF_INET6 if ":" in numeric else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what just closed is no reason to wait a minute
        try:
            probe.bind((numeric, port))
        except OSError as error:
            raise CannotStart(_sentence(error, host, port)) from error
    if answers(reachable(host), port):  # macOS lets a closer address be bound beside a wider one
        raise CannotStart(_sentence(OSError(errno.EADDRINUSE, ""), host, port))


def answers(host: str, port: int, timeout: float = 1.0) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=timeout):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    """The address to call when the server listens on `host`: every address includes this machine's own."""
    numeric = address(host)
    return _LOOPBACK.get(numeric, numeric)


def public_url(host: str, port: int) -> str:
    """The address for links and QR codes when none is set; for 'every address' the one in the local network."""
    name = _network_address() if address(host) in _LOOPBACK else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _network_address() -> str:
    """This machine's address towards other machines: the system chooses the route, and no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program: choose another one with --port."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} is reserved for the administrator: choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"--host {host} is not an address of this machine."
    return f"Port {port} on {host} cannot be used ({error.strerror}): choose another one with --port."
