"""`up` from the first line to the last: it starts, brings back what dies, drains, and leaves nothing behind."""

import signal
import stat
import subprocess
import threading
from pathlib import Path

from quizapp import config

from .machine import Machine, descendants, kill, processes, until


def stop(process: "subprocess.Popen[str]", with_signal: int = signal.SIGTERM) -> tuple[str, str]:
    process.send_signal(with_signal)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    return out, err


def test_it_is_ready_when_it_says_so_and_stops_in_order(machine: Machine) -> None:
    with machine.up() as process:
        assert machine.get("/url") == f"http://127.0.0.1:{machine.port}"
        assert machine.redis("PING") == b"+PONG\r\n"
        listens = config.redis_socket(machine.instance)
        assert stat.S_IMODE(listens.stat().st_mode) == 0o700
        until(lambda: "worker begins" in machine.notes())
        mine = descendants(process.pid)
        slow: list[str] = []
        asking = threading.Thread(target=lambda: slow.append(machine.answered("/slow")))
        asking.start()
        until(lambda: "slow begins" in machine.notes())
        out, err = stop(process)
        asking.join()
    assert slow[0] != "", "the request that was under way was not finished"
    assert machine.notes() == ["migrated", "worker begins", "slow begins", "slow ends", "worker ends"]
    assert not mine & processes().keys()
    assert (out, err) == ("", "")
    assert not listens.exists()


def test_boards_survive_a_restart_also_under_a_set_public_address(machine: Machine) -> None:
    with machine.up() as process:
        machine.redis("SET", "board", "42")
        stop(process, signal.SIGINT)
    with machine.command("up", QUIZAPP_PUBLIC_URL="https://quiz.example.org") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready https://quiz.example.org\n"
        assert machine.redis("GET", "board") == b"$2\r\n42\r\n"


def test_what_is_prepared_is_told_before_the_line_ready(machine: Machine) -> None:
    with machine.command("up", PRETEND_PREPARE="demo 0") as process:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{machine.port}"
        assert [process.stdout.readline(), process.stdout.readline()] == [f"accounts for {url}\n", f"ready {url}\n"]
        stop(process)


def test_what_is_killed_comes_back(machine: Machine) -> None:
    with machine.up() as process:
        machine.redis("SET", "board", "42")
        until(lambda: "worker begins" in machine.notes())
        web, redis = int(machine.get()), machine.redis_pid()
        kill(web)
        until(lambda: machine.answered() not in {"", str(web)})
        server = processes()[int(machine.get())]
        kill(server)
        until(lambda: machine.answered() != "" and server not in processes())
        kill(redis)
        until(lambda: machine.redis("GET", "board") == b"$2\r\n42\r\n")
        assert machine.redis_pid() != redis
        guards = [pid for pid, parent in processes().items() if parent == process.pid]
        assert len(guards) == 3
        for guard in guards:
            kill(guard)
        until(lambda: machine.redis("PING") == b"+PONG\r\n" and machine.answered() != "")
        until(lambda: machine.notes().count("worker begins") == 2)
        mine = descendants(process.pid)
        _, err = stop(process)
    assert "the web process stopped (exit code 137); it starts again in 0.5 s" in err
    assert "the web process stopped (exit code -9); it starts again in 1 s" in err
    assert not mine & processes().keys()


def test_a_killed_supervisor_leaves_nothing_and_the_next_one_starts(machine: Machine) -> None:
    with machine.up() as process:
        machine.redis("SET", "board", "42")
        mine = descendants(process.pid)
        assert len(mine) >= 7
        kill(process.pid)
        process.wait()
    with machine.up() as process:
        assert not mine & processes().keys(), "the next one did not wait for the parts of the first"
        assert machine.redis("GET", "board") == b"$2\r\n42\r\n"
        stop(process)


def test_a_redis_server_left_over_is_shut_down_first(machine: Machine) -> None:
    with machine.up() as process:
        machine.redis("SET", "board", "42")
        left, mine = machine.redis_pid(), descendants(process.pid)
        for pid in (process.pid, *(mine - {left})):
            kill(pid)
        process.wait()
        assert left in processes()
    with machine.up() as process:
        assert left not in processes()
        assert machine.redis("GET", "board") == b"$2\r\n42\r\n"
        stop(process)


def test_a_deep_folder_with_a_chinese_name_works(machine: Machine) -> None:
    deep = machine.folder / "科普 竞赛" / ("d" * 90)
    machine.instance = deep
    machine.environ["QUIZAPP_INSTANCE"] = str(deep)
    listens = config.redis_socket(deep)
    try:
        with machine.up() as process:
            assert machine.redis("PING") == b"+PONG\r\n"
            stop(process)
        assert Path("/tmp") in listens.parents
        listens.parent.chmod(0o755)
        assert machine.refusal("up") == (
            f"The folder {listens.parent} is not ours alone: remove it, or choose a shorter QUIZAPP_INSTANCE."
        )
    finally:
        listens.parent.rmdir()


def test_a_stop_while_starting_is_a_clean_stop(machine: Machine) -> None:
    (machine.folder / "unready").touch()
    with machine.command("up") as process:
        until(lambda: "worker begins" in machine.notes())
        mine = descendants(process.pid)
        assert mine
        stop(process)
    assert not mine & processes().keys()
