"""A generator that is closed inside a group: the children are cancelled and waited for, and the
generator ends quietly, unless one of them fails. (Recorded with 3.15's TaskGroup.)
"""
import asyncio

log = []


def show(e):
    text = type(e).__name__ + (f": {e}" if str(e) else "")
    if isinstance(e, BaseExceptionGroup):
        text += " <" + ", ".join(sorted(show(x) for x in e.exceptions)) + ">"
    return text


def requests():
    return asyncio.current_task().cancelling()


async def child(name, what="plain", turns=0):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(f"{name} {show(e)}")
        for _ in range(turns):
            await asyncio.sleep(0)
        if what == "fail":
            raise ValueError(name)
        raise


async def main():
    print("-- a generator closed inside a group")

    async def items():
        async with asyncio.TaskGroup() as g:
            g.create_task(child("in generator", turns=2))
            yield 1
            yield 2

    agen = items()
    print(await anext(agen))
    await asyncio.sleep(0)
    await agen.aclose()
    print(log)
    log.clear()

    async def failing_items():
        async with asyncio.TaskGroup() as g:
            g.create_task(child("failing", "fail"))
            yield 1

    agen = failing_items()
    print(await anext(agen))
    await asyncio.sleep(0)
    try:
        await agen.aclose()
    except BaseException as e:
        print(show(e))
    print(log, requests())
    log.clear()


asyncio.run(main())
