"""Which simple person-level form forecasts later waves best, whole events left out? A first look in NumPy, outside the package.

    python experiments/course/forms.py              forecasts on paper and by forms of the model, on strict pairs (minutes)

    case: trait + E(t) > cut-off,  E(t) = load * [I x exp(-k_i t) + L w (1 - exp(-t / b)) exp(-t / F_i)],  k_i, x, w, F_i log-normal
    I, L (and in the last form k) differ from event to event; those of the event left out are drawn given its first wave alone

Pairs as published, one population, instrument and cut-off. Pairs of Mexico and Fukushima were remembered and not read: they are
left out unless `mem` is said. Events of one and the same hurricane (Katrina and its mothers) are left out together.
"""

# ruff: noqa
import numpy as np, sys
from scipy.optimize import least_squares
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

# event, pop, instr, p0 (normal year, %), tied, [(t, p, n)...]
D = [
    ("katrina", "area", "ptsd", 4.0, 0, [(6.5, 14.9, 815), (18.5, 20.9, 815)]),
    ("katrina", "area", "k6", 6.1, 0, [(6.5, 10.9, 815), (18.5, 14.0, 815)]),
    ("911", "man", "ptsd", 0, 1, [(1.5, 7.5, 1008), (6, 0.6, 2752)]),
    ("ike", "gal", "ptsd", 0, 1, [(3.5, 6.9, 658), (16, 2.5, 658)]),
    ("ike", "gal", "any", 9.0, 0, [(3.5, 20.6, 658), (16, 10.9, 658)]),
    ("ike", "gal", "dep", 4.0, 0, [(3.5, 5.0, 658), (16, 5.6, 658)]),
    ("floods", "flooded", "ptsd", 4.0, 0, [(12, 36.2, 622), (24, 24.5, 339)]),
    ("floods", "flooded", "dep", 5.0, 0, [(12, 20.1, 622), (24, 10.6, 339)]),
    ("floods", "disr", "ptsd", 4.0, 0, [(12, 15.2, 1099), (24, 8.9, 512)]),
    ("floods", "disr", "dep", 5.0, 0, [(12, 9.6, 1099), (24, 4.1, 512)]),
    ("tsunami", "displ", "ptsd", 3.0, 0, [(2, 12, 371), (9, 7, 371)]),
    ("tsunami", "near", "ptsd", 3.0, 0, [(2, 7, 322), (9, 2, 322)]),
    ("tsunami", "displ", "dep", 8.0, 0, [(2, 30, 371), (9, 17, 371)]),
    ("tsunami", "near", "dep", 8.0, 0, [(2, 27, 322), (9, 14, 322)]),
    ("covid", "uk", "ghq", 24.3, 0, [(1, 37.8, 14393), (2, 34.7, 14393)]),
    ("covid", "uk", "ghq", 24.3, 0, [(1, 37.8, 14393), (3, 31.9, 14393)]),
    ("chichi", "a", "ptsd", 3.0, 0, [(6, 8.3, 1500), (36, 4.2, 1500)]),
    ("chichi", "b", "ptsd", 3.0, 0, [(6, 23.8, 1756), (36, 4.4, 1756)]),
    ("okc", "s", "ptsd", 4.0, 0, [(6, 32, 137), (17, 31, 137)]),
    ("mexico", "m", "ptsd", 4.0, 0, [(6, 24, 561), (24, 11, 561)]),
    ("fukushima", "e", "k6", 4.0, 0, [(12, 14.6, 5000), (24, 11.9, 5000)]),
    ("fukushima", "e", "ptsd", 4.0, 0, [(12, 21.6, 5000), (24, 18.3, 5000)]),
    ("mothers", "risk", "ptsd", 8.0, 0, [(12, 47.7, 392), (50, 33, 700)]),
    ("killeen", "k", "ptsd", 4.0, 0, [(1.5, 28, 136), (12, 17, 136)]),
]
MEM = {"mexico", "fukushima"}
pr = lambda p: ndtri(np.clip(np.asarray(p) / 100.0, 0.002, 0.998))
N = 512
Q = ndtri(np.clip(qmc.Sobol(4, seed=3).random(N), 1e-3, 1 - 1e-3))
LOADS = {"ptsd": 1.0, "dep": None, "k6": None, "ghq": None, "any": None}


def share(t, lI, lL, th, p0, load, tied):
    k, sk, sx, sw, b, F, sF = th
    e = np.exp(lI + sx * Q[:, 0] - 0.5 * sx * sx) * np.exp(-t * k * np.exp(sk * Q[:, 1])) + np.exp(
        lL + sw * Q[:, 2] - 0.5 * sw * sw
    ) * (1 - np.exp(-t / b)) * np.exp(-t / (F * np.exp(sF * Q[:, 3])))
    q0 = 4.0 if tied else p0
    c = -ndtri(q0 / 100.0)
    p = ndtr(load * e - c).mean()
    if tied:
        p = max(p - q0 / 100.0, 0.0008)
    return p


