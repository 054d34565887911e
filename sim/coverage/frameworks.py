"""The rows of theory: frameworks of stress, coping and growth, and healing apart from symptoms."""

from __future__ import annotations

from sim.coverage.row import Row

__all__ = ["FRAMEWORKS", "HEALING"]

APPRAISAL, COPING, HEALS = "stress.appraisal", "stress.coping", "stress.healing"
TESTS = "tests/stress"
WAYS = "Lazarus and Folkman's transactional model"

FRAMEWORKS = (
    Row(
        name="transactional_model", label="Transactional model of stress and coping", group="frameworks",
        meaning="Stress lies between a person and what happens: what is at stake and what can be done are appraised anew each week, the "
        "way of coping follows, and changes what is appraised next.",
        where=("stress.appraise", "stress.cope", APPRAISAL, COPING),
        test=f"{TESTS}/test_appraisal.py::test_strain_is_what_efficacy_leaves_of_threat_and_disposition",
        off={
            **{f"{APPRAISAL}.{name}": 0.0 for name in (
                "home", "income", "injury", "bereavement", "away", "reminder", "media", "reference_threat", "self_efficacy", "resources",
                "support", "support_late",
            )},
            f"{COPING}.relief": 0.0, f"{COPING}.problem_solving": 0.0, f"{COPING}.avoidance_slows": 1.0,
            "stress.support.seeking_gain": 1.0,
        },
    ),
    Row(
        name="primary_appraisal", label="Primary appraisal", group="frameworks",
        meaning=f"What is at stake (threat), the first of two appraisals of {WAYS}: losses, living away, reminders and hassles.",
        where=("stress.appraise", "residents.threat", APPRAISAL),
        test=f"{TESTS}/test_appraisal.py::test_threat_adds_up_losses_and_being_away",
        off={f"{APPRAISAL}.{name}": 0.0 for name in (
            "home", "income", "injury", "bereavement", "away", "reminder", "media", "reference_threat",
        )},
    ),
    Row(
        name="secondary_appraisal", label="Secondary appraisal", group="frameworks",
        meaning=f"What can be done about it (efficacy), the second appraisal of {WAYS}: belief of being able to cope, means, and support.",
        where=("stress.appraise", "residents.efficacy", f"{APPRAISAL}.self_efficacy", f"{APPRAISAL}.resources", f"{APPRAISAL}.support"),
        test=f"{TESTS}/test_appraisal.py::test_each_resource_raises_efficacy_by_its_weight",
        off={f"{APPRAISAL}.{name}": 0.0 for name in ("self_efficacy", "resources", "support", "support_late")},
    ),
    Row(
        name="reappraisal", label="Reappraisal", group="frameworks",
        meaning="The next week's appraisal meets what this week's coping has changed: stressors removed, support come, distress relieved.",
        where=("stress.appraise", "stress.cope", f"{COPING}.problem_solving", f"{COPING}.relief", "stress.support.seeking_gain"),
        test=f"{TESTS}/test_coping.py::test_only_problem_focused_coping_touches_stressors_and_only_relief_touches_severity",
        off={f"{COPING}.relief": 0.0, f"{COPING}.problem_solving": 0.0, "stress.support.seeking_gain": 1.0},
    ),
    Row(
        name="problem_focused_coping", label="Problem-focused coping", group="frameworks",
        meaning="Working on the stressors themselves; more of it where much can be done and much is at stake. It removes a little of them.",
        where=("stress.cope", "residents.coping", f"{COPING}.problem_solving", f"{COPING}.problem_by_means", f"{COPING}.problem_by_threat"),
        test=f"{TESTS}/test_coping.py::test_each_way_grows_with_what_calls_for_it", off={f"{COPING}.problem_solving": 0.0},
    ),
    Row(
        name="emotion_focused_coping", label="Emotion-focused coping", group="frameworks",
        meaning="Soothing what is felt where the threat is greater than what can be done. It relieves a little, at once.",
        where=("stress.cope", f"{COPING}.relief", f"{COPING}.emotion_by_gap"),
        test=f"{TESTS}/test_coping.py::test_only_problem_focused_coping_touches_stressors_and_only_relief_touches_severity",
        off={f"{COPING}.relief": 0.0},
    ),
    Row(
        name="avoidant_coping", label="Avoidant coping", group="frameworks",
        meaning="Keeping away from thoughts, feelings and places. It relieves at once and slows recovery.",
        where=("stress.cope", f"{COPING}.avoidance_slows", f"{COPING}.avoidance_by_gap", f"{COPING}.avoidance_base"),
        test=f"{TESTS}/test_distress.py::test_avoidance_slows_change", off={f"{COPING}.avoidance_slows": 1.0},
    ),
    Row(
        name="support_seeking_coping", label="Support-seeking coping", group="frameworks",
        meaning="Turning to others, more so with distress and less so with unease about closeness. Support follows faster; givers tire.",
        where=("stress.cope", "stress.share_support", "stress.support.seeking_gain", f"{COPING}.seeking_by_severity"),
        test=f"{TESTS}/test_support.py::test_support_seeking_around_somebody_tires",
        off={"stress.support.seeking_gain": 1.0, "stress.support.load": 0.0},
    ),
    Row(
        name="meaning_focused_coping", label="Meaning-focused coping", group="frameworks",
        meaning="Making sense of what happened and of what still matters. It gives back meaning and lets growth come about.",
        where=("stress.cope", "stress.heal", f"{HEALS}.meaning_found", f"{COPING}.meaning_by_collectivism"),
        test=f"{TESTS}/test_healing.py::test_each_follows_what_the_theories_name",
        off={f"{HEALS}.meaning_found": 0.0}, moves=("meaning",),
    ),
    Row(
        name="dual_process_model", label="Dual-process model of grief", group="frameworks",
        meaning="The bereaved and the displaced go back and forth between loss and restoration; being stuck on one side slows change.",
        where=("stress.oscillate", "residents.orientation", "stress.grief"),
        test=f"{TESTS}/test_grief.py::test_only_being_stuck_slows_and_never_more_than_it_may", off={"stress.grief.stuck_slows": 0.0},
    ),
    Row(
        name="attachment_theory", label="Attachment theory", group="frameworks",
        meaning="Fear of being left weighs on strain; unease with closeness keeps from seeking support. Both shape grief, alliance with "
        "a helper and staying in care.",
        where=(
            "residents.attachment_anxiety", "residents.attachment_avoidance", "stress.disposition.attachment_anxiety",
            f"{COPING}.seeking_by_attachment", f"{COPING}.avoidance_by_attachment", "care.alliance",
        ),
        test=f"{TESTS}/test_coping.py::test_avoidant_attachment_keeps_from_seeking_support",
        off={
            "stress.disposition.attachment_anxiety": 0.0, f"{COPING}.seeking_by_attachment": 0.0,
            f"{COPING}.avoidance_by_attachment": 0.0, "stress.grief.loss_by_anxiety": 0.0, "stress.grief.loss_by_avoidance": 0.0,
            "care.alliance.outcome": 0.0, "care.alliance.staying": 0.0,
        },
    ),
    Row(
        name="biopsychosocial_model", label="Biopsychosocial model", group="frameworks",
        meaning="A resident's strain as biological, psychological and social shares: `model.resident(row).strain_shares` adds up to 1.",
        where=("sim/stress/shares.py", APPRAISAL, "stress.disposition"), reads_only=True, moves=(),
        test=f"{TESTS}/test_healing.py::test_the_biological_psychological_and_social_terms_add_up_to_strain",
    ),
    Row(
        name="post_traumatic_growth", label="Post-traumatic growth", group="frameworks",
        meaning="Positive change lived after struggling: an inverted U of distress, with deliberate reflection and support. One score "
        "stands for its five domains. It is no goal and no duty.",
        where=("stress.heal", "residents.growth", "stress.growth"), moves=("growth",),
        test=f"{TESTS}/test_healing.py::test_growth_is_an_inverted_u_of_distress", off={"stress.growth.growth_rate": 0.0},
    ),
    Row(
        name="conservation_of_resources", label="Conservation of resources", group="frameworks",
        meaning="Loss brings more loss: distress costs means, and whoever has least loses fastest and regains slowest.",
        where=("stress.lose_and_gain", "residents.resources", "stress.spiral"),
        test=f"{TESTS}/test_resources.py::test_whoever_has_least_loses_fastest_and_regains_slowest", off={"stress.spiral.drain": 0.0},
    ),
)  # fmt: skip


