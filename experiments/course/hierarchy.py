"""How do events differ, and is a hierarchy worth more than a forecast on paper? A first look in NumPy, outside the package.

    python experiments/course/hierarchy.py [nofade] [nokap]        about five minutes

    case: trait + load * E(t) > cut-off
    E(t) = I x exp(-K k f t) + L w (1 - exp(-t / b)) exp(-(K f)^kap t / F)            x, w, f log-normal between people
    I, L, K log-normal between populations; means, spreads and the luck of a survey are fitted to all waves of other events

Strict pairs of waves.csv but those held out. For each pair its whole event is left out and the later wave forecast from the first.
`nofade`: all events fade alike (no K). `nokap`: lasting strain fades alike in all people. What the package does with it is in
sim/validation/calibration/hierarchy.py; there the town is the real model.
"""

# ruff: noqa
import sys

import numba as nb
import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from sim.validation.skill import waves

USUAL = {
    "K6": 3.4,
    "any disorder": 12.0,
    "depression": 6.0,
    "PHQ-2": 8.0,
    "HSCL-25": 10.0,
    "GHQ-12": 24.3,
    "PHQ-9": 8.0,
    "SRQ": 15.0,
}
PEOPLE, POINTS = 512, 512
Q = ndtri(np.clip(qmc.Sobol(3, seed=3).random(PEOPLE), 1e-3, 1 - 1e-3))
E = ndtri(np.clip(qmc.Sobol(3, seed=5).random(POINTS), 1e-3, 1 - 1e-3))
NAMES = "log_k fade_sd x_sd w_sd log_b log_F kap load mean_I lsd_I mean_L lsd_L lsd_K rho log_luck".split()
MEAN = np.array(
    [
        np.log(0.15),
        1.2,
        0.7,
        0.65,
        np.log(5),
        np.log(80),
        0.5,
        0.6,
        0.2,
        np.log(0.7),
        -0.6,
        np.log(0.8),
        np.log(0.5),
        0.0,
        np.log(0.12),
    ]
)
SD = np.array([0.7, 0.4, 0.25, 0.2, 0.5, 0.7, 0.25, 0.15, 0.8, 0.3, 0.8, 0.3, 0.4, 0.3, 0.3])
if "nofade" in sys.argv:
    MEAN[12], SD[12] = -6.0, 0.01
if "nokap" in sys.argv:
    MEAN[6], SD[6] = 0.01, 0.01

pairs = [one for one in waves.pairs_of(waves.load()) if one.first.split != "held_out"]
table = list({(w.people, w.months): w for p in pairs for w in (p.first, p.later)}.values())
at = {(w.people, w.months): i for i, w in enumerate(table)}
event = lambda w: w.event.split(" 2")[0]
groups = {}
for i, w in enumerate(table):
    groups.setdefault((event(w), w.population), []).append(i)
probit = lambda p: ndtri(np.clip(np.asarray(p, float) / 100, 0.0005, 0.9995))
ptsd = np.array([w.instrument not in USUAL for w in table])
tied = np.array([w.tied is not False and p for w, p in zip(table, ptsd)])
months = np.array([w.months for w in table])
cut = np.array([-float(probit(4.0 if p else w.normal_year or USUAL[w.instrument])) for w, p in zip(table, ptsd)])
seen = np.array([float(probit(w.percent)) for w in table])


def asking(w):
    share = w.percent / 100
    if w.low is not None:
        return float(probit(w.high) - probit(w.low)) / 3.92
    error = 100 * np.sqrt(share * (1 - share) * 2 / (w.n or 500.0))
    return float(probit(min(w.percent + error, 99.9)) - probit(max(w.percent - error, 0.1))) / 2


errors = np.array([asking(w) for w in table])


@nb.njit(fastmath=True)
def shares(months, cut, loads, I, L, K, x, f, w, k, b, F, kap, out):
    for j in range(months.shape[0]):
        late = 1 - np.exp(-months[j] / b)
        for m in range(I.shape[0]):
            total = 0.0
            for i in range(x.shape[0]):
                shock = I[m] * x[i] * np.exp(-k * K[m] * f[i] * months[j])
                strain = L[m] * w[i] * late * np.exp(-months[j] / F * (K[m] * f[i]) ** kap)
                z = loads[j] * (shock + strain) - cut[j]
                # A normal distribution to the third decimal.
                total += 0.5 * (1 + (1 if z > 0 else -1) * np.sqrt(1 - np.exp(-2 * z * z / np.pi)))
            out[j, m] = total / x.shape[0]


