"""pytest: the fixture ``tailmass``, the marker ``tailmass_regimes``, and a record of all that tests checked."""

from __future__ import annotations

import functools
import itertools
import shlex
import time
from typing import Any, Callable, Iterator, Optional

import pytest

from . import _tailmass, testing
from ._regimes import Rows, rows_of

_MARKER = (
    "tailmass_regimes(n, k, dtype='float32', each=4, seed=1, regimes=None): run the test on rows of each of the 25 "
    "regimes, tailmass.scores [each, n] of that dtype of numpy or torch, for all n and k <= n"
)


def _skipping(assertion: Callable[..., testing.Certificate]) -> Callable[..., testing.Certificate]:
    @functools.wraps(assertion)
    def held_or_skipped(*arguments: Any, **keywords: Any) -> testing.Certificate:
        __tracebackhide__ = True
        try:
            return assertion(*arguments, **keywords)
        except testing.Undecided as undecided:
            return pytest.skip(str(undecided))

    return held_or_skipped


class Tailmass:
    """What a test gets from the fixture: the assertions of tailmass.testing, and by the marker rows of a regime.

    On rows of a regime whose numbers no bound decides, as those with offsets beyond the format, the test is skipped
    and not failed: no kernel could hold there.
    """

    def __init__(self, rows: Optional[Rows] = None) -> None:
        self.rows = rows
        for name in ("assert_lse", "assert_topk", "assert_topk_attention", "assert_attention"):
            assertion = getattr(testing, name)
            setattr(self, name, _skipping(assertion) if rows else assertion)
        self.scores = rows_of(rows) if rows else None
        self.regime, self.n, self.k = (rows.regime, rows.n, rows.k) if rows else (None, None, None)


class Recorder:
    """Merges what the tests of a process check, and of its workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.record, self.start = config, _tailmass.Record(), time.monotonic()
        self.temporary: Optional[pytest.TempPathFactory] = None
        self.lines: list[str] = []
        self.kept: Optional[str] = None  # the folder of the tensors of failures, made for the first one

    def folder(self) -> str:
        if not self.kept:
            self.kept = self.config.getoption("tailmass_cases") or str(self.temporary.mktemp("tailmass"))
        return self.kept

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        with testing.session(testing.Session(item.nodeid, self.folder, self.record.merge)):
            yield

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        text = getattr(node, "workeroutput", {}).get("tailmass")
        if text:
            self.record.merge(_tailmass.Record.from_json(text))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self.config, "workeroutput"):  # of xdist: the controller merges and writes
            self.config.workeroutput["tailmass"] = self.record.to_json() if self.record.rows else ""
            return
        path, against = self.config.getoption("tailmass_json"), self.config.getoption("tailmass_against")
        if not self.record.rows:
            if path or against:
                self.lines.append("tailmass: no test checked anything: there is no record")
            return
        command = shlex.join(["pytest", *self.config.invocation_params.args])
        self.record.describe(command, time.monotonic() - self.start)
        self.lines.append(
            f"tailmass: {self.record.rows:,} rows: {self.record.held:,} numbers held to proven bounds, "
            f"{self.record.exceeded:,} exceeded, {self.record.unbounded:,} without one"
        )
        if path:
            self.record.write(path)
            self.lines.append(f"tailmass: the record is {path}: tailmass report {shlex.quote(path)}")
        if against:
            table, regressed = self.record.compare(against)
            self.lines.append(table.rstrip())
            if regressed and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for line in self.lines:
            terminalreporter.write_line(line)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tailmass", "kernels held to proven bounds")
    group.addoption("--tailmass-json", metavar="PATH", help="write what was checked, for `tailmass report`")
    group.addoption("--tailmass-cases", metavar="FOLDER", help="keep the tensors of failures here; default: pytest's")
    group.addoption("--tailmass-against", metavar="RECORD", help="compare with this record; fail where it is worse")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    config.pluginmanager.register(Recorder(config), "tailmass-recorder")


@pytest.fixture(scope="session", autouse=True)
def _tailmass_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    request.config.pluginmanager.get_plugin("tailmass-recorder").temporary = tmp_path_factory


@pytest.fixture
def tailmass(request: pytest.FixtureRequest) -> Tailmass:
    """The assertions of tailmass.testing, and under the marker tailmass_regimes rows: scores, regime, n, k."""
    return Tailmass(getattr(request, "param", None))


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("tailmass_regimes")
    if marker is None:
        return
    if "tailmass" not in metafunc.fixturenames:
        pytest.fail(f"{metafunc.definition.nodeid} is marked tailmass_regimes and does not ask for `tailmass`", False)

    def parameters(n: Any, k: Any, dtype: Any = "float32", each: int = 4, seed: int = 1, regimes: Any = None) -> Any:
        for one in itertools.product(regimes or _tailmass.regimes(), _listed(n), _listed(k), _listed(dtype)):
            if one[2] <= one[1]:
                yield Rows(*one, each, seed)

    rows = list(parameters(*marker.args, **marker.kwargs))
    metafunc.parametrize("tailmass", rows, indirect=True, ids=[each.name for each in rows])
