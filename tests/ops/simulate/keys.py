"""The keys of simulate's last line, in their order: scripts and people rely on them (DESIGN, doors)."""

KEYS = [
    "orders_placed",
    "orders_shipped",
    "orders_cancelled",
    "parcels",
    "wrong_scans_made",
    "wrong_scans_caught",
    "wrong_parcels",
    "unseen_errors",
    "oversold_orders",
    "seconds_per_order_p50",
    "ledger_differences",
    "front_stock_differences",
]
