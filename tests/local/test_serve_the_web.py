"""The server alone: a killed worker is replaced, and a crowd waits instead of failing."""

import asyncio
import resource
import signal
from concurrent.futures import ThreadPoolExecutor

from quizapp.local import serve

from .machine import Machine, kill, until


def test_a_killed_worker_is_replaced_by_the_server(machine: Machine) -> None:
    with machine.command("serve") as process:
        until(lambda: machine.answered() != "")
        worker = machine.get()
        assert int(worker) != process.pid
        kill(int(worker))
        until(lambda: machine.answered() not in {"", worker})
        assert process.poll() is None


def test_two_thousand_phones_at_once_are_all_answered(machine: Machine) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard >= 0 else 8192, hard))
    try:
        with machine.command("serve") as process:
            until(lambda: machine.answered() != "")
            # A thread of its own: the browser tests may have left a loop in this one.
            with ThreadPoolExecutor(1) as thread:
                idle, answers = thread.submit(lambda: asyncio.run(crowd(machine.port, 2000))).result()
            assert answers == ["HTTP/1.1 200 OK"] * 2000
            assert idle == "HTTP/1.1 200 OK"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def crowd(port: int, size: int) -> tuple[str, list[str]]:
    """All connect and stay connected while each asks once; then one more is answered beside the idle ones."""
    gate = asyncio.Event()
    done: list[str] = []

    async def phone() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        done.append(await asked(reader, writer))
        if len(done) == size:
            gate.set()
        await gate.wait()
        writer.close()

    phones = [asyncio.ensure_future(phone()) for _ in range(size)]
    await asyncio.wait_for(gate.wait(), 30)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    last = await asked(reader, writer)
    writer.close()
    await asyncio.gather(*phones)
    return last, done


async def asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    writer.write(b"GET / HTTP/1.1\r\nHost: quiz\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    return head.split(b"\r\n")[0].decode()


def test_the_command_line_names_the_address_as_a_number() -> None:
    line = serve.command("localhost", 8000, 2)
    assert line[line.index("--host") + 1] == "127.0.0.1"
    assert line[-1] == "quizapp.wsgi:app"


def test_links_follow_host_and_port_unless_an_address_is_set() -> None:
    assert serve.environment({}, "127.0.0.1", 9000)["QUIZAPP_PUBLIC_URL"] == "http://127.0.0.1:9000"
    assert serve.environment({}, "::1", 9000)["QUIZAPP_PUBLIC_URL"] == "http://[::1]:9000"
    assert "0.0.0.0" not in serve.environment({}, "0.0.0.0", 9000)["QUIZAPP_PUBLIC_URL"]
    given = {"QUIZAPP_PUBLIC_URL": "https://quiz.example.org"}
    assert serve.environment(given, "0.0.0.0", 9000) == given
