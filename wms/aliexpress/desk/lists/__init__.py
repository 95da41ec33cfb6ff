"""The platform's lists, on the kit of wms.core.desk.lists."""
