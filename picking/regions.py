"""Regions that distances may be given for, as the platform's buyers are spread: a country is in at most one."""

from __future__ import annotations

REGIONS: dict[str, frozenset[str]] = {
    "EU": frozenset(
        [
            "AT",
            "BE",
            "BG",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GR",
            "HR",
            "HU",
            "IE",
            "IT",
            "LT",
            "LU",
            "LV",
            "MT",
            "NL",
            "PL",
            "PT",
            "RO",
            "SE",
            "SI",
            "SK",
            "CH",
            "GB",
            "NO",
            "IS",
        ]
    ),
    "CIS": frozenset(["RU", "BY", "KZ", "UA", "AM", "AZ", "GE", "KG", "MD", "TJ", "TM", "UZ"]),
    "GCC": frozenset(["AE", "BH", "KW", "OM", "QA", "SA", "IL", "TR", "JO", "LB"]),
    "LATAM": frozenset(
        ["AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "PY", "SV", "UY", "VE"]
    ),
    "NA": frozenset(["US", "CA"]),
    "ASIA": frozenset(
        ["CN", "HK", "TW", "MO", "JP", "KR", "SG", "MY", "TH", "VN", "PH", "ID", "IN", "PK", "LK", "BD", "KH"]
    ),
    "OCEANIA": frozenset(["AU", "NZ", "FJ"]),
    "AFRICA": frozenset(["ZA", "NG", "KE", "EG", "MA", "DZ", "TN", "GH", "ET"]),
}


def region_of(country: str) -> str:
    """The region of a country's two letters; empty when it is in none."""
    return next((name for name, countries in REGIONS.items() if country in countries), "")


def distance_to(country: str, distances: dict[str, int], elsewhere: int | None) -> int | None:
    """Kilometres: of the country, else of its region, else `elsewhere`; None when nobody has said."""
    told = distances.get(country) if country else None
    if told is None and country:
        told = distances.get(region_of(country))
    return elsewhere if told is None else told
