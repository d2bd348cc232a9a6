"""`make tour`: one citizen's errand on the running stack, through the public door only, told step by step.

Exits 1 at the first thing that is not as promised. The address is BASE_URL, else where the runner's settings put it.
"""

import asyncio
import sys
import time

import httpx

from tests.journeys.live import live
from tests.journeys.phone import Told
from tests.journeys.temporary_residence import TemporaryResidence


def tell(sentence: str, told: list[Told]) -> None:
    """Print one step and its exchanges."""
    print(f"\n✔ {sentence}")
    for one in told:
        print(f"    {one.milliseconds:8.1f} ms  {one.status}  {one.request}")


async def tour() -> int:
    """The exit code."""
    began = time.perf_counter()
    world = live()
    world.tell = tell
    print(f"Một Cửa, {world.address}: đăng ký tạm trú, từ đăng nhập đến đánh giá")
    try:
        await TemporaryResidence(world).run()
    except (AssertionError, httpx.HTTPError, KeyError, ValueError) as broken:
        for one in world.journal:
            print(f"    {one.milliseconds:8.1f} ms  {one.status}  {one.request}")
        print(f"\n✘ not as promised: {type(broken).__name__}: {broken}")
        return 1
    print(f"\nAll as promised, {time.perf_counter() - began:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(tour()))
