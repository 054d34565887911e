"""What do thousands of runs say? Tables in, tables out, over the long table that `sim.read_sweep` returns; and two studies that run.

values        one number a run out of the long table: a level, a gap between groups, a difference between plans
indices       which levers move it, with intervals (Morris, Sobol)                      a morris or saltelli sweep
discovery     under which conditions does it happen? a box of levers (PRIM)             any sweep of many points
robustness    paired differences, regret, and how many points a plan is good at         any sweep
shapley       what each part contributes, exactly
barriers      what each barrier contributes to a gap: run with every set of barriers removed, under the same random numbers
mixes, best   which mixes of programmes a budget buys, and which of them no other beats
"""
