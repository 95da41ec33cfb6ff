"""The ways out: one module a protocol. Each builds its request and reads its answer as pure functions."""
