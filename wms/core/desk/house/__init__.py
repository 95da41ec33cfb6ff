"""The administrator's pages: people, devices, stations, warehouses, settings, and the audit of all that."""
