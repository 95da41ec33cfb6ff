"""Who may open which address: one table a room, walked by tests/rights/test_rights.py.

A new address needs one line in its room's table: the letters of the roles that may open it, or the word of another
guard (GUARDS below). A new kind of number in an address needs one line in world.py, so that an own and a foreign
object can be tried. Letters: A administrator, M manager, O shop operator, S stock keeper, R receiver, P picker,
K packer.
"""

from wms.core.states import Role

LETTERS = {
    "A": Role.ADMINISTRATOR,
    "M": Role.MANAGER,
    "O": Role.OPERATOR,
    "S": Role.STOCK_KEEPER,
    "R": Role.RECEIVER,
    "P": Role.PICKER,
    "K": Role.PACKER,
}
GUARDS = {
    "open": "shows nothing of anybody, or proves its visitor by a secret in its address",
    "signed in": "whoever is signed in at the desk, whatever his roles",
    "device page": "an enrolled device, mostly with a person; others are sent to sign in",
    "device": "an enrolled device, mostly with a person; others get 401",
    "bench paper": "a signed-in person at an enrolled device of the object's warehouse; others find nothing",
    "token": "an integrator's token, with its scope and warehouses (tests/api); others get 401",
    "operator": "guards itself: by a token, a signature, the machine's address, or any sign-in",
}
