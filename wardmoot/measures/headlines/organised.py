"""How the measures of organised crime and what goes with it are counted: drugs, alcohol, cuckooing, reoffending, knives."""

from __future__ import annotations

from collections.abc import Mapping

from wardmoot.measures.register import Way
from wardmoot.measures.reoffending import further_offences, offences_of_half, offenders_of_half, people_who_reoffend, share_who_reoffend
from wardmoot.measures.tables import Where
from wardmoot.measures.tallies import add_up, count_during, count_rows, share_of_rows

SELECTED = ("homicide", "attempted murder", "threats to kill", "assault with injury", "robbery", "rape", "sexual assault")
"""The offences of the national series of knife-enabled crime; possession is not one of them."""
KNIFE: Where = {"knife": "yes", "offence": SELECTED}
YOUNG_KNIFE: Where = {**KNIFE, "youngest_age": {"below": 18}}
DRINKS: Where = {"alcohol": ("monthly", "weekly", "most days")}
ANSWERED: Where = {"alcohol": ("never", "tried once or twice", "occasionally", "monthly", "weekly", "most days")}
TREATED = ("substance-treatment", "client", "started_on", "ended_on")

ORGANISED: Mapping[str, Way] = {
    "alcohol-related-admissions": lambda given: add_up("alcohol-admissions", "broad_fraction", {}),
    "people-in-drug-and-alcohol-treatment": lambda given: count_during(*TREATED, {"service": "adult"}),
    "young-people-in-drug-and-alcohol-treatment": lambda given: count_during(*TREATED, {"service": "young people"}),
    "students-drinking-more-than-occasionally": lambda given: share_of_rows("school-survey", DRINKS, ANSWERED, weight="weight"),
    "cuckooed-addresses": lambda given: count_rows("cuckooing-addresses", {}),
    "young-offenders-who-reoffend": lambda given: people_who_reoffend(int(given["months"])),
    "young-offenders-reoffending-share": lambda given: share_who_reoffend(int(given["months"])),
    "further-offences-of-young-offenders": lambda given: further_offences(int(given["months"])),
    "young-offenders-with-half-of-further-offences": lambda given: offenders_of_half(int(given["months"])),
    "further-offences-of-those-with-half": lambda given: offences_of_half(int(given["months"])),
    "knife-crimes": lambda given: count_rows("knife-crimes", KNIFE),
    "knife-possession-offences": lambda given: count_rows("knife-crimes", {"knife": "yes", "offence": "possession"}),
    "young-knife-crimes-with-mental-health-flag": lambda given: share_of_rows(
        "knife-crimes", {"mental_health": "yes"}, YOUNG_KNIFE, flag="mental_health"
    ),
    "young-knife-crimes-with-drugs-flag": lambda given: share_of_rows("knife-crimes", {"drugs": "yes"}, YOUNG_KNIFE, flag="drugs"),
}
