"""What bodies look like, in and out: strict where something comes in, flat and typed where something goes out."""