def fit(rows, facts=0, prior=None, verbose=0, fixed=None):
    units = sorted({(r[0], r[1]) for r in rows})
    ui = {u: i for i, u in enumerate(units)}
    # shared: log k, sk, sx, log b, log F, load, muI, muL
    pm = np.array([np.log(0.2), 0.8, 0.7, np.log(5.0), np.log(80.0), 0.6, 0.0, -0.6]) if prior is None else prior[0]
    ps = np.array([0.7, 0.35, 0.25, 0.5, 0.8, 0.12, 0.8, 0.8]) if prior is None else prior[1]

    def unpack(v):
        k, sk, sx, b, F, load, muI, muL = v[:8]
        return (np.exp(k), abs(sk), abs(sx), 0.65, np.exp(b), np.exp(F), 0.7), load, muI, muL

    seen = []

    def res(v):
        th, load, muI, muL = unpack(v)
        out = list((v[:8] - pm) / ps)
        done = set()
        for r in rows:
            i = ui[(r[0], r[1])]
            lI, lL = v[8 + 2 * i], v[9 + 2 * i]
            ld = 1.0 if r[2] == "ptsd" else load
            for t, p, n in r[5]:
                key = (r[0], r[1], r[2], t)
                if key in done:
                    continue
                done.add(key)
                s = np.hypot(np.sqrt(2 * p * (100 - p) / n) / 100 / np.exp(-(pr(p) ** 2) / 2) * 2.5066, 0.12)
                out.append((ndtri(share(t, lI, lL, th, r[3], ld, r[4])) - pr(p)) / s)
        for i in range(len(units)):
            out += [(v[8 + 2 * i] - muI) / SDI, (v[9 + 2 * i] - muL) / SDL]
        return np.array(out)

    v0 = np.concatenate([pm, np.tile([pm[6], pm[7]], len(units))])
    s = least_squares(res, v0, max_nfev=40)
    return unpack(s.x), s.x, units, 2 * s.cost


def predict(r, sh, M=1500, seed=5):
    th, load, muI, muL = sh
    g = np.random.RandomState(seed)
    ld = 1.0 if r[2] == "ptsd" else load
    zI = muI + SDI * g.standard_normal(M)
    zL = muL + SDL * g.standard_normal(M)
    (t1, p1, n1), (t2, p2, n2) = r[5]
    a = np.array([ndtri(share(t1, i, l, th, r[3], ld, r[4])) for i, l in zip(zI, zL)])
    s = np.hypot(np.sqrt(2 * p1 * (100 - p1) / n1) / 100 / np.exp(-(pr(p1) ** 2) / 2) * 2.5066, 0.12)
    w = np.exp(-0.5 * ((a - pr(p1)) / s) ** 2)
    w /= w.sum()
    b = np.array([ndtri(share(t2, i, l, th, r[3], ld, r[4])) if ww > 1e-7 else 0.0 for i, l, ww in zip(zI, zL, w)])
    m = (w * b).sum()
    sd = np.sqrt((w * (b - m) ** 2).sum())
    return m, sd


SDI, SDL = 0.6, 0.8


def paper(rows):
    res = {}
    y1 = np.array([pr(r[5][0][1]) for r in rows])
    y2 = np.array([pr(r[5][1][1]) for r in rows])
    t1 = np.array([r[5][0][0] for r in rows])
    t2 = np.array([r[5][1][0] for r in rows])
    ev = np.array([r[0] for r in rows])
    x = np.minimum(np.log(t2 / t1), np.log(4.0))
    fc = {"no change": y1.copy(), "constant -.35": y1 - 0.35}
    c = np.zeros(len(rows))
    f = np.zeros(len(rows))
    for e in set(ev):
        o = ev != e
        cc = ((y2 - y1)[o] * x[o]).sum() / (x[o] ** 2).sum()
        f[ev == e] = y1[ev == e] + cc * x[ev == e]
        c[ev == e] = y1[ev == e] + (y2 - y1)[o].mean()
    fc["LOO const"] = c
    fc["LOO caplog"] = f
    return y2, fc


if __name__ == "__main__":
    rows = [r for r in D if r[0] not in MEM or "mem" in sys.argv]
    y2, fc = paper(rows)
    for n, f in fc.items():
        e = f - y2
        print(
            f"{n:14s} rmse {np.sqrt((e**2).mean()):.3f} bias {e.mean():+.3f} within20 {np.mean(abs(ndtr(f) / ndtr(y2) - 1) <= 0.2):.2f}"
        )
    sh, v, units, cost = fit(rows)
    print("all", [np.round(x, 3) for x in sh[0]], "load %.2f muI %.2f muL %.2f cost %.1f" % (*sh[1:], cost))
    for i, u in enumerate(units):
        print(u, np.round(v[8 + 2 * i : 10 + 2 * i], 2), end=" ")
    print()
    P = np.zeros(len(rows))
    S = np.zeros(len(rows))
    for e in sorted({r[0] for r in rows}):
        drop = {e, "katrina", "mothers"} if e in ("katrina", "mothers") else {e}
        sh, v, u, c = fit([r for r in rows if r[0] not in drop])
        for j, r in enumerate(rows):
            if r[0] == e:
                P[j], S[j] = predict(r, sh)
    err = P - y2
    for r, p, s, e, y in zip(rows, P, S, err, y2):
        print(
            f"{r[0]:9s}{r[1]:8s}{r[2]:5s} {r[5][0][1]:5.1f} -> {r[5][1][1]:5.1f} model {100 * ndtr(p):5.1f} err {e:+.2f} sd {s:.2f}"
        )
    obs = np.sqrt(
        S**2
        + 0.12**2
        + np.array(
            [
                (
                    np.sqrt(2 * r[5][1][1] * (100 - r[5][1][1]) / r[5][1][2])
                    / 100
                    / np.exp(-(pr(r[5][1][1]) ** 2) / 2)
                    * 2.5066
                )
                ** 2
                for r in rows
            ]
        )
    )
    print(
        "model LOO rmse %.3f bias %+.3f within20 %.2f cover90 %.2f meansd %.2f"
        % (
            np.sqrt((err**2).mean()),
            err.mean(),
            np.mean(abs(ndtr(P) / ndtr(y2) - 1) <= 0.2),
            np.mean(abs(err) < 1.645 * obs),
            obs.mean(),
        )
    )
