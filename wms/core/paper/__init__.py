"""Printed things: fonts, barcodes, labels and documents as PDF; their content comes from the apps as dataclasses."""
