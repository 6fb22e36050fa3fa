# Pages of records in a headless Chromium: page_checks.py COMMAND CHROMIUM RECORDS CHECK runs one check, which says nothing
# if all is well. RECORDS is a folder for the records that checks share: who comes first makes them.
import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy

from browser import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
COMMAND = sys.argv[1]
FOLDER = tempfile.TemporaryDirectory()


def path(name):
    return os.path.join(FOLDER.name, name)


def run(*arguments, codes=(0, 3)):
    done = subprocess.run([COMMAND, *arguments], cwd=FOLDER.name, capture_output=True, text=True)
    assert done.returncode in codes, (arguments, done.returncode, done.stderr)
    return done.stdout


def stored(name, record):
    record = {name: value for name, value in record.items() if name != "checksum"}
    with open(path(name), "w") as file:
        json.dump(record, file)
    return path(name)


def loaded(name):
    with open(path(name)) as file:
        return json.load(file)


def scores(rows, keys):
    numpy.save(path("small.npy"), numpy.random.default_rng(7).normal(0, 2, (rows, keys)))
    return path("small.npy")


SOME = "tv-is-tail-mass,gap-bound,gap-threshold,multi-gap-bound,blockwise-bounds,k-epsilon,diameter-bound,score-perturbation,vertex-softmax"


def small_records(theorems=("--theorem", SOME)):
    """Real ones: of verify with generated rows, of certify, of precision."""
    small, kept = scores(5, 24), os.path.join(RECORDS, "some" if theorems else "all")
    if not os.path.isdir(kept):
        run("verify", small, "--instances", "1", "--threads", "2", *theorems, "--json", "verify.json")
        run("certify", small, "--json", "certify.json")
        run("precision", "--effort", "0.02", "--n", "4,16", "--regime", "gaussian", "--json", "precision.json", codes=(0, 1, 3))
        shutil.copytree(FOLDER.name, kept)
    shutil.copytree(kept, FOLDER.name, dirs_exist_ok=True)
    return [path(verb + ".json") for verb in ("verify", "certify", "precision")]


def with_bench(record):
    """A record with a part that `bench` writes."""
    times = [{"name": name, "nanoseconds": ratio * 0.4, "ratio": ratio} for name, ratio in (("memory roof: plain sum", 1), ("tailmass", 1.4), ("numpy in place", 13))]
    times.append({"name": "torch", "absent": "not installed"})
    record["bench"] = [{"table": "log-sum-exp, float64", "column": column, "elements": 10000, "rounds": 5, "reference": "memory roof: plain sum", "off_by": "ln Z", "times": times,
                        "targets": [{"target": "2 times faster than the fastest peer", "subject": "tailmass", "against": "numpy in place", "ratio": 0.11, "most": 0.5, "met": True}]} for column in ("1e4", "1e6")]
    record["bench_effort"] = 1
    return record


def page_of(*records, more=(), codes=(0, 1, 3)):
    run("report", *records, "--html", "page.html", *more, codes=codes)
    return path("page.html")


def draw_all(browser):
    browser.ask("drawing.forEach(({ draw }) => draw())")


def quiet(browser, page):
    assert not browser.errors, browser.errors
    others = [url for url in browser.requests if url not in ("about:blank", "file://" + page) and not url.startswith("data:")]
    assert not others, others


def drawn_points(browser):
    """Of every plot: its figure, what it says that it has, and what it has."""
    return browser.ask("""[...document.querySelectorAll("svg[data-points]")].map((svg) => ({
        figure: svg.closest("figure").id, said: Number(svg.dataset.points),
        drawn: [...svg.querySelectorAll("path.dots")].reduce((sum, path) => sum + path.getAttribute("d").split("h0").length - 1, 0)
          + svg.querySelectorAll(".point circle, .cell rect").length,
        outside: /NaN|Infinity/.test(svg.innerHTML) }))""")


