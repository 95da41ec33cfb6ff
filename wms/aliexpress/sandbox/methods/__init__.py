"""The platform's methods; importing this package fills the gateway's register."""

from wms.aliexpress.sandbox.methods import auth, logistics, orders, products, shipment, stock

__all__ = ["auth", "logistics", "orders", "products", "shipment", "stock"]
