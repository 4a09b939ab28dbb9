# SPDX-License-Identifier: Apache-2.0
"""What we promise beside the peers: reads the file `targets` and holds the figures of a run against it."""

from report import medians, show


def rows(path, results):
    """Markdown rows of the targets that this run can tell about, and how many of them are missed."""
    middle = {table: medians(peers) for table, peers in results.items()}
    lines, missed = [], 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) < 5 or words[2] not in ("<=", ">="):
            raise ValueError(f"{path}:{number}: {line} (expected: TABLE PEER <= NUMBER UNIT or NUMBER x PEER [TABLE])")
        table, peer, relation, number, unit, *other = words
        ours = first(middle, table, peer, None if unit == "x" else unit.replace("_", " "))
        theirs = first(middle, other[1] if len(other) > 1 else table, other[0], None) if unit == "x" else 1
        if ours is None or theirs is None:
            continue
        bound = float(number) * theirs
        reached = ours <= bound if relation == "<=" else ours >= bound
        missed += not reached
        limit, ratio = f"{relation} {number} {unit.replace('_', ' ')}", ""
        if unit == "x":
            limit, ratio = f"{relation} {number} x {' '.join(other)} ({show(theirs)})", f"{ours / theirs:.2f}"
        verdict = "reached" if reached else "**missed**"
        lines.append(f"| {table} | {peer} | {show(ours)} | {limit} | {ratio} | {verdict} |")
    head = ["| table | peer | is | target | ratio | |", "|---|---|---:|---:|---:|---|"]
    return (head + lines if lines else []), missed


def first(middle, table, peer, unit):
    """The figure of a peer in a table: of the unit, or else of the table's first; None if it was not taken."""
    units = middle.get(table, {}).get(peer)
    if not units:
        return None
    return units.get(unit) if unit else next(iter(units.values()))