def check_plots(browser):
    draw_all(browser)
    points = drawn_points(browser)
    assert points
    for plot in points:
        assert plot["said"] == plot["drawn"] and not plot["outside"], plot
    return points


def total(points, figure):
    return sum(plot["drawn"] for plot in points if plot["figure"] == figure)


def everything():
    """Every part of real records is drawn, with as many points as the record has."""
    small_records(theorems=())
    bench = stored("bench.json", with_bench(loaded("precision.json")))
    page = page_of(path("verify.json"), path("certify.json"), bench)
    verify, certify, precision = (loaded(verb + ".json") for verb in ("verify", "certify", "precision"))
    with Browser(CHROMIUM) as browser:
        browser.view(1280, 900)
        browser.load(page)
        points = check_plots(browser)
        quiet(browser, page)
        assert total(points, "looseness") == sum("looseness" in t for t in verify["theorems"])
        assert total(points, "slack") == sum("worst" in t and t["worst"]["slack"] > 0 for t in verify["theorems"])
        first = [row for row in certify["rows"] if row["epsilon"] == certify["rows"][0]["epsilon"]]
        assert total(points, f"sizes-{first[0]['epsilon']}") == sum(len(row["bounds"]) + 1 for row in first)
        assert total(points, "share") == len(certify["rows"])
        ranked = total(points, f"ranked-{first[0]['epsilon']}")
        assert ranked == len(first[0]["bounds"]) + 1, ranked
        by_n = [line for line in precision["precision"] if "n" in line and "regime" not in line]
        assert total(points, f"errors-{by_n[0]['type']}") == sum(line["type"] == by_n[0]["type"] for line in by_n)
        assert total(points, "bench-0") == 2 * 3
        count = browser.ask("document.querySelectorAll('article .statement math').length")
        assert count > 100, count
        assert browser.ask("document.querySelector('h1').textContent").startswith(("All", "Nothing"))


def filters():
    """Filter, sort, anchors, keyboard and the data behind a plot."""
    page = page_of(*small_records())
    with Browser(CHROMIUM) as browser:
        browser.view(1280, 900)
        browser.load(page, "#gap-bound")
        top = browser.ask("document.getElementById('gap-bound').getBoundingClientRect().top")
        assert 0 <= top < 200, top
        visible = "[...document.querySelectorAll('#theorems article:not(#negative *)')].filter((a) => a.checkVisibility()).map((a) => a.id)"
        everything_shown = browser.ask(visible)
        assert len(everything_shown) > 30
        browser.ask("document.getElementById('find').focus()")
        browser.type("greatest diam_")
        assert browser.ask(visible) == ["diameter-bound"], browser.ask(visible)
        rows = "[...document.querySelectorAll('[data-table=theorems] tbody th')].map((cell) => cell.textContent)"
        assert browser.ask(rows) == ["diameter-bound"], browser.ask(rows)
        browser.ask("location.hash = '#vertex-softmax'")
        browser.ask("new Promise((done) => setTimeout(done, 50))")
        assert len(browser.ask(visible)) == len(everything_shown)
        head = "[...document.querySelectorAll('[data-table=theorems] thead button')].find((b) => b.textContent === 'proved')"
        browser.ask(head + ".click()")
        proved = browser.ask("[...document.querySelectorAll('[data-table=theorems] tbody tr')].map((row) => Number(row.children[1].textContent.replaceAll(',', '').replace('·', '0')))")
        assert proved == sorted(proved, reverse=True) and proved[0] > proved[-1], proved
        assert browser.ask(head + ".closest('th').getAttribute('aria-sort')") == "descending"
        draw_all(browser)
        browser.ask("[...document.querySelectorAll('#looseness .tools button')].find((b) => b.textContent === 'Data').click()")
        assert browser.ask("document.querySelectorAll('#looseness .data tbody tr').length") == total(drawn_points(browser), "looseness")
        saved = browser.ask("""new Promise((done) => { const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => (blob.text().then(done), make(blob));
            [...document.querySelectorAll('#looseness > .tools button')].find((b) => b.textContent === 'CSV').click(); })""")
        svg = browser.ask("""new Promise((done) => { const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => (blob.text().then(done), make(blob));
            [...document.querySelectorAll('#looseness > .tools button')].find((b) => b.textContent === 'SVG').click(); })""")
        assert svg.startswith("<svg") and "var(--" not in svg and 'xmlns="http://www.w3.org/2000/svg"' in svg, svg[:300]
        assert browser.ask("new DOMParser().parseFromString(" + json.dumps(svg) + ", 'image/svg+xml').querySelectorAll('parsererror').length") == 0
        assert saved.startswith("theorem,min,median,max\r\n") and saved.count("\r\n") == 1 + total(drawn_points(browser), "looseness"), saved[:200]
        browser.ask("document.getElementById('share').scrollIntoView({ behavior: 'instant' })")
        x, y = browser.ask("""(() => { const path = document.querySelector('#share path.dots'), box = path.ownerSVGElement.getBoundingClientRect();
            const [, x, y] = /^M([0-9.]+),([0-9.]+)/.exec(path.getAttribute('d')); return [box.left + Number(x), box.top + Number(y)]; })()""")
        browser.move(x, y)
        assert "k_ε" in browser.ask("document.querySelector('#share svg').textContent")
        browser.load(page)
        browser.press("Tab")
        assert browser.ask("document.activeElement.className") == "skip"
        browser.press("Enter")
        assert browser.ask("location.hash") == "#main"
        quiet(browser, page)


