"""What do planners ask? One file a question; each answers in sentences, tables and a figure, on the same people with the same seeds.

    slots         how many slots of what, where and when, so that almost no one waits longer than N weeks?     slots.py
    sites         where to put a few more sites?                                                                 sites.py
    delay         what does it cost if help begins later?                                                        delay.py
    turned_away   who is turned away, and why?                                                                   turned_away.py
    internet      what if the internet is down for a month?                                                      internet.py
    fallback      what if the first plan fails?                                                                  fallback.py

`sim.plan(question, scenario)` and `healing plan QUESTION SCENARIO` ask one; the answer is kept beside saved results and gets a section
of the report.
"""
