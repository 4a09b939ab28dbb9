# SPDX-License-Identifier: Apache-2.0
"""The figures as Markdown: a summary, a table for each benchmark, and the targets."""

import statistics

from benches import TITLES

HIGHER_IS_BETTER = {"msg/s", "req/s", "x of one loop"}
IN_SUMMARY = 6  # columns


def show(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times_better(unit, base, value):
    """How many times better than the base: above 1 is better, whatever the unit."""
    if not base or not value:
        return "-"
    return f"{value / base if unit in HIGHER_IS_BETTER else base / value:.2f}"


def medians(peers):
    return {peer: {unit: statistics.median(taken) for unit, taken in units.items()} for peer, units in peers.items()}


def tables(results, bases):
    """One table a benchmark, the best first; its first unit has the spread and the ratios."""
    lines = []
    for table, peers in results.items():
        middle = medians(peers)
        units = list(next(iter(middle.values())))
        known = [base for base in bases if base in middle]
        head = ["peer", units[0], "min..max", *[f"x {base}" for base in known], *units[1:]]
        lines += ["", f"### {table}: {TITLES[table]}" if table in TITLES else f"### {table}", "",
                  "| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
        sign = -1 if units[0] in HIGHER_IS_BETTER else 1
        for peer in sorted(middle, key=lambda name: sign * middle[name][units[0]]):
            first, taken = middle[peer][units[0]], peers[peer][units[0]]
            row = [peer, show(first), f"{show(min(taken))}..{show(max(taken))}"]
            row += [times_better(units[0], middle[base][units[0]], first) for base in known]
            row += [show(middle[peer][unit]) for unit in units[1:]]
            lines.append("| " + " | ".join(row) + " |")
    return lines


def summary(results, peers, base):
    """Every peer: the first unit of each benchmark, and the ratio to the base."""
    middle = {table: medians(found) for table, found in results.items()}
    columns = [table for table in middle if table not in ("sleepers-wall", "bodies-wall", "hello-rss")
               and "microtask" not in table]
    lines = []
    for start in range(0, len(columns), IN_SUMMARY):
        part = columns[start:start + IN_SUMMARY]
        unit = {table: next(iter(next(iter(middle[table].values())))) for table in part}
        lines += ["", "| peer | " + " | ".join(f"{table} ({unit[table]})" for table in part) + " |",
                  "|---|" + "---:|" * len(part)]
        for peer in peers:
            cells = []
            for table in part:
                value = middle[table].get(peer, {}).get(unit[table])
                against = middle[table].get(base, {}).get(unit[table])
                ratio = f" ({times_better(unit[table], against, value)}x)" if against and value is not None else ""
                cells.append("-" if value is None else show(value) + ratio)
            if any(cell != "-" for cell in cells):
                lines.append(f"| {peer} | " + " | ".join(cells) + " |")
    return lines


def document(meta, results, not_offered, benches, failures, targets):
    """The whole report. `targets` are its finished rows."""
    lines = ["{date}, {cores} cores of {cpu}, Linux {kernel}, {rounds} rounds in {minutes} minutes; server core "
             "{server core}, load core {load core}, load before it began {load before}. Figures are medians of the "
             "rounds; 'x PEER' is how many times better than that peer (above 1 is better).".format_map(meta),
             "", "## Versions", ""]
    for peer, version in meta["versions"].items():
        lacks = not_offered.get(peer, [])
        has = [bench for bench in benches if bench not in lacks]
        offers = f" (no {', '.join(lacks)})" if len(lacks) < len(has) else f" (only {', '.join(has) or 'others'})"
        lines.append(f"- {peer}: {version}" + (offers if lacks else ""))
    if targets:
        lines += ["", "## Targets", "", *targets]
    lines += ["", "## Summary", *summary(results, meta["versions"], meta["bases"][0])]
    lines += ["", "## Tables", *tables(results, meta["bases"])]
    if failures:
        lines += ["", "## Not measured", ""]
        lines += [f"- {peer}, {bench}: {why}" for (peer, bench), why in failures.items()]
    return lines