def accessible():
    """axe-core has no serious finding, in both colour schemes, on a desk and on a phone; nothing is wider than a phone."""
    page = page_of(*small_records())
    with open(os.path.join(HERE, "axe.min.js")) as file:
        axe = file.read()
    with Browser(CHROMIUM) as browser:
        for width, dark in ((1280, False), (1280, True), (390, False)):
            browser.view(width, 900, dark)
            browser.load(page)
            draw_all(browser)
            browser.ask("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            # Articles far from the window are laid out when they come near it: here, all at once.
            browser.ask("document.querySelectorAll('article').forEach((each) => (each.style.contentVisibility = 'visible'))")
            browser.ask("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
            browser.call("Runtime.evaluate", expression=axe)
            found = browser.ask("axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, count: nodes.length, first: nodes[0].html.slice(0, 200), why: nodes[0].failureSummary })))")
            serious = [each for each in found if each["impact"] in ("serious", "critical")]
            assert not serious, json.dumps(serious, indent=1)
            wide = browser.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (width, wide)


def hostile(record):
    name = "</script><script>document.title='taken'</script><!--<img src=http://127.0.0.1:9/x onerror=alert(1)>"
    record["command"] = "tailmass verify '" + name + "'"
    for theorem in record["theorems"][:3]:
        theorem.update(refuted=2)
        record["summary"]["refuted"] += 2
        record["failures"].append({"theorem": theorem["id"], "claim": name, "verdict": "refuted", "reason": name,
                                   "case": {"file": name, "tensor": name, "row": "[0]", "k": 1}, "case_file": "a b.json"})
        theorem["worst"] = {"slack": -0.5, "case": {"file": name, "tensor": name, "row": "[0]", "k": 1}}


def failing():
    """A record whose run failed says so on top, with the command that replays it; names in it stay text."""
    record = json.load(open(small_records()[0]))
    hostile(record)
    page = page_of(stored("failing.json", record))
    with Browser(CHROMIUM) as browser:
        browser.view(1280, 900)
        browser.load(page)
        check_plots(browser)
        quiet(browser, page)
        assert browser.ask("document.querySelector('h1').textContent") == "3 things did not hold."
        assert browser.ask("document.querySelectorAll('.failure').length") == 3
        assert browser.ask("document.querySelector('.failure code').textContent") == "tailmass replay 'a b.json'"
        assert browser.ask("document.title").startswith("tailmass: 3 things")
        assert browser.ask("document.images.length") == 0


def undecided():
    """What was not decided is neither held nor refuted, and has a colour and words of its own."""
    small_records()
    record = loaded("verify.json")
    record["theorems"][0]["undecided"] = record["summary"]["undecided"] = 2
    record["failures"] = [{"theorem": record["theorems"][0]["id"], "claim": "c", "verdict": "undecided", "reason": "precision ran out at 4096 bits",
                           "case": {"file": "a", "tensor": "b", "row": "[0]", "k": 1}, "case_file": "a.json"}]
    page = page_of(stored("undecided.json", record), codes=(3,))
    with Browser(CHROMIUM) as browser:
        assert first_words(browser, page) == "Not all was decided."
        assert browser.ask("document.querySelector('h1').className") == "warn"
        assert browser.ask("document.querySelectorAll('.failure.warn-edge').length") == 1
        words = browser.ask("document.querySelector('#top').textContent")
        assert "2 claims undecided: not refuted and not held." in words, words
        zero = browser.ask("[...document.querySelectorAll('.counts .zero dt')].map((each) => each.textContent)")
        assert "refuted" in zero and "undecided" not in zero, zero


def empty():
    """A record of nothing, and one of a run that was interrupted at once."""
    record = json.load(open(small_records()[0]))
    for name in ("failures", "confidence", "consistency"):
        record[name] = []
    for theorem in [*record["theorems"], record["summary"]]:
        theorem.update({verdict: 0 for verdict in record["summary"]})
        theorem.pop("worst", None)
    record["rows_judged"] = {"done": 0, "total": 0, "cases": 0}
    for interrupted, words in ((False, "Nothing was judged."), (True, "The run was interrupted.")):
        record["interrupted"] = interrupted
        page = page_of(stored("empty.json", record))
        with Browser(CHROMIUM) as browser:
            browser.view(1280, 900)
            browser.load(page)
            draw_all(browser)
            quiet(browser, page)
            assert browser.ask("document.querySelector('h1').textContent") == words
            assert browser.ask("document.querySelectorAll('#theorems article').length") > 30


def first_words(browser, page):
    browser.load(page)
    quiet(browser, page)
    return browser.ask("document.querySelector('h1').textContent")


def answers():
    """The first words of a page answer what its record was made for; of several, each is answered."""
    small_records()
    heads = numpy.random.default_rng(3).normal(0, 2, (2, 4, 3, 24))
    numpy.save(path("heads.npy"), heads)
    run("certify", path("heads.npy"), "--epsilon", "0.1", "--json", "heads.json")
    run("hunt", "gap-bound", "--evaluations", "300", "--found", "", "--json", "hunt.json")
    wrong = numpy.log(numpy.exp(heads[0, 0]).sum(-1)).astype("float32")
    wrong[1] += 1
    numpy.savez(path("kernel.npz"), **{"a.scores": heads[0, 0].astype("float32"), "a.lse": wrong})
    run("check", path("kernel.npz"), "--json", "check.json", codes=(1,))
    os.mkdir(path("records"))
    for day in (1, 2):
        record = loaded("precision.json")
        record["date"] = f"2026-01-0{day}T00:00:00Z"
        for line in record["precision"]:
            line["max_ulp"] = float(line["max_ulp"]) * day / 2  # none beyond its limit
        stored(f"records/{day}.json", record)
    run("report", "--history", path("records"), "--html", "history.html")
    with Browser(CHROMIUM) as browser:
        browser.view(1280, 900)
        words = first_words(browser, page_of(path("heads.json")))
        assert words.startswith("ε = 0.1: ") and " certifies ×" in words and "(median of 24 rows)" in words, words
        points = check_plots(browser)
        assert total(points, "map-0.1") == 8, points
        assert browser.ask("document.querySelector('#map-0\\\\.1 svg').textContent.includes('head')")
        words = first_words(browser, page_of(path("precision.json")))
        assert words.startswith("Nearest to its limit: ") and words.endswith(" %"), words
        words = first_words(browser, page_of(path("hunt.json")))
        assert words.startswith("0 of 1 claim refuted; "), words
        words = first_words(browser, page_of(path("check.json"), codes=(1,)))
        assert words == "1 of 3 numbers wrong", words
        row = browser.ask("[...document.querySelectorAll('[data-table=kernel-failures] tbody tr > *')].map((cell) => cell.textContent)")
        assert row[0] == "a.lse [1]" and row[1] == "kernel-lse", row
        checks = browser.ask("[...document.querySelectorAll('[data-table=kernel-checks] tbody tr > *')].map((cell) => cell.textContent)")
        assert checks[:3] == ["kernel-lse", "2", "1"], checks
        record = loaded("check.json")
        cause = record["kernel"][0]["failures"][0]["cause"] = "one were added, as is told in words that are long enough for two lines"
        browser.load(page_of(stored("cause.json", record), codes=(1,)))
        assert browser.ask("document.querySelector('.causes').textContent") == f"as if {cause}: it, a.lse [1]"
        browser.view(794, 1123)
        browser.call("Emulation.setEmulatedMedia", media="print")
        assert browser.ask("document.documentElement.scrollWidth") <= 794  # a page of paper
        browser.view(1280, 900)
        words = first_words(browser, page_of(path("heads.json"), path("hunt.json")))
        assert words == "All held: certify, hunt.", words
        held = browser.ask("[...document.querySelectorAll('.answers dd')].map((each) => each.textContent)")
        assert "certificate" in held[0], held
        words = first_words(browser, path("history.html"))
        assert " changed by half or more over 2 records" in words, words
        labels = browser.ask("[...document.querySelectorAll('#history svg')].map((svg) => svg.textContent)")
        draw_all(browser)
        labels = browser.ask("[...document.querySelectorAll('#history-errors svg')].map((svg) => svg.textContent)")
        assert labels and all("ulp" in text and "records by date" in text for text in labels), labels[:2]
        browser.load(page_of(path("heads.json"), path("hunt.json"), path("verify.json")))
        assert browser.ask("[...document.querySelectorAll('.answers dt')].map((each) => each.textContent)") == ["certify", "hunt", "verify"]
        assert browser.ask("document.querySelector('main > section:last-child').id") == "theorems"
        assert not browser.ask("document.getElementById('catalogue').open")
        browser.ask("location.hash = '#gap-bound'")
        browser.ask("new Promise((done) => setTimeout(done, 50))")
        assert browser.ask("document.getElementById('catalogue').open")
        assert "Engine" in browser.ask("document.getElementById('footer').textContent")
        browser.view(500, 900)
        broken = browser.ask("""[...document.querySelectorAll('[data-table=rows] tbody th')].filter((cell) => {
            const range = document.createRange(), text = [...cell.childNodes].filter((node) => node.nodeType === 3);
            return text.some((node) => node.textContent.split(' ').some((word, i, words) => { const at = words.slice(0, i).join(' ').length + (i ? 1 : 0);
              range.setStart(node, at); range.setEnd(node, at + word.length); return range.getClientRects().length > 1; })); }).length""")
        assert broken == 0, broken


def left_out():
    """Of more rows than a record keeps the page says how many there are."""
    numpy.save(path("many.npy"), numpy.random.default_rng(5).normal(0, 2, (2100, 4)))
    run("certify", path("many.npy"), "--epsilon", "0.5,0.1", "--json", "many.json")
    page = page_of(path("many.json"))
    with Browser(CHROMIUM) as browser:
        browser.load(page)
        assert "4,200 truncations were measured." in browser.ask("document.querySelector('#rows .note').textContent")
        assert "of 2,100 rows" in browser.ask("document.querySelector('h1').textContent")
        assert browser.ask("document.getElementById('ranked-0.5').textContent.includes('of 2,100 rows')")


def huge():
    """Twenty thousand rows, and numbers beyond a double, are drawn; the page stays answering."""
    small_records()
    record = loaded("certify.json")
    first = record["rows"]
    record["rows"] = []
    for i in range(20000):
        row = copy.deepcopy(first[i % len(first)])
        row["index"] = [i]
        row["output"] = {"error": f"1.5e-{400 + i % 4000}" if i % 7 else 0, "bounds": {"diameter-bound": f"2.5e-{390 + i % 4000}"}, "active": "diameter-bound"}
        record["rows"].append(row)
    page = page_of(stored("huge.json", record))
    with Browser(CHROMIUM) as browser:
        browser.view(1280, 900)
        browser.load(page)
        points = check_plots(browser)
        quiet(browser, page)
        epsilon = record["rows"][0]["epsilon"]
        assert total(points, f"outputs-{epsilon}") == sum(row["epsilon"] == epsilon and row["output"]["error"] != 0 for row in record["rows"])
        assert browser.ask("document.querySelectorAll('[data-table=rows] tbody tr').length") == 20
        browser.ask("document.querySelector('[data-table=rows] .more button').click()")
        assert browser.ask("document.querySelectorAll('[data-table=rows] tbody tr').length") == 220
        browser.ask("(() => { const box = document.querySelector('[data-table=rows] input'); box.value = '[19999]'; box.dispatchEvent(new Event('input')); })()")
        assert browser.ask("document.querySelectorAll('[data-table=rows] tbody tr').length") == 1


def over_commits():
    """A base run and a folder of records."""
    records = small_records()
    old = loaded("verify.json")
    hostile(old)
    os.mkdir(path("history"))
    for day in range(1, 4):
        for verb in ("verify", "precision"):
            record = loaded(verb + ".json")
            record["date"], record["commit"] = f"2026-01-0{day}T00:00:00Z", f"{day}" * 40
            stored(f"history/{day}-{verb}.json", record)
    page = page_of(records[0], more=("--against", stored("old.json", old), "--history", path("history")))
    with Browser(CHROMIUM) as browser:
        browser.view(1280, 900)
        browser.load(page)
        points = check_plots(browser)
        quiet(browser, page)
        assert total(points, "history-speed") == 3 * 2
        assert total(points, "history-looseness") == 3 * total(points, "looseness")
        assert browser.ask("document.querySelectorAll('[data-table=changes] tbody tr').length") == 3
    run("report", "--history", path("history"), "--html", "alone.html")
    with Browser(CHROMIUM) as browser:
        browser.load(path("alone.html"))
        assert total(check_plots(browser), "history-speed") == 3 * 2


def usage():
    """What makes no page is said in one line; the exit code of a page is that of its worst record."""
    records = small_records()
    for arguments in (records, [], ["--history", path("none"), "--html", "x.html"], [*records, "--html", "x.html", "--junit", "y.xml"],
                      [stored("odd.json", {"schema": "x/1"}), records[0], "--html", "x.html"], [records[0], "--html", path("no/such/folder.html")]):
        done = subprocess.run([COMMAND, "report", *arguments], cwd=FOLDER.name, capture_output=True, text=True)
        assert done.returncode == 2 and done.stderr.count("\n") == 1, (arguments, done)
    failed = loaded("verify.json")
    hostile(failed)
    page_of(*records, codes=(0, 1, 3))
    page_of(records[1], stored("failed.json", failed), codes=(1,))
    assert run("report", records[1], "--html", "-").startswith("<!doctype html>")


CHROMIUM, RECORDS = sys.argv[2:4]
{check.__name__: check for check in (everything, filters, accessible, failing, undecided, empty, answers, left_out, huge, over_commits, usage)}[sys.argv[4]]()
