"""Barrier: abort fails who waits and who comes, until reset; reset fails who is
inside, not who waits outside; a party that is cancelled is not counted; one that
is cancelled when the barrier has opened does not close it again.
"""
import asyncio


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def settle(turns=8):
    for _ in range(turns):
        await asyncio.sleep(0)


async def party(barrier, name, log):
    try:
        log.append(f"{name} index {await barrier.wait()}")
    except BaseException as e:
        log.append(f"{name} {show(e)}")


def state(label, barrier, log):
    print(label, "| waiting", barrier.n_waiting, "broken", barrier.broken, "|", ", ".join(log))
    log.clear()


async def main():
    log = []
    barrier = asyncio.Barrier(3)

    def start(*names):
        return [asyncio.create_task(party(barrier, name, log)) for name in names]

    print("-- abort")
    start("a", "b")
    await settle()
    state("two inside", barrier, log)
    await barrier.abort()
    state("aborted", barrier, log)
    await settle()
    state("a little later", barrier, log)
    start("c")
    await settle()
    state("one comes", barrier, log)
    await barrier.abort()
    await settle()
    state("aborted again", barrier, log)
    await barrier.reset()
    state("reset", barrier, log)
    start("d", "e", "f")
    await settle()
    state("three come", barrier, log)

    print("-- reset")
    await barrier.reset()
    state("nobody inside", barrier, log)
    start("a", "b")
    await settle()
    await barrier.reset()
    start("c")
    await settle()
    state("two inside, one comes after it", barrier, log)
    start("d", "e")
    await settle()
    state("two more", barrier, log)

    print("-- reset while it drains: who is outside stays")
    start("a", "b", "c", "d", "e")
    await settle(1)
    reset = asyncio.create_task(barrier.reset())
    await settle()
    await reset
    state("five came", barrier, log)
    start("f")
    await settle()
    state("one more", barrier, log)

    print("-- cancelled while it fills")
    tasks = start("a", "b")
    await settle()
    tasks[0].cancel()
    await settle()
    state("one of two is cancelled", barrier, log)
    start("c")
    await settle()
    state("another comes", barrier, log)
    start("d")
    await settle()
    state("the last comes", barrier, log)

    print("-- cancelled when it has opened")
    tasks = start("a", "b")
    await settle()
    start("c")
    await settle(1)
    tasks[0].cancel()
    await settle()
    state("the first is cancelled", barrier, log)
    start("d", "e", "f")
    await settle()
    state("the next round", barrier, log)

    print("-- abort while it drains")
    start("a", "b", "c", "d")
    await settle(1)
    abort = asyncio.create_task(barrier.abort())
    await settle()
    await abort
    state("four came", barrier, log)


asyncio.run(main())
