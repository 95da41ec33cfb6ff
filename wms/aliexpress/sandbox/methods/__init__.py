"""The platform's methods; importing this package fills the gateway's register."""

from wms.aliexpress.sandbox.methods import auth, handover, logistics, orders, products, semi_managed, shipment, stock

__all__ = ["auth", "handover", "logistics", "orders", "products", "semi_managed", "shipment", "stock"]
