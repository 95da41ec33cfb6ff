"""Fictitious buyers: names, towns and streets that belong to nobody."""

from random import Random

# country: (name, phone prefix, [(province, city, zip)], streets, first names, last names)
COUNTRIES = {
    "ES": ("Spain", "+34", (("Madrid", "Madrid", "28012"), ("Barcelona", "Barcelona", "08013")),
           ("Calle Imaginaria", "Calle del Ensayo"), ("Lucia", "Mateo", "Ines"), ("Ejemplo", "Prueba", "Ficticia")),
    "FR": ("France", "+33", (("Île-de-France", "Paris", "75011"), ("Rhône", "Lyon", "69003")),
           ("Rue de l'Exemple", "Rue Fictive"), ("Chloé", "Hugo", "Manon"), ("Modèle", "Échantillon", "Essai")),
    "US": ("United States", "+1", (("California", "Sampleville", "90099"), ("Texas", "Testburg", "73399")),
           ("Placeholder Ave", "Example St"), ("Jordan", "Casey", "Riley"), ("Sample", "Doe", "Placeholder")),
    "DE": ("Germany", "+49", (("Berlin", "Berlin", "10115"), ("Bayern", "München", "80331")),
           ("Musterstraße", "Beispielweg"), ("Erika", "Jonas", "Lena"), ("Mustermann", "Beispiel", "Probe")),
    "BR": ("Brazil", "+55", (("São Paulo", "São Paulo", "01001-000"),),
           ("Rua do Exemplo", "Rua Fictícia"), ("Ana", "João", "Bruna"), ("Exemplo", "Modelo", "Teste")),
    "KR": ("Korea", "+82", (("Seoul", "Mapo-gu", "04000"),),
           ("Yesi-ro", "Gasang-gil"), ("Minji", "Junho", "Sora"), ("Kim", "Lee", "Park")),
    "PL": ("Poland", "+48", (("Mazowieckie", "Warszawa", "00-001"),),
           ("ul. Przykładowa", "ul. Testowa"), ("Zofia", "Jan", "Ola"), ("Przykład", "Wzorzec", "Próba")),
}  # fmt: skip


def make_buyer(random: Random, country: str | None = None, name: str | None = None) -> dict:
    """A recipient; a given country that is not in the table gets the first one's streets and its own code."""
    code = country or random.choice(sorted(COUNTRIES))
    country_name, prefix, towns, streets, firsts, lasts = COUNTRIES.get(code, COUNTRIES["ES"])
    province, city, post_code = random.choice(towns)
    first, last = random.choice(firsts), random.choice(lasts)
    return {
        "name": name or f"{first} {last}",
        "first_name": (name or first).split()[0],
        "last_name": last,
        "login_id": f"{code.lower()}{random.randrange(10**9):09d}ae",
        "country": code,
        "country_name": country_name if code in COUNTRIES else code,
        "province": province,
        "city": city,
        "zip": post_code,
        "street": f"{random.choice(streets)} {random.randrange(1, 199)}",
        "address2": f"{random.randrange(1, 9)}-{random.choice('ABCD')}",
        "phone_country": prefix,
        "mobile": f"6{random.randrange(10**8):08d}",
    }


def mask(text: str, kept: int = 1) -> str:
    """Personal text as the platform shows it: the first characters of each word, then stars."""
    return " ".join(word[:kept] + "*" * max(3, len(word) - kept) for word in text.split())


def mask_phone(number: str) -> str:
    """Middle digits starred."""
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"


def mask_address(street: str) -> str:
    """The first word stays, the tail is starred."""
    head, _, tail = street.partition(" ")
    return f"{head} {'*' * max(4, len(tail))}"
