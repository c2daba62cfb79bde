"""Two checks of the model's luck that no stream shows: does every input bit matter, do any two draws collide?

    python docs/luck_bits.py

*Avalanche*: one bit of seed, person, occasion or purpose is turned over; each of the 53 bits that `draw`
keeps must then turn over in half of the cases. The worst cell is given in standard errors, beside the median
of the worst of so many fair cells. *Collisions*: draws of neighbouring inputs are sorted; equal draws are
counted beside the number that pure chance gives.
"""

from math import log, sqrt
from statistics import NormalDist

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.model.chance import draw, luck, mixed, mixed_seed

CASES = 1_000_000
KEPT = 53  # bits of a draw
INPUTS = (("seed", 32), ("person", 24), ("occasion", 13), ("purpose", 8))  # and how many low bits are in use


@kernel
def word(inputs):
    """The 53 bits of one draw as an integer."""
    return np.int64(draw(luck(mixed_seed(inputs[0]), inputs[1], inputs[2]), inputs[3]) * 2.0**KEPT)


@kernel
def turned_over(which, bit, widths, cases, counts):
    """How often each output bit turns over when one input bit does, over many inputs."""
    inputs = np.empty(4, np.int64)
    for case in range(cases):
        for k in range(4):
            inputs[k] = np.int64(mixed(np.uint64(4 * case + k + 1)) >> np.uint64(64 - widths[k]))
        before = word(inputs)
        inputs[which] ^= np.int64(1) << bit
        change = before ^ word(inputs)
        for k in range(KEPT):
            counts[k] += (change >> k) & 1


@kernel
def neighbours(seeds, people, occasions, purposes):
    """The draws of every combination of the first few seeds, people, occasions and purposes."""
    out = np.empty(seeds * people * occasions * purposes, np.int64)
    i, inputs = 0, np.empty(4, np.int64)
    for inputs[0] in range(seeds):
        for inputs[1] in range(people):
            for inputs[2] in range(occasions):
                for inputs[3] in range(purposes):
                    out[i] = word(inputs)
                    i += 1
    return out


def avalanche() -> None:
    """Print the worst cell of each input."""
    widths = np.array([bits for _, bits in INPUTS])
    for which, (name, bits) in enumerate(INPUTS):
        counts = np.zeros((bits, KEPT), np.int64)
        for bit in range(bits):
            turned_over(which, bit, widths, CASES, counts[bit])
        worst = float(np.abs(counts / CASES - 0.5).max() / (0.5 / sqrt(CASES)))
        chi2 = float((((counts - CASES / 2) ** 2) / (CASES / 4)).sum())
        cells = counts.size
        fair = NormalDist().inv_cdf(1.0 - log(2.0) / (2.0 * cells))
        z = (chi2 - cells) / sqrt(2.0 * cells)
        print(f"{name:9} {cells:4} cells: worst {worst:.2f}, fair {fair:.2f}; all together z = {z:+.2f}")


def collisions() -> None:
    """Print equal draws, found and expected, for several shapes of neighbourhood."""
    for shape in (
        (1, 1_000_000, 100, 1),
        (1, 10_000, 100, 100),
        (100, 1_000_000, 1, 1),
        (1_000, 100, 100, 10),
    ):
        words = np.sort(neighbours(*shape))
        found, n = int((np.diff(words) == 0).sum()), len(words)
        print(f"{n} draws {shape}: {found} equal pairs, {n * (n - 1.0) / 2.0 / 2.0**KEPT:.2f} expected")


if __name__ == "__main__":
    avalanche()
    collisions()
