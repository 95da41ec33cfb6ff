"""Office pages that need to know how our codes are written: labels of people and benches, binding by scan."""
