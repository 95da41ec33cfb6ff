"""argon2id with OWASP's 19 MiB figures: Django's default takes 100 MiB a check, too much for a small web process."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19456
    parallelism = 1
