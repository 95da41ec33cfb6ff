"""What is refused about cart types: one that cannot be, and a cart that is not of the type that a list asks for."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class WrongCart(OperationRefused):
    """What may be picked now asks for a cart of type `wanted`; `cart_type` is what the scanned one is, if `problem` is
    not that it is of none.
    """

    code = "pick.wrong_cart"
    fields = ("cart", "problem", "cart_type", "wanted", "list")


class TrolleyTypeInvalid(OperationRefused):
    """The cart type as told cannot be; `problem` is a short code, `what` the cart or rule that stands against it,
    `cart_type` the type that the cart is of.
    """

    code = "trolley_type.invalid"
    http_status = 400
    fields = ("field", "problem", "what", "cart_type")
