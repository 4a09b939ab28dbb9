# SPDX-License-Identifier: Apache-2.0
"""Hello.java for CPython's asyncio."""

import asyncio


async def greet(name):
    await asyncio.sleep(0)
    print("Hello,", name)


asyncio.run(greet("world"))
