"""How the sample captures are made: from a description in YAML to the bytes of a capture file."""
