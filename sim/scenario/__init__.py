"""What do we compare? TOML in, a frozen `Scenario` out; all faults are reported at once, in plain words.

In short:

    scenario = load("new_orleans")
    scenario.arms["pfa"].programmes
"""

from sim.inputs.faults import EXIT_BAD_INPUT, Fault, ScenarioFaults
from sim.inputs.keys import Key, fields_of
from sim.scenario.coded import with_code
from sim.scenario.drawing import drawn, drawn_paths, tally, with_numbers_from
from sim.scenario.folder import scenario_folder, shipped
from sim.scenario.groups import Stratum
from sim.scenario.intake import Intake
from sim.scenario.inventions import intake_lines, invented
from sim.scenario.no_event import NO_EVENT, arms_with_no_event, spared, without_event
from sim.scenario.places import Places
from sim.scenario.plan import Arm, Event, Programme, Scenario, Setting
from sim.scenario.reading import TABLES, load, loads
from sim.scenario.settings import UnknownSettingError

__all__ = [
    "load",
    "loads",
    "shipped",
    "scenario_folder",
    "Scenario",
    "Event",
    "Programme",
    "Arm",
    "Setting",
    "UnknownSettingError",
    "Stratum",
    "Intake",
    "intake_lines",
    "invented",
    "with_code",
    "with_numbers_from",
    "drawn_paths",
    "drawn",
    "tally",
    "Places",
    "fields_of",
    "Key",
    "TABLES",
    "Fault",
    "ScenarioFaults",
    "EXIT_BAD_INPUT",
    "NO_EVENT",
    "arms_with_no_event",
    "spared",
    "without_event",
]