def one_of_three(name: str, meaning: str, pulls: tuple[str, ...]) -> Row:
    """Return the row of agency, meaning or connection; off, it follows nothing."""
    return Row(
        name=name, label=name.capitalize(), group="healing", meaning=meaning, moves=(name,),
        where=("stress.shake", "stress.heal", f"residents.{name}", *(f"{HEALS}.{pull}" for pull in pulls)),
        test=f"{TESTS}/test_healing.py::test_each_follows_what_the_theories_name", off={f"{HEALS}.{pull}": 0.0 for pull in pulls},
    )  # fmt: skip


HEALING = (
    one_of_three(
        "agency", "Feeling able to act in one's own life: it follows what can be done, what is at stake and what was learnt in care.",
        ("agency_by_efficacy", "agency_by_threat", "agency_by_skills"),
    ),
    one_of_three(
        "meaning", "Life making sense: losses and distress take from it, growth and meaning-focused coping give.",
        ("meaning_by_loss", "meaning_by_severity", "meaning_by_growth", "meaning_found"),
    ),
    one_of_three(
        "connection", "Belonging to others: it follows support, and distress and living away from home take from it.",
        ("connection_by_support", "connection_by_severity", "connection_away"),
    ),
    Row(
        name="healing_index", label="Healing index", group="healing",
        meaning="The mean of agency, meaning and connection, from 0 to 1; restored when it is back at 95 percent of what it was before.",
        where=("stress.heal", "outcomes.healing_end", "outcomes.restored", f"{HEALS}.restored"), moves=("agency", "meaning", "connection"),
        test=f"{TESTS}/test_healing.py::test_healing_moves_with_symptoms_and_is_more_than_their_absence",
        off={f"{HEALS}.at_once": 0.0, f"{HEALS}.rate": 0.0, f"{HEALS}.meaning_found": 0.0},
    ),
    Row(
        name="recovery_of_symptoms", label="Recovery", group="healing",
        meaning="Below the case cut-off after having been above it, and staying there. It says nothing of agency, meaning or connection.",
        where=("outcomes.recovered", "stress.distress.recovery_rate"), reads_only=True, moves=(),
        test="tests/test_record.py::test_trajectories_part_the_adults_and_the_cascade_narrows",
    ),
    Row(
        name="resilient_course", label="Resilience", group="healing",
        meaning="Never above the case cut-off. It is counted as a trajectory and never mixed with recovery or healing.",
        where=("final.resilient", "stress.distress"), reads_only=True, moves=(),
        test="tests/test_record.py::test_trajectories_part_the_adults_and_the_cascade_narrows",
    ),
)  # fmt: skip
