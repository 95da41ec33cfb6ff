"""What is written while it runs: one line an event, with the ids that lead to it, without secrets and persons."""

from wms.core.logs.context import about, bind, facts

__all__ = ["about", "bind", "facts"]
