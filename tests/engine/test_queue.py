"""The line in front of the runtime: its order, and leaving it."""

import threading

from mistral_assistant.engine.queue import MAX_WAITING, Job, Queue


class Gate:
    """A job that runs until it is let through or called off; notes what became of it."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.begun, self.open, self.over = (threading.Event() for _ in range(3))
        self._name, self._log = name, log
        self.job = Job(self._work, self._ended)

    def _work(self, cancelled: threading.Event) -> None:
        self.begun.set()
        while not self.open.wait(0.005) and not cancelled.is_set():
            pass
        self._log.append(f"{self._name} cancelled" if cancelled.is_set() else self._name)

    def _ended(self, error: Exception | None) -> None:
        if error:
            self._log.append(str(error))
        self.over.set()


def test_jobs_run_one_at_a_time_in_the_order_they_came() -> None:
    log: list[str] = []
    queue, gates = Queue(), [Gate(str(number), log) for number in range(4)]
    assert all(queue.add(gate.job) for gate in gates)
    assert gates[0].begun.wait(5) and not gates[1].begun.is_set()
    for gate in reversed(gates):
        gate.open.set()
    assert gates[3].over.wait(5)
    assert log == ["0", "1", "2", "3"]
    queue.close()


def test_who_leaves_the_line_is_not_served_and_who_is_served_stops() -> None:
    log: list[str] = []
    queue, gates = Queue(), [Gate(str(number), log) for number in range(3)]
    for gate in gates:
        queue.add(gate.job)
    assert gates[0].begun.wait(5)
    queue.cancel(gates[1].job)
    assert gates[1].over.wait(5)
    queue.cancel(gates[0].job)
    gates[2].open.set()
    assert gates[2].over.wait(5)
    assert log == ["0 cancelled", "2"]
    queue.close()


def test_a_job_that_fails_is_told_and_the_next_one_runs() -> None:
    log: list[str] = []
    queue, after = Queue(), Gate("après", log)

    def fail(_cancelled: threading.Event) -> None:
        raise ValueError("panne")

    queue.add(Job(fail, lambda error: log.append(str(error))))
    after.open.set()
    queue.add(after.job)
    assert after.over.wait(5)
    assert log == ["panne", "après"]
    queue.close()


def test_a_full_line_takes_nobody_and_closing_tells_everybody() -> None:
    log: list[str] = []
    queue, first = Queue(), Gate("premier", log)
    queue.add(first.job)
    assert first.begun.wait(5)
    waiting = [Gate(str(number), log) for number in range(MAX_WAITING)]
    assert all(queue.add(gate.job) for gate in waiting)
    assert not queue.add(Gate("de trop", log).job)
    queue.close()
    assert all(gate.over.is_set() for gate in [first, *waiting])
    assert log == ["premier cancelled"]
