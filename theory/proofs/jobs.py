"""Jobs that wait for others, several at a time, the longest first; and what has been proved already."""
import concurrent.futures
import os
import subprocess

WORKERS = int(os.environ.get("JOBS", "2"))


class Job:
    def __init__(self, name, work, needs=(), length=0):
        """`work` returns whether it went well, and words; `needs` are the names of others; `length` is anything that
        grows with the time it takes."""
        self.name, self.work, self.needs, self.length = name, work, needs, length


def done(jobs):
    """Runs all and gives (name, whether it went well, words) as they end. What a failed one was needed for fails."""
    waiting = sorted(jobs, key=lambda job: -job.length)
    ended, running = {}, {}
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        while waiting or running:
            for job in [x for x in waiting if all(y in ended for y in x.needs)]:
                if len(running) == WORKERS:
                    break
                waiting.remove(job)
                work = job.work if all(ended[x] for x in job.needs) else lambda: (False, "what it requires failed")
                running[pool.submit(work)] = job.name
            finished, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in finished:
                name = running.pop(future)
                ended[name], words = future.result()
                yield name, ended[name], words


def run(command, where):
    """Whether a command went well, and what it printed."""
    ran = subprocess.run(command, cwd=where, capture_output=True, text=True)
    return ran.returncode == 0, ran.stdout + ran.stderr


def unless_same(stamp, of, work):
    """Does the work unless it went well before of just this: then the stamp says so."""
    if stamp.exists() and stamp.read_text() == of:
        return True, ""
    stamp.unlink(missing_ok=True)
    ok, words = work()
    if ok:
        stamp.write_text(of)
    return ok, words
