"""Police forces as data.police.uk writes them: the name in the rows and the short name in the file's name."""

from __future__ import annotations

import re

from wardmoot.evidence.synthetic import is_synthetic_name

FORCE_SLUGS = frozenset(
    [
        "avon-and-somerset",
        "bedfordshire",
        "btp",
        "cambridgeshire",
        "cheshire",
        "city-of-london",
        "cleveland",
        "cumbria",
        "derbyshire",
        "devon-and-cornwall",
        "dorset",
        "durham",
        "dyfed-powys",
        "essex",
        "gloucestershire",
        "greater-manchester",
        "gwent",
        "hampshire",
        "hertfordshire",
        "humberside",
        "kent",
        "lancashire",
        "leicestershire",
        "lincolnshire",
        "merseyside",
        "metropolitan",
        "norfolk",
        "north-wales",
        "north-yorkshire",
        "northamptonshire",
        "northern-ireland",
        "northumbria",
        "nottinghamshire",
        "south-wales",
        "south-yorkshire",
        "staffordshire",
        "suffolk",
        "surrey",
        "sussex",
        "thames-valley",
        "warwickshire",
        "west-mercia",
        "west-midlands",
        "west-yorkshire",
        "wiltshire",
    ]
)
_UNLIKE_THEIR_NAME = {
    "british-transport": "btp",
    "police-service-of-northern-ireland": "northern-ireland",
    "hampshire-and-isle-of-wight": "hampshire",
}


def force_slug(name: str) -> str:
    """The short name of the force called `name` in the rows. Source: the file names of data.police.uk.

    >>> force_slug("Devon & Cornwall Police"), force_slug("British Transport Police"), force_slug("Moonshire Police (synthetic)")
    ('devon-and-cornwall', 'btp', 'moonshire-synthetic')
    """
    plain = re.sub(r"\b(police service(?! of)|police(?! service)|constabulary)\b", "", name.lower().replace("&", "and"))
    slug = re.sub(r"[^a-z]+", "-", plain).strip("-")
    return _UNLIKE_THEIR_NAME.get(slug, slug)


def is_known_force(slug: str) -> bool:
    """Whether the short name is one of the forces that publish on data.police.uk, or an invented one.

    >>> is_known_force("wiltshire"), is_known_force("moonshire-synthetic"), is_known_force("gotham")
    (True, True, False)
    """
    return slug in FORCE_SLUGS or is_synthetic_name(slug)