def told(v):
    k, fs, xs, ws, b, F = np.exp(v[0]), abs(v[1]), abs(v[2]), abs(v[3]), np.exp(v[4]), np.exp(v[5])
    rho = np.tanh(v[13])
    I = np.exp(v[8] + np.exp(v[9]) * E[:, 0])
    L = np.exp(v[10] + np.exp(v[11]) * (rho * E[:, 0] + np.sqrt(1 - rho * rho) * E[:, 1]))
    K = np.exp(np.exp(v[12]) * E[:, 2])
    out = np.empty((len(table), POINTS))
    people = np.exp(xs * Q[:, 0] - xs**2 / 2), np.exp(fs * Q[:, 1]), np.exp(ws * Q[:, 2] - ws**2 / 2)
    shares(months, cut, np.where(ptsd, 1.0, v[7]), I, L, K, *people, k, b, F, np.clip(v[6], 0, 1.2), out)
    return probit(100 * np.where(tied[:, None], np.maximum(out - ndtr(-cut)[:, None], 0.0005), out))


def log_posterior(v, drop=()):
    error = np.hypot(errors, np.exp(v[14]))
    part = -0.5 * ((told(v) - seen[:, None]) / error[:, None]) ** 2 - np.log(error)[:, None]
    total = -0.5 * (((v - MEAN) / SD) ** 2).sum()
    for (name, _), rows in groups.items():
        if name not in drop:
            mine = part[rows].sum(0)
            total += mine.max() + np.log(np.exp(mine - mine.max()).mean())
    return total


def climb(start, drop=(), rounds=3):
    v, best, step = start.copy(), log_posterior(start, drop), SD * 0.6
    for _ in range(rounds):
        for j in np.flatnonzero(SD > 0.011):
            for sign in (1, -1):
                while True:
                    tried = v.copy()
                    tried[j] += sign * step[j]
                    here = log_posterior(tried, drop)
                    if here <= best + 1e-3:
                        break
                    v, best = tried, here
        step = step * 0.6
    return v


def forecast(pair, v, A):
    a, b = (at[(w.people, w.months)] for w in (pair.first, pair.later))
    weight = -0.5 * ((A[a] - seen[a]) / np.hypot(errors[a], np.exp(v[14]))) ** 2
    weight = np.exp(weight - weight.max()) / np.exp(weight - weight.max()).sum()
    mean = (weight * A[b]).sum()
    return mean, np.sqrt((weight * (A[b] - mean) ** 2).sum() + np.exp(v[14]) ** 2 + errors[b] ** 2)


def score(name, got, sd=None):
    off = got - later
    band = "" if sd is None else f"  90% bands hold {np.mean(abs(off) < 1.645 * sd):.0%}, mean SD {sd.mean():.2f}"
    print(
        f"{name:12s} error {np.sqrt((off**2).mean()):.3f}  bias {off.mean():+.3f}  within 20% {np.mean(abs(ndtr(got) / ndtr(later) - 1) <= 0.2):.0%}{band}"
    )


if __name__ == "__main__":
    first, later = (np.array([getattr(p, name) for p in pairs]) for name in ("start", "seen"))
    of = np.array([event(p.first) for p in pairs])
    x = np.minimum(np.log([p.later.months / p.first.months for p in pairs]), np.log(4.0))
    capped, constant = np.zeros(len(pairs)), np.zeros(len(pairs))
    for name in set(of):
        o = of != name
        capped[~o] = first[~o] + ((later - first)[o] * x[o]).sum() / (x[o] ** 2).sum() * x[~o]
        constant[~o] = first[~o] + (later - first)[o].mean()
    for name, got in (("no change", first), ("constant", constant), ("capped log", capped)):
        score(name, got)
    whole = climb(MEAN, rounds=4)
    print(dict(zip(NAMES, np.round(whole, 2).tolist())))
    found = np.zeros((len(pairs), 2))
    for name in sorted(set(of)):
        v = climb(whole, (name,), 2)
        A = told(v)
        for i in np.flatnonzero(of == name):
            found[i] = forecast(pairs[i], v, A)
    score("hierarchy", *found.T)
